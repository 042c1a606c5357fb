import ArgumentParser
import Operations
import Status

/// `reload`: a new configuration, all or nothing.
struct ReloadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload", abstract: "Ask the daemon to take over its configuration file.",
    discussion: """
      All or nothing: a bad file changes nothing. Exit status: 0, 1 refused, 3 not running.
      """)

  @OptionGroup var locations: LocationOptions

  @Flag(help: "Wait for the outcome. The command always does; the flag is for units.")
  var wait = false

  func run() async throws {
    let places = try locations.chosen()
    do {
      let answer = try await RunningDaemon(places, timeoutSeconds: 120).post("/reload")
      guard answer.status == 200 else {
        Console.error(answer.text + "reload refused; the old configuration stays in force")
        throw ExitCode(ExitStatus.failed)
      }
      Console.out("reloaded")
      for warning in answer.text.split(separator: "\n").dropFirst() {
        Console.error(String(warning))
      }
    } catch ControlError.notRunning(let path) {
      Console.error("\(ControlError.notRunning(path: path))")
      throw ExitCode(ExitStatus.notRunning)
    } catch let error as ControlError {
      Console.error("\(error)")
      throw ExitCode(ExitStatus.failed)
    }
  }
}
