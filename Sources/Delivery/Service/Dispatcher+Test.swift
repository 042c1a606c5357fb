package import SpendCore
import Synchronization

/// The real lane for a message that is only a test.
extension Dispatcher {
  /// `send-test`: a test message through a lane of its own, with all its retries, until it is
  /// settled, the receiver refuses everything, or the time is over.
  /// - Returns: nil when it was delivered, else why not, in words for people.
  /// - Parameters:
  ///   - message: nil: an alert that is made up.
  ///   - digests: for their templates.
  ///   - redactor: of everything that is configured; by default of this receiver alone.
  ///   - progress: called with a line for each attempt that failed.
  package static func sendTest(
    _ settings: ReceiverSettings, message: Message? = nil, digests: [DigestSettings] = [],
    isResolve: Bool = false,
    level: Level = .info, instance: String, zone: TimeZoneRules = .utc, redactor: Redactor? = nil,
    seconds: Int64 = 30,
    options: DispatcherOptions = DispatcherOptions(),
    log: @escaping @Sendable (LogMessage) -> Void,
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async -> String? {
    let result = TestResult()
    var configuration = DispatcherConfiguration(
      receivers: [settings], budgets: [], digests: digests, zone: zone, instance: instance)
    if let redactor { configuration.redactor = redactor }
    let dispatcher = Dispatcher(
      configuration, options: options,
      hooks: DispatcherHooks(
        log: log, outcomes: { result.record($0, progress: progress) },
        happened: { result.record($0, progress: progress) }))
    let message =
      message
      ?? .alert(
        SampleAlert.make(
          level: level, isResolved: isResolve, instance: instance, now: options.clock.wall()))
    dispatcher.enqueueTest(Delivery(sequence: 1, receiver: settings.name, message: message))
    let clock = options.clock
    let deadline = clock.monotonic().advanced(byMilliseconds: seconds * 1000)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await dispatcher.run() }
      while !result.isSettled, clock.monotonic() < deadline, !Task.isCancelled {
        await clock.sleep(clock.monotonic().advanced(byMilliseconds: 10))
      }
      dispatcher.stop()
      if !result.isSettled { group.cancelAll() }
    }
    return result.failure
  }

  /// What was heard of the one delivery.
  private final class TestResult: Sendable {
    private struct State {
      var isSettled = false
      var failure: String? = "no answer in time"
    }
    private let state = Mutex(State())

    var isSettled: Bool { state.withLock { $0.isSettled } }
    var failure: String? { state.withLock { $0.failure } }

    func record(_ outcomes: [DeliveryOutcome], progress: (String) -> Void) {
      for outcome in outcomes {
        state.withLock { state in
          state.isSettled = state.isSettled || outcome.status != .pending
          state.failure = outcome.status == .delivered ? nil : outcome.lastError ?? state.failure
        }
        guard outcome.status != .delivered else { continue }
        progress("attempt \(outcome.attempts): \(outcome.lastError ?? "failed")")
      }
    }

    func record(_ happening: DeliveryHappening, progress: (String) -> Void) {
      switch happening {
      // Not worth waiting a quarter of an hour for.
      case .parked: state.withLock { $0.isSettled = true }
      case .partly(_, let reason): progress(reason)
      default: break
      }
    }
  }
}
