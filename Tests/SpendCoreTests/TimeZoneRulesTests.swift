import Glibc
import SpendCore
import Testing

/// Zones of the system's tzdata against instants that are known from elsewhere (`date`, RFC 8536).
@Suite("Time zone rules")
struct TimeZoneRulesTests {
  /// `local` is the wall clock at `utc` (both seconds since 1970, local as if it were UTC).
  struct Instant: Sendable {
    var zone: String
    var utc: Int64
    var offset: Int64
  }

  static let instants: [Instant] = [
    // Berlin: 2026-03-29T01:00Z forward, 2026-10-25T01:00Z back.
    Instant(zone: "Europe/Berlin", utc: at(2026, 3, 29, 0, 59), offset: 3600),
    Instant(zone: "Europe/Berlin", utc: at(2026, 3, 29, 1, 0), offset: 7200),
    Instant(zone: "Europe/Berlin", utc: at(2026, 10, 25, 0, 59), offset: 7200),
    Instant(zone: "Europe/Berlin", utc: at(2026, 10, 25, 1, 0), offset: 3600),
    // Beyond the explicit transitions (2037): only the footer knows.
    Instant(zone: "Europe/Berlin", utc: at(2150, 7, 1, 12, 0), offset: 7200),
    Instant(zone: "Europe/Berlin", utc: at(2150, 1, 1, 12, 0), offset: 3600),
    Instant(zone: "America/New_York", utc: at(2026, 3, 8, 6, 59), offset: -18_000),
    Instant(zone: "America/New_York", utc: at(2026, 3, 8, 7, 0), offset: -14_400),
    Instant(zone: "America/New_York", utc: at(2026, 11, 1, 5, 59), offset: -14_400),
    Instant(zone: "America/New_York", utc: at(2026, 11, 1, 6, 0), offset: -18_000),
    Instant(zone: "America/New_York", utc: at(2099, 7, 1, 0, 0), offset: -14_400),
    Instant(zone: "Asia/Kolkata", utc: at(2026, 6, 1, 0, 0), offset: 19_800),
    Instant(zone: "America/St_Johns", utc: at(2026, 1, 15, 0, 0), offset: -12_600),
    Instant(zone: "America/St_Johns", utc: at(2026, 7, 15, 0, 0), offset: -9000),
    // Apia jumped over the date line, and over 2011-12-30.
    Instant(zone: "Pacific/Apia", utc: at(2011, 12, 30, 9, 59), offset: -36_000),
    Instant(zone: "Pacific/Apia", utc: at(2011, 12, 30, 10, 0), offset: 50_400),
    Instant(zone: "America/Sao_Paulo", utc: at(2018, 11, 4, 2, 59), offset: -10_800),
    Instant(zone: "America/Sao_Paulo", utc: at(2018, 11, 4, 3, 0), offset: -7200),
    Instant(zone: "America/Sao_Paulo", utc: at(2026, 1, 15, 0, 0), offset: -10_800),
    // Dublin's winter time is the "daylight" of its footer, with a negative shift.
    Instant(zone: "Europe/Dublin", utc: at(2090, 1, 15, 0, 0), offset: 0),
    Instant(zone: "Europe/Dublin", utc: at(2090, 7, 15, 0, 0), offset: 3600),
    Instant(zone: "Australia/Lord_Howe", utc: at(2060, 1, 15, 0, 0), offset: 39_600),
    Instant(zone: "Australia/Lord_Howe", utc: at(2060, 7, 15, 0, 0), offset: 37_800),
    Instant(zone: "Asia/Kathmandu", utc: at(2026, 6, 1, 0, 0), offset: 20_700),
    Instant(zone: "Etc/GMT+5", utc: at(2026, 6, 1, 0, 0), offset: -18_000),
  ]

  @Test("the offset at known instants", arguments: instants)
  func offset(_ instant: Instant) throws {
    let rules = try zone(instant.zone)
    #expect(rules.offsetSeconds(at: instant.utc) == instant.offset)
  }

  struct Day: Sendable {
    var zone: String
    var date: CivilDate
    var startUTC: Int64
    var hours: Int64
  }

  static let days: [Day] = [
    Day(zone: "Europe/Berlin", date: date(2026, 3, 29), startUTC: at(2026, 3, 28, 23), hours: 23),
    Day(zone: "Europe/Berlin", date: date(2026, 10, 25), startUTC: at(2026, 10, 24, 22), hours: 25),
    Day(zone: "Europe/Berlin", date: date(2026, 7, 1), startUTC: at(2026, 6, 30, 22), hours: 24),
    Day(zone: "America/New_York", date: date(2026, 3, 8), startUTC: at(2026, 3, 8, 5), hours: 23),
    Day(zone: "America/New_York", date: date(2026, 11, 1), startUTC: at(2026, 11, 1, 4), hours: 25),
    // Midnight itself is skipped: the day begins at 01:00.
    Day(
      zone: "America/Sao_Paulo", date: date(2018, 11, 4), startUTC: at(2018, 11, 4, 3), hours: 23),
    Day(
      zone: "America/Sao_Paulo", date: date(2018, 2, 17), startUTC: at(2018, 2, 17, 2), hours: 25),
    Day(zone: "Pacific/Apia", date: date(2011, 12, 29), startUTC: at(2011, 12, 29, 10), hours: 24),
    Day(zone: "Pacific/Apia", date: date(2011, 12, 31), startUTC: at(2011, 12, 30, 10), hours: 24),
    Day(
      zone: "Asia/Kolkata", date: date(2026, 1, 1), startUTC: at(2025, 12, 31, 18, 30), hours: 24),
  ]

