import CLinux
import Crypto
import Delivery
import Glibc
import Logging
import Persistence
import SpendCore
import Systemd
import Tailing

/// The one writer: owns tailer, engine and commit, on one thread (see ``PipelineService``). A turn reads a bounded
/// amount, applies it, commits what is due, and sleeps in `ppoll` when there is nothing; so signals, commands and
/// alerts are served in the middle of any backlog.
final class Pipeline {
  let parts: PipelineParts
  var configuration: Configuration
  var engine: Engine
  var tailer: Tailer
  var journals: [JournalFeed] = []
  var watcher: Watcher?
  var feeds: FeedList
  /// While the backlog is read.
  var backlogDecoder: BacklogDecoder?
  var rejections: RejectionLog
  let log: HappeningLog
  var effects: [Effect] = []

  /// All that was there at the start is read; and committed.
  var hasReadBacklog = false
  var isReady = false
  var isStopping = false
  /// Read since memory was given back.
  var bytesSinceTrim = 0
  /// Monotonic seconds.
  var lastCommit: Double = 0
  /// What the last commit took, wherever.
  var lastCommitSeconds: Double = 0
  /// Another thread works on the state.
  var isStateBusy = false
  var isCompactionDue = true
  var commitFailingSince: Double?
  /// The database is not where it was opened.
  var isStateGone = false
  /// Sources of which nothing is there, that somebody was told of.
  var missingSources: Set<String> = []
  var nextCommitAttempt: Double = 0
  var lastTick: Int64 = 0
  var lastStatus: Double = -.infinity
  var lastWall: Timestamp?
  var lastWallAt: Double = 0

  init(_ parts: PipelineParts) throws {
    self.parts = parts
    configuration = parts.configuration
    guard let stored = parts.stored.take() else { preconditionFailure("a state has one pipeline") }
    let needed = Engine.neededHistory(parts.configuration, state: stored)
    let history = try Pipeline.history(needed, in: parts.store)
    let now = SystemClock.wall()
    engine = try Engine(
      configuration: parts.configuration, state: stored, history: history,
      isRebuild: parts.firedBefore != nil, firedBefore: parts.firedBefore ?? [],
      pendingBefore: parts.pendingBefore,
      now: SystemClock.plausible(now, stored: nil), hostName: parts.hostName,
      digest: Pipeline.digest)
    let files = parts.configuration.sources.filter { $0.journalUnit == nil }
    var options = parts.tailOptions
    options.window = Pipeline.window(sources: files.count)
    tailer = try Tailer(
      sources: files, records: stored.records[.generation] ?? [], options: options)
    feeds = FeedList(parts.configuration)
    backlogDecoder = BacklogDecoder(dimensions: engine.catalog.dimensions)
    rejections = RejectionLog(logger: parts.logger)
    log = HappeningLog(logger: parts.logger)
    do throws(FileError) { watcher = try Watcher() } catch { log.noteWatching(error) }
    journals = JournalFeed.all(
      parts.configuration, records: stored.records[.generation] ?? [], log: log)
    if stored.sequence == 0 { markPartialStart() }
    // Only the engine knows the name that the state has kept.
    parts.dispatcher.reconfigure(
      DispatcherConfiguration(parts.configuration, instance: engine.instance))
  }

  static let digest: @Sendable (String) -> String = { text in
    let digits = Array("0123456789abcdef".utf8)
    var hash = SHA256()
    var text = text
    text.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    return String(unsafeUninitializedCapacity: 2 * SHA256.byteCount) { room in
      var count = 0
      for byte in hash.finalize() {
        room[count] = digits[Int(byte >> 4)]
        room[count + 1] = digits[Int(byte & 15)]
        count += 2
      }
      return count
    }
  }

  /// A source that starts at its end leaves out what was there: windows before now are not known in full.
  private func markPartialStart() {
    guard configuration.sources.contains(where: { $0.readFrom == .end }) else { return }
    engine.markPartial(since: now)
  }

  static func history(
    _ quarters: Range<Int64>?, in store: StateStore
  ) throws -> [HistoryRow] {
    guard let quarters else { return [] }
    return try store.history(from: quarters.lowerBound, to: quarters.upperBound)
  }

  var now: Timestamp {
    SystemClock.plausible(SystemClock.wall(), stored: engine.storedClock)
  }

  /// Reads until it is told to stop.
  func run() throws {
    clinux_keep_memory()
    lastCommit = SystemClock.monotonicSeconds()
    tailer.reconcile(now: now, monotonicSeconds: lastCommit)
    syncWatches()
    while !isStopping {
      parts.heartbeats.beat(.tailing)
      try serveLetters()
      let didRead = readTurn()
      if didRead { lookWhileBusy() }
      takeTailHappenings()
      noteProgress()
      let didCommit = try commitIfDue()
      try becomeReadyIfDue()
      if hasReadBacklog { compactIfDue() }
      reportStatus()
      // A commit may be what reading waited for (the start of a new source).
      if !didRead, !didCommit, !isStopping { sleep() }
    }
    try finish()
  }

