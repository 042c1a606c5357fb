import Glibc
import Synchronization

/// A server on loopback that answers each request with the bytes it is told, however little they
/// have to do with HTTP. Requests name their answer in the path: `POST /17`. Where it stands in for
/// a proxy, whose clients name a host (the same one, because a client keeps something for each),
/// what it is asked is counted instead: `CONNECT`, and the messages of SOCKS 5 (RFC 1928).
package final class AnswerServer: Sendable {
  /// The bytes of one answer as they are written, and how the connection ends after them.
  package struct Answer: Sendable {
    package enum Ending: Sendable, CaseIterable {
      case close
      /// With what was not read yet thrown away by the kernel.
      case reset
      /// Open, without another byte, until the other side has had enough.
      case silence
      /// Open for the next request.
      case keep
    }
    /// A write each.
    package var parts: [[UInt8]]
    package var ending: Ending

    package init(parts: [[UInt8]], ending: Ending) {
      self.parts = parts
      self.ending = ending
    }
  }

  package let port: UInt16
  private let listener: Int32
  private let answer: @Sendable (UInt64) -> Answer
  private let socks: @Sendable (UInt64) -> Answer
  /// What named no number so far.
  private let messages: Mutex<UInt64>

  /// - Parameters:
  ///   - first: the number before that of the first thing that names none.
  ///   - socks: to the messages of SOCKS, by their number since the start.
  ///   - answer: to requests of HTTP, by the number that they name.
  /// - Throws: `errno` when there is no port to be had.
  package init(
    countingFrom first: UInt64 = 0,
    socks: @escaping @Sendable (UInt64) -> Answer = { _ in Answer(parts: [], ending: .close) },
    _ answer: @escaping @Sendable (UInt64) -> Answer
  ) throws(AnswerServerError) {
    messages = Mutex(first)
    self.answer = answer
    self.socks = socks
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        unsafe bind(listener, generic, length) == 0 && listen(listener, 512) == 0
          && getsockname(listener, generic, &length) == 0
      }
    }
    guard isBound else { throw AnswerServerError(code: errno) }
    port = UInt16(bigEndian: address.sin_port)
  }

  /// Serves on threads of its own until ``stop()``.
  package func start() {
    thread { server in
      while true {
        let connection = accept(server.listener, nil, nil)
        guard connection >= 0 else { return }
        server.thread { $0.serve(connection) }
      }
    }
  }

  package func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  private func serve(_ connection: Int32) {
    var isOpen = true
    while isOpen, let answer = request(connection) {
      for part in answer.parts where isOpen { isOpen = write(part, to: connection) }
      switch answer.ending {
      case .keep: break
      case .close: isOpen = false
      case .reset:
        var linger = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
          connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        isOpen = false
      case .silence:
        var byte: UInt8 = 0
        while unsafe recv(connection, &byte, 1, 0) > 0 {}
        isOpen = false
      }
    }
    close(connection)
  }

  /// What to answer the next request with, once it is whole; nil when the other side has gone.
  private func request(_ connection: Int32) -> Answer? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = unsafe recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
      if bytes[0] == 5 { return socks(nextNumber()) }
      let text = String(decoding: bytes, as: UTF8.self)
      guard let end = text.firstRange(of: "\r\n\r\n") else { continue }
      let head = text[..<end.lowerBound].lowercased()
      let body = text[end.upperBound...].utf8.count
      let length =
        head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
        .flatMap { Int($0.dropFirst(15).filter { $0 != " " }) } ?? 0
      guard body >= length else { continue }
      if text.hasPrefix("CONNECT ") { return answer(nextNumber()) }
      let path = text.drop { $0 != "/" }.dropFirst().prefix { $0.isNumber }
      return answer(UInt64(path) ?? 0)
    }
  }

  private func nextNumber() -> UInt64 {
    messages.withLock { number in
      number += 1
      return number
    }
  }

  private func write(_ bytes: [UInt8], to connection: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes[sent...].withUnsafeBytes {
        unsafe send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  private final class Body {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }

  private func thread(_ run: @escaping @Sendable (AnswerServer) -> Void) {
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    unsafe pthread_attr_setstacksize(&attributes, 256 * 1024)
    var thread = pthread_t()
    let body = unsafe Unmanaged.passRetained(Body { run(self) })
    let result = unsafe pthread_create(
      &thread, &attributes,
      { pointer in
        guard let pointer = unsafe pointer else { return nil }
        unsafe Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run()
        return nil
      }, unsafe body.toOpaque())
    if result != 0 { unsafe body.release() }
    unsafe pthread_attr_destroy(&attributes)
  }
}

/// No port was to be had; the `errno` of the call.
package struct AnswerServerError: Error {
  package var code: Int32
}
