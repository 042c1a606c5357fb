import Delivery
import SpendCore

/// Alerts and deliveries to test with.
enum Fixture {
  static let now = Timestamp(microseconds: 1_795_270_805_123_000)  // 2026-11-21T14:20:05.123Z

  static func alert(
    _ feature: String = "support_qa", level: Level = .hard, state: Alert.State = .firing,
    id: String? = nil, kind: WindowKind = .rolling, unit: WindowUnit = .day
  ) -> Alert {
    let percent: Int64 = level == .hard ? 100 : level == .soft ? 80 : 50
    var alert = Alert(
      id: id ?? "id-\(feature)-\(percent)", instance: "web-17", level: level,
      condition: .percent(percent),
      state: state, budget: "support_qa",
      group: [LabelPair("feature_name", feature)], labels: [LabelPair("team", "support")],
      unit: unit, kind: kind, windowStart: Timestamp(minute: now.minute - 1439),
      windowEnd: Timestamp(minute: now.minute + 1), time: now,
      spend: Money(nano: 50_120_000_000), limit: Money(nano: 50_000_000_000),
      ratePerHour: Money(nano: 6_300_000_000))
    alert.top = [
      Alert.TopEntry(
        dimension: "model", names: ["gpt-4o"], spends: [Money(nano: 41_200_000_000)]),
      Alert.TopEntry(
        dimension: "user_segment", names: ["free"], spends: [Money(nano: 30_100_000_000)]),
    ]
    alert.runbookURL = "https://wiki.example/llm-budget"
    return alert
  }

  static func delivery(
    _ sequence: UInt64, _ feature: String = "support_qa", level: Level = .hard,
    state: Alert.State = .firing, id: String? = nil, to receiver: String = "r"
  ) -> AlertDelivery {
    AlertDelivery(
      sequence: sequence, receiver: receiver,
      alert: alert(feature, level: level, state: state, id: id))
  }

  static func summary(_ sequence: UInt64, _ feature: String, to receiver: String = "r")
    -> AlertDelivery
  {
    var delivery = delivery(sequence, feature, level: .soft, to: receiver)
    delivery.isSummary = true
    delivery.alert.isCatchUp = true
    return delivery
  }

  static func context(
    _ kind: ReceiverSettings.Kind, secrets: [Secret] = [],
    _ change: (inout ReceiverSettings) -> Void = { _ in }
  ) -> RenderContext {
    var settings = ReceiverSettings(
      name: "r", kind: kind, urls: [Secret("https://example.com/hook")],
      routingKey: Secret("0123456789abcdef0123456789abcdef"), secrets: secrets)
    if kind == .email { settings.mail = mail() }
    change(&settings)
    return RenderContext(settings: settings, now: now, instance: "web-17")
  }

  /// - Parameter port: on loopback.
  static func mail(
    port: Int = 25, security: MailSettings.Security = .off, login: MailSettings.Login? = nil,
    to: [String] = ["finops@example.com"]
  ) -> MailSettings {
    MailSettings(
      host: "127.0.0.1", port: port, security: security, login: login,
      from: MailAddress("spend@example.com"), to: to.map { MailAddress($0) })
  }

  /// The requests of one message about these deliveries.
  static func requests(
    _ deliveries: [AlertDelivery], _ context: RenderContext, isPlain: Bool = false
  ) -> [WireRequest] {
    Receiver.requests(
      Attempt(id: 1, content: .alerts(deliveries), isPlain: isPlain), context)
  }
}
