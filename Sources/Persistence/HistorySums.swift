/// What is summed up for a stretch of time and a label set. Sums are pinned to the range of 64 bits
/// instead of trapping, because a log line must never be able to stop the daemon.
struct HistorySums: Hashable, Sendable {
  var calls: Int64
  /// Nano-dollars.
  var spend: Int64
  var inputTokens: Int64
  var outputTokens: Int64

  mutating func add(_ other: HistorySums) {
    calls = Self.saturating(calls, other.calls)
    spend = Self.saturating(spend, other.spend)
    inputTokens = Self.saturating(inputTokens, other.inputTokens)
    outputTokens = Self.saturating(outputTokens, other.outputTokens)
  }

  private static func saturating(_ a: Int64, _ b: Int64) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? (a < 0 ? .min : .max) : sum
  }
}

/// The sums of one label set; the stretch of time is that of the part it is in.
struct HistoryEntry: Hashable, Sendable {
  var labelSet: UInt32
  var sums: HistorySums
}
