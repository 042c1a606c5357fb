import ArgumentParser
import Delivery
import Operations
import SpendCore
import Terminal

/// `render`: the request of an alert, without sending it.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Print the request that an alert would cause, without sending it.",
    discussion: """
      Of the first budget that notifies the receiver, with its zone, labels and runbook; or of an alert that fired, \
      by its id or the beginning of it. Secrets are shown as <redacted>. Exit status: 0, 1.
      """)

  @OptionGroup var locations: LocationOptions
  @Argument(help: "Name of a receiver in the configuration.") var receiver: String
  @Option(help: "Of this budget.") var budget: String?
  @Option(help: "Of this alert, as `spendwatch alerts` lists it.") var alert: String?
  @Option(help: "info, soft or hard. Default: the loudest that the budget sends there.")
  var level: Level?
  @Flag(help: "The resolve instead of the firing.") var resolve = false

  func run() throws {
    let places =
      try alert == nil ? locations.chosenConfiguration() : locations.chosen()
    let (configuration, settings) = try ReceiverLookup.find(receiver, places)
    let instance = configuration.instance ?? Locations.hostName()
    let now = SystemClock.wall()
    let alert =
      try fired(places, configuration)
      ?? SampleChoice.alert(
        of: budget, level: level, isResolved: resolve, configuration, settings, instance: instance,
        now: now)
    let context = RenderContext(
      settings: settings, templates: TemplateSet(budgets: configuration.budgets),
      zone: configuration.timeZone, now: now, instance: instance)
    let requests = RenderedRequest.render(alert, context)
    if requests.isEmpty { Console.out(RenderedRequest.logLine(alert, context)) }
    for request in requests {
      Console.out("\(request.method) \(request.url)")
      for header in request.headers { Console.out("\(header.name): \(header.value)") }
      let indented = try? JSONReader.read(request.body.utf8).indented
      let body = Console.isOutputTerminal ? indented : nil
      Console.out("\n\(body ?? request.body)")
    }
  }

  /// An alert of the state; nil: none is asked for.
  private func fired(_ places: Locations, _ configuration: Configuration) throws -> Alert? {
    guard let alert else { return nil }
    let found: [Alert]
    do {
      let state = try StoppedState(directory: places.state, configuration: configuration)
      found = state.alerts.map(\.alert).filter { $0.id.hasPrefix(alert) }
    } catch {
      Console.error("\(error)")
      throw ExitCode(ExitStatus.failed)
    }
    guard found.count == 1, var one = found.first else {
      let what = found.isEmpty ? "no alert" : "\(found.count) alerts"
      Console.error(
        "\(what) begin with '\(TerminalText.safe(alert))'; see: spendwatch alerts --since 90d")
      throw ExitCode(ExitStatus.failed)
    }
    if resolve { one.state = .resolved }
    return one
  }
}

extension Level: ExpressibleByArgument {}

/// A receiver by its name, or an error that says which there are.
enum ReceiverLookup {
  static func find(
    _ name: String, _ places: Locations
  ) throws -> (Configuration, ReceiverSettings) {
    let checked = CheckedConfiguration(path: places.configuration)
    guard let configuration = checked.configuration else {
      for line in checked.errorLines { Console.error(line) }
      throw ExitCode(ExitStatus.failed)
    }
    guard let settings = configuration.receivers.first(where: { $0.name == name }) else {
      let known = configuration.receivers.map(\.name).joined(separator: ", ")
      Console.error("no receiver named '\(name)'; there are: \(known)")
      throw ExitCode(ExitStatus.failed)
    }
    return (configuration, settings)
  }
}
