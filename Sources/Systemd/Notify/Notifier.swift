import CSystemd
import Glibc

/// What systemd is told about the service: the datagrams of sd_notify(3), newline-separated
/// assignments to the Unix socket of `$NOTIFY_SOCKET` (a path, or `@` and an abstract name).
/// Without that variable every call does nothing. No call blocks: when the manager does not read,
/// the message is lost, as the next one says the same or more. A `STATUS=` is made one line,
/// because a newline in it would be an assignment of its own.
package struct Notifier: Sendable {
  /// The longest status in bytes; `systemctl status` shows one line of it.
  package static let maximumStatusBytes = 512

  private let address: [UInt8]?
  /// How often systemd wants to hear that the service is alive; nil when it does not. Feed at half
  /// of it or sooner.
  package let watchdogInterval: Duration?

  /// For a socket path (nil: nobody listens), as tests do.
  package init(socket: String?, watchdogInterval: Duration? = nil) {
    address = socket.flatMap(Self.address(of:))
    self.watchdogInterval = watchdogInterval
  }

  /// From the environment that systemd started the process with. `$WATCHDOG_PID` tells whether the
  /// watchdog is meant for this process or for one that started it.
  package init(environment: [String: String], processID: Int32 = getpid()) {
    let isOurs = environment["WATCHDOG_PID"].map { Int32($0) == processID } ?? true
    let interval = environment["WATCHDOG_USEC"].flatMap { Int64($0) }
    self.init(
      socket: environment["NOTIFY_SOCKET"],
      watchdogInterval: interval.flatMap { $0 > 0 && isOurs ? .microseconds($0) : nil })
  }

  /// Whether there is somebody to tell.
  package var isConnected: Bool { address != nil }

  /// All that was there at the start is read and committed; also the end of a reload, a refused one
  /// too.
  @discardableResult
  package func ready(status: String) -> Bool { send(["READY=1", Self.status(status)]) }

  /// A sentence for `systemctl status`.
  @discardableResult
  package func status(_ text: String) -> Bool { send([Self.status(text)]) }

  /// A reload begins. Has to be followed by ``ready(status:)`` whatever comes of it. The time tells
  /// systemd that this answers its signal and not an earlier one; it has to be CLOCK_MONOTONIC.
  @discardableResult
  package func reloading(status: String = "Reloading the configuration") -> Bool {
    send([
      "RELOADING=1", "MONOTONIC_USEC=\(Self.monotonicMicroseconds())", Self.status(status),
    ])
  }

  @discardableResult
  package func stopping(status: String) -> Bool { send(["STOPPING=1", Self.status(status)]) }

  /// Asks for so much time from now on before systemd gives up on the start, the reload or the stop
  /// that goes on. To be repeated before it is over.
  @discardableResult
  package func extendTimeout(_ time: Duration, status: String? = nil) -> Bool {
    let parts = time.components
    let microseconds = parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000
    return send(["EXTEND_TIMEOUT_USEC=\(microseconds)"] + (status.map { [Self.status($0)] } ?? []))
  }

  /// Every part makes progress (see ``Watchdog``).
  @discardableResult
  package func watchdog() -> Bool { send(["WATCHDOG=1"]) }

  private static func status(_ text: String) -> String {
    var line = LogEscaping.escaped(text)
    if line.utf8.count > maximumStatusBytes {
      // Characters, not bytes: at most as many, and never a broken one.
      while line.utf8.count > maximumStatusBytes - 3 { line.removeLast() }
      line += "…"
    }
    return "STATUS=" + line
  }

  private static func monotonicMicroseconds() -> Int64 {
    var now = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
  }

  /// The name as it stands in `sun_path`; nil for what is neither a path nor an abstract name, or
  /// too long.
  private static func address(of socket: String) -> [UInt8]? {
    var bytes = Array(socket.utf8)
    guard bytes.count > 1, bytes.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path),
      bytes[0] == UInt8(ascii: "/") || bytes[0] == UInt8(ascii: "@")
    else { return nil }
    if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
    return bytes
  }

  private func send(_ assignments: [String]) -> Bool {
    guard let name = address else { return false }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var target = sockaddr_un()
    target.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &target.sun_path) { unsafe $0.copyBytes(from: name) }
    let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
    let length = socklen_t(offset + name.count)
    let message = Array(assignments.joined(separator: "\n").utf8)
    let sent = unsafe withUnsafePointer(to: &target) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe sendto(
          descriptor, message, message.count,
          Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), $0, length)
      }
    }
    return sent == message.count
  }
}
