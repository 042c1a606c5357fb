import ArgumentParser
import Daemon
import Glibc
import Reporting
import SpendCore
import Status

/// `report`: spend by dimension and period, straight from files.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Add up spend by dimension and period, straight from files.",
    discussion: """
      Plain files and archives of gzip, zstd, xz and bzip2, told apart by their content; - is the standard input. Lines \
      that are not events are counted and said. Without FILE the sources of the configuration are read, rotated files included.
      With FILE the configuration is looked at only if --config is given: then the format, fields, labels, naive_timezone \
      and max_line_bytes of its first source and its timezone apply. Exit status: 0, 1.
      """)

  @Argument(help: "Files to read. Default: the sources of the configuration.")
  var files: [FileArgument] = []

  @Option(
    name: .long,
    help:
      "Configuration file. Default, without FILE: ./alerts.yaml, else /etc/spendwatch/alerts.yaml."
  )
  var config: String?

  @Option(
    help: "Dimensions of the rows, separated by commas: feature_name, model, any field; or none.")
  var by = Dimension.feature

  @Option(help: "day, month or total.")
  var per = ReportQuery.Period.total

  @Option(help: "Events from this time on: 2026-05-01 or 2026-05-01T12:00:00Z.")
  var from: String?

  @Option(help: "Events before this time; of a date, before it begins.")
  var to: String?

  @Option(
    help: "Zone of days, months, --from and --to. Default: that of the configuration, or UTC.")
  var timezone: String?

  @Option(help: "Only so many of the most expensive rows. Totals are of all.")
  var top: Int?

  @Option(help: "table, csv, json or markdown.")
  var format = ReportFormat.table

  @Option(help: "Threads that read. Default: as many as there are processors.")
  var threads: Int?

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top: \(top) is not a number of rows") }
    if let threads, threads < 1 {
      throw ValidationError("--threads: \(threads) is not a number of threads")
    }
  }

  func run() throws {
    do throws(ReportFailure) {
      let table = try self.table()
      show(table)
    } catch {
      Self.say("\(error)")
      throw ExitCode(ExitStatus.failed)
    }
  }

  private func table() throws(ReportFailure) -> ReportTable {
    let checked = try configuration()
    let query = try self.query(checked?.timeZone)
    var request = ReportRequest(
      query: query, now: SystemClock.wall(),
      threads: threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    guard files.isEmpty else {
      if let source = checked?.sources.first { request.settings = source }
      let part = try FileReport.part(files: files.map(\.path), request) { Self.say($0) }
      return ReportTable(part, query: query)
    }
    let outcome = try SourceReport.read(
      checked?.sources ?? [], request, monotonicSeconds: SystemClock.monotonicSeconds())
    for unit in outcome.skippedUnits {
      Terminal.error("journal of \(unit): not in the report, which reads files only")
    }
    for notice in outcome.notices { Self.say(notice) }
    if let first = outcome.problems.first {
      for problem in outcome.problems.dropFirst() { Self.say(problem) }
      throw ReportFailure(first)
    }
    return ReportTable(outcome.part, query: query)
  }

  /// nil: none is asked for.
  private func configuration() throws(ReportFailure) -> Configuration? {
    if !files.isEmpty, config == nil { return nil }
    let path = Locations.current(configuration: config, state: nil).configuration
    if files.isEmpty, config == nil, access(path, F_OK) != 0 {
      throw ReportFailure("nothing to read: name a FILE, or a configuration with --config")
    }
    Terminal.error("configuration \(path)")
    let checked = CheckedConfiguration(path: path)
    guard let configuration = checked.configuration else {
      let lines = checked.errorLines
      for line in lines.dropLast() { Terminal.error(line) }
      throw ReportFailure(lines.last ?? "\(path): cannot be used")
    }
    return configuration
  }

  private func query(_ configured: TimeZoneRules?) throws(ReportFailure) -> ReportQuery {
    var zone = configured ?? .utc
    if let timezone {
      do throws(ReportFailure) { zone = try ZoneFile.rules(named: timezone) } catch {
        throw ReportFailure("--timezone: '\(timezone)': \(error)")
      }
    }
    var query = ReportQuery(
      dimensions: Self.dimensions(by), period: per,
      from: try time(from, "--from", zone), to: try time(to, "--to", zone), zone: zone, top: top)
    if let clash = ReportColumns.clash(query) {
      throw ReportFailure("--by: '\(clash)' is a column of this report already")
    }
    if let from = query.from, let to = query.to, from >= to {
      throw ReportFailure("--from is not before --to: there is no time between them")
    }
    if by == "none" { query.dimensions = [] }
    return query
  }

  private static func dimensions(_ text: String) -> [String] {
    var names: [String] = []
    for part in text.split(separator: ",") {
      let name = String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      if !name.isEmpty, !names.contains(name) { names.append(name) }
    }
    return names
  }

  private func time(
    _ text: String?, _ option: String, _ zone: TimeZoneRules
  ) throws(ReportFailure) -> Timestamp? {
    guard let text else { return nil }
    guard let time = ReportTime.read(text, zone: zone) else {
      throw ReportFailure(
        "\(option): '\(text)' is no time; write 2026-05-01 or 2026-05-01T12:00:00Z")
    }
    return time
  }

  /// Names of files and what is quoted from the command line may hold anything.
  private static func say(_ text: String) { Terminal.error(TerminalText.safe(text)) }

  private func show(_ table: ReportTable) {
    switch format {
    case .csv: Terminal.put(table.csv)
    case .json: Terminal.out(table.json)
    case .markdown: Terminal.put(table.markdown)
    case .table:
      let width = Terminal.isOutputTerminal ? Terminal.width : nil
      Terminal.put(ReportGrid(width: width).text(table))
    }
    if !table.rejected.isEmpty, format != .json {
      let reasons = table.rejected.map { "\($0.reason.rawValue) \($0.count)" }
      Terminal.error("lines that are not events: \(reasons.joined(separator: ", "))")
    }
  }
}

extension ReportQuery.Period: ExpressibleByArgument {}
extension ReportFormat: ExpressibleByArgument {}
