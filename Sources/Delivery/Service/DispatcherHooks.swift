package import SpendCore

/// Where the dispatcher reports to. Called from its own tasks, never from inside
/// ``Dispatcher/enqueue(_:)``; must not block for long, because the lane that calls waits
/// meanwhile.
package struct DispatcherHooks: Sendable {
  /// Writes one message of the built-in `log` receiver.
  package var log: @Sendable (LogMessage) -> Void
  /// To be committed at once. Each delivery is settled in one outcome exactly.
  package var outcomes: @Sendable ([DeliveryOutcome]) -> Void
  package var happened: @Sendable (DeliveryHappening) -> Void

  package init(
    log: @escaping @Sendable (LogMessage) -> Void,
    outcomes: @escaping @Sendable ([DeliveryOutcome]) -> Void,
    happened: @escaping @Sendable (DeliveryHappening) -> Void
  ) {
    self.log = log
    self.outcomes = outcomes
    self.happened = happened
  }
}
