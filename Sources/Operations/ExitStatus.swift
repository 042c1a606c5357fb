/// Exit statuses (Semantics, Commands; sysexits.h for 75 and 78).
package enum ExitStatus {
  package static let done: Int32 = 0
  package static let failed: Int32 = 1
  package static let notRunning: Int32 = 3
  /// EX_TEMPFAIL: state in use or not usable.
  package static let stateNotUsable: Int32 = 75
  /// EX_CONFIG.
  package static let badConfiguration: Int32 = 78
}
