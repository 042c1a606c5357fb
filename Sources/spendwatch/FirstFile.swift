import Glibc
import SpendCore

/// A file that is written where there was none.
enum FirstFile {
  /// Why it is not there, or not whole.
  struct Failure: Error, CustomStringConvertible { var description: String }

  static func isThere(_ path: String) -> Bool {
    var facts = stat()
    return unsafe lstat(path, &facts) == 0
  }

  static func write(_ text: String, to path: String, mode: mode_t) throws(Failure) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else {
      let code = errno
      throw Failure(
        description: code == EEXIST
          ? "\(path) is there already, and is never overwritten"
          : unsafe "\(path) cannot be written: \(String(cString: strerror(code)))")
    }
    defer { close(descriptor) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        let code = errno
        unsafe unlink(path)
        throw Failure(
          description: unsafe "\(path) cannot be written: \(String(cString: strerror(code)))")
      }
    }
  }
}

/// The logs of this directory, where none are named.
enum FirstLogs {
  static let usual: FilePath = "cost_events.jsonl"

  static func found() -> [FilePath] {
    guard unsafe usual.withCString({ unsafe access($0, R_OK) }) != 0 else { return [usual] }
    guard let directory = unsafe opendir(".") else { return [] }
    defer { unsafe closedir(directory) }
    var names: [FilePath] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe FilePath(cString: $0)
        }
      }
      if name.hasSuffix(".jsonl"), !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}
