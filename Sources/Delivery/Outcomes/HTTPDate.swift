package import SpendCore

/// Dates of HTTP (RFC 9110 section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`, and the obsolete
/// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`. The name of the day is not
/// checked.
package enum HTTPDate {
  package static func parse(_ text: String) -> Timestamp? {
    let parts = text.prefix(64).split(whereSeparator: { " ,-".contains($0) }).map(String.init)
    // Both first shapes: day name, day, month, year, time, zone. asctime: day name, month, day,
    // time, year.
    if parts.count >= 6, parts[5] == "GMT" || parts[5] == "UTC" {
      return make(day: parts[1], month: parts[2], year: parts[3], clock: parts[4])
    }
    if parts.count == 5 {
      return make(day: parts[2], month: parts[1], year: parts[4], clock: parts[3])
    }
    return nil
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  private static func make(
    day: String, month: String, year: String, clock: String
  ) -> Timestamp? {
    let time = clock.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
    guard let index = months.firstIndex(of: month.lowercased()),
      let day = Int64(day), (1...31).contains(day),
      var year = Int64(year), (0...9999).contains(year),
      time.count == 3, let hour = time[0], let minute = time[1], let second = time[2],
      (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    if year < 100 { year += year < 70 ? 2000 : 1900 }
    let date = CivilDate(year: year, month: Int64(index) + 1, day: day)
    return Timestamp(seconds: date.dayNumber * 86_400 + hour * 3600 + minute * 60 + second)
  }
}
