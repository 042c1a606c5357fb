import NIOCore
package import SpendCore

/// The seams of the dispatcher. The defaults are for the daemon; tests bring their own time, chance
/// and network.
package struct DispatcherOptions: Sendable {
  package var clock: DeliveryClock = .system
  /// 64 random bits, for the jitter of retries.
  package var random: @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
  package var timeouts = DeliveryTimeouts()
  /// Changes the numbers of a lane before it starts.
  package var tuneLane: @Sendable (inout LaneSettings) -> Void = { _ in }
  /// nil: ``HTTPTransport``.
  package var makeTransport: (@Sendable (ReceiverSettings) -> any Transport)?
  /// How often an Alertmanager is told again what fires.
  package var refreshMilliseconds: Int64 = 60_000

  package init() {}

  /// - Parameter loop: where its requests run; nil: anywhere.
  func transport(_ settings: ReceiverSettings, on loop: (any EventLoop)? = nil) -> any Transport {
    makeTransport?(settings) ?? HTTPTransport(settings: settings, timeouts: timeouts, loop: loop)
  }
}
