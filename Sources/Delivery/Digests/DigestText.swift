package import SpendCore

/// What a digest says to people, in parts: plain text, one line each, cut for a phone. Who formats
/// it for a receiver escapes it there.
package struct DigestText: Sendable {
  package let digest: SpendDigest
  private let zone: TimeZoneRules
  private let templates: TemplateSet.Pair

  package init(
    _ digest: SpendDigest, zone: TimeZoneRules, templates: TemplateSet.Pair = TemplateSet.Pair()
  ) {
    self.templates = templates
    self.digest = digest
    self.zone = zone.name == digest.timeZone ? zone : .utc
  }

  // MARK: The first two lines

  /// The template's, or the built-in one.
  package var title: String {
    let own = templates.title.flatMap { Template.render($0, self) { $0 } }
    return own.map { SafeText.line($0, limit: 200) } ?? builtInTitle
  }

  /// The operator's message in the receiver's markup; nil for the built-in one.
  func message(limit: Int, escape: (String) -> String) -> String? {
    templates.message.flatMap { Template.render($0, self, escape: escape) }
      .map { SafeText.lines($0, limit: limit) }
  }

  /// `LLM spend, week 47 (16–22 Nov, Europe/Berlin): $131.20, +15 % on $113.90`.
  var builtInTitle: String {
    let spend = !isEmpty ? digest.spend.text : unknown ?? "nothing spent"
    var text = "LLM spend, \(period): \(spend)"
    if let previous = digest.previous, previous > .zero {
      text += ", \(Self.change(digest.spend, previous)) on \(previous.text)"
    }
    return SafeText.line(text, limit: 200)
  }

  /// Of a period before the history nothing is known.
  private var unknown: String? {
    guard let begin = digest.data.completeSince, begin >= digest.period.end else { return nil }
    let date = zone.localDate(at: begin)
    return "not in the history, which begins \(DateWords.day(date, beside: nil)) \(date.year)"
  }

  /// Nothing more is to be said then.
  package var isEmpty: Bool { digest.calls == 0 && digest.spend == .zero }

  private var period: String {
    // The zone of the configuration is another one by now: its days are not those of the period.
    guard zone.name == digest.timeZone else {
      return SafeText.line("\(digest.period.name) (\(digest.timeZone))", limit: 90)
    }
    let first = zone.localDate(at: digest.period.start)
    let last = zone.localDate(at: digest.period.end.advanced(bySeconds: -1))
    let name = SafeText.line(zone.name, limit: 60)
    switch digest.every {
    case .day: return "\(DateWords.day(first, beside: nil)) \(first.year) (\(name))"
    case .week:
      let days =
        first.month == last.month
        ? "\(first.day)–\(DateWords.day(last, beside: nil))"
        : "\(DateWords.day(first, beside: last)) – \(DateWords.day(last, beside: nil))"
      let week = digest.period.name.split(separator: "W").last ?? ""
      return "week \(week) (\(days), \(name))"
    case .month:
      return "\(DateWords.month(first.month, isShort: false)) \(first.year) (\(name))"
    }
  }

  /// `November so far $385.00; forecast $522.00 (490–560); forecasts were 6 % off`.
  package var monthLine: String? {
    guard let month = digest.month else { return nil }
    let date = zone.localDate(at: month.start)
    let name = DateWords.month(date.month, isShort: false)
    guard let forecast = month.forecast else {
      return "\(name) so far \(month.spend.text); no forecast without a day of history"
    }
    var text = "\(name) so far \(month.spend.text); forecast \(forecast.end.text)"
    if let low = forecast.low, let high = forecast.high {
      text += " (\(low.text) to \(high.text))"
    }
    if let error = forecast.medianErrorPermille {
      text += "; the last forecasts were \(SpendDigest.percent(error)) off"
    }
    return text
  }

  // MARK: Who spent it

  package struct Row: Hashable, Sendable {
    package var name: String
    package var spend: String
    package var share: String
    package var sharePermille: Int64
    package var change: String
    package var spark: String
    package var perCall: String
  }

  package var rows: [Row] { digest.top.map { row($0) } }

  private func row(_ group: SpendDigest.Group) -> Row {
    let perCall = Self.perCall(group.spend, group.calls)
    return Row(
      name: SafeText.line(name(group.group), limit: 60), spend: group.spend.text,
      share: SpendDigest.percent(group.sharePermille), sharePermille: group.sharePermille,
      change: group.previous.map { Self.change(group.spend, $0) } ?? "",
      spark: Self.spark(group.spark), perCall: perCall.map { "\($0.text) a call" } ?? "")
  }

  private func name(_ group: [LabelPair]) -> String {
    let shown = group.map { $0.value.isEmpty ? "(no \($0.name))" : $0.value }
    return shown.isEmpty ? "all" : shown.joined(separator: " / ")
  }

  /// `+17 more: $3.40`.
  package var others: String? {
    digest.others.count > 0
      ? "+\(digest.others.count) more: \(digest.others.spend.text)" : nil
  }

  // MARK: What stands below

  package var odd: [String] {
    let shown = digest.odd.prefix(8).map { SafeText.line($0.text, limit: 300) }
    let more = digest.odd.count - shown.count
    return more > 0 ? shown + ["+\(more) more"] : shown
  }

  /// One line, or one and the budgets that are nearest to their limits.
  package var budgets: [String] {
    let budgets = digest.budgets
    guard budgets.count > 0 else { return [] }
    let noun = budgets.count == 1 ? "budget" : "budgets"
    let first =
      budgets.within == budgets.count
      ? budgets.count == 1
        ? "the budget is within its limit" : "all \(budgets.count) budgets within limits"
      : "\(budgets.within) of \(budgets.count) \(noun) within limits"
    let told = budgets.rows.filter { $0.usedPermille >= 500 }
    return [first]
      + told.map { row in
        let who = SafeText.line(row.group.isEmpty ? row.budget : name(row.group), limit: 60)
        return "\(who): \(row.spend.text) of \(row.limit.text) a \(row.unit.rawValue) "
          + "(\(SpendDigest.percent(row.usedPermille)))"
      }
  }

  package var alerts: [String] {
    let alerts = digest.alerts
    let counts = [(alerts.hard, "hard"), (alerts.soft, "soft"), (alerts.info, "info")]
      .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    guard !counts.isEmpty else { return [] }
    return [counts.joined(separator: ", ")]
      + alerts.list.map { entry in
        let who = SafeText.line(entry.group.isEmpty ? entry.budget : name(entry.group), limit: 60)
        let end = entry.endedAt.map { ", over \(clock($0))" } ?? ", still firing"
        return "\(clock(entry.time)) \(entry.level.rawValue) \(entry.condition.words): \(who)\(end)"
      }
  }

  /// `complete; 3 of 11,407 lines could not be counted`.
  package var data: String {
    let data = digest.data
    var parts = [
      data.completeSince.map { "the history begins \(clock($0))" }
        ?? (data.gaps > 0 ? "\(data.gaps) gaps" : "complete")
    ]
    let since = data.isSinceLast ? "since the last digest" : "since counting began"
    let all = data.events + data.rejected
    if data.rejected > 0 {
      parts.append("\(data.rejected) of \(all) lines could not be counted \(since)")
    }
    if digest.unpriced.calls > 0 {
      parts.append("\(SpendDigest.calls(digest.unpriced.calls)) without a price")
    }
    if digest.untaggedPermille > 0 {
      parts.append("\(SpendDigest.percent(digest.untaggedPermille)) of the spend untagged")
    }
    if let invoice = data.invoice {
      let day = DateWords.day(
        CivilDate(day: invoice.lastDay), beside: zone.localDate(at: digest.period.start))
      parts.append(
        "the last invoice that matched (\(invoice.formats.joined(separator: ", "))) goes to \(day), "
          + "\(SpendDigest.percent(invoice.apartPermille)) apart")
    }
    return parts.joined(separator: "; ")
  }

  package var footer: String {
    SafeText.line(
      "\(digest.instance) · spendwatch report --period \(digest.period.name)", limit: 300)
  }

  /// `Thu 19 Nov 14:10` of the zone.
  private func clock(_ time: Timestamp) -> String {
    let date = zone.localDate(at: time)
    let local = time.seconds + zone.offsetSeconds(at: time.seconds)
    let minutes = Timestamp.floorDivide(local, 60) - date.dayNumber * 1440
    return "\(DateWords.day(date, beside: zone.localDate(at: digest.period.start))) "
      + "\(Timestamp.padded(minutes / 60, 2)):\(Timestamp.padded(minutes % 60, 2))"
  }

  // MARK: Numbers

  /// `+15 %`, `-3.2 %`, `new`; of what stayed `±0 %`.
  static func change(_ now: Money, _ before: Money) -> String {
    guard let permille = SpendDigest.changePermille(now, before) else {
      return now > .zero ? "new" : ""
    }
    if permille == 0 { return "±0 %" }
    let magnitude = Int64(clamping: permille.magnitude)
    return (permille < 0 ? "-" : "+") + SpendDigest.percent(magnitude)
  }

  /// Rounded down.
  private static func perCall(_ spend: Money, _ calls: Int64) -> Money? {
    calls > 0 ? Money(nano: spend.nano / calls) : nil
  }

  /// Eighths of the largest.
  static func spark(_ values: [Money]) -> String {
    guard let most = values.max(), most > .zero else { return "" }
    let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    return String(
      values.map { value in
        let eighth = Int(Int128(max(0, value.nano)) * 8 / Int128(most.nano))
        return bars[min(7, eighth)]
      })
  }
}
