import Delivery
import SpendCore
import Testing

/// The words that people read.
@Suite("What an alert says")
struct AlertTextTests {
  private func text(_ change: (inout Alert) -> Void) -> AlertText {
    var alert = Fixture.alert()
    change(&alert)
    return AlertText(alert, zone: .utc)
  }

  @Test(
    "the sentence names the window as people do",
    arguments: [
      (WindowUnit.day, WindowKind.rolling, "in the last 24 h"),
      (.month, .rolling, "in the last 30 days"),
      (.day, .calendar, "today (UTC)"), (.month, .calendar, "this month (UTC)"),
    ])
  func window(unit: WindowUnit, kind: WindowKind, words: String) {
    let text = text {
      $0.unit = unit
      $0.kind = kind
    }
    #expect(text.sentence == "support_qa spent $50.12 of $50.00 (100 %) \(words)")
  }

  @Test(
    "percent is rounded down and never shows 100 below the limit",
    arguments: [
      (Int64(49_999_999_999), "99.9"), (50_000_000_000, "100.0"), (50_049_999_999, "100.0"),
      (50_050_000_000, "100.1"), (0, "0.0"), (1, "0.0"), (-5, "0.0"),
    ])
  func percent(spend: Int64, expected: String) {
    #expect(text { $0.spend = Money(nano: spend) }.usedPercent == expected)
  }

  @Test("the first line says level, who, how much of what; on a resolve and in a catch-up too")
  func title() {
    #expect(text { _ in }.title.hasPrefix("HARD: support_qa spent $50.12 of $50.00"))
    #expect(text { $0.isCatchUp = true }.title.hasPrefix("HARD (catch-up): "))
  }

  @Test("what a catch-up found has its date")
  func catchUp() {
    func title(_ kind: WindowKind, _ unit: WindowUnit) -> String {
      text {
        ($0.isCatchUp, $0.kind, $0.unit) = (true, kind, unit)
        $0.windowStart = Timestamp(seconds: 1_795_219_200)
        $0.windowEnd = $0.windowStart.advanced(bySeconds: 86_400)
      }.title
    }
    let start = "HARD (catch-up): support_qa spent $50.12 of $50.00 (100 %) "
    #expect(title(.rolling, .day) == start + "in the 24 h to 2026-11-22 00:00 UTC")
    #expect(title(.rolling, .month) == start + "in the 30 days to 2026-11-22 00:00 UTC")
    #expect(title(.calendar, .day) == start + "on 2026-11-21 (UTC)")
    #expect(title(.calendar, .month) == start + "in 2026-11 (UTC)")
  }

  @Test("a resolve says what it was that ended: the excess, the calendar window, or the budget")
  func resolved() {
    let fallen = text {
      $0.state = .resolved
      $0.spend = Money(nano: 47_000_000_000)
    }
    #expect(
      fallen.title == "RESOLVED: support_qa is back at $47.00 of $50.00 (94 %) in the last 24 h")
    let over = text {
      ($0.state, $0.kind) = (.resolved, .calendar)
      $0.windowEnd = Timestamp(seconds: 1_795_305_600)
      $0.windowStart = $0.windowEnd.advanced(bySeconds: -86_400)
      $0.time = $0.windowEnd
    }
    #expect(
      over.title == "RESOLVED: support_qa: 2026-11-21 (UTC) is over, $50.12 of $50.00 (100 %) spent"
    )
    let removed = text { $0.state = .resolved }
    #expect(
      removed.title == "RESOLVED: support_qa: budget support_qa was removed or changed")
  }

  @Test("who is the group, or the budget where it has no dimensions")
  func who() {
    #expect(text { $0.group = [] }.who == "support_qa")
    #expect(
      text { $0.group = [LabelPair("feature_name", "a"), LabelPair("model", "")] }.who
        == "a / (no model)")
    #expect(
      text { $0.group = [LabelPair("x", String(repeating: "y", count: 999))] }.who.count == 80)
  }

  @Test("hostile text is one safe line of limited length", arguments: HostileText.samples)
  func safe(sample: String) {
    let line = SafeText.line(sample, limit: 100)
    #expect(line.utf16.count <= 100)
    #expect(
      line.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value != 0x202E
          && !(0x2028...0x2029).contains($0.value)
      })
  }
}
