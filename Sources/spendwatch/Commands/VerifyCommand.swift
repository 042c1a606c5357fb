import ArgumentParser
import Operations
import SpendCore
import Status
import Terminal

/// `verify`: are the totals those of the files?
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Count the files again and compare with the totals.",
    discussion: """
      Counts everything that is in the files now, rotated ones included. Files that were deleted since, a start with \
      read_from: end, and journals are not there to be counted. Where lines were read by other rules (prices, \
      attribution, another release, …), what the present ones read is compared and the rest is named. Exit status: 0 \
      equal, 1 not.
      """)

  @OptionGroup var locations: LocationOptions

  func run() async throws {
    let places = try locations.chosen()
    let checked = CheckedConfiguration(path: places.configuration, pricesOf: places.state)
    guard let plain = checked.configuration else {
      for line in checked.errorLines { Console.error(line) }
      throw ExitCode(ExitStatus.failed)
    }
    if !locations.quiet { Console.warn(checked.priceLines) }
    let configuration = try plain.hashed(stateDirectory: places.state)
    var verification = Verification(configuration)
    // A running daemon counts on while the files are read: what is equal at any look is equal.
    for attempt in 0..<4 {
      if attempt > 0 { try await Task.sleep(for: .milliseconds(500 * attempt)) }
      let before = try await report(places, configuration)
      do {
        try verification.compare(with: before)
      } catch {
        Console.error("the files cannot be counted: \(error)")
        throw ExitCode(ExitStatus.failed)
      }
      if attempt == 0 {
        for problem in verification.problems {
          Console.error("cannot be read: " + TerminalText.safe(problem))
        }
      }
      if verification.isEqual || !before.isRunning { break }
    }
    for line in verification.lines { Console.out(line) }
    for note in verification.notes { Console.error("note: \(note)") }
    guard verification.isEqual else { throw ExitCode(ExitStatus.failed) }
  }

  private func report(
    _ places: Locations, _ configuration: Configuration
  ) async throws -> StatusReport {
    do {
      return try StatusReport(json: try await RunningDaemon(places).get("/status").text)
    } catch ControlError.notRunning {
      do {
        return try StoppedState(directory: places.state, configuration: configuration).report
      } catch {
        Console.error("\(error)")
        throw ExitCode(ExitStatus.failed)
      }
    } catch let error as ControlError {
      Console.error("\(error)")
      throw ExitCode(ExitStatus.failed)
    }
  }
}
