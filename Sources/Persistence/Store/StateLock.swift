import Glibc

/// The right to write a state directory: an exclusive `flock(2)` on `spendwatch.lock`, held until
/// this goes away or the process dies in whatever way. The file stays; the process id in it is for
/// people.
///
/// A process that was killed holds it until the kernel has closed its files. Whoever starts the
/// next one right away should not be refused for that, so it is waited for, a second at most.
final class StateLock: Sendable {
  private let descriptor: Int32

  private static let attempts = 100
  private static let microsecondsBetween: UInt32 = 10_000

  init(_ paths: StatePaths) throws(StateError) {
    let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
    let descriptor = unsafe Glibc.open(paths.lock, flags, 0o600)
    guard descriptor >= 0 else {
      throw StateError(errno: errno, path: paths.lock, call: "open")
    }
    let code = Self.acquire(descriptor)
    guard code == 0 else {
      let pid = Self.holder(descriptor)
      Glibc.close(descriptor)
      guard code == EWOULDBLOCK else {
        throw StateError(errno: code, path: paths.lock, call: "flock")
      }
      throw StateError.inUse(directory: paths.directory, pid: pid)
    }
    self.descriptor = descriptor
    // Nothing depends on the process id, so a full disk must not stop a daemon here.
    if ftruncate(descriptor, 0) == 0 {
      try? FileCalls.write("\(getpid())\n", to: descriptor, path: paths.lock)
    }
  }

  deinit { Glibc.close(descriptor) }

  /// Whether somebody has it now. Not to be asked by whoever does.
  static func isHeld(_ paths: StatePaths) -> Bool {
    let descriptor = unsafe Glibc.open(paths.lock, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { Glibc.close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  /// - Returns: an `errno`; 0 when it is taken.
  private static func acquire(_ descriptor: Int32) -> Int32 {
    for _ in 1..<attempts {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return 0 }
      guard errno == EWOULDBLOCK || errno == EINTR else { return errno }
      usleep(microsecondsBetween)
    }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? 0 : errno
  }

  private static func holder(_ descriptor: Int32) -> Int32? {
    var buffer = [UInt8](repeating: 0, count: 16)
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
    }
    guard count > 0 else { return nil }
    return Int32(String(decoding: buffer[..<count].prefix { $0 != 0x0A }, as: UTF8.self))
  }
}
