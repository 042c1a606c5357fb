/// What a series leads to, and what came in under it since the last commit. 64 bytes, because there
/// are many and every event goes to one.
struct SeriesState: Sendable {
  var quarter: Int64 = .min
  var calls: Int64 = 0
  var spend: Money = .zero
  var inputTokens: Int64 = 0
  var outputTokens: Int64 = 0
  /// Where its links stand; -1 while they are not known.
  var firstLink: Int32 = -1
  var linkCount: Int32 = 0
  var breakdownSet: UInt32 = 0
  var historySet: UInt32 = 0
  var feature: Int32 = 0
  /// Without a feature.
  var isUntagged = false
  /// No budget counts it, and it is not excluded.
  var isUncovered = false

  @inline(__always)
  mutating func add(_ line: UnsafePointer<Line>) {
    calls &+= 1
    spend += line.pointee.cost
    inputTokens = inputTokens.addingCount(line.pointee.inputTokens)
    outputTokens = outputTokens.addingCount(line.pointee.outputTokens)
  }
}

/// From a series to a window that counts it.
struct Link: Sendable {
  var window: Int32
  /// Where its share was found last.
  var breakdownHint: UInt32 = 0
  var shape: RuleShape
}
