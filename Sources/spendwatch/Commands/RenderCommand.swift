import ArgumentParser
import Daemon
import Delivery
import SpendCore

/// `render`: the request of an alert, without sending it.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Print the request that an alert would cause, without sending it.",
    discussion: "Secrets are shown as <redacted>. Exit status: 0, 1.")

  @OptionGroup var locations: LocationOptions
  @Argument(help: "Name of a receiver in the configuration.") var receiver: String
  @Option(help: "info, soft or hard.") var level: Level = .hard
  @Flag(help: "The resolve instead of the firing.") var resolve = false

  func run() throws {
    let places = try locations.chosenConfiguration()
    let (configuration, settings) = try ReceiverLookup.find(receiver, places)
    let instance = configuration.instance ?? Locations.hostName()
    let now = SystemClock.wall()
    let alert = SampleAlert.make(
      level: level, isResolved: resolve, instance: instance, now: now)
    let context = RenderContext(
      settings: settings, templates: TemplateSet(budgets: configuration.budgets),
      zone: configuration.timeZone, now: now, instance: instance)
    let requests = RenderedRequest.render(alert, context)
    if requests.isEmpty { Terminal.out(RenderedRequest.logLine(alert, context)) }
    for request in requests {
      Terminal.out("\(request.method) \(request.url)")
      for header in request.headers { Terminal.out("\(header.name): \(header.value)") }
      Terminal.out("\n\(request.body)")
    }
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
      for line in checked.errorLines { Terminal.error(line) }
      throw ExitCode(ExitStatus.failed)
    }
    guard let settings = configuration.receivers.first(where: { $0.name == name }) else {
      let known = configuration.receivers.map(\.name).joined(separator: ", ")
      Terminal.error("no receiver named '\(name)'; there are: \(known)")
      throw ExitCode(ExitStatus.failed)
    }
    return (configuration, settings)
  }
}
