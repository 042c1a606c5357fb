import ArgumentParser
import Glibc
import Operations
import SpendConfiguration
import SpendCore
import Systemd
import Terminal

/// `check`: is the configuration right?
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Validate configuration, secrets and paths.",
    discussion: """
      Exit status: 0 valid; 78 invalid; 1 a secret is missing, a source cannot be read with --as-service, or a warning \
      with --strict.
      """)

  @OptionGroup var locations: LocationOptions

  @Flag(help: "Warnings count as failures.")
  var strict = false

  @Flag(
    help: """
      Try everything with the user and sandbox of the installed service (as root; needs systemd), and print the \
      drop-in that is missing.
      """)
  var asService = false

  @Flag(help: "Print how formats are told apart, in the order in which they are tried.")
  var formats = false

  @Flag(help: .private)
  var insideService = false

  func run() throws {
    if asService { return try runAsService() }
    if formats { return Console.out(FormatList.text) }
    let places = try locations.chosenConfiguration()
    var checked = CheckedConfiguration(path: places.configuration)
    let sample = checked.configuration.map { SourceSample($0, now: SystemClock.wall()) }
    checked.problems += sample?.problems ?? []
    for (problem, line) in zip(checked.problems, checked.lines)
    where !locations.quiet || problem.severity == .error { Console.error(line) }
    if !locations.quiet {
      for note in checked.comesLater { Console.error(note.text(file: checked.path)) }
      if let summary = checked.summary { Console.error(summary) }
    }
    if checked.isInvalid { throw ExitCode(ExitStatus.badConfiguration) }
    if checked.lacksSecrets { throw ExitCode(ExitStatus.failed) }
    if let configuration = checked.configuration {
      if !locations.quiet {
        Console.out(
          "\(checked.path): valid; \(counted(configuration.budgets.count, "budget")), "
            + "\(counted(configuration.receivers.count - 1, "receiver")) and the log, "
            + counted(configuration.sources.count, "source"))
        for line in sample?.lines ?? [] { Console.out(line) }
        for line in digests(configuration) { Console.out(line) }
        let impact = StateImpact.notes(configuration, stateDirectory: places.state)
        for note in Self.notes(configuration) + impact { Console.error("note: \(note)") }
      }
      if insideService { try checkAccess(configuration) }
    }
    if strict, checked.hasWarnings { throw ExitCode(ExitStatus.failed) }
  }

  /// What is right and may still not be what was meant, once each.
  private static func notes(_ configuration: Configuration) -> [String] {
    let isRolling = configuration.budgets.contains { $0.monthly != nil && $0.kind == .rolling }
    return isRolling
      ? ["monthly means the last 30 days; for the billing month: window: calendar"] : []
  }

  /// When each is sent next, of what and to whom.
  private func digests(_ configuration: Configuration) -> [String] {
    let zone = configuration.timeZone
    return configuration.digests.map { settings in
      let due = settings.nextDue(after: SystemClock.wall(), zone: zone)
      let period = DigestSettings.period(settings.every, before: due, zone: zone)
      let local = due.seconds + zone.offsetSeconds(at: due.seconds)
      let clock = Timestamp(seconds: local).secondsText.prefix(16).replacing("T", with: " ")
      return "digest of \(period.name): \(clock) (\(zone.name)), to "
        + settings.receivers.map { TerminalText.safe($0) }.joined(separator: ", ")
    }
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// Inside the sandbox: what is in the way, a line each, for the process outside,
  /// which knows the groups.
  private func checkAccess(_ configuration: Configuration) throws {
    let obstacles = SourceAccess.obstacles(configuration)
    for obstacle in obstacles { Console.out(Self.obstacleMark + obstacle.path) }
    guard obstacles.isEmpty else { throw ExitCode(ExitStatus.failed) }
    Console.out("the service can read its sources")
  }

  private static let obstacleMark = "unreadable: "

  private func explain(_ output: String) {
    var obstacles: [SourceAccess.Obstacle] = []
    for line in output.split(separator: "\n") {
      if line.hasPrefix(Self.obstacleMark) {
        obstacles.append(
          SourceAccess.obstacle(at: String(line.dropFirst(Self.obstacleMark.count))))
      } else {
        Console.out(String(line))
      }
    }
    for obstacle in obstacles {
      let path = TerminalText.safe(obstacle.path)
      Console.error("the service cannot read \(path): \(obstacle.reason)")
    }
    if let dropIn = SourceAccess.dropIn(for: obstacles) { Console.out(dropIn) }
  }

  /// This program, wherever it is installed and however it was called.
  private static var ownPath: String? {
    guard let path = unsafe realpath("/proc/self/exe", nil) else { return nil }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }

  private func runAsService() throws {
    guard
      let unit = ServiceSandbox.run(["systemctl", "cat", "spendwatch.service"], capturing: true),
      unit.status == 0
    else {
      Console.error(
        "spendwatch.service is not installed here (systemctl cat); run systemd/install")
      throw ExitCode(ExitStatus.failed)
    }
    let places = try locations.chosenConfiguration()
    var arguments = [
      Self.ownPath ?? "/usr/bin/spendwatch", "check", "--inside-service", "--config",
      places.configuration,
    ]
    if strict { arguments.append("--strict") }
    let command = ServiceSandbox.command(unit: unit.output, running: arguments)
    guard let answer = ServiceSandbox.run(command, capturing: true) else {
      Console.error("systemd-run cannot be started; --as-service needs systemd and root")
      throw ExitCode(ExitStatus.failed)
    }
    explain(answer.output)
    throw ExitCode(answer.status)
  }
}
