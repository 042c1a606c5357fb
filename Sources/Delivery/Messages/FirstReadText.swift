import SpendCore

/// The one message about what is over its limit when a log was read for the first time, as of now
/// (Semantics, First read).
struct FirstReadText: Sendable {
  private let alerts: [Alert]
  private let zone: TimeZoneRules
  /// Groups that are named; the others are a number.
  private static let named = 10

  /// Nil unless all of them are of first reads and fire.
  init?(_ deliveries: [AlertDelivery], zone: TimeZoneRules) {
    guard !deliveries.isEmpty, deliveries.allSatisfy(\.alert.isOfFirstRead) else { return nil }
    alerts = deliveries.map(\.alert)
    self.zone = zone
  }

  /// `spendwatch has started on web-17 and read 108,105 calls back to 29 Sep. Over their limit now:
  /// …`
  var text: String {
    let over = alerts.filter { $0.spend >= $0.limit }
    let near = alerts.filter { $0.spend < $0.limit }
    var parts = [opening]
    func whose(_ alerts: [Alert]) -> String { alerts.count == 1 ? "its" : "their" }
    if !over.isEmpty { parts.append("Over \(whose(over)) limit now: \(list(over)).") }
    if !near.isEmpty { parts.append("Near \(whose(near)) limit: \(list(near)).") }
    parts.append("Nobody was paged; the next crossing alerts as usual.")
    return parts.joined(separator: " ")
  }

  private var opening: String {
    let instance = SafeText.line(alerts[0].instance, limit: 64)
    let reads = alerts.compactMap(\.details.firstRead)
    let calls = grouped(reads.map(\.calls).max() ?? 0)
    let now = alerts.map(\.time).max() ?? alerts[0].time
    let since = reads.compactMap(\.since).min()
      .map { " back to \(DateWords.day(zone.localDate(at: $0), beside: zone.localDate(at: now)))" }
    let what = "\(calls) call\(calls == "1" ? "" : "s")\(since ?? "")"
    return reads.contains(where: \.isStart)
      ? "spendwatch has started on \(instance) and read \(what)."
      : "spendwatch on \(instance) has read a new source: \(what)."
  }

  private func list(_ alerts: [Alert]) -> String {
    // By how much of their limit they have used, without a division.
    let sorted = alerts.sorted {
      let (a, b) = (
        Int128($0.spend.nano) * Int128($1.limit.nano), Int128($1.spend.nano) * Int128($0.limit.nano)
      )
      return a != b ? a > b : $0.id < $1.id
    }
    var names = sorted.prefix(Self.named).map { alert in
      let text = AlertText(alert, zone: zone)
      let who = SafeText.line(text.who, limit: 40)
      return "\(who) \(alert.spend.short) of \(alert.limit.short)\(text.compactWindow)"
    }
    if sorted.count > Self.named { names.append("and \(sorted.count - Self.named) more") }
    return names.joined(separator: ", ")
  }

  private func grouped(_ number: Int64) -> String {
    var digits = String(number)
    var index = digits.endIndex
    while digits.distance(from: digits.startIndex, to: index) > 3 {
      index = digits.index(index, offsetBy: -3)
      digits.insert(",", at: index)
    }
    return digits
  }
}

extension Alert {
  /// Goes into the message about a first read. Its resolve, later, is as any other.
  package var isOfFirstRead: Bool { details.firstRead != nil && state == .firing }
}
