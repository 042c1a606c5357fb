import GRDB
import GRDBSQLite
import Glibc
import SpendCore

/// What an error of SQLite or of a system call means for the state.
/// Source of the codes: https://www.sqlite.org/rescode.html
extension StateError {
  /// - Parameter call: what was being done, in words: `commit`, `load`.
  init(_ error: any Error, path: String, call: String) {
    switch error {
    case let error as StateError: self = error
    case let error as DamagedRecord: self = .corrupt(path: path, what: error.what)
    case let error as DatabaseError: self = Self.meaning(of: error, path: path, call: call)
    default: self = .io(path: path, call: call, reason: "\(error)")
    }
  }

  private static func meaning(of error: DatabaseError, path: String, call: String) -> StateError {
    let text = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_FULL: return .full(path: path, call: call)
    case .SQLITE_IOERR, .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_NOMEM, .SQLITE_INTERRUPT,
      .SQLITE_PROTOCOL:
      return .io(
        path: path, call: call, reason: "\(text) (\(error.extendedResultCode.rawValue))")
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
      return .notUsable(path: path, reason: "\(call): \(text)")
    default:
      // A statement of ours that does not fit the tables that are there (SQLITE_ERROR,
      // SQLITE_SCHEMA) means that they are not ours, just as SQLITE_CORRUPT and SQLITE_NOTADB.
      return .corrupt(path: path, what: "\(call): \(text)")
    }
  }

  /// - Parameter code: `errno` of the call, taken before anything else could change it.
  init(errno code: Int32, path: String, call: String) {
    let reason = unsafe String(cString: strerror(code))
    switch code {
    case ENOSPC, EDQUOT: self = .full(path: path, call: call)
    case EACCES, EPERM, EROFS, ENOTDIR, ELOOP, ENAMETOOLONG, EISDIR:
      self = .notUsable(path: path, reason: "\(call): \(reason)")
    default: self = .io(path: path, call: call, reason: reason)
    }
  }
}
