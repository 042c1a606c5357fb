/// A number with a unit, as people write durations and sizes.
enum UnitParser {
  /// `500ms`, `1s`, `10m`, `2h`, `1d`; whole numbers only.
  /// - Returns: milliseconds, nil when it is not a duration or does not fit.
  static func milliseconds(_ text: String) -> Int64? {
    scaled(text, ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000])
  }

  /// `1048576`, `512KiB`, `1MiB`, `1GiB`.
  static func bytes(_ text: String) -> Int64? {
    scaled(text, ["": 1, "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30])
  }

  /// Digits only: no sign, no separators.
  static func whole(_ text: String) -> Int64? { scaled(text, ["": 1]) }

  private static func scaled(_ text: String, _ units: [String: Int64]) -> Int64? {
    let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard !digits.isEmpty, let number = Int64(String(text[..<digits.endIndex])),
      let unit = units[String(text[digits.endIndex...])]
    else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: unit)
    return overflow ? nil : product
  }
}
