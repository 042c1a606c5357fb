package import SpendCore
import Synchronization

/// Sends committed deliveries to their receivers, a lane each (Semantics, Delivery), and reports
/// what became of them.
///
/// `enqueue` and the other calls come from any thread and never wait for the network. At start,
/// hand over nothing before the backlog is read, then everything that is pending; the same delivery
/// twice does no harm. `run` is called once and returns after ``stop()``, when the requests on
/// their way are through, or at once when it is cancelled.
package final class Dispatcher: Sendable {
  let options: DispatcherOptions
  private let hooks: DispatcherHooks
  private let state: Mutex<State>
  private let started: AsyncStream<LaneRunner>
  private let starter: AsyncStream<LaneRunner>.Continuation

  private struct State {
    var configuration: DispatcherConfiguration
    var runners: [String: LaneRunner] = [:]
    /// Receivers whose trouble others were told of.
    var troubled: Set<String> = []
    /// Whom they were told by: they hear of its end, too. By the id of the notice.
    var told: [String: Set<String>] = [:]
    var isStopped = false
  }

  package init(
    _ configuration: DispatcherConfiguration, options: DispatcherOptions = DispatcherOptions(),
    hooks: DispatcherHooks
  ) {
    self.options = options
    self.hooks = hooks
    state = Mutex(State(configuration: configuration))
    (started, starter) = AsyncStream.makeStream()
    reconfigure(configuration)
  }

  // MARK: Running

  /// Runs the lanes, those that a reload adds included.
  package func run() async {
    await withDiscardingTaskGroup { group in
      for await runner in started {
        group.addTask { await runner.run() }
      }
      if Task.isCancelled { group.cancelAll() }
    }
  }

  /// Nothing new is sent; what is on its way may finish. Everything else stays pending.
  package func stop() {
    let runners = state.withLock { state -> [LaneRunner] in
      state.isStopped = true
      return Array(state.runners.values)
    }
    for runner in runners { runner.stop() }
    starter.finish()
  }

  /// `run --once`: attempts what is pending until nothing is left, or for so many seconds at most;
  /// then stops. What is left stays pending.
  package func drain(seconds: Int64) async {
    let clock = options.clock
    let deadline = clock.monotonic().advanced(byMilliseconds: seconds * 1000)
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        await self.run()
        return true
      }
      group.addTask {
        while !self.isIdle, clock.monotonic() < deadline, !Task.isCancelled {
          await clock.sleep(clock.monotonic().advanced(byMilliseconds: 20))
        }
        return self.isIdle
      }
      let isDone = await group.next() ?? true
      stop()
      if !isDone { group.cancelAll() }
    }
  }

  package var isIdle: Bool { runners.allSatisfy(\.isIdle) }

  // MARK: Work

  /// Takes committed deliveries. One for a receiver that is not configured is dead.
  package func enqueue(_ deliveries: [Delivery]) {
    var byReceiver: [String: [Delivery]] = [:]
    for delivery in deliveries where delivery.message.isKnown {
      byReceiver[delivery.receiver, default: []].append(delivery)
    }
    let runners = state.withLock { $0.runners }
    for (name, deliveries) in byReceiver {
      if let runner = runners[name] {
        runner.enqueue(deliveries, isTest: false)
      } else {
        refuse(deliveries, through: runners)
      }
    }
  }

  /// Outcomes must come from a task of our own: any lane will do.
  private func refuse(_ deliveries: [Delivery], through runners: [String: LaneRunner]) {
    let outcomes = deliveries.map {
      DeliveryOutcome(
        sequence: $0.sequence, status: .dead, attempts: $0.attempts,
        pendingSeconds: $0.pendingSeconds,
        lastError: "no receiver named \(SafeText.line($0.receiver, limit: 100)) is configured")
    }
    guard let runner = runners.values.first else { return hooks.outcomes(outcomes) }
    runner.event { _, _ in [.report(outcomes)] }
  }

  func enqueueTest(_ delivery: Delivery) {
    state.withLock { $0.runners[delivery.receiver] }?.enqueue([delivery], isTest: true)
  }

  /// Takes a delivery up again that somebody asked to retry (its age starts anew), or attempts a
  /// pending one now.
  package func retry(_ delivery: Delivery) {
    var fresh = delivery
    fresh.pendingSeconds = 0
    fresh.status = .pending
    guard let runner = state.withLock({ $0.runners[delivery.receiver] }) else {
      return enqueue([fresh])
    }
    runner.event { lane, now in
      lane.enqueue([fresh], at: now) + lane.wakeUp(at: now)
    }
  }

  /// Gives up a pending delivery; its outcome comes as of any other.
  package func drop(_ sequence: UInt64) {
    for runner in runners { runner.event { $0.drop(sequence, at: $1) } }
  }

  /// Takes over another configuration: lanes of the same name keep what waits, others start or end.
  package func reconfigure(_ configuration: DispatcherConfiguration) {
    let (added, kept, removed) = state.withLock { state in
      state.configuration = configuration
      var added: [LaneRunner] = []
      var kept: [(LaneRunner, ReceiverSettings)] = []
      var removed = state.runners
      for settings in configuration.receivers where !state.isStopped {
        if let runner = removed.removeValue(forKey: settings.name) {
          kept.append((runner, settings))
        } else {
          let runner = LaneRunner(settings, configuration, options: options, hooks: laneHooks)
          state.runners[settings.name] = runner
          added.append(runner)
        }
      }
      for name in removed.keys { state.runners[name] = nil }
      return (added, kept, Array(removed.values))
    }
    for (runner, settings) in kept { runner.reconfigure(settings, configuration) }
    for runner in removed { runner.retire() }
    for runner in added { starter.yield(runner) }
  }

  /// What fires, for receivers that must be told again and again (Alertmanager). Replaces what was
  /// known; call at start and after a reload.
  package func restoreActive(_ alerts: [Alert]) {
    let notify = state.withLock { $0.configuration.notify }
    for runner in runners {
      runner.restoreActive(
        alerts.filter {
          notify[ExactText($0.budget)]?[$0.level]?.contains(runner.name) == true
        })
    }
  }

  /// What the state lists, settled or not: whom it woke before a restart counts for `max_pages`.
  /// Call once, before anything is enqueued.
  package func restoreSettled(_ deliveries: [AlertDelivery]) {
    for runner in runners {
      runner.restore(deliveries.filter { $0.receiver == runner.name })
    }
  }

  // MARK: What others may see

  /// In the order of the configuration. How many deliveries are dead, the outbox knows.
  package func reports() -> [ReceiverReport] {
    let (receivers, runners) = state.withLock { ($0.configuration.receivers, $0.runners) }
    return receivers.compactMap { runners[$0.name]?.report() }
  }

  package func progress() -> [LaneProgress] {
    let now = options.clock.monotonic()
    return runners.map { $0.progress(at: now) }
  }

  private var runners: [LaneRunner] { state.withLock { Array($0.runners.values) } }

  // MARK: Telling others

  private var laneHooks: DispatcherHooks {
    var hooks = hooks
    let inner = hooks.happened
    hooks.happened = { [weak self] happening in
      inner(happening)
      self?.tellOthers(happening)
    }
    return hooks
  }

  /// A receiver that does not work is itself an alert. It goes to the soft receivers and wakes
  /// nobody, unless it was the last one that would (Semantics, Notices).
  private func tellOthers(_ happening: DeliveryHappening) {
    let now = options.clock.wall()
    tell { state in
      let configuration = state.configuration
      let notice = NoticeMaker.notice(
        happening, instance: configuration.instance, now: now, troubled: &state.troubled)
      let pagers = configuration.pagers
      let isLast = pagers.contains(happening.receiver) && pagers.isSubset(of: state.troubled)
      let names = isLast ? configuration.receivers(of: .hard) : []
      return (
        notice,
        configuration.careful(unless: state.troubled).union(names.subtracting(state.troubled))
      )
    }
  }

  /// Commits fail, or no longer: alerts go on without them, and what was counted is lost with the
  /// process, so this wakes somebody.
  package func tellCommits(failing reason: String?) {
    let now = options.clock.wall()
    tell { state in
      let configuration = state.configuration
      let notice = NoticeMaker.commits(
        failing: reason, instance: configuration.instance, now: now)
      return (notice, configuration.careful(unless: []).union(configuration.receivers(of: .hard)))
    }
  }

  private func tell(_ make: (inout State) -> (Notice?, Set<String>)) {
    let (notice, targets) = state.withLock { state -> (Notice?, [LaneRunner]) in
      let (notice, names) = make(&state)
      guard let notice else { return (nil, []) }
      var told = names
      if notice.isResolved {
        told = state.told.removeValue(forKey: notice.id) ?? names
      } else {
        state.told[notice.id, default: []].formUnion(names)
      }
      told.remove(notice.receiver)
      return (notice, told.sorted().compactMap { state.runners[$0] })
    }
    guard let notice else { return }
    for runner in targets { runner.event { $0.enqueue(notice, at: $1) } }
  }
}
