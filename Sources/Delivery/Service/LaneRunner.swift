import SpendCore
import Synchronization

/// The shell around one ``Lane``: keeps it behind a lock, performs its actions in order on a task
/// of its own, carries each message on a child of that, and never waits for another lane.
final class LaneRunner: Sendable {
  let name: String
  let options: DispatcherOptions
  private let hooks: DispatcherHooks
  private let signal = Signal()
  private let executor = LoopExecutor()
  let core: Mutex<Core>

  struct Core {
    var lane: Lane
    var actions: [LaneAction] = []
    var settings: ReceiverSettings
    var configuration: DispatcherConfiguration
    var transport: any Transport
    /// Transports that a reload replaced, to be closed when nothing is on its way.
    var replaced: [any Transport] = []
    var board = AlertmanagerBoard()
    var isRetiring = false
    var heartbeat: MonotonicTime
    /// When the loop means to be back; nil while it sleeps without an alarm.
    var due: MonotonicTime?

    /// Nothing is left for the loop: each outcome is reported as it comes, also while the slowest
    /// request of a stop is waited for; what a retired lane still has is given up by it.
    var hasEnded: Bool {
      lane.isStopped && actions.isEmpty && !lane.isInFlight
        && !(isRetiring && lane.pendingCount > 0)
    }
  }

  init(
    _ settings: ReceiverSettings, _ configuration: DispatcherConfiguration,
    options: DispatcherOptions, hooks: DispatcherHooks
  ) {
    name = settings.name
    self.options = options
    self.hooks = hooks
    let now = options.clock.monotonic()
    core = Mutex(
      Core(
        lane: Lane(Self.laneSettings(settings, options), at: now), settings: settings,
        configuration: configuration, transport: options.transport(settings, on: executor.loop),
        heartbeat: now))
  }

  private static func laneSettings(
    _ settings: ReceiverSettings, _ options: DispatcherOptions
  ) -> LaneSettings {
    var lane = LaneSettings(receiver: settings)
    options.tuneLane(&lane)
    return lane
  }

  // MARK: Events, from any thread

  /// Lets something happen to the lane; what it asks for is done by the loop.
  func event(_ body: (inout Lane, MonotonicTime) -> [LaneAction]) {
    let now = options.clock.monotonic()
    core.withLock { core in core.actions += body(&core.lane, now) }
    signal.give()
  }

  func enqueue(_ deliveries: [Delivery], isTest: Bool) {
    if !isTest { note(deliveries) }
    event { $0.enqueue(deliveries, at: $1, isTest: isTest) }
  }

  func restore(_ deliveries: [AlertDelivery]) {
    let (now, wall) = (options.clock.monotonic(), options.clock.wall())
    core.withLock { $0.lane.restore(deliveries, wall: wall, at: now) }
  }

  func reconfigure(_ settings: ReceiverSettings, _ configuration: DispatcherConfiguration) {
    let lane = Self.laneSettings(settings, options)
    let now = options.clock.monotonic()
    core.withLock { core in
      core.configuration = configuration
      let isChanged = core.settings != settings
      if isChanged {
        core.settings = settings
        core.replaced.append(core.transport)
        core.transport = options.transport(settings, on: executor.loop)
      }
      // Under the same lock: no attempt that goes out with the old settings may count as one of the
      // new. One that was begun and goes out after this is only repeated if it fails.
      core.actions += core.lane.reconfigure(lane, isChanged: isChanged, at: now)
    }
    signal.give()
  }

  func stop() {
    event { lane, _ in
      lane.stop()
      return []
    }
  }

  /// No longer configured: what waits is given up as soon as nothing is on its way.
  func retire() {
    core.withLock { $0.isRetiring = true }
    stop()
  }

  // MARK: The loop

  /// Runs until stopped or cancelled; then closes the connections.
  func run() async {
    await withTaskExecutorPreference(executor) { await runOnLoop() }
  }

