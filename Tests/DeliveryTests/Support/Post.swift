import Delivery
import SpendCore
import Synchronization

/// A dispatcher with short times and everything that it said.
final class Post: Sendable {
  private struct Heard {
    var outcomes: [DeliveryOutcome] = []
    var happenings: [DeliveryHappening] = []
    var logged: [LogMessage] = []
  }
  private final class Ear: Sendable { let heard = Mutex(Heard()) }
  private let ear = Ear()
  let dispatcher: Dispatcher

  var outcomes: [DeliveryOutcome] { ear.heard.withLock { $0.outcomes } }
  var happenings: [DeliveryHappening] { ear.heard.withLock { $0.happenings } }
  var logged: [LogMessage] { ear.heard.withLock { $0.logged } }
  /// The sequences that are settled, in the order in which they were.
  var settled: [UInt64] { outcomes.filter { $0.status != .pending }.map(\.sequence) }
  func status(_ sequence: UInt64) -> Delivery.Status? {
    outcomes.last { $0.sequence == sequence }?.status
  }

  static func options(_ change: (inout DispatcherOptions) -> Void = { _ in }) -> DispatcherOptions {
    var options = DispatcherOptions()
    options.timeouts = DeliveryTimeouts(
      connectMilliseconds: 2000, totalMilliseconds: 2000, bodyPatienceMilliseconds: 100)
    options.tuneLane = { lane in
      lane.backoffBaseMilliseconds = 20
      lane.backoffLimitMilliseconds = 50
      lane.groupingMilliseconds = 30
      lane.catchUpQuietMilliseconds = 30
      lane.gapMilliseconds = 0
      lane.probeMilliseconds = 100
    }
    change(&options)
    return options
  }

  init(
    _ receivers: [ReceiverSettings], budgets: [Budget] = [],
    options: DispatcherOptions = Post.options()
  ) {
    let configuration = DispatcherConfiguration(
      receivers: receivers, budgets: budgets, zone: .utc, instance: "web-17")
    let ear = ear
    dispatcher = Dispatcher(
      configuration, options: options,
      hooks: DispatcherHooks(
        log: { message in ear.heard.withLock { $0.logged.append(message) } },
        outcomes: { values in ear.heard.withLock { $0.outcomes += values } },
        happened: { value in ear.heard.withLock { $0.happenings.append(value) } }))
  }

  /// Runs the dispatcher while the body runs; then stops it and cuts off what hangs.
  func running<Result: Sendable>(
    _ body: sending () async throws -> Result
  ) async rethrows -> Result {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await self.dispatcher.run() }
      defer {
        dispatcher.stop()
        group.cancelAll()
      }
      return try await body()
    }
  }

  /// Looks until the condition holds; false after thirty seconds without it.
  func until(_ condition: () -> Bool) async -> Bool {
    let deadline = ContinuousClock.now.advanced(by: .seconds(30))
    while !condition() {
      guard ContinuousClock.now < deadline else { return false }
      try? await Task.sleep(for: .milliseconds(2))
    }
    return true
  }

  static func receiver(
    _ kind: ReceiverSettings.Kind, _ url: String, name: String = "r"
  ) -> ReceiverSettings {
    ReceiverSettings(
      name: name, kind: kind, urls: [Secret(url)],
      routingKey: kind == .pagerduty ? Secret("0123456789abcdef0123456789abcdef") : nil)
  }

  /// What each kind takes for success.
  static func success(_ kind: ReceiverSettings.Kind) -> ScriptedServer.Step {
    switch kind {
    case .slack: .respond(200, body: "ok")
    case .pagerduty: .respond(202, body: #"{"status":"success","message":"Event processed"}"#)
    case .discord: .respond(200, body: #"{"id":"1","content":"x"}"#)
    case .teams: .respond(202)
    case .log, .webhook, .alertmanager, .email: .respond(200)
    }
  }
}
