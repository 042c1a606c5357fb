import ArgumentParser
import Glibc
import Operations
import Reporting
import SpendConfiguration
import SpendCore
import Terminal

/// `suggest`: which budgets would have been right?
struct SuggestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suggest", abstract: "Propose budgets from what was spent.",
    discussion: """
      The 95th percentile of the days with headroom, rounded to two digits, and raised until the same time would have \
      given no more alerts than wanted. From the history of the state, else from the sources; or from FILEs. Prints \
      YAML that check accepts, with the reasons of each as a comment. Exit status: 0, 1.
      """)

  @Argument(help: "Files to read. Default: the history.", completion: .file())
  var files: [FileArgument] = []

  @OptionGroup var locations: LocationOptions

  @Option(help: "The dimension whose values get budgets.")
  var by = Dimension.feature

  @Option(help: "daily or monthly: what the limits are for.")
  var window = Window.daily

  @Option(help: "How often an alert is welcome: 2/month, 1/week.")
  var targetAlerts = "2/month"

  @Option(help: "What is put on top of the 95th percentile, in percent.")
  var headroom = "20%"

  @Option(
    name: [.long, .customLong("since"), .customShort("S")],
    help: "What was spent from then on. Default: 60d; with FILE all of it.")
  var from: String?

  @Flag(help: "Print JSON.")
  var json = false

  enum Window: String, ExpressibleByArgument, CaseIterable { case daily, monthly }

  func run() throws {
    do throws(ReportFailure) {
      let options = try options()
      let checked = try configuration()
      let (part, query) = try part(checked)
      let suggested = SuggestedBudgets(
        part.hours, dimension: query.dimensions[0], zone: query.zone, options)
      if suggested.entries.isEmpty {
        let names = suggested.tooFew.prefix(20).joined(separator: ", ")
        throw ReportFailure(
          suggested.tooFew.isEmpty
            ? "nothing was spent in that time"
            : "fewer than 7 days with spend, which is nothing to go by yet: \(names)")
      }
      Console.put(json ? suggested.json + "\n" : suggested.yaml)
    } catch {
      for line in error.lines { Console.error(TerminalText.safe(line)) }
      throw ExitCode(error.exitStatus)
    }
  }

  private func options() throws(ReportFailure) -> BudgetSuggestion.Options {
    var options = BudgetSuggestion.Options()
    options.unit = window == .daily ? .day : .month
    let parts = targetAlerts.split(separator: "/", omittingEmptySubsequences: false)
    let days: [Substring: Int64] = ["day": 1, "week": 7, "month": 30]
    guard parts.count == 2, let count = Int64(parts[0]), (0...1000).contains(count),
      let length = days[parts[1]]
    else {
      throw ReportFailure("--target-alerts: '\(targetAlerts)' is not like 2/month or 1/week")
    }
    (options.mostAlerts, options.alertDays) = (count, length)
    let digits = headroom.hasSuffix("%") ? headroom.dropLast() : headroom[...]
    guard let percent = Int64(digits), (0...1000).contains(percent) else {
      throw ReportFailure("--headroom: '\(headroom)' is not like 20%")
    }
    options.headroomPercent = percent
    return options
  }

  /// Nil where files are named and no configuration is.
  private func configuration() throws(ReportFailure) -> Configuration? {
    if !files.isEmpty, locations.config == nil { return nil }
    let places = try locations.chosen(orFail: "name one with --config, or a FILE")
    let checked = CheckedConfiguration(path: places.configuration, pricesOf: places.state)
    guard let configuration = checked.configuration else {
      throw ReportFailure(lines: checked.errorLines)
    }
    if !locations.quiet, !files.isEmpty { Console.warn(checked.priceLines) }
    do throws(HashKeeper.Failure) {
      return try HashKeeper(stateDirectory: places.state).settle(configuration)
    } catch { throw ReportFailure(error.description) }
  }

  private func part(
    _ checked: Configuration?
  ) throws(ReportFailure) -> (ReportPart, ReportQuery) {
    let now = SystemClock.wall()
    let zone = checked?.timeZone ?? .utc
    var query = ReportQuery(
      dimensions: [by == "feature" ? Dimension.feature : by], period: .hour, zone: zone)
    if let text = from ?? (files.isEmpty ? "60d" : nil) {
      guard let time = ReportTime.read(text, zone: zone, now: now) else {
        throw ReportFailure("--from: '\(text)' is not a time; write 60d, 2026-09 or 2026-09-01")
      }
      query.from = time.start
    }
    var request = ReportRequest(
      query: query, now: now, threads: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    request.hashSeed = .random(in: 0 ... .max)
    guard files.isEmpty else {
      request.settings.zones = ZoneFile.all
      if let source = checked?.sources.first { request.settings = source }
      let part = try FileReport.part(files: files.map(\.path), request) {
        Console.error(TerminalText.safe($0))
      }
      if part.hasNoEvents {
        throw ReportFailure(LogSample(files: files.map(\.path)).noEvents(part))
      }
      return (part, query)
    }
    let place = Locations.current(configuration: locations.config, state: locations.stateDir)
    if let part = try HistoryAnswer.part(
      query, place: place, isQuiet: locations.quiet, isWhole: true,
      advice: "name the logs to count from them: spendwatch suggest FILE…")
    {
      return (part, query)
    }
    let outcome = try SourceReport.read(
      checked?.sources ?? [], request, monotonicSeconds: SystemClock.monotonicSeconds())
    if let problem = outcome.problems.first { throw ReportFailure(problem) }
    return (outcome.part, query)
  }
}
