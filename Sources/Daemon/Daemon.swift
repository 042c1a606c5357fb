import CLinux
import Delivery
import Glibc
import LinuxSystem
import Logging
import Operations
import Persistence
import ServiceLifecycle
import SpendConfiguration
import SpendCore
import Status
import Synchronization
import Systemd
import Tailing
import UnixSignals

/// Puts the rooms together and runs them: the only wiring there is.
package enum Daemon {
  /// To be called by the process first of all: what it sets up must be there before
  /// there is a second thread.
  ///
  /// What `body` runs, the daemon included, runs on a thread of its own: the pool of Swift's
  /// concurrency would look at its threads every second for ever.
  package static func begin(_ body: sending @isolated(any) () async -> Void) async {
    EarlySignals.install()
    // One thread does nearly all of the work, so there is nothing to contend for.
    clinux_use_one_heap()
    await withTaskExecutorPreference(ThreadExecutor(name: "services")) { await body() }
  }

  /// - Returns: the exit status of the process.
  package static func run(_ options: RunOptions) async -> Int32 {
    umask(0o077)
    DescriptorLimit.raise()
    let environment = Locations.currentEnvironment()
    guard
      let logs = LogSystem.bootstrap(
        format: options.logFormat, level: options.logLevel, environment: environment)
    else { return ExitStatus.failed }
    defer { logs.flush() }
    let logger = logs.logger()
    let checked = CheckedConfiguration(path: options.locations.configuration)
    for problem in checked.problems where problem.severity == .warning {
      logger.log(kind: .configurationWarning, problem.text(file: checked.path, named: []))
    }
    guard let configuration = checked.configuration else {
      for line in checked.errorLines { logger.log(kind: .configurationInvalid, line) }
      return ExitStatus.badConfiguration
    }
    do {
      let parts = try await prepared(
        options, configuration, logger: logger, environment: environment)
      logger.log(
        kind: .started,
        "spendwatch \(Version.text) with \(options.locations.configuration), "
          + "state in \(options.locations.state)")
      var unread: [String] = []
      if options.isOnce {
        unread = try await runOnce(parts, options)
      } else {
        try await serve(parts, options)
        // The services have let go of the signals.
        EarlySignals.endAtOnce()
      }
      parts.store.close()
      logger.log(kind: .stopped)
      return unread.isEmpty ? ExitStatus.done : ExitStatus.failed
    } catch {
      return refused(error, isManaged: environment["NOTIFY_SOCKET"] != nil, logger: logger)
    }
  }

  /// - Parameter isManaged: somebody starts it again, but not after 75 (see
  ///   `systemd/spendwatch.service`): that is for what needs somebody to do something first.
  private static func refused(_ error: any Error, isManaged: Bool, logger: Logger) -> Int32 {
    switch error {
    case let error as StateError:
      logger.log(kind: .stateRefused, error.description)
      return isManaged && error.mayPass ? ExitStatus.failed : ExitStatus.stateNotUsable
    case let error as DamagedRecord:
      logger.log(
        kind: .stateRefused,
        "the state cannot be read (\(error.what)); `spendwatch run --rebuild` sets it aside and "
          + "counts again from the files")
      return ExitStatus.stateNotUsable
    case let error as ControlError: logger.log(kind: .stateRefused, error.description)
    default: logger.log(kind: .stateRefused, "spendwatch has to stop: \(error)")
    }
    return isManaged ? ExitStatus.failed : ExitStatus.stateNotUsable
  }

  /// Under systemd a state that may become usable is waited for: the unit does not start what ended
  /// with 75 again, because most of what that means needs somebody to do something.
  private static func prepared(
    _ options: RunOptions, _ configuration: Configuration, logger: Logger,
    environment: [String: String]
  ) async throws -> PipelineParts {
    let notifier = Notifier(environment: environment)
    let deadline = SystemClock.monotonicSeconds() + 600
    var said: String?
    while true {
      do {
        return try prepare(
          options, configuration, notifier, logger: logger, environment: environment)
      } catch let error as StateError {
        // A rebuild would set aside another state each time.
        guard error.mayPass, notifier.isConnected, !options.isOnce, !options.isRebuild,
          SystemClock.monotonicSeconds() < deadline
        else { throw error }
        if said != error.description {
          logger.log(kind: .stateRefused, "\(error); trying again for ten minutes")
          said = error.description
        }
        notifier.extendTimeout(.seconds(60), status: "Waiting for the state: \(error)")
        await LoopTimer.sleep(for: .seconds(2))
      }
    }
  }

  private static func prepare(
    _ options: RunOptions, _ configuration: Configuration, _ notifier: Notifier, logger: Logger,
    environment: [String: String]
  ) throws -> PipelineParts {
    try options.locations.checkOwner()
    let store = try StateStore.open(
      directory: options.locations.state,
      settingAsideAt: options.isRebuild ? SystemClock.wall() : nil,
      configuration: options.locations.configuration)
    if let version = store.migratedFrom {
      logger.log(
        kind: .stateMigrated,
        "the state was brought from schema version \(version) to the current one; a copy of the old "
          + "one is " + store.paths.backup(ofVersion: version))
    }
    var stored = try store.load()
    let hashed = try HashKeeper(stateDirectory: options.locations.state)
      .settle(configuration, in: store, &stored, logger: logger)
    let (configuration, refused) = PriceKeeper(stateDirectory: options.locations.state)
      .settle(hashed)
    for line in refused { logger.log(kind: .configurationWarning, line) }
    let heartbeats = Heartbeats(interval: notifier.watchdogInterval ?? .seconds(90))
    let mailbox = Mailbox()
    let log = HappeningLog(logger: logger)
    let hostName = Locations.hostName()
    let dispatcher = Dispatcher(
      DispatcherConfiguration(configuration, instance: configuration.instance ?? hostName),
      hooks: DispatcherHooks(
        log: { log.write($0) }, outcomes: { mailbox.post(.outcomes($0)) },
        happened: { log.write($0) }))
    var parts = PipelineParts(
      configuration: configuration, store: store, stored: stored, hostName: hostName,
      mailbox: mailbox, dispatcher: dispatcher, notifier: notifier, heartbeats: heartbeats,
      logger: logger)
    parts.logRejected = options.logRejected
    parts.tailOptions.isOnce = options.isOnce
    parts.tailOptions.openFiles = DescriptorLimit.forFiles
    // Also when a rebuild was killed before its first commit, and this start is to go on with it.
    if options.isRebuild || store.setAsideName != nil {
      parts.firedBefore = firedBefore(options.locations.state)
      parts.pendingBefore = pendingBefore(options.locations.state, hash: configuration.hash)
    }
    return parts
  }

  /// Alerts that fired in a state that was set aside do not fire again, however damaged it is; in
  /// any of them, because the last may be of a rebuild that was killed.
  private static func firedBefore(_ directory: String) -> Set<String> {
    var fired: Set<String> = []
    for name in (try? StateCopy.setAsideNames(directory: directory)) ?? [] {
      let old = try? StateCopy.salvage(directory: directory, name: name)
      fired.formUnion((old?.records[.alert] ?? []).map { String(decoding: $0.key, as: UTF8.self) })
    }
    return fired
  }

  /// What the last state that was set aside had still to deliver, as far as it can be read: a
  /// rebuild counts again, but nothing fires again.
  private static func pendingBefore(_ directory: String, hash: ValueHash?) -> [Delivery] {
    for name in ((try? StateCopy.setAsideNames(directory: directory)) ?? []).reversed() {
      guard let old = try? StateCopy.salvage(directory: directory, name: name) else { return [] }
      // That of a rebuild which was killed before its first commit stands for the one before it.
      // One that cannot be read does not: what an older one had pending was delivered since.
      guard old.sequence > 0 else { continue }
      // The names of budgets are all that is missing of what cannot be read.
      let hashing = (try? StateHashing(old, hash: hash)) ?? (try? StateHashing(.init(), hash: hash))
      return (old.records[.delivery] ?? []).compactMap { record in
        var reader = ByteReader(record.body ?? [])
        guard let delivery = try? Delivery(from: &reader), delivery.status == .pending else {
          return nil
        }
        return hashing?.hashed(delivery) ?? delivery
      }
    }
    return []
  }

  private static func serve(_ parts: PipelineParts, _ options: RunOptions) async throws {
    let reloader = Reloader(
      path: options.locations.configuration, configuration: parts.configuration,
      stateDirectory: options.locations.state, mailbox: parts.mailbox, logger: parts.logger)
    let handlers = ControlHandlers(
      mailbox: parts.mailbox, dispatcher: parts.dispatcher, reloader: reloader)
    let server = StatusServer(
      socketPath: SocketPath.path(
        runtimeDirectory: options.locations.runtime, stateDirectory: options.locations.state),
      group: SocketPath.readers, routes: handlers.routes, logger: parts.logger)
    // Shut down in reverse: first nobody asks, then nothing is sent, and the last
    // commit has all outcomes.
    var services: [any Service] = [
      PipelineService(parts: parts), DispatcherService(parts: parts), reloader, server,
      WatchdogService(
        heartbeats: parts.heartbeats, notifier: parts.notifier, dispatcher: parts.dispatcher,
        logger: parts.logger),
    ]
    if let heartbeat = parts.configuration.heartbeat {
      services.append(
        HeartbeatService(
          settings: heartbeat, heartbeats: parts.heartbeats, log: HappeningLog(logger: parts.logger)
        ))
    }
    services.append(StoppingNotice(notifier: parts.notifier, logger: parts.logger))
    var quiet = parts.logger
    quiet.logLevel = max(parts.logger.logLevel, .error)
    let group = ServiceGroup(
      configuration: .init(
        services: services.map { .init(service: $0) },
        gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
    try await group.run()
  }

  /// Reads everything there is, commits, attempts what is pending for a while, ends.
  ///
  /// - Returns: what could not be read, and why.
  private static func runOnce(
    _ parts: PipelineParts, _ options: RunOptions
  ) async throws -> [String] {
    var parts = parts
    let (ready, announce) = AsyncStream<[String]>.makeStream()
    parts.onReady = { unread in
      announce.yield(unread)
      announce.finish()
    }
    var unread: [String] = []
    let pipeline = PipelineService(parts: parts)
    let (mailbox, dispatcher) = (parts.mailbox, parts.dispatcher)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { announce.finish() }
        try await pipeline.run()
      }
      for await each in ready { unread = each }
      await dispatcher.drain(seconds: options.drainTimeoutSeconds)
      mailbox.post(.stop)
      try await group.waitForAll()
    }
    for reason in unread {
      parts.logger.error(
        """
        not everything could be read: \(reason). What could be read is committed; let this user read the rest, or \
        take it out of `sources`, and run again
        """)
    }
    return unread
  }
}

/// Tells systemd first of all that the daemon is stopping.
private struct StoppingNotice: Service, CustomStringConvertible {
  var description: String { "stopping notice" }
  let notifier: Notifier
  let logger: Logger

  func run() async throws {
    try await gracefulShutdown()
    logger.log(kind: .stopping)
    notifier.stopping(status: "Stopping; requests on their way may finish")
  }
}
