package import SpendCore

/// What an alert says to the people at a receiver, on a phone first (Semantics, Delivery): what
/// happened, how fast it goes on, who spends, what happens now, where to look, and at the end what
/// tells it from others.
extension AlertText {
  /// `LLM budget exceeded: support_qa $50.60 of $50 in the last 24 h`.
  package var headline: String { "\(lead) \(happened)" }

  /// `LLM budget exceeded:`, `LLM budget at 80 %:`, `LLM budget 2x:`, `Resolved:`.
  package var lead: String {
    alert.state == .resolved ? "Resolved:" : alert.condition.lead
  }

  private var happened: String {
    guard alert.state == .resolved else { return "\(who) \(amounts) \(windowWords)" }
    return switch resolution {
    case .fell: "\(who) fell to \(amounts) \(windowWords)"
    case .windowOver: "\(who): \(periodWords) is over, \(amounts) spent"
    case .limitChanged(let from):
      "\(who): limit \(alert.limit > from ? "raised" : "changed") from \(from.short) to "
        + "\(alert.limit.short); \(alert.spend.short) spent"
    case .thresholdRemoved: "\(who): the threshold of \(alert.condition.words) was removed"
    case .budgetRemoved:
      "\(who): budget \(SafeText.line(alert.budget, limit: 80)) was removed or changed"
    case .replaced(let other): "\(who): the alert at \(other.words) takes over"
    }
  }

  private var amounts: String { "\(alert.spend.short) of \(alert.limit.short)" }

  /// For a pager: within 100 characters, with rate and instance; who is cut first.
  package var pagerSummary: String {
    let limit = 100
    let tail = " [\(SafeText.line(alert.instance, limit: 24))]"
    guard alert.state == .firing else {
      return SafeText.line(headline, limit: limit - tail.utf16.count) + tail
    }
    let numbers = " \(amounts)\(compactWindow)"
    let rate = isRateShown ? "; \(alert.ratePerHour.short)/h now" : ""
    let fixed = lead.utf16.count + 1 + numbers.utf16.count + rate.utf16.count + tail.utf16.count
    let name = SafeText.line(who, limit: max(8, limit - fixed))
    let summary = "\(lead) \(name)\(numbers)\(rate)"
    let top = topName.map { ", \($0)" } ?? ""
    let whole = summary + top + tail
    return whole.utf16.count <= limit ? whole : SafeText.line(summary + tail, limit: limit)
  }

  /// The value that spent most, of the first dimension that has several.
  private var topName: String? {
    severalValues.first?.names.first.flatMap { $0.isEmpty ? nil : SafeText.line($0, limit: 40) }
  }

  // MARK: Below the first line

  /// In reading order; nothing empty, nothing twice.
  ///
  /// - Parameter receiver: who reads it, and so need not be told that they were.
  package func body(for receiver: String) -> [String] {
    guard alert.state == .firing else { return [] }
    var lines: [String] = []
    if let pace { lines.append(pace) }
    lines += severalValues.prefix(3).map { shares($0) }
    if !quality.isEmpty { lines.append(sentence(quality.joined(separator: "; "))) }
    return lines + [happens(for: receiver)]
  }

  private func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  private func happens(for receiver: String) -> String {
    let others = alert.details.told.filter { $0 != receiver && $0 != "log" }
    guard !others.isEmpty else { return "Nothing is blocked." }
    let names = others.prefix(5).map { SafeText.line($0, limit: 40) }.joined(separator: ", ")
    return "Nothing is blocked. Also told: \(names)\(others.count > 5 ? ", …" : "")."
  }

  /// Of what is over, or was when it was read, there is no rate of now.
  var isRateShown: Bool {
    alert.state == .firing && alert.details.isRateKnown && alert.ratePerHour.nano > 0
      && (!alert.isCatchUp || alert.details.firstRead != nil)
  }

  /// `Now $38/h; at that rate $100 (2x) at 04:13.`
  package var pace: String? {
    guard isRateShown else { return nil }
    var coming: [String] = []
    if let next = alert.details.next, let at = next.at {
      coming.append(
        next.condition == .wholeLimit
          ? "the limit at \(short(at))" : "\(amount(of: next)) at \(short(at))")
    }
    if alert.condition.isBelowLimit, let end = alert.exhaustedAt,
      alert.details.next?.condition.isBelowLimit ?? true
    {
      coming.append("the limit at \(short(end))")
    }
    let rate = "Now \(alert.ratePerHour.short)/h"
    return coming.isEmpty
      ? "\(rate)." : "\(rate); at that rate \(coming.joined(separator: ", "))."
  }

  private func amount(of next: AlertDetails.Next) -> String {
    let amount = next.condition.trip(of: alert.limit)?.short ?? ""
    return "\(amount) (\(next.condition.short))"
  }

  /// What has one value alone says nothing.
  package var severalValues: [Alert.TopEntry] { alert.top.filter { $0.names.count > 1 } }

  /// `gpt-4o $29.50 (58 %) · gpt-4o-mini $15 (30 %) · others $6.10 (12 %)`: percentages that add up
  /// to 100.
  package func shares(_ entry: Alert.TopEntry, count: Int = 3) -> String {
    var parts = entry.values.prefix(count).map { value, spend in
      (name: value.isEmpty ? "(none)" : SafeText.line(value, limit: 60), nano: spend.nano)
    }
    let shown = parts.reduce(Int128(0)) { $0 + Int128($1.nano) }
    let rest = Int128(alert.spend.nano) - shown
    if rest > 0 { parts.append((name: "others", nano: Int64(clamping: rest))) }
    let percents = Percentages.whole(parts.map(\.nano))
    return zip(parts, percents).filter { $0.name != "others" || $1 > 0 }
      .map { "\($0.name) \(Money(nano: $0.nano).short) (\($1) %)" }.joined(separator: " · ")
  }

