import FoundationEssentials
import Logging
import Operations
import ServiceLifecycle
import SpendConfiguration
import SpendCore
import Status
import Synchronization
import Systemd
import UnixSignals

/// Reloads, asked for by SIGHUP or by `spendwatch reload`: one at a time, all or nothing.
package final class Reloader: Service, CustomStringConvertible {
  package let description = "reloader"
  private let path: String
  private let prices: PriceKeeper
  private let hashes: HashKeeper
  private let mailbox: Mailbox
  private let logger: Logger
  private let current: Mutex<Configuration>
  private let news: Mutex<StatusConfiguration>
  /// A file of a configuration may be one that hangs; nothing else may hang with it.
  private static let reading = ThreadExecutor(name: "configuration")

  init(
    path: String, configuration: Configuration, stateDirectory: String, mailbox: Mailbox,
    logger: Logger
  ) {
    self.path = path
    prices = PriceKeeper(stateDirectory: stateDirectory)
    hashes = HashKeeper(stateDirectory: stateDirectory)
    self.mailbox = mailbox
    self.logger = logger
    current = Mutex(configuration)
    var news = StatusConfiguration()
    (news.path, news.loadedAt) = (path, SystemClock.wall())
    self.news = Mutex(news)
  }

  /// What is in force, and whether the file was refused since: the next shift is to see it.
  var status: StatusConfiguration { news.withLock { $0 } }

  /// For printed times.
  var zone: TimeZoneRules { current.withLock { $0.timeZone } }

  /// Follows SIGHUP.
  package func run() async throws {
    let signals = await UnixSignalsSequence(trapping: .sighup)
    await cancelWhenGracefulShutdown {
      if EarlySignals.consumeHangUp() { _ = await self.reload() }
      for await _ in signals { _ = await self.reload() }
    }
  }

  /// What came of a reload, a line each.
  enum Outcome { case done(warnings: [String]), refused([String]) }

  func reload() async -> Outcome {
    let checked = await withTaskExecutorPreference(Self.reading) { await read() }
    for problem in checked.problems where problem.severity == .warning {
      logger.log(kind: .configurationWarning, problem.text(file: path, named: []))
    }
    guard let new = checked.configuration else {
      return refuse(checked.errorLines)
    }
    let isHashed = current.withLock {
      new.hash == $0.hash && Set(new.hashedDimensions) == Set($0.hashedDimensions)
    }
    guard isHashed else {
      return refuse([Self.hashChanged])
    }
    for line in checked.refusedPrices { logger.log(kind: .configurationWarning, line) }
    let answer = await withCheckedContinuation { continuation in
      mailbox.post(.reload(new) { continuation.resume(returning: $0) })
    }
    switch answer {
    case .refused(let reason): return refuse([reason])
    case .done(let warnings):
      let old = current.withLock { current in
        defer { current = new }
        return current
      }
      news.withLock { ($0.loadedAt, $0.refusedAt, $0.problems) = (SystemClock.wall(), nil, []) }
      let changes = difference(from: old, to: new)
      let text = changes.isEmpty ? "nothing changed" : changes.joined(separator: "; ")
      logger.log(kind: .reloaded, "configuration reloaded: \(text)")
      for line in warnings { logger.log(kind: .configurationWarning, line) }
      return .done(warnings: warnings)
    }
  }

  @concurrent
  private func read() async -> CheckedConfiguration {
    logRotatedCredentials()
    var checked = CheckedConfiguration(path: path)
    guard let configuration = checked.configuration else { return checked }
    let (settled, refused) = prices.settle(configuration)
    // Without its key nothing is as it was.
    checked.configuration = (try? hashes.settle(settled)) ?? settled
    checked.refusedPrices = refused
    return checked
  }

  /// systemd hands credentials over once, at the start.
  private func logRotatedCredentials() {
    let environment = Locations.currentEnvironment()
    guard let directory = environment["CREDENTIALS_DIRECTORY"],
      let names = try? FileManager.default.contentsOfDirectory(atPath: directory),
      let files = CredentialFiles(environment: environment)
    else { return }
    let plain = names.sorted().map { $0.hasPrefix("cred_") ? String($0.dropFirst(5)) : $0 }
    for name in files.changed(among: plain) {
      logger.log(
        kind: .credentialRotated,
        "credential \(name) was changed; it takes a restart (`systemctl restart spendwatch`)",
        metadata: ["credential": .string(name)])
    }
  }

  private static let hashChanged =
    "hash (or its key) is another one than at the start; that takes a restart (`systemctl restart "
    + "spendwatch`), because the state is written anew"

  private func refuse(_ lines: [String]) -> Outcome {
    news.withLock { ($0.refusedAt, $0.problems) = (SystemClock.wall(), lines) }
    for line in lines { logger.log(kind: .reloadFailed, line) }
    logger.log(
      kind: .reloadFailed,
      "reload refused (\(lines.count) problem\(lines.count == 1 ? "" : "s") in \(path)); the old "
        + "configuration stays in force")
    return .refused(lines)
  }
}
