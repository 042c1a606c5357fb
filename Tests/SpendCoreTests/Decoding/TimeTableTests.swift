import SpendCore
import SpendTesting
import Testing

/// What is read as time. Expected times are in UTC with microseconds.
struct TimeTableTests {
  static let times: [(value: String, expected: String)] = [
    ("\"2026-05-01T12:34:56Z\"", "2026-05-01 12:34:56.000000"),
    ("\"2026-05-01T12:34:56.7Z\"", "2026-05-01 12:34:56.700000"),
    ("\"2026-05-01T12:34:56.789Z\"", "2026-05-01 12:34:56.789000"),
    ("\"2026-05-01T12:34:56.789012Z\"", "2026-05-01 12:34:56.789012"),
    ("\"2026-05-01T12:34:56.7890129Z\"", "2026-05-01 12:34:56.789012"),
    ("\"2026-05-01T12:34:56.78901299999999999999Z\"", "2026-05-01 12:34:56.789012"),
    ("\"2026-05-01t12:34:56,789z\"", "2026-05-01 12:34:56.789000"),
    ("\"2026-05-01 12:34:56.789012\"", "2026-05-01 12:34:56.789012"),
    ("\"2026-05-01T12:34:56.789012\"", "2026-05-01 12:34:56.789012"),
    ("\"2026-05-01T12:34:56+00:00\"", "2026-05-01 12:34:56.000000"),
    ("\"2026-05-01T12:34:56+05:30\"", "2026-05-01 07:04:56.000000"),
    ("\"2026-05-01T12:34:56+0530\"", "2026-05-01 07:04:56.000000"),
    ("\"2026-05-01T12:34:56-05\"", "2026-05-01 17:34:56.000000"),
    ("\"2026-05-01 12:34:56 +0000\"", "2026-05-01 12:34:56.000000"),
    ("\"2026-05-01T12:34\"", "2026-05-01 12:34:00.000000"),
    ("\"2026-05-01\"", "2026-05-01 00:00:00.000000"),
    ("\" 2026-05-01T12:34:56Z \"", "2026-05-01 12:34:56.000000"),
    ("\"2026-05-01T12:34:56\\u005a\"", "2026-05-01 12:34:56.000000"),
    ("\"2016-12-31T23:59:60Z\"", "2017-01-01 00:00:00.000000"),
    ("\"2024-02-29T00:00:00Z\"", "2024-02-29 00:00:00.000000"),
    ("\"2000-02-29T00:00:00Z\"", "2000-02-29 00:00:00.000000"),
    ("\"1969-12-31T23:59:59.999999Z\"", "1969-12-31 23:59:59.999999"),
    ("\"0000-01-01T00:00:00Z\"", "0000-01-01 00:00:00.000000"),
    ("0", "1970-01-01 00:00:00.000000"), ("1746102896", "2025-05-01 12:34:56.000000"),
    ("1746102896.789012", "2025-05-01 12:34:56.789012"),
    ("1746102896.7890129999", "2025-05-01 12:34:56.789012"),
    ("1.746102896e9", "2025-05-01 12:34:56.000000"), ("-1", "1969-12-31 23:59:59.000000"),
    ("-0.0000001", "1969-12-31 23:59:59.999999"),
    ("1746102896789", "2025-05-01 12:34:56.789000"),
    ("1746102896789.5", "2025-05-01 12:34:56.789500"),
    ("1746102896789012", "2025-05-01 12:34:56.789012"),
    ("1746102896789012345", "2025-05-01 12:34:56.789012"),
    ("\"1746102896.5\"", "2025-05-01 12:34:56.500000"),
    ("\"1746102896789\"", "2025-05-01 12:34:56.789000"),
    ("100000000000", "1973-03-03 09:46:40.000000"),
    ("99999999999999", "5138-11-16 09:46:39.999000"),
  ]

  @Test("A time is read in every form", arguments: times)
  func time(row: (value: String, expected: String)) {
    let text = "{\"timestamp\":\(row.value),\"cost_usd\":1}\n"
    // Twice, because the second line takes the short way where there is one.
    let lines = Decoding.decode(Array((text + text).utf8), clampsFuture: false)
    #expect(lines.map(\.outcome) == [.event, .event])
    #expect(lines.map { Self.text($0.timeMicroseconds) } == [row.expected, row.expected])
    #expect(lines.map(\.flags) == [[], []])
  }

