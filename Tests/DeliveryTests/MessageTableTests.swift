import Delivery
import Foundation
import SpendCore
import Testing

/// Every message of every receiver as golden text: threshold × state × catch-up × window × rate
/// known or not. The chats and Alertmanager show the same lines, which the file has once.
/// `SPENDWATCH_GOLDEN=write` makes the file anew, to be read before it is committed.
@Suite("What every receiver is told, in full")
struct MessageTableTests {
  struct Case {
    var alert: Alert
    var name: String
  }

  static let cases: [Case] = {
    var cases: [Case] = []
    for (unit, kind) in [
      (WindowUnit.day, WindowKind.rolling), (.day, .calendar), (.month, .rolling),
      (.month, .calendar),
    ] {
      let ends: [AlertDetails.Resolution?] = [
        nil, kind == .rolling ? .fell : .windowOver, .limitChanged(from: usd(50)),
      ]
      for percent in [80, 100, 200, 400] as [Int64] {
        for (isCatchUp, isRateKnown) in [(false, true), (false, false), (true, true)] {
          for end in ends where end == nil || isRateKnown {
            let alert = alert(percent, unit, kind, isCatchUp, isRateKnown, end)
            let words = [
              "\(kind.rawValue) \(unit.rawValue)", "\(percent) %", alert.state.rawValue,
              isCatchUp ? "catch-up" : "live", isRateKnown ? "rate" : "no rate",
            ]
            cases.append(Case(alert: alert, name: words.joined(separator: ", ")))
          }
        }
      }
    }
    return cases
  }()

  static func usd(_ dollars: Int64, cents: Int64 = 0) -> Money {
    Money(nano: dollars * 1_000_000_000 + cents * 10_000_000)
  }

  private static func alert(
    _ percent: Int64, _ unit: WindowUnit, _ kind: WindowKind, _ isCatchUp: Bool,
    _ isRateKnown: Bool, _ end: AlertDetails.Resolution?
  ) -> Alert {
    var alert = Fixture.alert(level: percent < 100 ? .soft : .hard, kind: kind, unit: unit)
    alert.id = "6486cea5d1f04b2a8c3e5f60718293a4"
    alert.condition = .percent(percent)
    alert.spend = usd(percent / 2, cents: 60)
    alert.isCatchUp = isCatchUp
    alert.ratePerHour = usd(38)
    if kind == .calendar {
      let period = TimeZoneRules.utc.period(unit, containing: alert.time)
      (alert.windowStart, alert.windowEnd) = (period.0, period.1)
    } else {
      alert.clearsAt = alert.time.advanced(bySeconds: 86_400)
    }
    alert.top = [
      Alert.TopEntry(
        dimension: "model", names: ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4-5"],
        spends: [29, 15, 6].map { Money(nano: alert.spend.nano / 51 * $0) }),
      Alert.TopEntry(dimension: "environment", names: ["production"], spends: [alert.spend]),
    ]
    alert.details.isRateKnown = isRateKnown
    alert.details.told = ["r", "oncall", "log"]
    let next = AlertDetails.Next(
      percent < 100 ? .wholeLimit : .percent(percent * 2), level: .hard,
      at: alert.time.advanced(bySeconds: 4680))
    alert.details.next = next
    if percent < 100 { alert.exhaustedAt = next.at }
    guard let end else { return alert }
    alert.state = .resolved
    alert.details.resolution = end
    alert.details.next = nil
    (alert.exhaustedAt, alert.clearsAt) = (nil, nil)
    switch end {
    case .fell: alert.spend = usd(percent / 2 - percent / 20)
    case .limitChanged: alert.limit = usd(percent)
    default: alert.time = alert.windowEnd
    }
    return alert
  }

  private static func body(_ kind: ReceiverSettings.Kind, _ alert: Alert) -> [UInt8] {
    let delivery = AlertDelivery(sequence: 1, receiver: "r", alert: alert)
    return Fixture.requests([delivery], Fixture.context(kind)).first?.body ?? []
  }

  /// What Slack shows, line by line, without markup.
  private static func slack(_ alert: Alert) throws -> [String] {
    let blocks = try JSONFixture.object(body(.slack, alert))["blocks"] ?? []
    return JSONFixture.texts(blocks).filter { $0.path.hasSuffix("text") }.flatMap { entry in
      entry.text.split(separator: "\n").map { line in
        line.hasPrefix("<http")
          ? line.split(separator: "|").last.map { "\($0.dropLast())" } ?? "" : "\(line)"
      }
    }
  }

  private static func summary(_ alert: Alert) throws -> String {
    let payload = try JSONFixture.object(body(.pagerduty, alert))["payload"] as? [String: Any]
    return payload?["summary"] as? String ?? ""
  }

