import SpendCore
import SpendTesting
import Testing

/// Times as languages and tools print them; all but the last table are 2026-11-27T23:30:00 UTC, and
/// less than a second.
struct SpelledTimeTests {
  static let moment: Int64 = 1_795_822_200

  static let texts: [(who: String, text: String)] = [
    ("JavaScript toISOString", "2026-11-27T23:30:00.000Z"),
    ("JavaScript toUTCString", "Fri, 27 Nov 2026 23:30:00 GMT"),
    ("JavaScript toString", "Fri Nov 27 2026 18:30:00 GMT-0500 (Eastern Standard Time)"),
    ("JavaScript toString, Firefox", "Sat Nov 28 2026 00:30:00 GMT+0100"),
    ("JavaScript toLocaleString", "Nov 27, 2026, 6:30:00 PM EST"),
    ("Intl, with the space of ICU", "Nov 27, 2026, 11:30:00\u{202F}PM UTC"),
    ("Intl full", "Friday, November 27, 2026 at 11:30:00 PM UTC"),
    ("Intl British", "27 Nov 2026, 23:30:00 UTC"),
    ("Java Instant", "2026-11-27T23:30:00.123Z"),
    ("Java ZonedDateTime", "2026-11-27T18:30:00.123-05:00[America/New_York]"),
    ("Java ZonedDateTime of UTC", "2026-11-27T23:30:00.123Z[UTC]"),
    ("Java ZonedDateTime to the minute", "2026-11-27T23:30Z[UTC]"),
    ("Java OffsetDateTime", "2026-11-27T18:30:00.123-05:00"),
    ("Java LocalDateTime", "2026-11-27T23:30:00.123"),
    ("Java Date.toString", "Fri Nov 27 23:30:00 UTC 2026"),
    ("Java Date.toString in New York", "Fri Nov 27 18:30:00 EST 2026"),
    ("java.sql.Timestamp", "2026-11-27 23:30:00.123"),
    ("Java RFC_1123_DATE_TIME", "Fri, 27 Nov 2026 23:30:00 GMT"),
    ("Java ISO_ZONED_DATE_TIME", "2026-11-28T00:30:00.123+01:00[Europe/Berlin]"),
    ("Perl gmtime", "Fri Nov 27 23:30:00 2026"),
    ("C asctime, a day of one digit's width", "Fri Nov 27 23:30:00 2026"),
    ("strftime RFC 2822", "Fri, 27 Nov 2026 23:30:00 +0000"),
    ("httpd common log", "27/Nov/2026:23:30:00 +0000"),
    ("httpd error log", "Fri Nov 27 23:30:00.123456 2026"),
    ("httpd common log, as it stands there", "[28/Nov/2026:00:30:00 +0100]"),
    ("in brackets", "[2026-11-27 23:30:00,123]"),
    ("repr of numpy", "np.datetime64('2026-11-27T23:30:00.123')"),
    ("repr of pandas", "Timestamp('2026-11-27 23:30:00')"),
    ("repr of pandas, with a zone", "Timestamp('2026-11-28 00:30:00+0100', tz='Europe/Berlin')"),
    ("repr of Python", "datetime.datetime(2026, 11, 27, 23, 30)"),
    (
      "repr of Python, UTC", "datetime.datetime(2026, 11, 27, 23, 30, tzinfo=datetime.timezone.utc)"
    ),
    (
      "repr of Python, a zone",
      "datetime.datetime(2026, 11, 28, 0, 30, tzinfo=zoneinfo.ZoneInfo(key='Europe/Berlin'))"
    ),
    ("repr of Arrow", "<Arrow [2026-11-27T23:30:00+00:00]>"),
    ("nginx error log", "2026/11/27 23:30:00"),
    ("Go log", "2026/11/27 23:30:00.123456"),
    ("Go Time.String", "2026-11-27 23:30:00.123456789 +0000 UTC"),
    ("Go Time.String, local", "2026-11-27 18:30:00.123456789 -0500 EST"),
    ("Go Time.String, with its clock", "2026-11-27 23:30:00.1 +0000 UTC m=+0.000012345"),
    ("Go Time.String, no short name", "2026-11-28 05:00:00 +0530 +0530"),
    ("Go time.UnixDate", "Fri Nov 27 23:30:00 UTC 2026"),
    ("Go time.RubyDate", "Fri Nov 27 23:30:00 +0000 2026"),
    ("Go time.RFC850", "Friday, 27-Nov-26 23:30:00 UTC"),
    ("Ruby Time.to_s", "2026-11-27 23:30:00 UTC"),
    ("Ruby Time.to_s, local", "2026-11-27 18:30:00 -0500"),
    ("Ruby ActiveSupport", "2026-11-27 23:30:00.123 UTC"),
    ("PHP DATE_COOKIE", "Friday, 27-Nov-2026 23:30:00 UTC"),
    ("PHP DATE_RFC822", "Fri, 27 Nov 26 23:30:00 +0000"),
    ("PHP DateTime, exported", "2026-11-27 23:30:00.000000"),
    ("Rust chrono", "2026-11-27 23:30:00.123456789 UTC"),
    ("Rust chrono, with offset", "2026-11-27 18:30:00.123456789 -05:00"),
    ("Rust time", "2026-11-27 23:30:00.0 +00:00:00"),
    ("C# round trip", "2026-11-27T23:30:00.1234567Z"),
    ("C# universal", "2026-11-27 23:30:00Z"),
    (".NET JSON of old", "/Date(1795822200123)/"),
    (".NET JSON of old, with offset", "/Date(1795822200123-0500)/"),
    ("Elixir DateTime", "2026-11-27 23:30:00.123Z"),
    ("Haskell UTCTime", "2026-11-27 23:30:00.123456789 UTC"),
    ("R", "2026-11-27 23:30:00 UTC"), ("R, local", "2026-11-27 18:30:00 EST"),
    ("PostgreSQL", "2026-11-27 23:30:00.123+00"),
    ("PostgreSQL, half hours", "2026-11-28 05:00:00+05:30"),
    ("SQLite", "2026-11-27 23:30:00"), ("MySQL", "2026-11-27 23:30:00.123456"),
    ("BigQuery", "2026-11-27 23:30:00.123 UTC"), ("Snowflake", "2026-11-27 18:30:00.123 -0500"),
    ("log4j", "2026-11-27 23:30:00,123"), ("Python asctime", "2026-11-27 23:30:00,123"),
    ("Python ctime", "Fri Nov 27 23:30:00 2026"), ("Git", "Fri Nov 27 18:30:00 2026 -0500"),
    ("date(1)", "Fri Nov 27 23:30:00 UTC 2026"),
    ("date(1), 12 hours", "Fri Nov 27 11:30:00 PM UTC 2026"),
    ("date(1), day first", "Fri 27 Nov 2026 11:30:00 PM UTC"),
    ("date -R", "Fri, 27 Nov 2026 23:30:00 +0000"),
    ("date -Ins", "2026-11-27T23:30:00,123456789+00:00"), ("basic format", "20261127T233000Z"),
    ("basic format, offset", "20261127T183000-0500"),
    ("basic format, to the minute", "20261127T2330Z"),
    ("basic format, fraction", "20261127T233000.123Z"),
    ("a true minus", "2026-11-27T18:30:00\u{2212}05:00"),
    ("no space before UTC", "2026-11-27T23:30:00UTC"),
    ("a zone at the end", "2026-11-28 00:30:00 Europe/Berlin"),
    ("a zone in brackets", "2026-11-28T00:30:00[Europe/Berlin]"),
    ("RFC 9557", "2026-11-28T00:30:00+01:00[!Europe/Berlin][u-ca=gregory]"),
    ("GMT and an hour", "2026-11-28 00:30:00 GMT+1"), ("CET", "2026-11-28 00:30:00 CET"),
    ("epoch as text", "1795822200.123"), ("milliseconds as text", "1795822200123"),
  ]

