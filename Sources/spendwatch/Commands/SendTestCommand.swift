import ArgumentParser
import Daemon
import Delivery
import SpendCore

/// `send-test`: a real message through the real lane.
struct SendTestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send-test", abstract: "Send a test message to a receiver.",
    discussion: "Exit status: 0 delivered, 1 not.")

  @OptionGroup var locations: LocationOptions
  @Argument(help: "Name of a receiver in the configuration.") var receiver: String
  @Flag(help: "Send the resolve of the test alert, to close what a test opened.")
  var resolve = false
  @Option(help: "Seconds to try for (30, or 30s).") var timeout = "30s"

  func run() async throws {
    let seconds = try Seconds.read(timeout, "--timeout")
    let (configuration, settings) = try ReceiverLookup.find(
      receiver, try locations.chosenConfiguration())
    let failure = await Dispatcher.sendTest(
      settings, isResolve: resolve, instance: configuration.instance ?? Locations.hostName(),
      zone: configuration.timeZone, redactor: Redactor(configuration), seconds: seconds,
      log: { Terminal.error($0.text) }, progress: { Terminal.error($0) })
    if let failure {
      Terminal.error("not delivered to \(receiver): \(failure)")
      throw ExitCode(ExitStatus.failed)
    }
    Terminal.out("delivered to \(receiver)")
  }
}
