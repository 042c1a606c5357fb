import Testing

@testable import SpendCore

/// When a digest is due, of what, and that it goes out once.
@Suite struct DigestSettingsTests {
  private static let berlin = TimeZoneRules(
    name: "Europe/Berlin", initialOffsetSeconds: 3600,
    transitions: [
      .init(at: 1_774_746_000, offsetSeconds: 7200), .init(at: 1_792_890_000, offsetSeconds: 3600),
    ])

  private static func time(_ year: Int64, _ month: Int64, _ day: Int64, _ minute: Int64 = 0)
    -> Timestamp
  {
    let date = CivilDate(year: year, month: month, day: day)
    return Timestamp(seconds: berlin.utcSeconds(local: date.dayNumber * 86_400 + minute * 60))
  }

  @Test("The last time it was due, and the closed period before that")
  func due() {
    let week = DigestSettings(every: .week, on: 0, minute: 480)
    let day = DigestSettings(every: .day, minute: 0)
    let month = DigestSettings(every: .month, on: 15, minute: 480)
    for (settings, now, due, name) in [
      // Monday 23 November 2026.
      (week, Self.time(2026, 11, 23, 480), Self.time(2026, 11, 23, 480), "2026-W47"),
      (week, Self.time(2026, 11, 23, 479), Self.time(2026, 11, 16, 480), "2026-W46"),
      (week, Self.time(2026, 11, 29, 1439), Self.time(2026, 11, 23, 480), "2026-W47"),
      // The first Monday after summer time.
      (week, Self.time(2026, 10, 26, 480), Self.time(2026, 10, 26, 480), "2026-W43"),
      (week, Self.time(2027, 1, 4, 480), Self.time(2027, 1, 4, 480), "2026-W53"),
      (day, Self.time(2026, 11, 1), Self.time(2026, 11, 1), "2026-10-31"),
      (month, Self.time(2026, 1, 15, 480), Self.time(2026, 1, 15, 480), "2025-12"),
      (month, Self.time(2026, 1, 14), Self.time(2025, 12, 15, 480), "2025-11"),
    ] {
      let found = settings.lastDue(at: now, zone: Self.berlin)
      #expect(found == due, "\(now)")
      let period = DigestSettings.period(settings.every, before: found, zone: Self.berlin)
      #expect(period.name == name)
      // And the other way.
      #expect(settings.nextDue(after: due, zone: Self.berlin) == due)
      #expect(DigestSettings.period(named: name, zone: Self.berlin)?.1 == period)
    }
  }

  @Test(
    "Names that are no period",
    arguments: [
      "", "2026", "2026-", "2026-13", "2026-00", "2026-W00", "2026-W54", "2026-W1", "2026-2-30",
      "2026-02-30", "2026-11-21-3", "x-y", "2026-Wx", "99999-01", "-1-01", "2025-W53",
      "9223372036854775807-01", "2026-W9223372036854775807",
    ])
  func names(name: String) {
    #expect(DigestSettings.period(named: name, zone: .utc) == nil)
  }

  @Test("Each receiver is told once; what was due before is only remembered; of many the last")
  func once() {
    let settings = DigestSettings(every: .day, minute: 480, receivers: ["a", "b"])
    var marks: [String: Timestamp] = [:]
    func step(_ now: Timestamp, _ settings: DigestSettings) -> [DigestSettings.Due] {
      let due = DigestSettings.due([settings], marks: marks, at: now, zone: Self.berlin)
      for due in due { for mark in due.marks { marks[mark] = due.period.end } }
      return due
    }
    let first = step(Self.time(2026, 11, 20, 600), settings)
    #expect(first.map(\.receivers) == [[]])
    #expect(step(Self.time(2026, 11, 21, 479), settings).isEmpty)
    let second = step(Self.time(2026, 11, 21, 480), settings)
    #expect(second.map(\.receivers) == [["a", "b"]] && second[0].period.name == "2026-11-20")
    #expect(step(Self.time(2026, 11, 21, 481), settings).isEmpty)
    // Another time of day is not another digest; another receiver begins.
    var changed = settings
    changed.minute = 600
    changed.receivers.append("c")
    #expect(step(Self.time(2026, 11, 21, 600), changed).map(\.receivers) == [[]])
    // Down for a week.
    let last = step(Self.time(2026, 11, 28, 700), changed)
    #expect(last.map(\.receivers) == [["a", "b", "c"]] && last[0].period.name == "2026-11-27")
    #expect(step(Self.time(2026, 11, 28, 701), changed).isEmpty)
    // A clock that was set back tells nothing again.
    #expect(step(Self.time(2026, 11, 22, 700), changed).isEmpty)
    // One that was years ahead for a while does not silence it until then.
    #expect(step(Self.time(2031, 1, 1, 700), changed).map(\.receivers) == [["a", "b", "c"]])
    #expect(step(Self.time(2026, 11, 28, 700), changed).map(\.receivers) == [[]])
    #expect(step(Self.time(2026, 11, 29, 700), changed).map(\.receivers) == [["a", "b", "c"]])
  }
}
