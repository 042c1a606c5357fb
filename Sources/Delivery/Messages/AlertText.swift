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
    switch alert.state {
    case .firing: return "\(who) spent \(amounts) \(spanWords)"
    case .resolved where alert.kind == .calendar && alert.windowEnd <= alert.time:
      return "\(who): \(period) is over, \(amounts) spent"
    case .resolved where isAboveThreshold:
      return "\(who): budget \(SafeText.line(alert.budget, limit: 80)) was removed or changed"
    case .resolved: return "\(who) is back at \(amounts) \(spanWords)"
    }
  }

  /// A resolve that no fall of the spend brought about.
  private var isAboveThreshold: Bool {
    Int128(alert.spend.nano) * 100 >= Int128(alert.limit.nano) * Int128(alert.percent)
  }

  /// `HARD: support_qa spent …`, or `RESOLVED: …`, with the threshold where it is not the usual
  /// one.
  package var title: String { "\(levelWord): \(sentence)" }

  package var levelWord: String {
    let catchUp = alert.isCatchUp ? " (catch-up)" : ""
    return (alert.state == .resolved ? "RESOLVED" : alert.level.rawValue.uppercased()) + catchUp
  }

  /// `in the last 24 h`, `today (UTC)`, …; with the date of what a catch-up found, which may be long ago.
  package var spanWords: String {
    switch (alert.unit, alert.kind, alert.isCatchUp) {
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

  /// `2026-11-21 (Europe/Berlin)`, `2026-11 (UTC)`: a calendar window, by its middle, which is right also where only UTC
  /// is at hand for the zone.
  private var period: String {
    let middle = (alert.windowStart.seconds + alert.windowEnd.seconds) / 2
    let date = dateAndClock(Timestamp(seconds: middle)).prefix(alert.unit == .day ? 10 : 7)
    return "\(date) (\(zoneName))"
  }

  private var zoneName: String { SafeText.line(alert.timeZone, limit: 40) }

  // MARK: Numbers

  /// Spend as a percentage of the limit, rounded down, so that it never shows 100 below the limit.
  private var wholePercent: Int128 { tenthsOfPercent / 10 }

  /// `100.2`, rounded down; no float.
  package var usedPercent: String { "\(tenthsOfPercent / 10).\(tenthsOfPercent % 10)" }

  private var tenthsOfPercent: Int128 {
    guard alert.limit.nano > 0, alert.spend.nano > 0 else { return 0 }
    return Int128(alert.spend.nano) * 1000 / Int128(alert.limit.nano)
  }

  /// `$6.30/h`, and against the even pace of the budget: `3.0x the pace of the budget`.
  package var rate: String {
    let hours: Int128 = alert.unit == .day ? 24 : 720
    var text = "\(alert.ratePerHour.text)/h"
    guard alert.ratePerHour.nano > 0, alert.limit.nano > 0 else { return text }
    let tenths = Int128(alert.ratePerHour.nano) * hours * 10 / Int128(alert.limit.nano)
    if tenths > 0 { text += ", \(tenths / 10).\(tenths % 10)x the pace of the budget" }
    return text
  }

  /// `left at this rate: 1 h 20 min (until 15:40)`; nil when the limit is reached already or never.
  package var exhaustion: String? {
    guard alert.state == .firing, let end = alert.exhaustedAt else { return nil }
    let span = span(from: alert.time, to: end)
    return "limit in \(span) at this rate (\(clock(end)))"
  }

  // MARK: Times

  /// `2026-11-20 14:21 – 2026-11-21 14:21 UTC`, and when it ends.
  package var window: String {
    "\(dateAndClock(alert.windowStart)) – \(clock(alert.windowEnd))"
  }

  /// When a calendar window begins again, or a rolling one would be below its threshold without
  /// further spend.
  package var reset: String? {
    guard alert.state == .firing else { return nil }
    switch alert.kind {
    case .calendar: return "resets \(clock(alert.windowEnd))"
    case .rolling:
      return alert.clearsAt.map { "clears \(clock($0)) without further spend" }
    }
  }

  package func clock(_ time: Timestamp) -> String { "\(dateAndClock(time)) \(zone.name)" }

  private func dateAndClock(_ time: Timestamp) -> String {
    let local = time.advanced(bySeconds: zone.offsetSeconds(at: time.seconds))
    let text = local.secondsText
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
  }

  /// `1 h 20 min`, `3 d 4 h`, `12 min`.
  private func span(from start: Timestamp, to end: Timestamp) -> String {
    let minutes = max(0, end.seconds - start.seconds) / 60
    if minutes < 1 { return "less than a minute" }
    if minutes < 60 { return "\(minutes) min" }
    if minutes < 1440 { return "\(minutes / 60) h \(minutes % 60) min" }
    return "\(minutes / 1440) d \(minutes / 60 % 24) h"
  }

  // MARK: Why, and how sure

  /// `gpt-4o $41.20 (82 %), gpt-4o-mini $8.92 (17 %)`: up to three values of a dimension.
  package func top(_ entry: Alert.TopEntry, count: Int = 3) -> String {
    entry.values.prefix(count).map { value, spend in
      let name = value.isEmpty ? "(none)" : SafeText.line(value, limit: 60)
      guard alert.spend.nano > 0, spend.nano >= 0 else { return "\(name) \(spend.text)" }
      let share = Int128(spend.nano) * 100 / Int128(alert.spend.nano)
      return "\(name) \(spend.text) (\(share) %)"
    }.joined(separator: ", ")
  }

  /// What makes the numbers less sure; empty when nothing does.
  package var quality: [String] {
    var parts: [String] = []
    if alert.isCatchUp { parts.append("found while catching up, crossed \(clock(alert.time))") }
    if alert.isProvisional { parts.append("provisional: the state could not be written") }
    if alert.unpricedEvents > 0 { parts.append("\(alert.unpricedEvents) events without a price") }
    if alert.lateEvents > 0 { parts.append("\(alert.lateEvents) late events") }
    return parts
  }

  /// Everything below the first line as name and value, in reading order.
  package var facts: [LabelPair] {
    var facts = [
      LabelPair("Spend", "\(alert.spend.text) of \(alert.limit.text) (\(usedPercent) %)")
    ]
    if alert.state == .firing {
      facts.append(
        LabelPair("Rate", [rate, exhaustion].compactMap(\.self).joined(separator: "; ")))
    }
    facts.append(LabelPair("Window", [window, reset].compactMap(\.self).joined(separator: "; ")))
    // A dimension that no event has says nothing.
    for entry in alert.top.prefix(5) where entry.names.contains(where: { !$0.isEmpty }) {
      facts.append(LabelPair("Top \(SafeText.line(entry.dimension, limit: 40))", top(entry)))
    }
    if !quality.isEmpty { facts.append(LabelPair("Data", quality.joined(separator: "; "))) }
    return facts
  }

  /// `instance web-17 · budget support_qa · threshold 100 % · team=support · id …`.
  package var footer: String {
    var parts = [
      "instance \(SafeText.line(alert.instance, limit: 64))",
      "budget \(SafeText.line(alert.budget, limit: 80))", "threshold \(alert.percent) %",
    ]
    parts += alert.labels.prefix(10).map {
      "\(SafeText.line($0.name, limit: 40))=\(SafeText.line($0.value, limit: 60))"
    }
    parts.append("id \(SafeText.line(alert.id, limit: 80))")
    return parts.joined(separator: " · ")
  }
}
