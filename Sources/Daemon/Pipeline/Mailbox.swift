package import Operations
package import Persistence
package import SpendCore
import Synchronization

/// What other threads ask of the pipeline. Posting never blocks; the pipeline is woken.
package final class Mailbox: Sendable {
  package enum Command: Sendable {
    case outcomes([DeliveryOutcome])
    /// Take over a configuration that was checked.
    case reload(Configuration, @Sendable (ReloadAnswer) -> Void)
    /// nil: the pipeline has ended.
    case view(@Sendable (PipelineView?) -> Void)
    /// What fired, newest first, and the deliveries that the state knows.
    case alerts(@Sendable ([AlertLog.Entry], [Delivery]) -> Void)
    case retry(UInt64, @Sendable (Bool) -> Void)
    case drop(UInt64, @Sendable (Bool) -> Void)
    /// Digests that were due are made.
    case digests(MadeDigests)
    /// The state turned out to be damaged.
    case damaged(StateError)
    /// Commit what is there and end.
    case stop
  }

  private let commands = Mutex<(list: [Command], isClosed: Bool)>(([], false))
  let wakeUp = WakeUp()

  package init() {}

  package func post(_ command: Command) {
    let isClosed = commands.withLock { commands in
      if !commands.isClosed { commands.list.append(command) }
      return commands.isClosed
    }
    if isClosed { Mailbox.refuse(command) } else { wakeUp.signal() }
  }

  func drain() -> [Command] {
    commands.withLock { commands in
      defer { commands.list = [] }
      return commands.list
    }
  }

  /// Nobody reads any more: what is asked from now on is answered at once.
  func close() {
    commands.withLock { $0.isClosed = true }
    for command in drain() { Mailbox.refuse(command) }
  }

  private static func refuse(_ command: Command) {
    switch command {
    case .outcomes, .digests, .damaged, .stop: break
    case .reload(_, let answer): answer(.refused("the daemon is stopping"))
    case .view(let answer): answer(nil)
    case .alerts(let answer): answer([], [])
    case .retry(_, let answer), .drop(_, let answer): answer(false)
    }
  }
}

/// What came of a reload.
package enum ReloadAnswer: Sendable {
  /// - Parameter warnings: a sentence each.
  case done(warnings: [String])
  case refused(String)
}
