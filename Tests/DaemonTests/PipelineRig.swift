import Delivery
import Foundation
import Logging
import Operations
import Persistence
import SpendCore
import Synchronization
import Systemd
import Testing

@testable import Daemon

/// A list that several threads add to.
final class Gathered<Element: Sendable>: Sendable {
  private let list = Mutex<[Element]>([])

  var all: [Element] { list.withLock { $0 } }
  func append(_ elements: [Element]) { list.withLock { $0 += elements } }
}

/// A pipeline over files and a state in a directory of its own, on its own thread, with lanes that
/// deliver to the built-in `log` receiver.
final class PipelineRig: Sendable {
  let directory: String
  let configuration: Configuration
  let parts: PipelineParts
  /// What the `log` receiver was given.
  let alerts = Gathered<Alert>()
  let log = Gathered<LogRecord>()
  /// An element for each time it became ready.
  let ready = Gathered<Bool>()

  /// - Parameter directory: of a rig before this one, to go on with its state.
  init(
    sources: [String] = ["log.jsonl"], budgets: [Budget] = [], directory: String? = nil,
    logRejected: Bool = false
  ) throws {
    let directory = directory ?? NSTemporaryDirectory() + "pipeline-" + UUID().uuidString
    self.directory = directory
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    configuration = Configuration(
      sources: sources.map {
        SourceSettings(origin: .file(pattern: "\(directory)/\($0)", rotated: []))
      }, budgets: budgets, receivers: [.log])
    let (mailbox, alerts, log, ready) = (Mailbox(), alerts, log, ready)
    let logger = Logger(label: "spendwatch") { label in
      DaemonLogHandler(
        label: label, level: .trace, now: { SystemClock.wall() },
        append: { log.append([$0]) })
    }
    let store = try StateStore.open(directory: directory + "/state")
    let dispatcher = Dispatcher(
      DispatcherConfiguration(configuration, instance: "test"),
      hooks: DispatcherHooks(
        log: { alerts.append($0.alerts) }, outcomes: { mailbox.post(.outcomes($0)) },
        happened: { _ in }))
    var parts = PipelineParts(
      configuration: configuration, store: store, stored: try store.load(), hostName: "test",
      mailbox: mailbox, dispatcher: dispatcher, notifier: Notifier(environment: [:]),
      heartbeats: Heartbeats(interval: .seconds(90)), logger: logger)
    parts.logRejected = logRejected
    parts.onReady = { _ in ready.append([true]) }
    self.parts = parts
  }

  /// Runs it while `body` does, stops it, and closes the state.
  func run(_ body: () async throws -> Void) async throws {
    let (parts, dispatcher) = (parts, parts.dispatcher)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await PipelineService(parts: parts).run() }
      group.addTask { await dispatcher.run() }
      defer { parts.store.close() }
      do {
        try await until("it is ready") { _ in !self.ready.all.isEmpty }
        try await body()
      } catch {
        stop()
        throw error
      }
      stop()
      try await group.waitForAll()
    }
  }

  private func stop() {
    parts.dispatcher.stop()
    parts.mailbox.post(.stop)
  }

  func view() async -> PipelineView? {
    await withCheckedContinuation { continuation in
      parts.mailbox.post(.view { continuation.resume(returning: $0) })
    }
  }

  /// Asks until something is so. That takes milliseconds; after a minute it never will be.
  func until(_ what: String, _ isSo: (PipelineView) -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end {
      guard let view = await view() else { break }
      if isSo(view) { return }
      await Task.yield()
    }
    throw RigFailure(what: "\(what): never; the log says \(log.all.map(\.message))")
  }

  /// Asks for something to be done with a delivery.
  func ask(
    _ command: (@escaping @Sendable (Bool) -> Void) -> Mailbox.Command
  ) async -> Bool {
    await withCheckedContinuation { continuation in
      parts.mailbox.post(command { continuation.resume(returning: $0) })
    }
  }

  func reload(_ new: Configuration) async -> Bool {
    await withCheckedContinuation { continuation in
      parts.mailbox.post(
        .reload(new) { answer in
          if case .done = answer {
            continuation.resume(returning: true)
          } else {
            continuation.resume(returning: false)
          }
        })
    }
  }

  /// Appends calls that were made just now.
  func append(_ calls: [(feature: String, usd: String)], to name: String = "log.jsonl") throws {
    let lines = calls.map {
      "{\"timestamp\":\"\(SystemClock.wall())\",\"feature_name\":\"\($0.feature)\",\"cost_usd\":\($0.usd)}\n"
    }
    try append(lines.joined(), to: name)
  }

  func append(_ text: String, to name: String = "log.jsonl") throws {
    let path = "\(directory)/\(name)"
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    let handle = try #require(FileHandle(forWritingAtPath: path))
    handle.seekToEndOfFile()
    handle.write(Data(text.utf8))
    try handle.close()
  }
}

/// Why a rig gave up.
struct RigFailure: Error {
  var what: String
}
