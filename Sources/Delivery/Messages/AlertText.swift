package import SpendCore

/// What an alert says to people, in parts; plain text without markup or escapes, cut so that each
/// part fits on a phone. Who formats it for a receiver escapes it there.
package struct AlertText: Sendable {
  package let alert: Alert
  /// For printed times; used where it has the name of the alert's zone, else times are in UTC.
  private let zone: TimeZoneRules

  package init(_ alert: Alert, zone: TimeZoneRules) {
    self.alert = alert
    self.zone = zone.name == alert.timeZone ? zone : .utc
  }

  // MARK: First line

  /// Who spends: the values of the group, or the name of the budget where it has none. At most 80
  /// characters.
  package var who: String {
    guard !alert.group.isEmpty else { return SafeText.line(alert.budget, limit: 80) }
    let share = max(20, 80 / alert.group.count)
    return SafeText.line(
      alert.group.map { value($0, limit: share) }.joined(separator: " / "), limit: 80)
  }

  private func value(_ pair: LabelPair, limit: Int) -> String {
    let text = SafeText.line(pair.value, limit: limit)
    return text.allSatisfy { $0 == " " } ? "(no \(SafeText.line(pair.name, limit: 20)))" : text
  }

  /// `support_qa spent $50.12 of $50.00 (100 %) in the last 24 h`.
  package var sentence: String {
    let amounts = "\(alert.spend.text) of \(alert.limit.text) (\(wholePercent) %)"
    guard alert.state == .resolved else { return "\(who) spent \(amounts) \(spanWords)" }
    switch resolution {
    case .fell: return "\(who) is back at \(amounts) \(spanWords)"
    case .windowOver: return "\(who): \(period) is over, \(amounts) spent"
    case .limitChanged(let from):
      return "\(who): limit \(alert.limit > from ? "raised" : "changed") from \(from.text) to "
        + "\(alert.limit.text); \(alert.spend.text) spent (\(wholePercent) %)"
    case .thresholdRemoved: return "\(who): the threshold of \(alert.condition.words) was removed"
    case .budgetRemoved:
      return "\(who): budget \(SafeText.line(alert.budget, limit: 80)) was removed or changed"
    case .replaced(let other): return "\(who): the alert at \(other.words) takes over"
    }
  }

  /// Why it ended; of one that an older program decided, what can be told from its amounts.
  var resolution: AlertDetails.Resolution {
    if let known = alert.details.resolution { return known }
    if alert.kind == .calendar, alert.windowEnd <= alert.time { return .windowOver }
    return isAboveThreshold ? .budgetRemoved : .fell
  }

  /// Why it ended, as one word for programs.
  package var ending: String {
    switch resolution {
    case .fell: "fell"
    case .windowOver: "window_over"
    case .limitChanged: "limit_changed"
    case .thresholdRemoved: "threshold_removed"
    case .budgetRemoved: "budget_removed"
    case .replaced: "replaced"
    }
  }

  /// A resolve that no fall of the spend brought about.
  private var isAboveThreshold: Bool {
    alert.condition.isMet(by: Int128(alert.spend.nano), of: alert.limit)
  }

  /// For the journal: `HARD: support_qa spent …`, or `RESOLVED: …`.
  package var title: String { "\(levelWord): \(sentence)" }

  package var levelWord: String {
    let catchUp = isOfThePast ? " (catch-up)" : ""
    return (alert.state == .resolved ? "RESOLVED" : alert.level.rawValue.uppercased()) + catchUp
  }

  /// What it says is of when it was crossed, which may be long ago.
  var isOfThePast: Bool { alert.isCatchUp && alert.details.firstRead == nil }

  /// `in the last 24 h`, `today (UTC)`, …; with the date of what a catch-up found,
  /// which may be long ago.
  package var spanWords: String {
    switch (alert.unit, alert.kind, isOfThePast) {
    case (.day, .rolling, false): "in the last 24 h"
    case (.day, .rolling, true): "in the 24 h to \(clock(alert.windowEnd))"
    case (.month, .rolling, false): "in the last 30 days"
    case (.month, .rolling, true): "in the 30 days to \(clock(alert.windowEnd))"
    case (.day, .calendar, false): "today (\(zoneName))"
    case (.day, .calendar, true): "on \(period)"
    case (.month, .calendar, false): "this month (\(zoneName))"
    case (.month, .calendar, true): "in \(period)"
    }
  }

  /// `2026-11-21 (Europe/Berlin)`, `2026-11 (UTC)`: a calendar window, by its middle, which is
  /// right also where only UTC is at hand for the zone.
  private var period: String {
    let middle = (alert.windowStart.seconds + alert.windowEnd.seconds) / 2
    let date = dateAndClock(Timestamp(seconds: middle)).prefix(alert.unit == .day ? 10 : 7)
    return "\(date) (\(zoneName))"
  }

  var zoneName: String { SafeText.line(alert.timeZone, limit: 40) }

  // MARK: Numbers

  /// Spend as a percentage of the limit, rounded down, so that it never shows 100 below the limit.
  private var wholePercent: Int128 { tenthsOfPercent / 10 }

  /// `100.2`, rounded down; no float.
  package var usedPercent: String { "\(tenthsOfPercent / 10).\(tenthsOfPercent % 10)" }

  private var tenthsOfPercent: Int128 {
    guard alert.limit.nano > 0, alert.spend.nano > 0 else { return 0 }
    return Int128(alert.spend.nano) * 1000 / Int128(alert.limit.nano)
  }

  // MARK: Times

  /// `2026-11-20 14:21 – 2026-11-21 14:21 UTC`, and when it ends.
  package var window: String {
    "\(dateAndClock(alert.windowStart)) – \(clock(alert.windowEnd))"
  }

  package func clock(_ time: Timestamp) -> String { "\(dateAndClock(time)) \(zone.name)" }

  private func dateAndClock(_ time: Timestamp) -> String {
    let local = time.advanced(bySeconds: zone.offsetSeconds(at: time.seconds))
    let text = local.secondsText
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
  }

  func localDate(_ time: Timestamp) -> CivilDate { zone.localDate(at: time) }

  /// `04:13`.
  func localClock(_ time: Timestamp) -> String { String(dateAndClock(time).suffix(5)) }

  // MARK: How sure

  /// What makes the numbers less sure; empty when nothing does.
  package var quality: [String] {
    var parts: [String] = []
    if isOfThePast { parts.append("found while catching up, crossed \(clock(alert.time))") }
    if alert.isProvisional { parts.append("provisional: the state could not be written") }
    if alert.unpricedEvents > 0 { parts.append("\(alert.unpricedEvents) events without a price") }
    if alert.lateEvents > 0 { parts.append("\(alert.lateEvents) late events") }
    return parts
  }
}
