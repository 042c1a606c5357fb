import ArgumentParser
import Operations
import SpendCore
import Status
import Terminal

/// `alerts`: what fired, when, to whom it went, and when it ended.
struct AlertsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alerts", abstract: "Show what fired, when, to whom it went and when it ended.",
    discussion: """
      Asks the running daemon; reads the state of a stopped one. Alerts are kept for 90 days, 10,000 at most. As JSON \
      each is as a webhook is told, with what became of it. Exit status: 0, 1.
      """)

  @OptionGroup var locations: LocationOptions

  @OptionGroup var output: OutputOptions

  @Option(
    name: [.long, .customLong("from"), .customShort("S")],
    help: "Back to then: 7d, 24h, 30m, or a date or time.")
  var since = "7d"

  func run() async throws {
    let places = try locations.chosen()
    let configuration = CheckedConfiguration(path: places.configuration).configuration
    let zone = configuration?.timeZone ?? .utc
    let now = SystemClock.wall()
    guard let start = SinceText.time(since, now: now, zone: zone) else {
      Console.error(
        "--since: '\(TerminalText.safe(since))' is not a span (7d, 24h, 30m) and no date")
      throw ExitCode(ExitStatus.failed)
    }
    let text = try await text(places, configuration)
    guard let value = try? JSONReader.read(text.utf8), let all = value["alerts"]?.elements else {
      Console.error("the daemon's answer cannot be read; are both of the same version?")
      throw ExitCode(ExitStatus.failed)
    }
    let rows = all.map(AlertRow.init).filter { $0.decidedAt >= start.description }
    if output.isJSON { return Console.out(AlertRow.json(rows)) }
    guard !rows.isEmpty else {
      return Console.error("no alert since \(StatusHeadline(zone: zone).text(start))")
    }
    for line in AlertRow.lines(rows, zone: zone, width: Console.width) { Console.out(line) }
  }

  private func text(_ places: Locations, _ configuration: Configuration?) async throws -> String {
    do {
      let answer = try await RunningDaemon(places).get("/alerts")
      guard answer.status == 200 else {
        Console.error("the daemon knows no alerts; is it of an earlier version? Restart it")
        throw ExitCode(ExitStatus.failed)
      }
      return answer.text
    } catch ControlError.notRunning {
      do {
        let state = try StoppedState(directory: places.state, configuration: configuration)
        return AlertListing(
          state.alerts, state.deliveries, zone: configuration?.timeZone ?? .utc
        ).json
      } catch {
        Console.error("not running; \(error)")
        throw ExitCode(ExitStatus.failed)
      }
    } catch let error as ControlError {
      Console.error("\(error)")
      throw ExitCode(ExitStatus.failed)
    }
  }
}
