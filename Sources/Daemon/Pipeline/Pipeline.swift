import CLinux
import Delivery
import Glibc
import LinuxSystem
import Logging
import Operations
import Persistence
import Reading
import SpendCore
import Status
import Systemd
import Tailing

/// The one writer: owns reader, engine and commit, on one thread (see ``PipelineService``). A turn
/// reads a bounded amount, applies it, commits what is due, and sleeps in `poll` when there is
/// nothing; so signals, commands and alerts are served in the middle of any backlog.
final class Pipeline {
  let parts: PipelineParts
  var configuration: Configuration
  var engine: Engine
  var reader: SourceReader
  var schedule: CommitSchedule
  var rejections: RejectionLog
  let log: HappeningLog
  var effects: [Effect] = []
  var views = ViewRequests()

  var isStopping = false
  /// Read since memory was given back.
  var bytesSinceTrim = 0
  /// Since when commits fail, and why.
  var commits = StatusCommits()
  /// When the last commit of this run was made, and the last one that is durable.
  var commitMadeAt: Timestamp?
  var committedAt: Timestamp?
  /// People were told that commits fail.
  var hasToldFailing = false
  /// The database is not where it was opened.
  var isStateGone = false
  /// Sources of which nothing is there, that somebody was told of.
  var missingSources: Set<ExactText> = []
  /// Since when nothing of a source is there.
  var missingSince: [ExactText: Timestamp] = [:]
  /// What the lines of a source look like that are no events.
  /// The minute in which they were looked at last.
  var lookedAt: [ExactText: Int64] = [:]
  /// The hour in which it was said last of a source that times cannot be read.
  var timesSaid: [Int: Int64] = [:]
  var areDigestsUnderWay = false
  /// After one that could not be made.
  var digestsNotBefore = Timestamp(microseconds: .min)
  var lastTick: Int64 = 0
  var lastStatus: Double = -.infinity
  private var clockJumps = ClockJumps()

  init(_ parts: PipelineParts) throws {
    self.parts = parts
    configuration = parts.configuration
    guard let stored = parts.stored.claim() else { preconditionFailure("a state has one pipeline") }
    let needed = Engine.neededHistory(parts.configuration, state: stored)
    let history = try Pipeline.history(needed, in: parts.store)
    let now = SystemClock.wall()
    // Whoever writes a log must not be able to choose values that fall on each other.
    let seed = UInt64.random(in: 0 ... .max)
    engine = try Engine(
      configuration: parts.configuration, state: stored, history: history,
      isRebuild: parts.firedBefore != nil, firedBefore: parts.firedBefore ?? [],
      pendingBefore: parts.pendingBefore,
      now: SystemClock.plausible(now, stored: nil), hostName: parts.hostName,
      hashSeed: seed, digest: SHA256.ofText)
    for line in OpenIncidents.warnings(engine.openAtStart, configuration) {
      parts.logger.log(kind: .configurationWarning, line)
    }
    var options = SourceReader.Options(tail: parts.tailOptions)
    options.isWatching = true
    options.hashSeed = seed
    reader = try SourceReader(
      sources: parts.configuration.sources(computesCosts: engine.computesCosts),
      dimensions: engine.catalog.dimensions,
      records: stored.records[.generation] ?? [], options: options)
    engine.step(
      .readingRules(offsets: Pipeline.offsets(reader.status())),
      at: SystemClock.plausible(now, stored: engine.storedClock), into: &effects)
    schedule = CommitSchedule(
      interval: Pipeline.commitInterval(parts.configuration),
      givesUpAfter: parts.tailOptions.isOnce ? 10 : nil, at: SystemClock.monotonicSeconds())
    rejections = RejectionLog(logger: parts.logger)
    log = HappeningLog(logger: parts.logger)
    if stored.sequence == 0 { markPartialStart() }
    // Only the engine knows the name that the state has kept.
    parts.dispatcher.reconfigure(
      DispatcherConfiguration(parts.configuration, instance: engine.instance))
  }

  /// How far each generation of each source is read.
  static func offsets(_ generations: [GenerationStatus]) -> [ExactText: [UInt64: Int64]] {
    generations.reduce(into: [:]) { offsets, generation in
      offsets[ExactText(generation.source), default: [:]][generation.number] = generation.offset
    }
  }

  /// A source that starts at its end leaves out what was there: windows before now
  /// are not known in full.
  private func markPartialStart() {
    guard configuration.sources.contains(where: { $0.readFrom == .end }) else { return }
    enter(.partial(since: now))
  }

