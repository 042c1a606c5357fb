/// A point in time: microseconds since 1970-01-01T00:00:00Z. Reaches ±292,000 years, so that every
/// date an application can write has one; nothing the daemon decides is finer than a microsecond.
package struct Timestamp: Hashable, Comparable, Sendable {
  package var microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }
  package init(seconds: Int64) { microseconds = seconds * 1_000_000 }
  package init(minute: Int64) { microseconds = minute * 60_000_000 }

  package static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }

  /// The number of whole seconds since 1970, rounded down.
  package var seconds: Int64 { Self.floorDivide(microseconds, 1_000_000) }
  /// The number of the minute since 1970 that holds this time.
  package var minute: Int64 { Self.floorDivide(microseconds, 60_000_000) }
  /// The number of the hour since 1970 that holds this time.
  package var hour: Int64 { Self.floorDivide(microseconds, 3_600_000_000) }

  /// This time moved by seconds, pinned to the range of the type.
  package func advanced(bySeconds seconds: Int64) -> Timestamp {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    let (sum, overflowAgain) = microseconds.addingReportingOverflow(product)
    guard !overflow, !overflowAgain else {
      return Timestamp(microseconds: seconds < 0 ? .min : .max)
    }
    return Timestamp(microseconds: sum)
  }

  package static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

/// How times are printed.
extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC with milliseconds, as in webhook bodies: `2026-11-21T14:20:05.123Z`.
  package var description: String {
    let millis = Self.floorDivide(microseconds, 1000)
    let date = CivilDate(day: Self.floorDivide(seconds, 86_400))
    let part = millis - Self.floorDivide(millis, 1000) * 1000
    return "\(date)T\(clockText).\(Self.padded(part, 3))Z"
  }

  /// RFC 3339 in UTC to the second, for window edges: `2026-11-21T14:21:00Z`.
  package var secondsText: String {
    "\(CivilDate(day: Self.floorDivide(seconds, 86_400)))T\(clockText)Z"
  }

  private var clockText: String {
    let second = seconds - Self.floorDivide(seconds, 86_400) * 86_400
    return "\(Self.padded(second / 3600, 2)):\(Self.padded(second / 60 % 60, 2)):"
      + Self.padded(second % 60, 2)
  }

  package static func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