  @Test("A time is read as its language prints it", arguments: texts)
  func text(row: (who: String, text: String)) throws {
    let line = try #require(Self.line("\"\(row.text)\""))
    #expect(line.flags == [])
    #expect(line.timeMicroseconds / 1_000_000 == Self.moment)
  }

  @Test(
    "A time is read as its library writes it into JSON",
    arguments: [
      "{\"$date\":\"2026-11-27T23:30:00Z\"}", "{\"$date\":1795822200123}",
      "{\"$date\":{\"$numberLong\":\"1795822200123\"}}",
      "{\"seconds\":1795822200,\"nanos\":123000000}", "{\"seconds\":\"1795822200\"}",
      "{\"_seconds\":1795822200,\"_nanoseconds\":1}", "[1795822200,123456789]", "[ 1795822200 ,0]",
      "{\"repr\":\"2026-11-27 23:30:00.000000+00:00\",\"timestamp\":1795822200.0}",
      "1795822200", "1795822200.5", "1795822200123", "1795822200123456", "1795822200123456789",
      "\"\\/Date(1795822200123)\\/\"",
    ])
  func value(json: String) throws {
    let line = try #require(Self.line(json))
    #expect(line.flags == [])
    #expect(line.timeMicroseconds / 1_000_000 == Self.moment)
  }

