extension Int64 {
  /// The sum, or the end of 64 bits that it is beyond: what counts bytes of files that say they are
  /// as large as they like must not end the process.
  package func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    guard overflow else { return sum }
    return other < 0 ? .min : .max
  }

  /// As ``addingClamped(_:)`` for what is not below zero: an event adds two such numbers, and the
  /// look at the sign is felt there.
  @inline(__always)
  func addingCount(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
