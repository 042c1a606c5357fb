import Glibc
import SpendCore

/// Appends events to a log at a steady rate, as an application does.
struct LogWriter {
  private(set) var path: String
  private var descriptor: Int32
  private(set) var lines = 0
  private var number = 0

  init(_ path: String) throws {
    self.path = path
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw BenchFailure(unsafe "\(path): \(String(cString: strerror(errno)))")
    }
  }

  /// Renames the file and goes on in a new one.
  mutating func rotate(to name: String) throws {
    guard unsafe rename(path, name) == 0 else { throw BenchFailure("rename: \(name)") }
    close(descriptor)
    let before = (lines, number)
    self = try LogWriter(path)
    (lines, number) = before
  }

  /// One write call; fifty features by turns unless one is named, and users likewise.
  ///
  /// - Parameter users: what their names begin with, and how many there are.
  mutating func append(
    events count: Int, feature: String? = nil, at time: Timestamp = Clock.wall(),
    users: (prefix: String, count: Int) = ("user", 1000)
  ) throws {
    guard count > 0 else { return }
    let time = time.description
    var text = ""
    for _ in 0..<count {
      number += 1
      let feature = feature ?? "background_\(number % 50)"
      let user = "\(users.prefix)_\(number % users.count)"
      text += Self.line(time, feature, user: user, cost: "0.000000001")
    }
    try Bytes.writeAll(Array(text.utf8), to: descriptor)
    lines += count
  }

  /// One event that reaches a budget; the time just before it was written.
  mutating func probe(_ name: String) throws -> Double {
    let text = Self.line(Clock.wall().description, "probe", user: name, cost: "2")
    let start = Clock.seconds()
    try Bytes.writeAll(Array(text.utf8), to: descriptor)
    lines += 1
    return start
  }

  func end() { close(descriptor) }

  private static func line(
    _ time: String, _ feature: String, user: String, cost: String
  ) -> String {
    "{\"timestamp\":\"\(time)\",\"feature_name\":\"\(feature)\",\"user_segment\":\"pro\","
      + "\"user_id\":\"\(user)\",\"model\":\"gpt-4o-mini\",\"environment\":\"production\","
      + "\"priority_level\":\"normal\",\"cached\":false,\"input_tokens\":1200,"
      + "\"output_tokens\":300,\"cost_usd\":\(cost),\"request_type\":\"chat_completion\","
      + "\"latency_ms\":812}\n"
  }
}
