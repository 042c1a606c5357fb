import Glibc

/// The few system calls that the state directory needs beside SQLite, with errors that name path
/// and call. Blocking; for the thread that owns the state.
enum FileCalls {
  /// Names in a directory, without `.` and `..`, in no order.
  static func names(in directory: String) throws(StateError) -> [String] {
    guard let stream = unsafe opendir(directory) else {
      throw StateError(errno: errno, path: directory, call: "opendir")
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        if errno != 0 { throw StateError(errno: errno, path: directory, call: "readdir") }
        return names
      }
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
  }

  /// nil when there is nothing at that path.
  static func status(of path: String) throws(StateError) -> stat? {
    var status = stat()
    if unsafe lstat(path, &status) == 0 { return status }
    if errno == ENOENT { return nil }
    throw StateError(errno: errno, path: path, call: "stat")
  }

  /// Nothing happens when there is nothing at that path.
  static func remove(_ path: String) throws(StateError) {
    if unsafe unlink(path) != 0, errno != ENOENT {
      throw StateError(errno: errno, path: path, call: "unlink")
    }
  }

  /// Everybody may read a file of ours.
  static func allowReading(_ path: String) throws(StateError) {
    if unsafe chmod(path, 0o644) != 0 { throw StateError(errno: errno, path: path, call: "chmod") }
  }

  static func rename(_ old: String, to new: String) throws(StateError) {
    if unsafe Glibc.rename(old, new) != 0 {
      throw StateError(errno: errno, path: old, call: "rename to \(new)")
    }
  }

  /// Makes the content of a file, or the names in a directory, survive a loss of power.
  static func sync(_ path: String) throws(StateError) {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StateError(errno: errno, path: path, call: "open") }
    defer { Glibc.close(descriptor) }
    if fsync(descriptor) != 0 { throw StateError(errno: errno, path: path, call: "fsync") }
  }

  /// Creates a file that only its owner can read, or empties the one that is there.
  static func write(_ text: String, to path: String) throws(StateError) {
    let descriptor = unsafe Glibc.open(
      path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw StateError(errno: errno, path: path, call: "open") }
    defer { Glibc.close(descriptor) }
    try write(text, to: descriptor, path: path)
    if fsync(descriptor) != 0 { throw StateError(errno: errno, path: path, call: "fsync") }
  }

  static func write(_ text: String, to descriptor: Int32, path: String) throws(StateError) {
    let bytes = Array(text.utf8)
    let count = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
    }
    if count < 0 { throw StateError(errno: errno, path: path, call: "write") }
    // A short write to a local file means that the disk filled up in the middle of it.
    if count < bytes.count { throw StateError.full(path: path, call: "write") }
  }

  /// At most `count` bytes from the start; nil when there is nothing at that path.
  static func head(of path: String, count: Int) throws(StateError) -> [UInt8]? {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw StateError(errno: errno, path: path, call: "open") }
    defer { Glibc.close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: count)
    let got = unsafe buffer.withUnsafeMutableBytes {
      unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
    }
    if got < 0 { throw StateError(errno: errno, path: path, call: "read") }
    return Array(buffer.prefix(got))
  }

  /// Copies a file inside the kernel, as a reflink where the file system can.
  static func copy(_ source: String, to target: String) throws(StateError) {
    let input = unsafe Glibc.open(source, O_RDONLY | O_CLOEXEC)
    guard input >= 0 else { throw StateError(errno: errno, path: source, call: "open") }
    defer { Glibc.close(input) }
    let output = unsafe Glibc.open(
      target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard output >= 0 else { throw StateError(errno: errno, path: target, call: "open") }
    defer { Glibc.close(output) }
    while true {
      let count = sendfile(output, input, nil, 1 << 30)
      if count == 0 { return }
      if count < 0, errno != EINTR {
        throw StateError(errno: errno, path: target, call: "copy of \(source)")
      }
    }
  }
}