  /// The last commit. It may fail on a full disk: then the next start reads on from the one before.
  private func finish() throws {
    defer { parts.mailbox.close() }
    try serveLetters()
    try waitForState()
    if engine.isDirty || tailer.hasChanges { _ = try commit() }
    if parts.tailOptions.isOnce { try compactOnce() }
    parts.writer.end()
    parts.heartbeats.rest(.tailing)
    parts.heartbeats.rest(.evaluating)
  }

  private func sleep() {
    parts.heartbeats.rest(.tailing)
    parts.heartbeats.rest(.evaluating)
    let monotonic = SystemClock.monotonicSeconds()
    var due = tailer.nextReconcile
    if let next = nextCommit { due = min(due, next) }
    // The minute's tick, by the clock.
    let second = now.seconds
    due = min(due, monotonic + Double(60 - (second % 60 + 60) % 60))
    for journal in journals { due = min(due, journal.nextLook(monotonic)) }
    wait(seconds: max(0, due - monotonic))
    afterWaking()
  }

  private func wait(seconds: Double) {
    var descriptors = [
      pollfd(fd: parts.mailbox.wakeUp.descriptor, events: Int16(POLLIN), revents: 0)
    ]
    if let descriptor = watcher?.descriptor {
      descriptors.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }
    for journal in journals {
      if let descriptor = journal.descriptor {
        descriptors.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
      }
    }
    // Rounded up to a millisecond, so that it does not spin before the time comes.
    let milliseconds = min(Int32(seconds * 1000) + 1, 60_000)
    _ = poll(&descriptors, nfds_t(descriptors.count), milliseconds)
  }

  private func afterWaking() {
    let monotonic = SystemClock.monotonicSeconds()
    noticeClockJump(monotonic)
    look(monotonic)
    for journal in journals { journal.process() }
    if now.minute != lastTick { tick() }
  }

  /// While a backlog is read nothing sleeps, so nothing wakes up to look: a rotation must be seen all the same, before
  /// retention deletes what was not read.
  private func lookWhileBusy() {
    let monotonic = SystemClock.monotonicSeconds()
    guard monotonic >= tailer.nextReconcile else { return }
    // What is decoded and not applied is handed out again.
    dropDecodedLines()
    look(monotonic)
    if now.minute != lastTick { tick() }
  }

  private func look(_ monotonic: Double) {
    let hint = watcher?.drain()
    if monotonic >= tailer.nextReconcile {
      tailer.reconcile(now: now, monotonicSeconds: monotonic)
      syncWatches()
    } else if let hint, !hint.isEmpty {
      tailer.reconcile(hint: hint, now: now, monotonicSeconds: monotonic)
      syncWatches()
    }
  }

  /// What a backlog took is more than live lines ever need.
  func trimMemory() {
    bytesSinceTrim = 0
    backlogDecoder = nil
    for index in feeds.indices where !feeds[index].isWaiting { feeds[index].lines = [] }
    tailer.releaseMemory()
    clinux_trim_memory()
  }

  private func tick() {
    lastTick = now.minute
    if hasReadBacklog, bytesSinceTrim > 8 << 20 { trimMemory() }
    step(.tick)
    isCompactionDue = true
    lookAtState()
  }

  /// Somebody may have deleted or replaced the state, which no commit would notice.
  private func lookAtState() {
    let isGone = !parts.store.isInPlace
    defer { isStateGone = isGone }
    guard isGone, !isStateGone || now.minute % 60 == 0 else { return }
    log.stateGone(parts.store.paths.database)
  }

  /// What happened between placing a watch and the look before it was not seen: look once more.
  func syncWatches() {
    guard watcher != nil else { return }
    for _ in 0..<3 {
      let hasAdded = watcher?.sync(tailer.watchTargets) == true
      log.noteWatching(watcher?.problem)
      guard hasAdded else { return }
      tailer.reconcile(now: now, monotonicSeconds: SystemClock.monotonicSeconds())
    }
  }

  func step(_ input: consuming Input) {
    engine.step(input, at: now, into: &effects)
    performEffects()
  }

  /// Alerts go out before anything is said about them.
  func performEffects() {
    for case .send(let deliveries) in effects {
      parts.dispatcher.enqueue(deliveries)
      log.noteProvisional(deliveries, configuration)
    }
    for case .happened(let happening) in effects { log.note(happening, configuration) }
    effects.removeAll(keepingCapacity: true)
  }

  /// Every turn, because a file that cannot be read changes nothing that would be committed, and again before every
  /// commit, so that a gap is counted with the bytes behind it.
  func takeTailHappenings() {
    for happening in tailer.takeHappenings() {
      log.note(happening)
      switch happening {
      case .gap: engine.countGap()
      case .unverifiedEnd: engine.countUnverifiedEnd()
      default: break
      }
    }
    for journal in journals {
      for _ in 0..<journal.takeGaps() { engine.countGap() }
    }
  }

  private func noticeClockJump(_ monotonic: Double) {
    let wall = SystemClock.wall()
    defer { (lastWall, lastWallAt) = (wall, monotonic) }
    guard let lastWall else { return }
    let elapsed = Double(wall.microseconds - lastWall.microseconds) / 1e6
    let jump = elapsed - (monotonic - lastWallAt)
    if abs(jump) > 10 { log.clockJumped(seconds: jump) }
  }
}

extension SourceSettings {
  var journalUnit: String? {
    if case .journal(let unit) = origin { unit } else { nil }
  }
}