  static func history(
    _ quarters: Range<Int64>?, in store: StateStore
  ) throws -> [HistoryRow] {
    guard let quarters else { return [] }
    return try store.history(from: quarters.lowerBound, to: quarters.upperBound)
  }

  static func commitInterval(_ configuration: Configuration) -> Double {
    Double(configuration.commitIntervalMilliseconds) / 1000
  }

  var now: Timestamp {
    SystemClock.plausible(SystemClock.wall(), stored: engine.storedClock)
  }

  var moment: Moment {
    Moment(now: now, monotonicSeconds: SystemClock.monotonicSeconds())
  }

  /// Reads until it is told to stop.
  func run() throws {
    clinux_keep_memory()
    reader.reconcile(at: moment, catalog: &engine.catalog)
    while !isStopping {
      parts.heartbeats.beat(.tailing)
      try serveCommands()
      let didRead = readTurn()
      if didRead { pollWhileBusy() }
      drainReader()
      beat()
      let didCommit = try commitIfDue()
      let becameReady = try becomeReadyIfDue()
      reportStatus()
      let isViewing = makeViews()
      if !didRead, !didCommit, !becameReady, !isViewing, !isStopping { sleep() }
    }
    try finish()
  }

  /// The last commit. It may fail on a full disk: then the next start reads on from the one before.
  private func finish() throws {
    defer {
      parts.mailbox.close()
      views.close()
    }
    try serveCommands()
    if try !commitEverything(.atOnce) {
      log.leftUncommitted(since: committedAt ?? engine.storedClock, commits.problem)
    }
    if parts.tailOptions.isOnce { try compactOnce() }
    parts.writer.end()
    parts.heartbeats.rest(.tailing)
    parts.heartbeats.rest(.evaluating)
  }

  private func sleep() {
    parts.heartbeats.rest(.tailing)
    parts.heartbeats.rest(.evaluating)
    let monotonic = SystemClock.monotonicSeconds()
    var due = reader.nextReconcile(at: monotonic)
    if let next = schedule.wakeUp(demand()) { due = min(due, next) }
    // The minute's tick, by the clock.
    let second = now.seconds
    due = min(due, monotonic + Double(60 - (second % 60 + 60) % 60))
    wait(seconds: max(0, due - monotonic))
    afterWaking()
  }

  private func wait(seconds: Double) {
    var descriptors = ([parts.mailbox.wakeUp.descriptor] + reader.descriptors).map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    // Rounded up to a millisecond, so that it does not spin before the time comes.
    let milliseconds = min(Int32(seconds * 1000) + 1, 60_000)
    _ = unsafe poll(&descriptors, nfds_t(descriptors.count), milliseconds)
  }

  private func afterWaking() {
    let moment = moment
    let jump = clockJumps.check(
      wall: SystemClock.wall(), monotonicSeconds: moment.monotonicSeconds)
    if let jump { log.clockJumped(seconds: jump) }
    reader.reconcile(at: moment, catalog: &engine.catalog)
    if now.minute != lastTick { tick() }
  }

  private func pollWhileBusy() {
    guard reader.reconcileIfDue(at: moment, catalog: &engine.catalog) else { return }
    if now.minute != lastTick { tick() }
  }

  /// What a backlog took is more than live lines ever need.
  func trimMemory() {
    bytesSinceTrim = 0
    reader.releaseMemory()
    clinux_trim_memory()
  }

  private func tick() {
    lastTick = now.minute
    if schedule.phase > .catchingUp, bytesSinceTrim > 8 << 20 { trimMemory() }
    step(.tick)
    schedule.minutePassed()
    _ = findMissing(reader.status())
    checkState()
    sendDueDigests()
  }

  /// Somebody may have deleted or replaced the state, which no commit would notice.
  private func checkState() {
    let isGone = !parts.store.isInPlace
    defer { isStateGone = isGone }
    guard isGone, !isStateGone || now.minute % 60 == 0 else { return }
    log.stateGone(parts.store.paths.database)
  }

  /// What comes of it is performed with what comes next.
  func enter(_ input: consuming Input) { engine.step(input, at: now, into: &effects) }

  func step(_ input: consuming Input) {
    enter(input)
    performEffects()
  }

  /// Alerts go out before anything is said about them.
  func performEffects() {
    for case .send(let deliveries) in effects {
      parts.dispatcher.enqueue(deliveries)
      log.writeProvisional(deliveries, configuration)
    }
    for case .happened(let happening) in effects { log.write(happening, configuration) }
    effects.removeAll(keepingCapacity: true)
  }
}
