package import SpendCore

/// Where to begin to look back from: a span until now, a date, or a time.
package enum SinceText {
  /// - Returns: nil when it is none of them.
  package static func time(_ text: String, now: Timestamp, zone: TimeZoneRules) -> Timestamp? {
    if let seconds = span(text) { return now.advanced(bySeconds: -seconds) }
    if let time = Timestamp(statusText: text) { return time }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
      (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    return Timestamp(seconds: zone.utcSeconds(local: date.dayNumber * 86_400))
  }

  /// `7d`, `24h`, `30m`, `90s`; at most 1,000 days.
  private static func span(_ text: String) -> Int64? {
    let units: [Character: Int64] = ["d": 86_400, "h": 3600, "m": 60, "s": 1]
    guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
      (0...86_400_000 / unit).contains(count)
    else { return nil }
    return count * unit
  }
}
