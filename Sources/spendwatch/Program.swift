import ArgumentParser
import Daemon

/// Where the process begins. The daemon may be asked to stop before its arguments are read.
@main
enum Program {
  static func main() async {
    if CommandLine.arguments.dropFirst().first == RunCommand.configuration.commandName {
      Daemon.begin()
    }
    await Spendwatch.main()
  }
}
