import Glibc
import Reporting
import Synchronization

/// Reads what another program writes and notes when each line with a probe's name came in.
final class LineReader: Sendable {
  private let arrivals: Arrivals
  private let process: ChildID

  /// Shared with the reading thread, which outlives the reader by a moment.
  private final class Arrivals: Sendable {
    let times = Mutex<[String: Double]>([:])
  }

  private struct ChildID: Sendable {
    var id: pid_t
  }

  init(_ arguments: [String]) throws {
    let child = try ChildProcess(arguments, keepsOutput: true)
    let output = dup(child.output)
    let found = Arrivals()
    arrivals = found
    process = ChildID(id: child.id)
    child.letGo()
    Workers.start { Self.read(output, found) }
  }

  deinit {
    kill(process.id, SIGKILL)
    waitpid(process.id, nil, 0)
  }

  var times: [String: Double] { arrivals.times.withLock { $0 } }

  private static func read(_ output: Int32, _ arrivals: Arrivals) {
    defer { close(output) }
    let mark = Array("\"user_id\":\"probe-".utf8)
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var rest: [UInt8] = []
    while true {
      let count = unsafe Glibc.read(output, &buffer, buffer.count)
      guard count > 0 else { return }
      let now = Clock.seconds()
      rest += buffer[..<count]
      guard let end = rest.lastIndex(of: 10) else { continue }
      let text = String(decoding: rest[..<end], as: UTF8.self)
      rest.removeFirst(end + 1)
      for range in text.ranges(of: String(decoding: mark, as: UTF8.self)) {
        let name = "probe-" + text[range.upperBound...].prefix { $0.isNumber }
        arrivals.times.withLock { if $0[name] == nil { $0[name] = now } }
      }
    }
  }
}