  @Test("the words are those of the golden file")
  func golden() throws {
    let blocks = try Self.cases.map { item in
      let lines =
        try Self.slack(item.alert) + [
          "pager: \(Self.summary(item.alert))",
          "journal: \(AlertText(item.alert, zone: .utc).title)",
        ]
      return "## \(item.name)\n" + lines.joined(separator: "\n") + "\n"
    }
    let found = blocks.joined(separator: "\n")
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = folder.appending(path: "Golden/messages.txt")
    if ProcessInfo.processInfo.environment["SPENDWATCH_GOLDEN"] == "write" {
      try found.write(to: file, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    let (a, b) = (found.split(separator: "\n"), expected.split(separator: "\n"))
    let difference = zip(a, b).first { $0 != $1 }
    #expect(difference?.0 == difference?.1)
    #expect(a.count == b.count)
  }

  @Test("the pager's summary fits, names the instance, and the rate where there is one")
  func pager() throws {
    for item in Self.cases {
      let summary = try Self.summary(item.alert)
      #expect(summary.count <= 100 && summary.contains("[web-17]"), "\(item.name): \(summary)")
      let hasRate = item.alert.state == .firing && item.alert.details.isRateKnown
      #expect(summary.contains("$38/h") == (hasRate && !item.alert.isCatchUp), "\(item.name)")
    }
    var long = Fixture.alert(String(repeating: "long-feature-", count: 20))
    (long.details.isRateKnown, long.instance) = (true, String(repeating: "i", count: 99))
    let summary = try Self.summary(long)
    #expect(summary.count <= 100 && summary.contains("$6.30/h now") && summary.hasSuffix("]"))
  }

  @Test(
    "each receiver shows the lines of the table",
    arguments: [ReceiverSettings.Kind.teams, .discord, .alertmanager])
  func sameLines(kind: ReceiverSettings.Kind) throws {
    for item in Self.cases {
      let object = try JSONSerialization.jsonObject(with: Data(Self.body(kind, item.alert)))
      let shown = JSONFixture.texts(object).map(\.text).joined(separator: "\n")
        .filter { $0 != "\\" }
      let text = AlertText(item.alert, zone: .utc)
      for line in [text.headline] + text.body(for: "r") + [text.look].compactMap(\.self) {
        #expect(shown.contains(line), "\(item.name): \(line)")
      }
    }
  }

  @Test("no time but that of the alert stands beside its money: a catch-up says when")
  func moments() {
    for item in Self.cases where item.alert.state == .firing {
      let text = AlertText(item.alert, zone: .utc)
      #expect((text.pace != nil) == (item.alert.details.isRateKnown && !item.alert.isCatchUp))
      let isDated = text.headline.contains(" Nov")
      let isMonth = item.alert.unit == .month && item.alert.kind == .calendar
      #expect(isDated == (item.alert.isCatchUp || isMonth), "\(text.headline)")
    }
  }

  @Test(
    "percentages add up to 100",
    arguments: [
      ([1, 1, 1], [34, 33, 33]), ([2, 1], [67, 33]), ([0, 0], [0, 0]), ([999, 1], [100, 0]),
      ([5851, 2964, 1185], [58, 30, 12]), ([-5, 10], [0, 100]),
      ([.max, .max, .max, .max], [25, 25, 25, 25]),
    ] as [([Int64], [Int64])])
  func percentages(amounts: [Int64], expected: [Int64]) {
    #expect(Percentages.whole(amounts) == expected)
  }

  @Test("one command to look, which a shell reads as one, whatever a dimension is called")
  func look() {
    var alert = Fixture.alert()
    #expect(
      AlertText(alert, zone: .utc).look
        == "spendwatch report --where feature_name=support_qa --from 2026-11-21T12:15:00Z "
        + "--by model,user_segment --top 10")
    for hostile in ["", "*", "a b", "a\nb", "$(x)", "--x", "é", String(repeating: "a", count: 81)] {
      alert.group = [LabelPair("feature_name", hostile)]
      #expect(AlertText(alert, zone: .utc).look?.contains("where") == false, "\(hostile)")
    }
    alert.group = [LabelPair("feature_name", "f")]
    alert.top = [
      .init(dimension: "model", names: ["m"], spends: [Self.usd(1)]),
      .init(dimension: "user_segment", names: [""], spends: [Self.usd(1)]),
    ]
    #expect(AlertText(alert, zone: .utc).look?.contains("--by model --top") == true)
    alert.top = []
    #expect(AlertText(alert, zone: .utc).look?.contains("--by feature_name --top") == true)
    alert.top = Fixture.alert().top
    alert.group = [LabelPair("a b; rm -rf $HOME 'x'", "v")]
    let quoted = #"--by 'a b; rm -rf $HOME '\''x'\'',model,user_segment' --top"#
    #expect(AlertText(alert, zone: .utc).look?.contains(quoted) == true)
    alert.state = .resolved
    #expect(AlertText(alert, zone: .utc).look == nil)
  }

  private static func firstRead(_ number: UInt64, _ feature: String, _ spend: Int64)
    -> AlertDelivery
  {
    var delivery = Fixture.delivery(number, feature)
    delivery.isSummary = true
    delivery.alert.isCatchUp = true
    delivery.alert.spend = usd(spend, cents: 50)
    delivery.alert.details.firstRead = .init(
      calls: 108_105, since: Timestamp(seconds: 1_790_640_000), isStart: true)
    return delivery
  }

  @Test(
    "a first read is one message for people, of what is over now, and one an alert for programs")
  func firstRead() throws {
    let deliveries = [
      Self.firstRead(1, "agent", 60), Self.firstRead(2, "bot", 583), Self.firstRead(3, "near", 41),
    ]
    let attempt = Attempt(id: 1, content: .catchUp(deliveries))
    let slack = try #require(Receiver.requests(attempt, Fixture.context(.slack)).first)
    #expect(
      try JSONFixture.object(slack.body)["text"] as? String == """
        spendwatch has started on web-17 and read 108,105 calls back to 29 Sep. Over their limit now: bot $583.50 of \
        $50/24 h, agent $60.50 of $50/24 h. Near its limit: near $41.50 of $50/24 h. Nobody was paged; the next crossing \
        alerts as usual.
        """)
    var chat = LaneDriver(.slack)
    var hook = LaneDriver(.webhook)
    for delivery in deliveries {
      chat.enqueue(delivery)
      hook.enqueue(delivery)
    }
    chat.advance(20_000)
    for _ in deliveries { hook.answer(.delivered) }
    #expect(chat.sequences == [[1, 2, 3]])
    #expect(hook.sequences == [[1], [2], [3]])
  }
}
