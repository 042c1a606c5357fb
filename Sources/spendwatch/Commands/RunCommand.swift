import ArgumentParser
import Daemon
import Logging
import Systemd

/// `run`: the daemon.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run the daemon.",
    discussion: """
      Exit status: 0 stopped by SIGTERM or SIGINT, 78 bad configuration, 75 state in use or not usable. With --once: 0 \
      everything that is there was read, 1 something could not be (what could is committed, and what could not is said).
      """)

  @OptionGroup var locations: LocationOptions

  @Flag(
    help: "Read everything there is, commit, attempt the pending deliveries, exit. For cron.")
  var once = false

  @Option(
    name: .long, help: "With --once: seconds to attempt pending deliveries for (10, or 10s).")
  var drainTimeout = "10s"

  @Flag(
    help: "Set the old state aside and count again from the files that are there.")
  var rebuild = false

  @Flag(help: "Log the text of rejected lines. They may hold what users wrote.")
  var logRejected = false

  @Option(help: "text, json or journal. Default: the journal if stderr goes to it, else text.")
  var logFormat: LogFormat?

  @Option(
    help: "trace, debug, info, notice, warning, error or critical.",
    transform: level(named:))
  var logLevel = Logger.Level.info

  func run() async throws {
    let seconds = try Seconds.read(drainTimeout, "--drain-timeout")
    var options = RunOptions(locations: try locations.chosen())
    options.isOnce = once
    options.isRebuild = rebuild
    options.drainTimeoutSeconds = seconds
    options.logRejected = logRejected
    options.logFormat = logFormat
    options.logLevel = logLevel
    throw ExitCode(await Daemon.run(options))
  }
}

extension LogFormat: ExpressibleByArgument {}

/// The names of swift-log, spelled out, so that the type of another package needs no conformance.
private func level(named name: String) throws -> Logger.Level {
  guard let level = Logger.Level(rawValue: name) else {
    let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("'\(name)' is not a log level; there are: \(known)")
  }
  return level
}
