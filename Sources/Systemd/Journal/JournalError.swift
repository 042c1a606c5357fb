import Glibc

/// Reading the journal failed.
package enum JournalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A call of libsystemd failed with an errno.
  case failed(call: String, code: Int32)
  /// There is no journal, or it has files that this process may not read.
  case nothingReadable
  /// The cursor in the state is none.
  case badCursor(String)

  package var description: String {
    switch self {
    case .failed(let call, let code):
      unsafe "reading the journal failed: \(call): \(String(cString: strerror(code)))"
    case .nothingReadable:
      "the journal cannot be read: the service needs the group systemd-journal"
        + " (SupplementaryGroups=systemd-journal in the unit), or journald keeps no files"
    case .badCursor(let text):
      "the journal cursor in the state is damaged: \(LogEscaping.escaped(text))"
    }
  }
}