  @Test("local days, with 23, 24 and 25 hours", arguments: days)
  func day(_ day: Day) throws {
    let rules = try zone(day.zone)
    let start = rules.start(of: day.date)
    #expect(start == Timestamp(seconds: day.startUTC))
    let period = rules.period(.day, containing: start)
    #expect(period.start == start)
    #expect(period.end == start.advanced(bySeconds: day.hours * 3600))
    let last = Timestamp(microseconds: period.end.microseconds - 1)
    #expect(rules.period(.day, containing: last).start == start)
    #expect(rules.localDate(at: last) == day.date)
  }

  @Test(
    "days and months follow each other without gap or overlap, across every change of a century",
    arguments: [
      "Europe/Berlin", "America/New_York", "America/St_Johns", "America/Sao_Paulo", "Pacific/Apia",
      "Africa/Casablanca", "Australia/Lord_Howe", "America/Havana", "Asia/Gaza", "Asia/Kolkata",
    ])
  func periodsTile(_ name: String) throws {
    let rules = try zone(name)
    for transition in rules.transitions where transition.at > Self.at(1970, 1, 10) {
      for hours in stride(from: Int64(-30), through: 30, by: 3) {
        let time = Timestamp(seconds: transition.at + hours * 3600)
        for unit in WindowUnit.allCases {
          let period = rules.period(unit, containing: time)
          #expect(period.start <= time && time < period.end)
          let next = rules.period(unit, containing: period.end)
          #expect(next.start == period.end)
          let last = Timestamp(microseconds: period.end.microseconds - 1)
          #expect(rules.period(unit, containing: last) == period)
        }
      }
    }
  }

  @Test(
    "agrees with the C library from 1970 to 2190",
    arguments: [
      "Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia",
      "America/Sao_Paulo", "Africa/Casablanca", "Europe/Dublin", "Antarctica/Troll", "Asia/Gaza",
    ])
  func agreesWithLibrary(_ name: String) throws {
    let rules = try zone(name)
    // A prime number of seconds apart, so that the times of day vary.
    let instants = (0..<700).map { Int64($0) * 9_919_213 }
    let input = instants.map { "@\($0)\n" }.joined()
    // In a child, because the zone of the C library is process-wide.
    let path = "/tmp/spendwatch-zone-\(getpid())-\(name.split(separator: "/").joined())"
    defer { unlink(path) }
    let file = try #require(fopen(path, "w"))
    fputs(input, file)
    fclose(file)
    let child = try #require(popen("TZ=\(name) date -f \(path) +%::z", "r"))
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&buffer, 1, buffer.count, child)
    pclose(child)
    let lines = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: "\n")
    try #require(lines.count == instants.count)
    for (instant, line) in zip(instants, lines) {
      let parts = line.dropFirst().split(separator: ":").compactMap { Int64($0) }
      let magnitude = parts.reduce(0) { $0 * 60 + $1 }
      let expected = line.first == "-" ? -magnitude : magnitude
      #expect(rules.offsetSeconds(at: instant) == expected, "at \(instant)")
    }
  }

  @Test("damaged files are refused and never trap")
  func hostile() throws {
    let berlin = try Self.bytes("Europe/Berlin")
    for length in stride(from: 0, to: berlin.count - 30, by: 37) {
      #expect(TimeZoneRules(name: "x", tzif: Array(berlin.prefix(length))) == nil)
    }
    for position in stride(from: 0, to: berlin.count, by: 11) {
      for value: UInt8 in [0x7F, 0xFF] {
        var bytes = berlin
        bytes[position] = value
        if let rules = TimeZoneRules(name: "x", tzif: bytes) {
          _ = rules.offsetSeconds(at: 0)
        }
      }
    }
    #expect(TimeZoneRules(name: "x", tzif: []) == nil)
    #expect(TimeZoneRules(name: "x", tzif: Array("hello".utf8)) == nil)
  }

  @Test("a version 1 file has 32-bit times and no footer")
  func versionOne() {
    let rules = TimeZoneRules(
      name: "v1", tzif: Self.versionOne(times: [100, 200], indices: [1, 0]))
    #expect(rules?.initialOffsetSeconds == 3600)
    #expect(
      rules?.transitions == [
        .init(at: 100, offsetSeconds: 7200), .init(at: 200, offsetSeconds: 3600),
      ])
    #expect(
      TimeZoneRules(name: "v1", tzif: Self.versionOne(times: [200, 100], indices: [1, 0])) == nil)
    #expect(
      TimeZoneRules(name: "v1", tzif: Self.versionOne(times: [100, 200], indices: [2, 0])) == nil)
  }

  static func versionOne(times: [UInt8], indices: [UInt8]) -> [UInt8] {
    var bytes = Array("TZif".utf8) + [UInt8](repeating: 0, count: 16)
    for count in [0, 0, 0, UInt8(times.count), 2, 4] { bytes += [0, 0, 0, count] }
    for time in times { bytes += [0, 0, 0, time] }
    bytes += indices
    bytes += [0, 0, 0x0E, 0x10, 0, 0]  // +3600
    bytes += [0, 0, 0x1C, 0x20, 1, 0]  // +7200
    bytes += Array("CET\0".utf8)
    return bytes
  }

  static func at(
    _ year: Int64, _ month: Int64, _ day: Int64, _ hour: Int64 = 0, _ minute: Int64 = 0
  ) -> Int64 {
    date(year, month, day).dayNumber * 86_400 + hour * 3600 + minute * 60
  }

  static func date(_ year: Int64, _ month: Int64, _ day: Int64) -> CivilDate {
    CivilDate(year: year, month: month, day: day)
  }

  func zone(_ name: String) throws -> TimeZoneRules {
    try #require(TimeZoneRules(name: name, tzif: Self.bytes(name)))
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    let file = try #require(fopen("/usr/share/zoneinfo/" + name, "r"), "tzdata is not installed")
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
  }
}