  @Test(
    "Of lists only seconds with nanoseconds are a time",
    arguments: [
      "[]", "[1795822200]", "[1795822200,1,2]", "[2026,11]", "[2026,11,27]",
      "[1795822200,1000000000]", "[1795822200,-1]", "[1795822200,\"1\"]", "[1795822200.5,1]",
      "[[1795822200,1]]", "[1795822200000,1]",
    ])
  func list(json: String) throws {
    let line = try #require(Self.line(json))
    #expect(line.flags == .badTime)
    #expect(line.costNano == 500_000_000)
  }

  @Test("A span of the SDK of OpenTelemetry for JavaScript has its time")
  func span() {
    let text = """
      {"traceId":"a1","id":"b2","name":"chat","startTime":[1795822199,5],\
      "endTime":[1795822200,7000],"attributes":{"gen_ai.request.model":"gpt-4o","gen_ai.usage.input_tokens":7}}

      """
    // The second time by what was learned from the first.
    let lines = Decoding.decode(Array((text + text).utf8), clampsFuture: false)
    #expect(lines.map(\.format) == [.otel, .otel])
    #expect(lines.map(\.flags) == [.computed, .computed])
    #expect(lines.map(\.timeMicroseconds) == [1_795_822_200_000_007, 1_795_822_200_000_007])
  }

  @Test(
    "What may be two days, or none, is not guessed: the money counts, with a flag",
    arguments: [
      "27/11/2026 23:30:00", "11/27/2026 11:30:00 PM", "27.11.2026 23:30", "11-27-2026",
      "Nov 27 23:30:00", "2026-11-27 23:30:00 XYZ", "2026-11-27 23:30:00 Mars/Olympus",
      "Fri, 30 Feb 2026 23:30:00 GMT", "27 Nov 226 23:30:00", "2026-W48-5", "20261127Z", "now",
      "2026-11-27T23:30:00+00:00 and more words", "2026-11-27T24:00:01Z", "13:00 PM",
      "2026-11-27 13:30:00 PM", "{}", "1e400", "[[2026-11-27 23:30:00]]", "[2026-11-27 23:30:00",
      "datetime.datetime(2026, 2, 30)", "datetime.time(23, 30)", "Timestamp('now')", "Decimal('1')",
      "datetime.datetime(2026, 11, 27, 23, 30) or so", "<Arrow [now]>", "Timestamp('now)",
    ])
  func unreadable(text: String) throws {
    let line = try #require(Self.line("\"\(text)\""))
    #expect(line.flags == .badTime)
    #expect(line.timeMicroseconds == Decoding.now.microseconds)
    #expect(line.costNano == 500_000_000)
  }

  @Test("Midnight at the end of a day is the next day's beginning")
  func midnight() throws {
    let line = try #require(Self.line("\"2026-11-27T24:00:00Z\""))
    #expect(line.timeMicroseconds / 1_000_000 == Self.moment + 1800)
  }

  static func line(_ value: String) -> OracleLine? {
    let text = "{\"timestamp\":\(value),\"feature_name\":\"f\",\"cost_usd\":0.5}\n"
    let lines = Decoding.decode(Array(text.utf8), NamedZones.settings(), clampsFuture: false)
    return lines.count == 1 && lines[0].outcome == .event ? lines[0] : nil
  }
}
