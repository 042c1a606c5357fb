/// What a log entry is about: the closed list behind the message catalog
/// (`systemd/spendwatch.catalog`). Each kind has a `MESSAGE_ID` that never changes, by which
/// entries are found (`journalctl MESSAGE_ID=…`) and explained (`journalctl -x`), and a priority of
/// its own. A new kind gets a new id (`systemd-id128 new`) and an entry in the catalog.
package enum LogKind: String, CaseIterable, Hashable, Sendable {
  case started
  case ready
  case stopping
  case stopped
  case reloaded
  case reloadFailed
  case configurationInvalid
  case configurationWarning
  case infoCrossed
  case softCrossed
  case hardCrossed
  case resolved
  case deliveryFailing
  case deliveryRecovered
  case receiverParked
  case deliveryDead
  case provisionalAlert
  case sourceMissing
  case sourceFound
  case sourceUnreadable
  case linesRejected
  case futureTimestamps
  case eventsAhead
  case gap
  case rotated
  case unverifiedEnd
  case commitFailing
  case commitRecovered
  case stateRefused
  case stateMigrated
  case groupOverflow
  case valuesLimited
  case amountSaturated
  case logEntriesDropped
  case watchdogStuck
  case clockJumped
  case credentialRotated
  case heartbeatFailing
  case unitMissing
  case testMessage
  case digest
  case digestFailed
}
