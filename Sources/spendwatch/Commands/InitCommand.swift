import ArgumentParser
import Glibc
import Operations
import Reporting
import SpendConfiguration
import SpendCore
import Terminal

/// `init`: a first configuration out of the logs that are there.
struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Write a first alerts.yaml from the logs that are there.",
    discussion: """
      Looks at the files (default: cost_events.jsonl, else *.jsonl, in this directory), and writes sources, and daily \
      budgets from what was spent. On a terminal it asks where alerts should go, keeps the address in a file that only \
      its owner can read, and tries it. Never overwrites. Exit status: 0, 1.
      """)

  @Argument(help: "Logs to look at.", completion: .file())
  var files: [FileArgument] = []

  @Option(
    name: .shortAndLong, help: "The file to write. Default: alerts.yaml in this directory.",
    completion: .file(extensions: ["yaml", "yml"]))
  var config = "alerts.yaml"

  func run() async throws {
    let place = Locations.current(configuration: config, state: nil).configuration
    guard !FirstFile.isThere(place) else {
      throw failure("\(place) is there already, and is never overwritten; -c names another file")
    }
    let logs = files.isEmpty ? FirstLogs.found() : files.map(\.path)
    let spend = try look(logs)
    let receiver: FirstConfiguration.Receiver?
    do throws(FirstFile.Failure) { receiver = try FirstReceiver(place: place).ask() } catch {
      throw failure("\(error)")
    }
    let first = FirstConfiguration(
      sources: isHere && files.isEmpty && logs == [FirstLogs.usual] ? [] : try logs.map(path),
      features: spend.features, total: spend.total, receiver: receiver)
    do throws(FirstFile.Failure) { try FirstFile.write(first.text, to: place, mode: 0o644) } catch {
      throw failure("\(error)")
    }
    Console.out("wrote \(place)")
    for line in CheckedConfiguration(path: place).lines { Console.error(line) }
    if let receiver { try await send(receiver, place) }
    Console.out("next: spendwatch check, then spendwatch run")
  }

  private func failure(_ text: String) -> ExitCode {
    Console.error(text)
    return ExitCode(ExitStatus.failed)
  }

  private var isHere: Bool { !config.contains("/") }

  /// Relative to the configuration, which is usually in this directory.
  private func path(_ path: FilePath) throws -> String {
    guard path != "-", let file = String(validating: path.bytes, as: UTF8.self), !file.isEmpty
    else {
      throw failure(
        "\(TerminalText.safe(path.text)) is not a source: name a file, with a name in UTF-8")
    }
    return file.hasPrefix("/") || isHere
      ? file : Locations.current(configuration: file, state: nil).configuration
  }

  // MARK: What was spent

  private struct Spend {
    var features: [FirstConfiguration.Feature] = []
    var total: BudgetGuess?
  }

  private func look(_ logs: [FilePath]) throws -> Spend {
    guard !logs.isEmpty else {
      Console.error(
        "no log here: the source will be \(FirstLogs.usual); or name yours: spendwatch init FILE")
      return Spend()
    }
    let query = ReportQuery(dimensions: [Dimension.feature], period: .day)
    var request = ReportRequest(
      query: query, now: SystemClock.wall(),
      threads: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    request.hashSeed = .random(in: 0 ... .max)
    let part: ReportPart
    do throws(ReportFailure) {
      part = try FileReport.part(files: logs, request) { Console.error(TerminalText.safe($0)) }
    } catch { throw failure(TerminalText.safe("\(error)")) }
    if part.hasNoEvents {
      throw failure(LogSample(files: logs).noEvents(part))
    }
    let table = ReportTable(part, query: query)
    let spend = Self.spend(table)
    if let oversize = part.rejected[.oversize] {
      Console.error(
        "\(oversize) line\(oversize == 1 ? "" : "s") not counted: \(Rejection.oversize.words)")
    }
    let rejected = table.rejected.reduce(0) { $0 + $1.count }
    Console.out(
      "\(table.totals.calls) calls of \(spend.count) features, \(table.totals.cost.text)"
        + (rejected > 0 ? "; \(rejected) lines are not events" : ""))
    return spend.spend
  }

  private static func spend(_ table: ReportTable) -> (spend: Spend, count: Int) {
    var days: [String: Money] = [:]
    var byFeature: [ExactText: [Money]] = [:]
    for row in table.rows {
      byFeature[ExactText(row.values[0]), default: []].append(row.sums.cost)
      days[row.period ?? "", default: .zero] += row.sums.cost
    }
    let features = byFeature.compactMap { name, costs in
      BudgetGuess(days: costs).map { FirstConfiguration.Feature(name: name.text, guess: $0) }
    }.sorted {
      ($1.guess.percentile95, ExactText($0.name)) < ($0.guess.percentile95, ExactText($1.name))
    }
    let total = BudgetGuess(days: Array(days.values))
    return (Spend(features: features, total: total), byFeature.count)
  }

  // MARK: Where alerts go

  private func send(_ receiver: FirstConfiguration.Receiver, _ place: String) async throws {
    if case .credential? = receiver.secret {
      // What systemd will give the service.
      unsafe setenv("CREDENTIALS_DIRECTORY", "/etc/spendwatch/credentials", 1)
    }
    do {
      let command = try SendTestCommand.parse([
        receiver.name, "--config", place, "--quiet", "--timeout", "10",
      ])
      try await command.run()
    } catch {
      Console.error(
        "the configuration is written all the same; again: spendwatch send-test \(receiver.name)")
    }
  }
}
