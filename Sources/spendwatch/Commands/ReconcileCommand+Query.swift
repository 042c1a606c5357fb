import Reporting
import SpendCore

/// What a comparison is asked for, from its options.
extension ReconcileCommand {
  func query() throws(ReportFailure) -> ReconcileQuery {
    var query = ReconcileQuery()
    if let by {
      query.isUsual = false
      query.dimensions = try dimensions(by)
    }
    if let timezone {
      do throws(ReportFailure) { query.zone = try ZoneFile.rules(named: timezone) } catch {
        throw ReportFailure("--timezone: '\(timezone)': \(error)")
      }
    }
    query.format = format
    query.columns = try columnNames()
    query.decimalMark = decimal
    query.countsCached = withCached
    query.match = Match(try conditions.map(condition))
    return query
  }

  private func dimensions(_ text: String) throws(ReportFailure) -> [String] {
    var names: [String] = []
    for part in text.split(separator: ",") where text != "none" {
      let name = try known(
        Self.trimmed(part), "--by", among: [ReconcileQuery.day] + Dimension.history)
      if !names.contains(name) { names.append(name) }
    }
    return names
  }

  private func known(
    _ name: String, _ option: String, among all: [String]
  ) throws(ReportFailure) -> String {
    if name == "feature" { return Dimension.feature }
    if all.contains(name) { return name }
    let near = DidYouMean.word(to: name, among: all).map { "did you mean '\($0)'?" }
    throw ReportFailure(
      "\(option): there is no '\(name)'; \(near ?? "there are \(all.joined(separator: ", "))")")
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  private func condition(_ text: String) throws(ReportFailure) -> Match.Condition {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = try known(Self.trimmed(parts[0]), "--where", among: Dimension.history)
    return Match.Condition(dimension: name, patterns: [Glob(String(parts[parts.count - 1]))])
  }

  /// `day=Date,model=Model`; a title with a comma in it stands alone in a `--columns` of its own.
  private func columnNames() throws(ReportFailure) -> [String: String] {
    let meanings = ReconcileQuery.columnMeanings
    var names: [String: String] = [:]
    for option in columns {
      let isAlone = option.count { $0 == "=" } == 1
      for part in isAlone ? [option[...]] : option.split(separator: ",") {
        let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2, !sides[1].isEmpty else {
          throw ReportFailure(
            "--columns: '\(part)' is not like usd=Cost; a title with a comma in it stands alone in "
              + "a --columns of its own")
        }
        let meaning = try known(Self.trimmed(sides[0]), "--columns", among: meanings)
        guard names[meaning] == nil else {
          throw ReportFailure("--columns: '\(meaning)' is there twice")
        }
        names[meaning] = String(sides[1])
      }
    }
    return names
  }

  func rules() throws(ReportFailure) -> Reconciliation.Rules {
    var rules = Reconciliation.Rules()
    let percent = tolerance.filter { $0 != " " }
    let digits = percent.hasSuffix("%") ? percent.dropLast() : percent[...]
    guard case .amount(let amount) = Money.reading(digits.utf8), amount.nano <= 100_000_000_000
    else { throw ReportFailure("--tolerance: '\(tolerance)' is not like 5%, from 0% to 100%") }
    rules.tolerance = amount.nano
    let lengths: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    let length = delay.last.flatMap { lengths[$0] }
    guard let count = Int64(length == nil ? delay[...] : delay.dropLast()),
      (0...100_000).contains(count),
      length != nil || count == 0
    else { throw ReportFailure("--delay: '\(delay)' is not a span; write it like 24h or 2d") }
    rules.delaySeconds = count * (length ?? 0)
    return rules
  }
}
