package import SpendCore
import Terminal

/// `status` for people: a headline, the budgets with the worst first, the sources and the
/// receivers.
package struct StatusTable: Sendable {
  private let width: Int?
  private let usesColor: Bool
  private let zone: TimeZoneRules

  /// - Parameters:
  ///   - width: columns of the terminal; nil when the output is not one, and nothing is cut.
  ///   - usesColor: rows over a threshold in yellow and red.
  ///   - zone: of the printed times.
  package init(width: Int? = nil, usesColor: Bool = false, zone: TimeZoneRules = .utc) {
    self.width = width
    self.usesColor = usesColor
    self.zone = zone
  }

  /// With a line feed at the end.
  package func text(_ report: StatusReport) -> String {
    let blocks = [
      headline(report), budgets(report), sources(report), receivers(report),
    ]
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
      .joined(separator: "\n")
  }

  // MARK: Headline

  private func headline(_ report: StatusReport) -> [String] {
    let lines =
      StatusHeadline(zone: zone).lines(report) + [counts(report.totals), completeness(report)]
    guard let width else { return lines }
    return lines.flatMap { TerminalText.wrapped($0, width: width) }
  }

  private func counts(_ totals: StatusTotals) -> String {
    var parts = ["\(number(totals.events, "event")), \(totals.spend.text)"]
    let rejected = totals.rejected.reduce(0) { $0 + $1.count }
    if rejected > 0 {
      parts.append("\(number(rejected, "line")) rejected (\(list(totals.rejected)))")
    }
    if totals.text > 0 { parts.append("\(number(totals.text, "line")) of text") }
    if totals.includedValue > .zero {
      parts.append("\(totals.includedValue.text) included in subscriptions")
    }
    if totals.flagged.contains(where: { $0.count > 0 }) {
      parts.append("flagged: \(list(totals.flagged))")
    }
    return parts.joined(separator: "; ")
  }

  private func list(_ counts: [StatusTotals.Count]) -> String {
    counts.filter { $0.count > 0 }.map { "\(TerminalText.safe($0.name)) \($0.count)" }
      .joined(separator: ", ")
  }

  private func bytesBehind(_ report: StatusReport) -> Int64 {
    report.sources.reduce(0) { $0.addingClamped($1.lagBytes.addingClamped(-$1.partialBytes)) }
  }

  private func whyBehind(_ report: StatusReport) -> String {
    let unread = report.sources.count { $0.problem != nil || $0.isMissing }
    let bytes = bytesBehind(report)
    var parts = unread > 0 ? ["\(number(Int64(unread), "source")) not read (see there)"] : []
    if bytes > 0 || unread == 0 { parts.append("\(number(bytes, "byte")) behind") }
    return ": " + parts.joined(separator: ", ")
  }

  private func completeness(_ report: StatusReport) -> String {
    let totals = report.totals
    var text =
      switch report.completeness {
      case .yes where !report.isNearlyAllEvents:
        "everything on disk is read, but not all lines were events"
      case .yes: "everything on disk is counted"
      case .behind: "not everything on disk is counted yet" + whyBehind(report)
      case .gap: "everything that is there is counted, but something was lost before it was read"
      }
    if report.commits.failingSince != nil { text += "; not all of it is committed" }
    let partial = report.sources.reduce(Int64(0)) { $0.addingClamped($1.partialBytes) }
    if partial > 0 { text += "; \(number(partial, "byte")) of a line without its end" }
    if totals.gaps > 0 { text += "; \(number(totals.gaps, "gap"))" }
    if totals.idsForgotten > 0 {
      text += "; \(number(totals.idsForgotten, "id")) of calls forgotten (state.max_ids)"
    }
    if totals.unverifiedEnds > 0 {
      text += "; \(number(totals.unverifiedEnds, "unverified end"))"
    }
    if totals.rewritten > 0 { text += "; \(number(totals.rewritten, "rewritten file"))" }
    return text
  }

  private func number(_ count: Int64, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  private func text(_ time: Timestamp) -> String { StatusHeadline(zone: zone).text(time) }

  // MARK: Budgets

  private func budgets(_ report: StatusReport) -> [String] {
    guard !report.budgets.isEmpty || report.unbudgeted.features > 0 else {
      return ["no budget has seen an event yet"]
    }
    let all = report.budgets.sorted(by: Self.isWorse)
    let sorted = all.prefix(Self.mostBudgets)
    var grid = TextGrid([
      .init("BUDGET", minimum: 8), .init("GROUP", minimum: 8), .init("WINDOW"),
      .init("SPEND", isRightAligned: true), .init("LIMIT", isRightAligned: true),
      .init("USED", isRightAligned: true), .init("", minimum: 4), .init("LEVEL"),
      .init("", minimum: 1),
    ])
    grid.rows = sorted.map(cells)
    if report.unbudgeted.features > 0 { grid.rows.append(cells(report.unbudgeted)) }
    let lines = grid.lines(width: width) { row, line in
      color(line, sorted.indices.contains(row) ? sorted[row].level : nil)
    }
    guard all.count > sorted.count else { return lines }
    return lines + [
      "and \(all.count - sorted.count) more, none of them nearer to its limit; "
        + "spendwatch status --json has all"
    ]
  }

  /// Who looks for one of a hundred thousand groups does not read them one by one.
  private static let mostBudgets = 200

  private static func isWorse(_ a: StatusBudget, _ b: StatusBudget) -> Bool {
    if a.usedPermille != b.usedPermille { return a.usedPermille > b.usedPermille }
    if a.name != b.name { return a.name < b.name }
    return a.group.lexicographicallyPrecedes(b.group) { $0.value < $1.value }
  }

  /// What no budget covers: a feature with a mistyped name is here.
  private func cells(_ left: EngineView.Unbudgeted) -> [String] {
    let names = left.names.map { TerminalText.safe($0) }.joined(separator: ", ")
    let more = left.features > left.names.count ? ", …" : ""
    return [
      "(no budget)", number(Int64(left.features), "feature") + ": \(names)\(more)", "in all",
      left.spend.text, "", "", "", "", "",
    ]
  }

  private func window(_ budget: StatusBudget) -> String {
    // Thirty days are no month of an invoice.
    budget.kind == .rolling && budget.unit == .month
      ? "last 30 days" : "\(budget.kind.rawValue) \(budget.unit.rawValue)"
  }

  private func cells(_ budget: StatusBudget) -> [String] {
    [
      TerminalText.safe(budget.name), group(budget.group),
      window(budget), budget.spend.text, budget.limit.text,
      budget.usedPercent + " %", bar(budget.usedPermille), budget.level?.rawValue ?? "ok",
      notes(budget),
    ]
  }

  private func group(_ group: [LabelPair]) -> String {
    guard !group.isEmpty else { return "(all)" }
    return group.map { $0.value.isEmpty ? "\"\"" : TerminalText.safe($0.value) }
      .joined(separator: " / ")
  }

  private func bar(_ permille: Int64) -> String {
    let filled = Int(min(max(permille, 0), 1000) / 100)
    return String(repeating: "█", count: filled) + String(repeating: "░", count: 10 - filled)
  }

  private func notes(_ budget: StatusBudget) -> String {
    var notes: [String] = []
    if !budget.firing.isEmpty {
      notes.append("firing " + budget.firing.map { "\($0) %" }.joined(separator: ", "))
    }
    if let since = budget.partialSince { notes.append("known since \(text(since))") }
    return notes.joined(separator: "; ")
  }

  /// ECMA-48 colours: 31 red, 33 yellow.
  private func color(_ line: String, _ level: Level?) -> String {
    guard usesColor, let level, level > .info else { return line }
    return "\u{1B}[\(level == .hard ? 31 : 33)m\(line)\u{1B}[0m"
  }

  // MARK: Sources and receivers

  private func sources(_ report: StatusReport) -> [String] {
    guard !report.sources.isEmpty else { return [] }
    var grid = TextGrid([
      .init("SOURCE", minimum: 16), .init("READ", isRightAligned: true),
      .init("OF", isRightAligned: true), .init("BEHIND", isRightAligned: true),
      .init("LAST EVENT"), .init("", minimum: 1),
    ])
    for source in report.sources {
      grid.rows.append([
        TerminalText.safe(source.path), "\(source.offset)", "\(source.size)",
        "\(source.lagBytes)", source.lastEvent.map(text) ?? "none yet",
        source.problem.map(TerminalText.safe) ?? makeup(source),
      ])
      // The file that is there now says nothing new; those that are not done yet, or ended badly,
      // do.
      for part in source.generations
      where part.lagBytes > 0 || part.gaps > 0 || part.unverifiedEnds > 0 {
        let marks = [(part.gaps, "gap"), (part.unverifiedEnds, "unverified end")]
        grid.rows.append([
          "  " + TerminalText.safe(part.path), "\(part.offset)", "\(part.size)",
          "\(part.lagBytes)", TerminalText.safe(part.state),
          marks.filter { $0.0 > 0 }.map { number($0.0, $0.1) }.joined(separator: ", "),
        ])
      }
    }
    return grid.lines(width: width)
  }

  /// `340 openai, 12 embedded, 340 cri`: formats, where they are others than the usual one, and
  /// what was taken out of something else.
  private func makeup(_ source: StatusSource) -> String {
    let isNative = source.formats.allSatisfy { $0.name == LineFormat.native.rawValue }
    let parts = ((isNative ? [] : source.formats) + source.framing)
      .map { "\($0.count) \($0.name)" }
    return (parts + untagged(source.spent)).joined(separator: ", ")
  }

  /// `untagged: 12 % of the calls, 3 % of the spend`.
  private func untagged(_ spent: SourceSpend) -> [String] {
    guard spent.untaggedCalls > 0 else { return [] }
    func percent(_ part: Int64, _ whole: Int64) -> String {
      guard whole > 0 else { return "0 %" }
      let rounded = (Int128(part) * 100 + Int128(whole) / 2) / Int128(whole)
      return rounded == 0 && part > 0 ? "under 1 %" : "\(rounded) %"
    }
    let calls = percent(spent.untaggedCalls, spent.calls)
    let spend = percent(spent.untaggedSpend.nano, spent.spend.nano)
    return ["untagged: \(calls) of the calls, \(spend) of the spend"]
  }

  private func receivers(_ report: StatusReport) -> [String] {
    guard !report.receivers.isEmpty else { return [] }
    var grid = TextGrid([
      .init("RECEIVER", minimum: 8), .init("TYPE"), .init("STATE"),
      .init("PENDING", isRightAligned: true), .init("DEAD", isRightAligned: true),
      .init("LAST ERROR", minimum: 8),
    ])
    grid.rows = report.receivers.map {
      [
        TerminalText.safe($0.name), $0.kind.rawValue, $0.state.rawValue, "\($0.pending)",
        "\($0.dead)", $0.lastError.map(TerminalText.safe) ?? "",
      ]
    }
    return grid.lines(width: width) { row, line in
      color(line, report.receivers[row].state == .ok ? nil : .soft)
    }
  }
}
