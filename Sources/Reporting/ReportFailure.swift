import Glibc

/// Why there is no report: what happened, on which path, and what to do. A report is whole or not
/// there at all: a total that silently lacks a file helps nobody.
package struct ReportFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package var description: String
  /// The state is another configuration's.
  package var isOfState = false

  package init(_ description: String, isOfState: Bool = false) {
    self.description = description
    self.isOfState = isOfState
  }

  init(call: String, path: String, code: Int32) {
    let reason = unsafe String(cString: strerror(code))
    switch code {
    case ENOENT, ENOTDIR: self.init("\(path): there is no such file")
    case EACCES, EPERM: self.init("\(path): may not be read; ask for permission or use sudo")
    case EISDIR: self.init("\(path): is a directory; name the files in it")
    default: self.init("\(path): \(call): \(reason)")
    }
  }
}
