import ArgumentParser
import Daemon
import SpendConfiguration
import SpendCore

/// `check`: is the configuration right?
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Validate configuration, secrets and paths.",
    discussion: """
      Exit status: 0 valid; 78 invalid; 1 a secret is missing, or a warning with --strict.
      """)

  @OptionGroup var locations: LocationOptions

  @Flag(help: "Warnings count as failures.")
  var strict = false

  func run() throws {
    let checked = CheckedConfiguration(path: locations.chosenConfiguration().configuration)
    for line in checked.lines { Terminal.error(line) }
    for note in checked.comesLater { Terminal.error(note.text(file: checked.path)) }
    if checked.isInvalid { throw ExitCode(ExitStatus.badConfiguration) }
    if checked.lacksSecrets { throw ExitCode(ExitStatus.failed) }
    if let configuration = checked.configuration {
      Terminal.out(
        "\(checked.path): valid; \(counted(configuration.budgets.count, "budget")), "
          + "\(counted(configuration.receivers.count - 1, "receiver")) and the log, "
          + counted(configuration.sources.count, "source"))
    }
    if strict, checked.hasWarnings { throw ExitCode(ExitStatus.failed) }
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
