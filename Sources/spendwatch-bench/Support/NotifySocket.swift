import Glibc

/// What systemd listens on: tells when a daemon is ready (sd_notify(3)).
final class NotifySocket {
  let path: String
  private let descriptor: Int32

  init(path: String) throws {
    self.path = path
    unsafe unlink(path)
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard descriptor >= 0, path.utf8.count < room else { throw BenchFailure("no socket: \(path)") }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) {
      unsafe $0.copyBytes(from: Array(path.utf8))
    }
    let bound = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard bound == 0 else {
      throw BenchFailure(unsafe "no socket: \(String(cString: strerror(errno)))")
    }
  }

  deinit {
    close(descriptor)
    unsafe unlink(path)
  }

  func waitUntilReady(seconds: Double) -> Bool {
    let end = Clock.seconds() + seconds
    var buffer = [UInt8](repeating: 0, count: 4096)
    while Clock.seconds() < end {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&entry, 1, 200) > 0 else { continue }
      let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { continue }
      let text = String(decoding: buffer[..<count], as: UTF8.self)
      if text.split(separator: "\n").contains("READY=1") { return true }
    }
    return false
  }
}
