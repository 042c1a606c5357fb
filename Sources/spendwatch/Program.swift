import ArgumentParser
import Daemon
import SpendCore

/// Where the process begins. The daemon may be asked to stop before its arguments are read.
@main
enum Program {
  @MainActor
  static func main() async {
    let arguments = arguments
    if let problem = Spendwatch.unknownCommand(arguments) {
      Console.error(problem)
      Spendwatch.exit(withError: ExitCode.validationFailure)
    }
    if arguments.first == RunCommand.configuration.commandName {
      await Daemon.begin { await Spendwatch.obey(arguments) }
    } else {
      await Spendwatch.obey(arguments)
    }
  }

  /// Without the name of the program.
  private static var arguments: [String] {
    let all = unsafe UnsafeBufferPointer(
      start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
    return unsafe all.dropFirst().compactMap { argument in
      unsafe argument.map { unsafe ArgumentText.text(FilePath(cString: $0).bytes) }
    }
  }
}
