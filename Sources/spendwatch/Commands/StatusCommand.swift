import ArgumentParser
import Operations
import SpendCore
import Status

/// `status`: spend against every budget, sources, receivers.
struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show spend against every budget, sources and receivers.",
    discussion: """
      Asks the running daemon; reads the state of a stopped one. With --exit-code: 0, 1 a soft, 2 a hard threshold \
      passed, 3 not running.
      """)

  @OptionGroup var locations: LocationOptions

  @OptionGroup var output: OutputOptions

  @Flag(name: .shortAndLong, help: "Show it again every two seconds.")
  var watch = false

  @Flag(help: "Tell the level by the exit status.")
  var exitCode = false

  func run() async throws {
    let places = try locations.chosen(silently: watch)
    var report = try await show(places)
    while watch {
      try await Task.sleep(for: .seconds(2))
      report = try await show(places)
    }
    if exitCode { throw ExitCode(report.exitStatus) }
  }

  private func show(_ places: Locations) async throws -> StatusReport {
    let report = try await self.report(places)
    if watch { Console.put("\u{1B}[H\u{1B}[2J") }
    if output.isJSON {
      Console.out(report.json)
    } else {
      let table = StatusTable(width: Console.width, usesColor: Console.isOutputTerminal)
      Console.put(table.text(report))
    }
    return report
  }

  private func report(_ places: Locations) async throws -> StatusReport {
    do {
      let answer = try await RunningDaemon(places).get("/status")
      return try StatusReport(json: answer.text)
    } catch ControlError.notRunning {
      return try stopped(places)
    } catch let error as ControlError {
      Console.error("\(error)")
      throw ExitCode(exitCode ? ExitStatus.notRunning : ExitStatus.failed)
    }
  }

  private func stopped(_ places: Locations) throws -> StatusReport {
    let checked = CheckedConfiguration(path: places.configuration)
    if checked.configuration == nil {
      for line in checked.errorLines { Console.error(line) }
      Console.error("the budgets cannot be shown without a valid configuration")
    }
    do {
      return try StoppedState(
        directory: places.state, configuration: checked.configuration
      ).report
    } catch {
      Console.error("not running; \(error)")
      throw ExitCode(exitCode ? ExitStatus.notRunning : ExitStatus.failed)
    }
  }
}