  /// One command to look, which a shell reads as it stands: who spent it since two hours before.
  /// Of what comes from events nothing is in it but plain words.
  package var look: String? {
    guard alert.state == .firing else { return nil }
    let grouped = alert.group.map(\.name)
    // One that no event has is an error of the report.
    let named = alert.top.filter { entry in entry.names.contains { !$0.isEmpty } }
    let dimensions = severalValues.isEmpty ? named : severalValues
    let others = dimensions.map(\.dimension).filter { !grouped.contains($0) }.prefix(2)
    let chosen = alert.group.filter { Self.isPlain($0.name) && Self.isPlain($0.value) }
    let rest = grouped.filter { name in !chosen.contains { $0.name == name } }
    let by = rest + others
    // The history knows quarters of an hour, and some dimensions; the files know the others.
    let quarter = Timestamp.floorDivide(alert.time.seconds - 7200, 900)
    let start = Timestamp(seconds: quarter * 900).secondsText
    let isKept = (by + chosen.map(\.name)).allSatisfy { Dimension.history.contains($0) }
    let names = SafeText.line(
      by.isEmpty ? Dimension.feature : by.joined(separator: ","), limit: 200)
    let conditions = chosen.map { "--where \($0.name)=\($0.value) " }.joined()
    return "spendwatch report \(conditions)--from \(start) --by \(ShellText.quoted(names)) --top 10"
      + (isKept ? "" : " --from-files")
  }

  /// Neither a shell nor a pattern takes it for anything but itself.
  private static func isPlain(_ text: String) -> Bool {
    let marks = "._:/@+-".utf8
    return (1...80).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: "-")
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
          || (0x61...0x7A).contains(byte) || marks.contains(byte)
      }
  }

  /// `web-17 · team=support · clears by itself 29 Nov 02:55 (Europe/Berlin) · 6486cea5`.
  package var footer: String {
    var parts = [SafeText.line(alert.instance, limit: 64)]
    if who != SafeText.line(alert.budget, limit: 80) {
      parts.append("budget \(SafeText.line(alert.budget, limit: 80))")
    }
    parts += alert.labels.prefix(10).map {
      "\(SafeText.line($0.name, limit: 40))=\(SafeText.line($0.value, limit: 60))"
    }
    if let clears { parts.append(clears) }
    parts.append(shortID)
    return parts.joined(separator: " · ")
  }

  private var clears: String? {
    guard alert.state == .firing else { return nil }
    switch alert.kind {
    case .calendar: return "begins anew \(short(alert.windowEnd, isDated: true)) (\(zoneName))"
    case .rolling:
      return alert.clearsAt.map { "clears by itself \(short($0, isDated: true)) (\(zoneName))" }
    }
  }

  /// Enough of a digest to find it, with the number of a repetition.
  package var shortID: String {
    let parts = alert.id.split(separator: "-", maxSplits: 1)
    guard let digest = parts.first, digest.utf8.count == 32, digest.allSatisfy(\.isHexDigit) else {
      return SafeText.line(alert.id, limit: 80)
    }
    return digest.prefix(8) + (parts.count > 1 ? "-\(SafeText.line(parts[1], limit: 20))" : "")
  }

  // MARK: Words for windows and times

  /// `in the last 24 h`, `today`, `in November`; with the time it is of where that is not now.
  var windowWords: String {
    switch (alert.unit, alert.kind, isOfThePast) {
    case (.day, .rolling, false): "in the last 24 h"
    case (.day, .rolling, true):
      "in the 24 h to \(short(alert.windowEnd, isDated: true)) \(zoneName)"
    case (.month, .rolling, false): "in the last 30 days"
    case (.month, .rolling, true):
      "in the 30 days to \(short(alert.windowEnd, isDated: true)) \(zoneName)"
    case (.day, .calendar, false): "today"
    case (.day, .calendar, true): "on \(periodWords)"
    case (.month, .calendar, _): "in \(periodWords)"
    }
  }

  /// `/24 h`, `/30 d`, ` today`, ` in Nov`.
  var compactWindow: String {
    switch (alert.unit, alert.kind) {
    case (.day, .rolling): "/24 h" + until
    case (.month, .rolling): "/30 d" + until
    case (.day, .calendar): isOfThePast ? " on \(periodWords)" : " today"
    case (.month, .calendar): " in \(DateWords.month(middle.month, isShort: true))"
    }
  }

  private var until: String {
    isOfThePast ? " to \(short(alert.windowEnd, isDated: true))" : ""
  }

  /// `21 Nov`, `November`.
  private var periodWords: String {
    alert.unit == .day
      ? DateWords.day(middle, beside: nil) : DateWords.month(middle.month, isShort: false)
  }

  /// Of a calendar window; right also where only UTC is at hand for the zone.
  private var middle: CivilDate {
    localDate(Timestamp(seconds: (alert.windowStart.seconds + alert.windowEnd.seconds) / 2))
  }

  /// `04:13`, or with a date where that is not the day of the alert.
  private func short(_ time: Timestamp, isDated: Bool = false) -> String {
    let date = localDate(time)
    let clock = localClock(time)
    let today = localDate(alert.time)
    return date == today && !isDated ? clock : "\(DateWords.day(date, beside: today)) \(clock)"
  }
}

extension Money {
  /// For sentences: `$50`, `$50.60`.
  package var short: String { text.hasSuffix(".00") ? String(text.dropLast(3)) : text }
}
