import SpendCore
import Synchronization

/// The level-triggered side of an Alertmanager receiver: what fires is posted to every peer again
/// each minute, whatever became of the deliveries.
extension LaneRunner {
  private static let batchSize = 100

  func note(_ deliveries: [Delivery]) {
    let now = options.clock.wall()
    core.withLock { core in
      guard core.settings.kind == .alertmanager, core.settings.sendResolved else { return }
      for delivery in deliveries where !delivery.isSummary {
        if let alert = delivery.message.alert { core.board.note(alert, now: now) }
      }
    }
  }

  func restoreActive(_ alerts: [Alert]) {
    let now = options.clock.wall()
    core.withLock { core in
      guard core.settings.kind == .alertmanager, core.settings.sendResolved else { return }
      core.board.restore(alerts, now: now)
    }
  }

  /// Ends when it is cancelled. What a peer answers does not matter: the next minute tells it
  /// again.
  func refreshLoop() async {
    while !Task.isCancelled {
      let next = options.clock.monotonic().advanced(byMilliseconds: options.refreshMilliseconds)
      await options.clock.sleep(next)
      guard !Task.isCancelled else { return }
      let now = options.clock.wall()
      let (rows, context, transport) = core.withLock { core in
        (core.board.rows(now: now), Self.context(core, now: now), core.transport)
      }
      var rest = rows[...]
      while !rest.isEmpty, !Task.isCancelled {
        let requests = AlertmanagerReceiver.requests(Array(rest.prefix(Self.batchSize)), context)
        _ = await Self.perform(requests, transport)
        rest = rest.dropFirst(Self.batchSize)
      }
    }
  }
}
