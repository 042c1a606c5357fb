import ArgumentParser
import Operations
import SpendCore
import Terminal

/// `backup`: a copy of the state, as of one commit.
struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy the state, beside a running daemon or without one.",
    discussion: """
      FILE becomes a whole state as of the last commit, or stays as it was. To go back to it: stop the daemon, \
      put it in the place of spendwatch.db, remove spendwatch.db-wal and -shm, and start; what was logged since is read \
      again, and no alert gets another id. Exit status: 0, 1.
      """)

  @Argument(help: "The file to write.", completion: .file())
  var file: String

  @OptionGroup var locations: LocationOptions

  func run() throws {
    let places = try locations.chosen()
    let path = file.hasPrefix("/") ? file : Locations.currentDirectory() + "/" + file
    do {
      let summary = try StateBackup.write(places.state, to: path)
      if !locations.quiet {
        let time = summary.committedAt.map { ", as of \($0.secondsText)" } ?? ""
        Console.out("wrote \(TerminalText.safe(path)): \(summary.events) events\(time)")
        if summary.lacksKey {
          Console.error("note: hash.key is not in it; keep a copy of that apart")
        }
      }
    } catch {
      Console.error(TerminalText.safe("\(error)"))
      throw ExitCode(ExitStatus.failed)
    }
  }
}
