import Glibc
import Synchronization

@testable import Systemd

/// A sink that blocks in its first write until the gate is opened, as a stopped journald does, and
/// keeps what it got.
final class GatedSink: LogSink {
  private let records = Mutex<[LogRecord]>([])
  private let gate: (read: Int32, write: Int32)

  init() {
    var ends: [Int32] = [0, 0]
    _ = pipe(&ends)
    gate = (ends[0], ends[1])
  }

  deinit {
    close(gate.read)
    close(gate.write)
  }

  func write(_ record: LogRecord) {
    // The gate is level-triggered: once there is a byte in the pipe, it stays open.
    var request = pollfd(fd: gate.read, events: Int16(POLLIN), revents: 0)
    poll(&request, 1, -1)
    records.withLock { $0.append(record) }
  }

  func open() { _ = Glibc.write(gate.write, "x", 1) }

  var messages: [String] { records.withLock { $0.map(\.message) } }
}
