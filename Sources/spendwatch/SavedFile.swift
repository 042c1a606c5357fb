import Glibc
import Reporting
import Terminal

/// `--save`: a file that is replaced as a whole, or not at all.
enum SavedFile {
  /// Writes beside the file first, so that nobody reads half of it. A link is followed; what is no
  /// regular file (a pipe, a device) is refused.
  static func write(_ text: String, to path: String) throws(ReportFailure) {
    func failure(_ reason: String) -> ReportFailure {
      ReportFailure("--save: '\(TerminalText.safe(path))' cannot be written: \(reason)")
    }
    func failure() -> ReportFailure { unsafe failure(String(cString: strerror(errno))) }
    guard !path.isEmpty else { throw failure("it is not the name of a file") }
    var target = path
    var status = stat()
    let mask = umask(0)
    umask(mask)
    var mode = 0o666 & ~mask
    if unsafe lstat(path, &status) == 0 {
      guard let real = unsafe realpath(path, nil) else { throw failure() }
      target = unsafe String(cString: real)
      unsafe free(real)
      guard unsafe stat(target, &status) == 0 else { throw failure() }
      guard status.st_mode & S_IFMT == S_IFREG else { throw failure("it is not a regular file") }
      mode = status.st_mode & 0o777
    }
    var name = Array((target + ".XXXXXX").utf8CString)
    let descriptor = unsafe mkstemp(&name)
    guard descriptor >= 0 else { throw failure() }
    fchmod(descriptor, mode)
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 {
        bytes = bytes.dropFirst(count)
      } else if errno != EINTR {
        let reason = failure()
        close(descriptor)
        unsafe unlink(name)
        throw reason
      }
    }
    let isKept = unsafe fsync(descriptor) == 0 && rename(name, target) == 0
    let reason = failure()
    close(descriptor)
    guard isKept else {
      unsafe unlink(name)
      throw reason
    }
  }
}