  private func runOnLoop() async {
    if core.withLock({ $0.settings.kind }) == .alertmanager {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await self.refreshLoop() }
        await loop()
        group.cancelAll()
      }
    } else {
      await loop()
    }
    flush()
    let transports = core.withLock { $0.replaced + [$0.transport] }
    for transport in transports { await transport.shutdown() }
  }

  /// Returns when it is stopped and what is on its way has been answered.
  private func loop() async {
    await withDiscardingTaskGroup { group in
      while !Task.isCancelled {
        let (actions, replaced) = takeActions()
        for transport in replaced { await transport.shutdown() }
        let (attempts, alarm) = perform(actions)
        for attempt in attempts { group.addTask { await self.carry(attempt) } }
        if core.withLock({ $0.hasEnded }) { return }
        core.withLock { $0.due = alarm }
        await signal.wait(until: alarm, clock: options.clock)
      }
    }
  }

  private func carry(_ attempt: Attempt) async {
    let verdict = await deliver(attempt)
    let random = options.random()
    event { $0.completed(attempt.id, verdict, at: $1, random: random) }
  }

  /// After a cancellation: what is known of the last attempt is still reported.
  private func flush() {
    let actions = core.withLock { core in
      core.lane.stop()
      defer { core.actions = [] }
      return core.actions
    }
    _ = perform(actions)
  }

  private func takeActions() -> ([LaneAction], [any Transport]) {
    let now = options.clock.monotonic()
    return core.withLock { core in
      core.heartbeat = now
      core.due = now
      core.actions += core.lane.tick(at: now)
      var replaced: [any Transport] = []
      if !core.lane.isInFlight {
        if core.isRetiring { core.actions += core.lane.retire(at: now) }
        (replaced, core.replaced) = (core.replaced, [])
      }
      defer { core.actions = [] }
      return (core.actions, replaced)
    }
  }

  private func perform(_ actions: [LaneAction]) -> ([Attempt], MonotonicTime?) {
    var attempts: [Attempt] = []
    var alarm: MonotonicTime?
    for action in actions {
      switch action {
      case .send(let attempt): attempts.append(attempt)
      case .report(let outcomes): hooks.outcomes(outcomes)
      case .wake(let time): alarm = min(alarm ?? time, time)
      case .happened(let happening): hooks.happened(happening)
      }
    }
    return (attempts, alarm)
  }

  // MARK: Sending

  private func deliver(_ attempt: Attempt) async -> Verdict {
    let now = options.clock.wall()
    let (context, transport, redactor) = core.withLock { core in
      (Self.context(core, now: now), core.transport, core.configuration.redactor)
    }
    switch Receiver.rendering(attempt, context) {
    case .nothing: return .delivered
    case .log(let message):
      hooks.log(message)
      return .delivered
    case .http(let requests):
      guard !requests.isEmpty else { return .park("no url is configured") }
      let classifier = Classifier(kind: context.settings.kind, redactor: redactor)
      let results = await Self.perform(requests, transport)
      let after = options.clock.wall()
      return Verdict.best(of: results.map { classifier.verdict($0, now: after) })
    case .mail(let request):
      let mail = MailTransport(settings: context.settings, timeouts: options.timeouts)
      let result = await mail.send(request) { [self] in core.withLock { $0.lane.isStopped } }
      return MailClassifier(redactor: redactor).verdict(result)
    }
  }

  /// All at once, each with its own timeout.
  static func perform(
    _ requests: [WireRequest], _ transport: any Transport
  ) async -> [WireResult] {
    if requests.count == 1 { return [await transport.perform(requests[0])] }
    return await withTaskGroup(of: WireResult.self) { group in
      for request in requests { group.addTask { await transport.perform(request) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
  }

  static func context(_ core: borrowing Core, now: Timestamp) -> RenderContext {
    RenderContext(
      settings: core.settings, templates: core.configuration.templates,
      zone: core.configuration.zone, now: now, instance: core.configuration.instance)
  }

  // MARK: What others may see

  func report() -> ReceiverReport { core.withLock { $0.lane.report() } }

  var isIdle: Bool { core.withLock { $0.lane.isIdle && $0.actions.isEmpty } }

  func progress(at now: MonotonicTime) -> LaneProgress {
    let timeouts = options.timeouts
    return core.withLock { core in
      let patience = timeouts.totalMilliseconds * 3 + 30_000
      let isLate =
        core.due.map { now.milliseconds(since: $0) > 60_000 } ?? false
        || core.lane.inFlightSince.map { now.milliseconds(since: $0) > patience } ?? false
      return LaneProgress(
        receiver: name, lastHeartbeat: core.heartbeat, isStuck: isLate && !core.lane.isStopped)
    }
  }
}
