import ArgumentParser
import Operations
import Reporting
import SpendCore
import Terminal

/// `reconcile`: is what was counted here what the provider bills?
struct ReconcileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "Compare a provider's usage or cost export with the history.",
    discussion: """
      Exports are told by what is in them: pages of OpenAI's costs and usage APIs, of Anthropic's \
      cost and usage reports, what aws ce get-cost-and-usage prints, the CSV of Cost Explorer and \
      of AWS' cost and usage reports, Langfuse's metrics, runs of LangSmith, or any CSV by \
      --columns. Several files add up; archives are read too, - is the standard input. Days are \
      those of UTC, as bills have them. A difference is split into volume (more or fewer tokens, \
      or calls, at the provider's price) and price. Exit status: 0 within the tolerance, 1 not, or \
      not to be said.
      """)

  @Argument(help: "Files of exports.", completion: .file())
  var files: [FileArgument]

  @OptionGroup var locations: LocationOptions
  @OptionGroup var output: OutputOptions

  @Option(help: "What the files are. Default: as it shows.")
  var format: ExportFormat?

  @Option(
    help: ArgumentHelp(
      "Of a CSV, which column says what: day=Date,model=Model,usd=Cost; also cents, currency, "
        + "calls, input_tokens, output_tokens and the dimensions of the history.")
  )
  var columns: [String] = []

  @Option(help: "Of a CSV, what stands before the fraction of a number: point or comma.")
  var decimal: DecimalMark?

  @Option(help: "How far the totals may be apart, in percent of the provider's.")
  var tolerance = "5%"

  @Option(
    help: ArgumentHelp(
      "Dimensions of the rows, separated by commas: day, model, others of the export; or none."
    ),
    completion: .list(["day,model", "day", "model", "none"]))
  var by: String?

  @Option(help: "Days are judged when they are over for so long: 24h, 2d.")
  var delay = "24h"

  @Option(help: "Zone of the days. Default: UTC, as bills have them.")
  var timezone: String?

  @Option(
    name: .customLong("where"), parsing: .singleValue,
    help:
      "DIMENSION=PATTERN, with * and ?: only calls that have it. Again and again: all must hold.")
  var conditions: [String] = []

  @Flag(help: "Cached tokens are part of the logged input tokens, also for models of Anthropic.")
  var withCached = false

  @Flag(help: "Also show rows that match.")
  var all = false

  @Option(
    help:
      "Write the answer to a file, which is replaced as a whole or not at all (a pipe or /dev/stdout is written to).",
    completion: .file())
  var save: String?

  func validate() throws {
    if let odd = conditions.first(where: { !$0.dropFirst().contains("=") }) {
      throw ValidationError("--where: '\(odd)' is not DIMENSION=PATTERN")
    }
  }

  func run() throws {
    let places = try locations.chosen()
    let isWithin: Bool
    do throws(ReportFailure) {
      let result = try result(places)
      try show(result, places)
      remember(result, places)
      isWithin = result.isWithin
    } catch {
      Console.error(TerminalText.safe(error.description))
      throw ExitCode(ExitStatus.failed)
    }
    if !isWithin { throw ExitCode(ExitStatus.failed) }
  }

  private func result(_ places: Locations) throws(ReportFailure) -> Reconciliation {
    let rules = try rules()
    let query = try query()
    let export = try ExportFiles.read(files.map(\.path), query) {
      Console.error(TerminalText.safe($0))
    }
    if !columns.isEmpty, !export.formats.contains(.csv) {
      throw ReportFailure("--columns: none of the files is a CSV, which it would be of")
    }
    let part = try history(query, export.days, places)
    do throws(ExportFailure) {
      return try Reconciliation(export, ours: part, now: SystemClock.wall(), rules)
    } catch { throw ReportFailure(error.description) }
  }

  private func history(
    _ query: ReconcileQuery, _ days: ExportDays, _ places: Locations
  ) throws(ReportFailure) -> ReportPart {
    guard let first = days.first, let end = days.end else {
      throw ReportFailure("the export is of no day at all")
    }
    let match = try hashed(query, places)
    let asked = ReportQuery(
      dimensions: query.history, period: .day, from: query.zone.start(of: CivilDate(day: first)),
      to: query.zone.start(of: CivilDate(day: end)), zone: query.zone)
    var wanted = asked
    wanted.match = match
    let advice = "compare later days, or in the zone of the configuration (--timezone)"
    guard
      let part = try HistoryAnswer.part(
        wanted, place: places, isQuiet: true, isWhole: false, advice: advice)
    else {
      throw ReportFailure(
        "there is no history in \(places.state) to compare with: count first, with spendwatch run "
          + "or run --once")
    }
    return part
  }

  /// What is kept as a hash cannot be compared with an export that has the values.
  private func hashed(
    _ query: ReconcileQuery, _ places: Locations
  ) throws(ReportFailure) -> Match {
    guard let checked = CheckedConfiguration(path: places.configuration).configuration else {
      return query.historyMatch
    }
    let settled: Configuration
    do throws(HashKeeper.Failure) {
      settled = try HashKeeper(stateDirectory: places.state).settle(checked)
    } catch { throw ReportFailure(error.description) }
    guard let hash = settled.hash else { return query.historyMatch }
    if let odd = query.others.first(where: { hash.isHashed($0) }) {
      throw ReportFailure("--by \(odd): is kept as a hash (hash:), which no export has")
    }
    return try ReportCommand.hashed(query.historyMatch, hash)
  }

  /// For digests. Who may not write beside the state has the answer all the same.
  private func remember(_ result: Reconciliation, _ places: Locations) {
    guard conditions.isEmpty, let match = InvoiceMatch(result) else { return }
    let reason = InvoiceMemory.keep(match, directory: places.state)
    if let reason, locations.verbose {
      Console.error("digests do not know of it: \(TerminalText.safe(reason))")
    }
  }

  private func show(
    _ result: Reconciliation, _ places: Locations
  ) throws(ReportFailure) {
    let formats = result.formats.map(\.rawValue).joined(separator: ", ")
    let heading =
      ExportSums.text(result.days)
      + " \(result.zone.name): the export (\(formats)) and the history in "
      + places.state
    let isToTerminal = save == nil && Console.isOutputTerminal
    let grid = ReconciliationGrid(isWhole: all, width: isToTerminal ? Console.width : nil)
    let text = output.isJSON ? result.json + "\n" : grid.text(result, heading: heading)
    if let save, save != "-" { try SavedFile.write(text, to: save) } else { Console.put(text) }
    guard !output.isJSON, !locations.quiet else { return }
    for line in result.notes.lines { Console.error(TerminalText.safe(line)) }
  }
}

extension ExportFormat: ExpressibleByArgument {}
extension DecimalMark: ExpressibleByArgument {}
