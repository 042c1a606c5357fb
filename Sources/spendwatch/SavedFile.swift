import Glibc
import Reporting
import Terminal

/// `--save`: a file that is replaced as a whole, or not at all. What is no file, and what the
/// process has open already (`/dev/stdout`), is written to.
struct SavedFile {
  private let path: String

  static func write(_ text: String, to path: String) throws(ReportFailure) {
    let file = SavedFile(path: path)
    guard !path.isEmpty else { throw file.failure("it is not the name of a file") }
    if let descriptor = file.ownDescriptor { return try file.put(text, descriptor) }
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return try file.replace(path, text, mode: nil) }
    // A link is followed.
    guard let real = real(path), unsafe stat(real, &status) == 0 else { throw file.failure() }
    if status.st_mode & S_IFMT == S_IFREG {
      try file.replace(real, text, mode: status.st_mode & 0o777)
    } else {
      try file.open(real, text)
    }
  }

  private func failure(_ reason: String) -> ReportFailure {
    ReportFailure("--save: '\(TerminalText.safe(path))' cannot be written: \(reason)")
  }

  private func failure() -> ReportFailure { unsafe failure(String(cString: strerror(errno))) }

  private static func real(_ path: String) -> String? {
    guard let real = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  // MARK: Something else than a file

  /// The number that `/dev/stdout`, `/dev/fd/3`, `/proc/self/fd/3`, or a link to one of them stands
  /// for. What is behind it may well be a file, with what others wrote before and will write after.
  private var ownDescriptor: Int32? {
    guard let own = Self.real("/proc/self/fd") else { return nil }
    var path = path
    for _ in 0..<40 {
      let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
      let directory = String(path.dropLast(name.count))
      if Self.real(directory.isEmpty ? "." : directory) == own { return Int32(name) }
      let room = Int(PATH_MAX)
      var target = [CChar](repeating: 0, count: room)
      let count = unsafe readlink(path, &target, room)
      guard count > 0 else { return nil }
      let link = String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      path = link.hasPrefix("/") ? link : directory + link
    }
    return nil
  }

  /// A pipe that nobody reads is an error: nobody may ever come.
  private func open(_ path: String, _ text: String) throws(ReportFailure) {
    let descriptor = unsafe Glibc.open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    _ = fcntl(descriptor, F_SETFL, 0)
    try put(text, descriptor)
  }

  private func put(_ text: String, _ descriptor: Int32) throws(ReportFailure) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 {
        bytes = bytes.dropFirst(count)
      } else if errno != EINTR {
        throw failure()
      }
    }
  }

  // MARK: A file

  /// Writes beside the file first, so that nobody reads half of it.
  ///
  /// - Parameter mode: of the file that is there.
  private func replace(_ target: String, _ text: String, mode: mode_t?) throws(ReportFailure) {
    let mask = umask(0)
    umask(mask)
    var name = Array((target + ".XXXXXX").utf8CString)
    let descriptor = unsafe mkstemp(&name)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    fchmod(descriptor, mode ?? 0o666 & ~mask)
    do throws(ReportFailure) {
      try put(text, descriptor)
      guard unsafe fsync(descriptor) == 0 && rename(name, target) == 0 else { throw failure() }
    } catch {
      unsafe unlink(name)
      throw error
    }
  }
}
