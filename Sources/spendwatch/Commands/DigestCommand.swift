import ArgumentParser
import Delivery
import Operations
import Reporting
import SpendCore
import Terminal

/// `digest`: what a closed period cost, and what is odd about it.
struct DigestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "digest", abstract: "Show or send what the last week, day or month cost.",
    discussion: """
      What the digests of the configuration say, of the closed period before now or of another one: spend with its \
      change, who spent it, what is odd, how the budgets stand, the month so far and its forecast. From the history of \
      the state, beside a running daemon or without one. Exit status: 0, 1.
      """)

  @OptionGroup var locations: LocationOptions

  @Option(help: "day, week or month. Default: that of --of, of the first digest, or week.")
  var every: DigestSettings.Every?

  @Option(help: "Of this period: 2026-W47, 2026-11-21, 2026-11, yesterday, last-month, …")
  var of: String?

  @Option(help: "Dimensions that the spend is shown by. Default: feature_name.")
  var by: String?

  @Option(
    name: [.customShort("o"), .long, .customLong("output")], help: "How it is written.")
  var format = Format.text

  @Flag(help: "The same as --format json.")
  var json = false

  @Flag(help: "Send it to the receivers of the configured digest, now.")
  var send = false

  @Option(help: "Send it to these receivers instead, separated by commas.")
  var to: String?

  @Option(
    help:
      "Write it to a file, which is replaced as a whole or not at all (a pipe or /dev/stdout is written to)."
  )
  var save: String?

  @Option(help: "Seconds to try for, with --send (30, or 30s).") var timeout = "30s"

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, html, json }

  func run() async throws {
    let seconds = try Seconds.read(timeout, "--timeout")
    do throws(ReportFailure) {
      let (configuration, place) = try configuration()
      let (settings, period) = try question(configuration)
      let digest = try digest(settings, period, configuration, place)
      let templates = TemplateSet(budgets: [], digests: configuration.digests)
      let text = DigestText(
        digest, zone: configuration.timeZone, templates: templates.templates(digest))
      guard send || to != nil else { return try answer(text) }
      try await deliver(digest, settings, configuration, seconds: seconds)
    } catch {
      for line in error.lines { Console.error(TerminalText.safe(line)) }
      throw ExitCode(error.exitStatus)
    }
  }

  private func configuration() throws(ReportFailure) -> (Configuration, Locations) {
    let place = try locations.chosen(orFail: "name one with --config")
    let checked = CheckedConfiguration(path: place.configuration)
    guard let configuration = checked.configuration else {
      throw ReportFailure(lines: checked.errorLines)
    }
    do throws(HashKeeper.Failure) {
      return (try HashKeeper(stateDirectory: place.state).settle(configuration), place)
    } catch { throw ReportFailure(error.description) }
  }

  // MARK: The question

  private func question(
    _ configuration: Configuration
  ) throws(ReportFailure) -> (DigestSettings, DigestSettings.Period) {
    let (zone, now) = (configuration.timeZone, SystemClock.wall())
    let named = try named(zone, now)
    if let every, let named, named.every != every {
      throw ReportFailure("--of: \(named.period.name) is not a \(every.rawValue)")
    }
    let wanted = every ?? named?.every
    let known = configuration.digests.first { wanted == nil || $0.every == wanted }
    var settings = known ?? DigestSettings(every: wanted ?? .week)
    settings.every = wanted ?? settings.every
    if let by { settings.by = try dimensions(by, configuration.historyDimensions) }
    let period =
      named?.period ?? DigestSettings.period(settings.every, before: now, zone: zone)
    guard period.end <= now else {
      throw ReportFailure("--of: \(period.name) is not over; report shows what it cost so far")
    }
    return (settings, period)
  }

  private func named(
    _ zone: TimeZoneRules, _ now: Timestamp
  ) throws(ReportFailure) -> (every: DigestSettings.Every, period: DigestSettings.Period)? {
    guard let of else { return nil }
    if let (every, period) = DigestSettings.period(named: of, zone: zone) { return (every, period) }
    let words: [String: DigestSettings.Every] = [
      "yesterday": .day, "last-week": .week, "last-month": .month,
    ]
    if let every = words[of] {
      return (every, DigestSettings.period(every, before: now, zone: zone))
    }
    throw ReportFailure(
      "--of: '\(of)' is not a period; write 2026-W47, 2026-11-21, 2026-11, yesterday or last-month")
  }

  private func dimensions(
    _ text: String, _ kept: [String]
  ) throws(ReportFailure) -> [String] {
    var names: [String] = []
    for part in text.split(separator: ",") {
      let name = part == "feature" ? Dimension.feature : String(part)
      if !names.contains(name) { names.append(name) }
    }
    for name in names where !kept.contains(name) {
      let near = DidYouMean.word(to: name, among: kept)
        .map { " (did you mean '\($0)'?)" }
      throw ReportFailure(
        "'\(name)' is not kept in the history\(near ?? ""), which has "
          + kept.joined(separator: ", "))
    }
    guard !names.isEmpty else { throw ReportFailure("--by: names a dimension") }
    return names
  }

  // MARK: The answer

  private func digest(
    _ settings: DigestSettings, _ period: DigestSettings.Period, _ configuration: Configuration,
    _ place: Locations
  ) throws(ReportFailure) -> SpendDigest {
    let (zone, now) = (configuration.timeZone, SystemClock.wall())
    // An older one is told as it was when it was due.
    let isLast = DigestSettings.period(settings.every, before: now, zone: zone) == period
    let time = isLast ? now : min(now, settings.nextDue(after: period.end, zone: zone))
    let plan = DigestTally.Plan(settings, period: period, zone: zone, time: time)
    let digest: SpendDigest?
    do {
      digest = try DigestMaker.make(plan, configuration: configuration, directory: place.state)
    } catch {
      throw ReportFailure("the history cannot be read: \(error)")
    }
    guard let digest else {
      throw ReportFailure(
        "there is no history yet: a digest is made of what the daemon, or run --once, has counted")
    }
    return digest
  }

  private func answer(_ text: DigestText) throws(ReportFailure) {
    let output =
      switch json ? .json : format {
      case .text:
        text.plain.split(separator: "\n", omittingEmptySubsequences: false)
          .map { TerminalText.safe(String($0)) }.joined(separator: "\n")
      case .html: text.html
      case .json: text.digest.json + "\n"
      }
    if let save, save != "-" { try SavedFile.write(output, to: save) } else { Console.put(output) }
  }

  private func deliver(
    _ digest: SpendDigest, _ settings: DigestSettings, _ configuration: Configuration,
    seconds: Int64
  ) async throws(ReportFailure) {
    let names = to.map { $0.split(separator: ",").map(String.init) } ?? settings.receivers
    guard !names.isEmpty else {
      throw ReportFailure(
        "no digest of every \(settings.every.rawValue) is configured; name receivers with --to")
    }
    let receivers = try names.map { name throws(ReportFailure) in
      guard let found = configuration.receivers.first(where: { $0.name == name }) else {
        let known = configuration.receivers.map(\.name).joined(separator: ", ")
        throw ReportFailure("no receiver named '\(name)'; there are: \(known)")
      }
      return found
    }
    var failures: [String] = []
    for receiver in receivers {
      let failure = await Dispatcher.sendTest(
        receiver, message: .digest(digest), digests: configuration.digests,
        instance: digest.instance, zone: configuration.timeZone,
        redactor: Redactor(configuration), seconds: seconds,
        log: { Console.error($0.text) }, progress: { Console.error($0) })
      if let failure {
        failures.append("not delivered to \(receiver.name): \(failure)")
      } else {
        Console.out("\(digest.period.name) delivered to \(receiver.name)")
      }
    }
    if !failures.isEmpty { throw ReportFailure(lines: failures) }
  }
}

extension DigestSettings.Every: ExpressibleByArgument {}
