package import Delivery
package import Logging
package import Persistence
package import SpendCore
package import Systemd
package import Tailing

/// What a pipeline is made of; made before its thread starts, so that a state that cannot be
/// used is known early.
package struct PipelineParts: Sendable {
  package var configuration: Configuration
  package var store: StateStore
  let writer: StateWriter.Thread
  let stored: OneShot<StoredState>
  package var hostName: String
  /// `run --rebuild`: ids of the alerts that fired in the state that was set aside; nil otherwise.
  package var firedBefore: Set<String>?
  /// What that state had still to deliver.
  package var pendingBefore: [Delivery] = []
  package var mailbox: Mailbox
  package var dispatcher: Dispatcher
  package var notifier: Notifier
  package var heartbeats: Heartbeats
  package var tailOptions: TailOptions
  package var logRejected: Bool
  package var logger: Logger
  /// All that was there at the start is read and committed, but for what could
  /// not be read, and why.
  package var onReady: @Sendable (_ unread: [String]) -> Void

  package init(
    configuration: Configuration, store: StateStore, stored: StoredState, hostName: String,
    mailbox: Mailbox, dispatcher: Dispatcher, notifier: Notifier, heartbeats: Heartbeats,
    logger: Logger
  ) {
    self.configuration = configuration
    self.store = store
    writer = StateWriter.start(store: store) { mailbox.wakeUp.signal() }
    self.stored = OneShot(stored)
    self.hostName = hostName
    self.mailbox = mailbox
    self.dispatcher = dispatcher
    self.notifier = notifier
    self.heartbeats = heartbeats
    self.logger = logger
    tailOptions = TailOptions()
    logRejected = false
    onReady = { _ in }
  }
}
