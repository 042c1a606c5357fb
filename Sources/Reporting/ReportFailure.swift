import Glibc

/// Why there is no report: what happened, on which path, and what to do. A report is whole or not
/// there at all: a total that silently lacks a file helps nobody.
package struct ReportFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// One a problem; at least one.
  package var lines: [String]
  /// The state is another configuration's.
  package var isOfState = false

  package init(_ description: String, isOfState: Bool = false) {
    self.init(lines: [description], isOfState: isOfState)
  }

  package init(lines: [String], isOfState: Bool = false) {
    self.lines = lines
    self.isOfState = isOfState
  }

  package var description: String { lines.joined(separator: "; ") }

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
