import Delivery
import Logging
import ServiceLifecycle
import SpendCore
import Systemd

/// Feeds systemd's watchdog while everything makes progress, and says which part does not
/// before systemd acts.
struct WatchdogService: Service, CustomStringConvertible {
  var description: String { "watchdog" }
  let heartbeats: Heartbeats
  let notifier: Notifier
  let dispatcher: Dispatcher
  let logger: Logger

  func run() async throws {
    guard notifier.watchdogInterval != nil else { return try await gracefulShutdown() }
    await cancelWhenGracefulShutdown {
      var known: Set<String> = []
      while !Task.isCancelled {
        registerLanes(&known)
        switch heartbeats.verdict() {
        case .feed: notifier.watchdog()
        case .hold: break
        case .stuck(let parts):
          let names = parts.map(\.description).joined(separator: ", ")
          logger.log(
            kind: .watchdogStuck, "no progress in \(names); systemd will restart the daemon",
            metadata: ["parts": .string(names)])
          notifier.status("No progress in \(names)")
        }
        await LoopTimer.sleep(for: heartbeats.period)
      }
    }
  }

  /// A lane that is stuck past its own timeout stops beating; one that a reload took away rests.
  private func registerLanes(_ known: inout Set<String>) {
    let lanes = dispatcher.progress()
    for lane in lanes where !lane.isStuck { heartbeats.beat(.lane(lane.receiver)) }
    let names = Set(lanes.map(\.receiver))
    for name in known.subtracting(names) { heartbeats.rest(.lane(name)) }
    known = names
  }
}

/// Pings a dead man's switch.
struct HeartbeatService: Service, CustomStringConvertible {
  var description: String { "heartbeat" }
  let settings: Configuration.Heartbeat
  let heartbeats: Heartbeats
  let log: HappeningLog

  func run() async throws {
    await cancelWhenGracefulShutdown {
      let pinger = HeartbeatPinger(settings, changed: { log.heartbeat($0) }) {
        let stuck = heartbeats.stuckParts
        guard !stuck.isEmpty else { return nil }
        return "no progress in " + stuck.map(\.description).joined(separator: ", ")
      }
      await pinger.run()
    }
  }
}
