import ArgumentParser
import Daemon

/// Where the process begins. The daemon may be asked to stop before its arguments are read.
@main
enum Program {
  @MainActor
  static func main() async {
    if CommandLine.arguments.dropFirst().first == RunCommand.configuration.commandName {
      await Daemon.begin { await Spendwatch.main() }
    } else {
      await Spendwatch.main()
    }
  }
}
