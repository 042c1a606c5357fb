import Operations
import Reporting
import SpendCore
import Terminal

/// What a report is asked for, from its options.
extension ReportCommand {
  func query(_ configured: TimeZoneRules?) throws(ReportFailure) -> ReportQuery {
    var zone = configured ?? .utc
    if let timezone {
      do throws(ReportFailure) { zone = try ZoneFile.rules(named: timezone) } catch {
        throw ReportFailure("--timezone: '\(timezone)': \(error)")
      }
    }
    let whole = try time(period, "--period", zone)
    var (start, end) = (whole?.start, whole.flatMap(Self.end))
    if let from = try time(from, "--from", zone) { start = from.start }
    if let to = try time(to, "--to", zone) { end = to.end }
    var query = ReportQuery(
      dimensions: Self.dimensions(by), period: per, from: start, to: end, zone: zone, top: top)
    query.counted = count.flatMap { Self.dimensions($0).first }
    if let clash = ReportColumns.clash(query) {
      throw ReportFailure("--by: '\(clash)' is a column of this report already")
    }
    if let from = query.from, let to = query.to, from >= to {
      throw ReportFailure("--from is not before --to: there is no time between them")
    }
    if by == "none" { query.dimensions = [] }
    query = focusQuery(query)
    query.columns = try columnNames()
    query.details = query.columns.reduce(into: []) {
      $0.formUnion(ReportColumn(rawValue: $1)?.needs ?? [])
    }
    query.match = Match(conditions.map(Self.condition))
    return query
  }

  /// Labels of budgets are asked for as the features that these name, and put in their place.
  func labels(
    _ query: inout ReportQuery, _ configuration: Configuration?
  ) throws(ReportFailure) -> [(index: Int, labels: BudgetLabels)] {
    var found: [(index: Int, labels: BudgetLabels)] = []
    for (index, name) in query.dimensions.enumerated() where name.hasPrefix(BudgetLabels.prefix) {
      guard let labels = BudgetLabels(name, budgets: configuration?.budgets ?? []) else {
        let label = TerminalText.safe(String(name.dropFirst(BudgetLabels.prefix.count)))
        throw ReportFailure(
          configuration == nil
            ? "--by label.\(label): needs the budgets; name the configuration with --config"
            : "--by label.\(label): no budget that names features has the label '\(label)'")
      }
      found.append((index, labels))
      query.dimensions[index] = Dimension.feature
    }
    return found
  }

  /// What the values of the lines are compared with, where these are hashes.
  static func hashed(
    _ match: Match, _ hash: ValueHash
  ) throws(ReportFailure) -> Match {
    let glob = match.conditions.first {
      hash.isHashed($0.dimension)
        && $0.patterns.contains { !$0.isLiteral && !$0.matchesEverything }
    }
    if let glob {
      throw ReportFailure(
        "--where: \(glob.dimension) is kept as a hash (hash:), which only whole values can be "
          + "compared with")
    }
    return hash.hashed(match)
  }

  /// `feature=support_*`; validated before.
  private static func condition(_ text: String) -> Match.Condition {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = dimensions(String(parts[0])).first ?? ""
    return Match.Condition(dimension: name, patterns: [Glob(String(parts[parts.count - 1]))])
  }

  private static func dimensions(_ text: String) -> [String] {
    var names: [String] = []
    for part in text.split(separator: ",") {
      var name = String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      // As the configuration has it.
      if name == "feature" { name = Dimension.feature }
      if !name.isEmpty, !names.contains(exactly: name) { names.append(name) }
    }
    return names
  }

  /// A span goes on until now, and beyond: events may be a little ahead of the clock.
  private static func end(_ time: ReportTime) -> Timestamp? {
    if case .stretch(_, let end) = time { end } else { nil }
  }

  private func time(
    _ text: String?, _ option: String, _ zone: TimeZoneRules
  ) throws(ReportFailure) -> ReportTime? {
    guard let text else { return nil }
    guard let time = ReportTime.read(text, zone: zone, now: SystemClock.wall()) else {
      let near = DidYouMean.word(to: text, among: Self.periods).map { "did you mean '\($0)'?" }
      throw ReportFailure(
        "\(option): '\(TerminalText.safe(text))' is not a time; "
          + (near ?? "write 2026-05-01, 2026-05, 2026-05-01T12:00:00Z, 7d or yesterday"))
    }
    return time
  }

  private func columnNames() throws(ReportFailure) -> [String] {
    let all = ReportColumn.named.map(\.rawValue)
    let counting = (count == nil ? [] : ReportColumn.counting).map(\.rawValue)
    guard let columns else {
      let usual = ReportColumn.usual + (compare ? [.previous, .change] : [])
      return usual.map(\.rawValue) + counting
    }
    var names: [String] = []
    for part in columns.split(separator: ",") {
      let name = String(part.filter { $0 != " " })
      guard let column = ReportColumn(rawValue: name), all.contains(name) else {
        let near = DidYouMean.word(to: name, among: all).map { "did you mean '\($0)'?" }
        throw ReportFailure(
          "--columns: there is no '\(TerminalText.safe(name))'; "
            + (near ?? "there are \(all.joined(separator: ", "))"))
      }
      guard compare || !column.needsPrevious else {
        throw ReportFailure("--columns: '\(name)' needs --compare")
      }
      if !names.contains(name) { names.append(name) }
    }
    guard !names.isEmpty else { throw ReportFailure("--columns: names none") }
    return names + counting
  }

  /// The period before: the months or days before whole months or days, else as long a time.
  static func previous(_ query: ReportQuery) throws(ReportFailure) -> ReportQuery {
    guard let from = query.from else {
      throw ReportFailure("--compare: needs a period, like --period last-month or --from 7d")
    }
    let to = query.to ?? SystemClock.wall()
    let zone = query.zone
    let (first, last) = (zone.localDate(at: from), zone.localDate(at: to))
    var before = query
    before.to = from
    if zone.start(of: first) == from, zone.start(of: last) == to {
      let isMonths = first.day == 1 && last.day == 1
      let months = (last.year - first.year) * 12 + last.month - first.month
      let start =
        isMonths
        ? first.adding(months: -months)
        : CivilDate(day: first.dayNumber - (last.dayNumber - first.dayNumber))
      before.from = zone.start(of: start)
    } else {
      // As finely as the history is kept so far back.
      let length = to.seconds - from.seconds
      let step: Int64 = length > 15 * 86_400 ? 3600 : 900
      before.from = from.advanced(
        bySeconds: -Timestamp.floorDivide(length + step - 1, step) * step)
    }
    return before
  }
}
