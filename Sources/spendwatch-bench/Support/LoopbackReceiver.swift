import Glibc
import Reporting
import Synchronization

/// A small HTTP server on loopback that answers 200 to everything and notes when each body that
/// holds a probe's name came in. On threads of its own.
final class LoopbackReceiver: Sendable {
  let port: UInt16
  private let listener: Int32
  private let delay: Double
  private let arrivals = Mutex<[String: Double]>([:])

  /// - Parameter delay: seconds that each answer takes.
  init(delay: Double = 0) throws {
    self.delay = delay
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        unsafe bind(listener, generic, length) == 0 && listen(listener, 64) == 0
          && getsockname(listener, generic, &length) == 0
      }
    }
    guard result else { throw BenchFailure(unsafe "no port: \(String(cString: strerror(errno)))") }
    port = UInt16(bigEndian: address.sin_port)
    Workers.start { self.accept() }
  }

  /// When each probe's first request was complete, by name.
  var times: [String: Double] { arrivals.withLock { $0 } }

  private func accept() {
    while true {
      let connection = Glibc.accept(listener, nil, nil)
      guard connection >= 0 else { return }
      Workers.start { self.serve(connection) }
    }
  }

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      let now = Clock.seconds()
      bytes += buffer[..<count]
      while let end = Self.requestEnd(bytes) {
        note(String(decoding: bytes[..<end], as: UTF8.self), at: now)
        bytes.removeFirst(end)
        if delay > 0 { Clock.pause(delay) }
        let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8)
        guard (try? Bytes.writeAll(answer, to: connection)) != nil else { return }
      }
    }
  }

  private func note(_ request: String, at time: Double) {
    for range in request.ranges(of: "probe-") {
      let name = String(
        request[range.lowerBound...].prefix { $0.isLetter || $0.isNumber || $0 == "-" })
      arrivals.withLock { if $0[name] == nil { $0[name] = time } }
    }
  }

  /// After the first whole request.
  private static func requestEnd(_ bytes: [UInt8]) -> Int? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let head = text.firstRange(of: "\r\n\r\n") else { return nil }
    let start = text.utf8.distance(from: text.startIndex, to: head.upperBound)
    var length = 0
    for line in text[..<head.lowerBound].split(separator: "\r\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "content-length" else { continue }
      length = Int(parts[1].filter(\.isNumber)) ?? 0
    }
    return bytes.count >= start + length ? start + length : nil
  }
}