  @Test(
    "What is not a time is bad_time",
    arguments: [
      "\"yesterday\"", "\"2026-02-30T00:00:00Z\"", "\"2025-02-29\"", "\"2026-13-01\"",
      "\"2026-00-01\"",
      "\"2026-05-00\"", "\"2026-05-32\"", "\"2026-05-01T24:00:01Z\"", "\"2026-05-01T12:60:00Z\"",
      "\"2026-05-01T12:34:61Z\"", "\"2026-05-01T12:34:56.Z\"", "\"2026-05-01T12:34:56+24:00\"",
      "\"2026-05-01T12:34:56+05:3\"", "\"2026-05-01T12:34:56Zx\"", "\"2026-05-01Z\"",
      "\"26-05-01\"",
      "\"2026-5-1\"", "\"2026-05-01T1:2:3Z\"", "\"12:34:56\"", "true", "[]", "1e400",
      "9200000000000000001000", "-9200000000000000002000", "\"nan\"",
    ])
  func badTime(value: String) {
    let text = "{\"timestamp\":\(value),\"cost_usd\":1}\n"
    let line = Decoding.decode(Array(text.utf8)).first
    #expect(line?.outcome == .event)
    #expect(line?.flags == .badTime)
    #expect(line?.timeMicroseconds == Decoding.now.microseconds)
  }

  @Test(
    "Without a time an event has that of reading",
    arguments: ["null", "\"\"", "\" \"", "{}", "NaN"])
  func untimed(value: String) {
    let text = "{\"timestamp\":\(value),\"cost_usd\":1}\n{\"cost_usd\":1}\n"
    let lines = Decoding.decode(Array(text.utf8))
    #expect(lines.map(\.flags) == [.untimed, .untimed])
    #expect(
      lines.map(\.timeMicroseconds) == [Int64](repeating: Decoding.now.microseconds, count: 2))
  }

  @Test("More than ten minutes ahead counts now, unless for a report")
  func future() {
    let limit = Decoding.now.microseconds + 600_000_000
    let text =
      "{\"timestamp\":\(limit),\"cost_usd\":1}\n{\"timestamp\":\(limit + 1),\"cost_usd\":1}\n"
    let lines = Decoding.decode(Array(text.utf8))
    #expect(lines.map(\.flags) == [[], .future])
    #expect(lines.map(\.timeMicroseconds) == [limit, Decoding.now.microseconds])
    let report = Decoding.decode(Array(text.utf8), clampsFuture: false)
    #expect(report.map(\.flags) == [[], []])
    #expect(report.map(\.timeMicroseconds) == [limit, limit + 1])
  }

  @Test("Times without an offset are in the zone of the source, across a change of its clocks")
  func naiveZone() {
    var settings = Decoding.settings()
    // An hour ahead, two from 2026-03-29T01:00:00Z on.
    settings.naiveZone = TimeZoneRules(
      name: "Europe/Test", initialOffsetSeconds: 3600,
      transitions: [.init(at: 1_774_746_000, offsetSeconds: 7200)])
    let values = [
      "2026-03-29T01:59:59.5", "2026-03-29T03:00:00", "2026-03-29T03:00:00.000001",
      "2026-03-29T01:59:59.5Z", "2026-03-29",
    ]
    let text = values.map { "{\"timestamp\":\"\($0)\",\"cost_usd\":1}\n" }.joined()
    let lines = Decoding.decode(Array(text.utf8), settings)
    #expect(
      lines.map { Self.text($0.timeMicroseconds) } == [
        "2026-03-29 00:59:59.500000", "2026-03-29 01:00:00.000000", "2026-03-29 01:00:00.000001",
        "2026-03-29 01:59:59.500000", "2026-03-28 23:00:00.000000",
      ])
  }

  private static func text(_ microseconds: Int64) -> String {
    let time = Timestamp(microseconds: microseconds)
    let clock = time.secondsText.dropFirst(11).prefix(8)
    let part = microseconds - time.seconds * 1_000_000
    return "\(time.secondsText.prefix(10)) \(clock).\(Timestamp.padded(part, 6))"
  }
}
