import ArgumentParser
import Delivery
import Operations
import SpendCore

/// `send-test`: a real message through the real lane.
struct SendTestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send-test", abstract: "Send a test message to a receiver.",
    discussion: """
      What a real alert looks like, of the first budget that notifies the receiver, with [TEST] in front. \
      Exit status: 0 delivered, 1 not.
      """)

  @OptionGroup var locations: LocationOptions
  @Argument(help: "Name of a receiver in the configuration.") var receiver: String
  @Option(help: "Of this budget. Default: the first that notifies the receiver.")
  var budget: String?
  @Option(help: "info, soft or hard. Default: the loudest that the budget sends there.")
  var level: Level?
  @Flag(help: "Send the resolve of the test alert, to close what a test opened.")
  var resolve = false
  @Option(help: "Seconds to try for (30, or 30s).") var timeout = "30s"

  func run() async throws {
    let seconds = try Seconds.read(timeout, "--timeout")
    let (configuration, settings) = try ReceiverLookup.find(
      receiver, try locations.chosenConfiguration())
    let instance = configuration.instance ?? Locations.hostName()
    let sample = try SampleChoice.alert(
      of: budget, level: level, isResolved: resolve, configuration, settings, instance: instance,
      now: SystemClock.wall())
    let failure = await Dispatcher.sendTest(
      settings, message: .alert(sample), instance: instance, zone: configuration.timeZone,
      redactor: Redactor(configuration), seconds: seconds,
      log: { Console.error($0.text) }, progress: { Console.error($0) })
    if let failure {
      Console.error("not delivered to \(receiver): \(failure)")
      throw ExitCode(ExitStatus.failed)
    }
    Console.out("delivered to \(receiver)")
    if !resolve, let hint = Self.hint(settings.kind) { Console.out(hint + closing) }
  }

  /// Of what stays open at the receiver.
  private static func hint(_ kind: ReceiverSettings.Kind) -> String? {
    switch kind {
    case .pagerduty: "it opened an incident in PagerDuty; to close it: "
    case .alertmanager: "it fires in the Alertmanager; to end it: "
    default: nil
    }
  }

  private var closing: String {
    var words = ["spendwatch", "send-test", receiver, "--resolve"]
    if let budget { words += ["--budget", budget] }
    if let level { words += ["--level", level.rawValue] }
    return words.map { ShellText.quoted($0) }.joined(separator: " ")
  }
}

/// The alert that `send-test` and `render` speak of.
enum SampleChoice {
  static func alert(
    of name: String?, level: Level?, isResolved: Bool, _ configuration: Configuration,
    _ settings: ReceiverSettings, instance: String, now: Timestamp
  ) throws -> Alert {
    let budget = try budget(name, configuration, settings)
    let levels = Level.allCases.filter { budget?.notify[$0]?.contains(settings.name) == true }
    return SampleAlert.make(
      level: level ?? levels.max() ?? .hard, isResolved: isResolved, budget: budget,
      timeZone: configuration.timeZone, top: configuration.top, instance: instance, now: now)
  }

  private static func budget(
    _ name: String?, _ configuration: Configuration, _ settings: ReceiverSettings
  ) throws -> Budget? {
    guard let name else {
      return configuration.budgets.first { budget in
        budget.notify.values.contains { $0.contains(settings.name) }
      } ?? configuration.budgets.first
    }
    guard let budget = configuration.budgets.first(where: { $0.name.isExactly(name) }) else {
      let known = configuration.budgets.map(\.name).joined(separator: ", ")
      Console.error("no budget named '\(name)'; there are: \(known)")
      throw ExitCode(ExitStatus.failed)
    }
    return budget
  }
}
