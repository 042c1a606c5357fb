package import SpendCore

/// The two clocks at one moment, as whoever owns a ``SourceReader`` reads them.
package struct Moment: Sendable {
  /// Wall clock: what times of events and ages of files are compared with.
  package var now: Timestamp
  /// Seconds of a clock that never steps: what is due when.
  package var monotonicSeconds: Double

  package init(now: Timestamp, monotonicSeconds: Double) {
    self.now = now
    self.monotonicSeconds = monotonicSeconds
  }
}
