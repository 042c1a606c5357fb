import ArgumentParser
import Glibc
import Operations
import Reporting
import SpendConfiguration
import SpendCore
import Terminal

/// `report`: spend by dimension and period, from the history or straight from files.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Add up spend by dimension and period, from the history or straight from files.",
    discussion: """
      Plain files and archives of gzip, zstd, xz and bzip2, told apart by their content; - is the standard input. Lines \
      that are not events are counted and said. Without FILE the history of the state answers, beside a running daemon or \
      without one; where there is no state, or with --from-files, the sources of the configuration are read, rotated \
      files included.
      With FILE the configuration is looked at only if --config is given: then the format, fields, labels, naive_timezone \
      and max_line_bytes of its first source and its timezone apply. Exit status: 0, 1.
      """)

  @Argument(help: "Files to read. Default: the sources of the configuration.", completion: .file())
  var files: [FileArgument] = []

  @Option(
    name: .shortAndLong,
    help:
      "Configuration file. Default, without FILE: ./alerts.yaml, else /etc/spendwatch/alerts.yaml.",
    completion: .file(extensions: ["yaml", "yml"])
  )
  var config: String?

  @Option(
    help: "State directory, for the key of hashed values. Default: as for run.",
    completion: .directory)
  var stateDir: String?

  @Option(
    help: ArgumentHelp(
      "Dimensions of the rows, separated by commas: feature (feature_name), model, any field; or none."
    ),
    completion: .list(["feature", "model", "user_segment", "environment", "user_id", "none"]))
  var by = Dimension.feature

  @Option(
    name: .customLong("where"), parsing: .singleValue,
    help:
      "DIMENSION=PATTERN, with * and ?: only events that have it. Again and again: all must hold.")
  var conditions: [String] = []

  @Option(help: "hour, day, week, month or total.")
  var per = ReportQuery.Period.total

  @Option(
    help: "The time: 2026-10, 2026-10-31, 7d, today, yesterday, this-week, last-month, …",
    completion: .list(Self.periods))
  var period: String?

  @Option(
    name: [.long, .customLong("since"), .customShort("S")],
    help: "Events from then on: 2026-05-01, 2026-05, 2026-05-01T12:00:00Z, 7d, yesterday, …")
  var from: String?

  @Option(
    name: [.long, .customLong("until"), .customShort("U")],
    help: "Events until then; a date or month is included.")
  var to: String?

  @Option(
    help: "Zone of days, months and times. Default: that of the configuration, or UTC.")
  var timezone: String?

  @Option(
    name: [.long, .customShort("n")],
    help: "Only so many of the most expensive rows. Totals are of all.")
  var top: Int?

  @Option(name: [.long, .customShort("o"), .customLong("output")], help: "How it is written.")
  var format: ReportFormat?

  @Flag(help: "The same as --output json.")
  var json = false

  @Option(help: "Threads that read. Default: as many as there are processors.")
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Numbers of the rows in place of the usual ones, separated by commas: "
        + ReportColumn.named.map(\.rawValue).joined(separator: ", ") + "."),
    completion: .list(ReportColumn.named.map(\.rawValue)))
  var columns: String?

  @Option(
    help: ArgumentHelp(
      "Also how many different values of a dimension there are, and the cost for each: session_id, "
        + "user_id, request_chain_id; from files."),
    completion: .list([Dimension.session, Dimension.user]))
  var count: String?

  @Flag(help: "Beside each row the cost in the period before, as long as this one, and the change.")
  var compare = false

  @Flag(help: "CSV: leave values as they are, also what a spreadsheet takes for a formula.")
  var raw = false

  @Option(
    help:
      "Write the answer to a file, which is replaced as a whole or not at all (a pipe or /dev/stdout is written to).",
    completion: .file())
  var save: String?

  @Flag(help: "Count from the files of the sources, not from the history of the state.")
  var fromFiles = false

  @Flag(name: .shortAndLong, help: "Say which configuration was chosen, as on a terminal.")
  var verbose = false

  @Flag(name: .shortAndLong, help: "Say nothing but errors and the answer.")
  var quiet = false

  static let periods = [
    "today", "yesterday", "this-week", "last-week", "this-month", "last-month", "7d", "30d",
  ]

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top: \(top) is not a number of rows") }
    if period != nil, from != nil || to != nil {
      throw ValidationError("--period names the whole time; leave out --from and --to")
    }
    if let odd = conditions.first(where: { !$0.dropFirst().contains("=") }) {
      throw ValidationError("--where: '\(odd)' is not DIMENSION=PATTERN")
    }
    if let count, count.allSatisfy({ $0 == " " || $0 == "," }) || count.dropFirst().contains(",") {
      throw ValidationError("--count: '\(count)' is not a dimension")
    }
    if json, let format, format != .json {
      throw ValidationError("--json and --output \(format.rawValue): which of them?")
    }
    if compare, per != .total { throw ValidationError("--compare: goes with --per total") }
    try validateFocus()
    if let threads, threads < 1 {
      throw ValidationError("--threads: \(threads) is not a number of threads")
    }
  }

  func run() throws {
    do throws(ReportFailure) {
      let answer = try answer()
      try show(answer)
    } catch {
      Self.say("\(error)")
      throw ExitCode(error.exitStatus)
    }
  }

  private struct Answer {
    var table: ReportTable
    var isFromHistory: Bool
    /// Of a page.
    var sections: [(title: String, table: String)] = []
  }

  private func answer() throws(ReportFailure) -> Answer {
    let checked = try configuration()
    var query = try self.query(checked?.timeZone)
    if let hash = checked?.hash { query.match = try Self.hashed(query.match, hash) }
    let labels = try labels(&query, checked)
    var (part, asked, isFromHistory) = try part(query, checked)
    query = asked
    var before =
      compare ? try self.part(try Self.previous(query), checked, isWhole: false).part : nil
    for (index, label) in labels {
      part = part.mapping(index) { label.value(of: $0) }
      before = before?.mapping(index) { label.value(of: $0) }
      query.dimensions[index] = BudgetLabels.prefix + label.name
    }
    var answer = Answer(
      table: ReportTable(part, query: query, previous: before), isFromHistory: isFromHistory)
    if format == .html, isFromHistory {
      answer.sections = try sections(below: answer.table, checked)
    }
    return answer
  }

  /// - Parameter isWhole: a dimension that no event has is an error.
  private func part(
    _ query: ReportQuery, _ checked: Configuration?, isWhole: Bool = true
  ) throws(ReportFailure) -> (part: ReportPart, query: ReportQuery, isFromHistory: Bool) {
    var request = ReportRequest(
      query: fileQuery(query), now: SystemClock.wall(),
      threads: threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    if let checked { request.maxIDs = checked.maxIDs }
    request.hashSeed = .random(in: 0 ... .max)
    guard files.isEmpty else {
      request.settings.zones = ZoneFile.all
      if let source = checked?.sources.first { request.settings = source }
      let paths = files.map(\.path)
      let part = try FileReport.part(files: paths, request) { Self.say($0) }
      if isWhole { try check(part, query, files: paths) }
      return (part, request.query, false)
    }
    if !fromFiles,
      let part = try HistoryAnswer.part(query, place: places(), isQuiet: quiet, isWhole: isWhole)
    {
      return (part, query, true)
    }
    let outcome = try SourceReport.read(
      checked?.sources ?? [], request, monotonicSeconds: SystemClock.monotonicSeconds())
    if isWhole { say(outcome) }
    if let first = outcome.problems.first {
      for problem in outcome.problems.dropFirst() { Self.say(problem) }
      throw ReportFailure(first)
    }
    if isWhole { try check(outcome.part, query, files: Self.files(checked?.sources ?? [])) }
    return (outcome.part, request.query, false)
  }

  private func say(_ outcome: SourceReport.Outcome) {
    for unit in outcome.skippedUnits {
      Console.error("journal of \(unit): not in the report, which reads files only")
    }
    if !quiet { for notice in outcome.notices { Self.say(notice) } }
  }

  /// Half an answer is none: a dimension that nothing has would be one row with everything.
  private func check(
    _ part: ReportPart, _ query: ReportQuery, files: [FilePath]
  ) throws(ReportFailure) {
    if part.hasNoEvents {
      throw ReportFailure(LogSample(files: files).noEvents(part))
    }
    if let missing = part.missingDimension(query) {
      throw ReportFailure(LogSample(files: files).noDimension(missing))
    }
  }

  private static func files(_ sources: [SourceSettings]) -> [FilePath] {
    sources.flatMap { source -> [FilePath] in
      if case .file(let pattern, _) = source.origin {
        HostAccess.systemPaths(pattern)
      } else {
        []
      }
    }
  }

  private func places() -> Locations { Locations.current(configuration: config, state: stateDir) }

  /// nil: none is asked for.
  private func configuration() throws(ReportFailure) -> Configuration? {
    if !files.isEmpty, config == nil { return nil }
    let places = places()
    let path = places.configuration
    if places.lacksConfiguration {
      throw ReportFailure(
        "nothing to read: name a FILE, or a configuration with --config "
          + "(\(LocationOptions.noConfiguration))")
    }
    if verbose || (Console.isErrorTerminal && !quiet) { Console.error("configuration \(path)") }
    let checked = CheckedConfiguration(path: path, pricesOf: places.state)
    guard let configuration = checked.configuration else {
      let lines = checked.errorLines
      for line in lines.dropLast() { Console.error(line) }
      throw ReportFailure(lines.last ?? "\(path): cannot be used")
    }
    // The history was counted by the prices of then.
    if !quiet, fromFiles || !files.isEmpty { Console.warn(checked.priceLines) }
    do throws(HashKeeper.Failure) {
      return try HashKeeper(stateDirectory: places.state).settle(configuration)
    } catch { throw ReportFailure(error.description) }
  }

  /// Names of files and what is quoted from the command line may hold anything.
  static func say(_ text: String) { Console.error(TerminalText.safe(text)) }

  private func source(_ answer: Answer) -> String {
    switch files.count {
    case 0 where answer.isFromHistory:
      return "the history in \(TerminalText.safe(places().state))"
    case 0:
      let path = places().configuration
      return "the sources of \(TerminalText.safe(path))"
    case 1:
      let path = files[0].path
      return path == "-" ? "the standard input" : TerminalText.safe(path.text)
    default: return "\(files.count) files"
    }
  }

  private func show(_ answer: Answer) throws(ReportFailure) {
    let format = json ? .json : format ?? .table
    let table = answer.table
    let heading = ReportHeading.text(
      table.query, source: source(answer), completeSince: table.completeSince)
    let text =
      switch format {
      case .csv: table.csv(isRaw: raw)
      case .json: table.json + "\n"
      case .markdown: table.markdown
      case .html:
        table.html(
          title: "LLM spend by "
            + (by == "none" ? "time" : table.query.dimensions.joined(separator: ", ")),
          heading: heading, sections: answer.sections)
      case .focus: table.focus(.v14, isRaw: raw)
      case .focus12: table.focus(.v12, isRaw: raw)
      case .table:
        TerminalText.safe(heading) + "\n"
          + (save == nil && Console.isOutputTerminal
          ? ReportGrid(width: Console.width, look: Console.look) : ReportGrid()).text(table)
      }
    if let save, save != "-" { try SavedFile.write(text, to: save) } else { Console.put(text) }
    if table.totals.cost == .max, !quiet {
      Console.error(
        "the cost is beyond \(Money.max.text), the most that can be counted: it is shown as that, "
          + "and shares and averages are of that")
    }
    guard format != .json, !quiet else { return }
    if format.focus != nil, answer.isFromHistory { Console.error(Self.focusOfHistory) }
    Self.notes(on: table).forEach(Console.error)
  }

  /// What the numbers do not say.
  private static func notes(on table: ReportTable) -> [String] {
    var notes: [String] = []
    let reasons = table.rejected.filter { $0.reason != .duplicate }
      .map { "\($0.reason.rawValue) \($0.count)" }
    if !reasons.isEmpty {
      notes.append("lines that are not events: \(reasons.joined(separator: ", "))")
    }
    if let repeated = table.rejected.first(where: { $0.reason == .duplicate })?.count {
      notes.append(
        repeated == 1
          ? "1 line repeats a call, and counts only what it costs more"
          : "\(repeated) lines repeat calls, and count only what they cost more")
    }
    if !table.knowsUnpriced {
      notes.append(
        "some calls have no cost and no price, and count as nothing; --from-files says how many of "
          + "these")
    }
    if table.isCountCut, let counted = table.query.counted {
      notes.append(
        "more than \(ReportPart.mostDistinct) values of \(TerminalText.safe(counted)): "
          + "those beyond are not counted")
    }
    if table.unpricedCalls > 0 {
      let one = "1 call has no cost and no price, and counts as nothing"
      let more = "\(table.unpricedCalls) calls have no cost and no price, and count as nothing"
      notes.append((table.unpricedCalls == 1 ? one : more) + ": see prices show MODEL, pricing")
    }
    guard let index = table.query.dimensions.firstIndex(of: Dimension.source) else { return notes }
    for row in table.rows where row.untagged.calls > 0 {
      let share = ReportTable.share(row.untagged.cost, of: row.sums.cost)
      let percent = Int((share * 100).rounded())
      notes.append(
        "\(TerminalText.safe(row.values[index])): \(row.untagged.calls) of \(row.sums.calls) calls, "
          + "\(percent) % of the cost, have no feature")
    }
    return notes
  }
}

extension ReportQuery.Period: ExpressibleByArgument {}
extension ReportFormat: ExpressibleByArgument {}
