import Logging
import SpendCore
import Systemd

/// Says at most once a minute and reason that lines were rejected: which file, offset and length,
/// never the text, which can be somebody's prompt (`--log-rejected` shows it).
struct RejectionLog {
  private struct Entry {
    var nextSeconds: Double = 0
    var count = 0
  }

  private var entries: [Rejection: Entry] = [:]
  private let logger: Logger

  init(logger: Logger) { self.logger = logger }

  mutating func write(
    _ reason: Rejection, path: String, offset: Int64, length: Int, look: String? = nil,
    monotonicSeconds: Double
  ) {
    var entry = entries[reason] ?? Entry()
    defer { entries[reason] = entry }
    entry.count += 1
    guard monotonicSeconds >= entry.nextSeconds else { return }
    let others = entry.count > 1 ? " (\(entry.count) since the last such entry)" : ""
    let metadata: Logger.Metadata = [
      "reason": .string(reason.rawValue), "path": .string(path),
      "offset": .stringConvertible(offset),
      "length": .stringConvertible(length),
    ]
    let words = ": \(look ?? reason.words)"
    logger.log(
      kind: .linesRejected,
      "line rejected as \(reason.rawValue): \(path) at offset \(offset), \(length) bytes\(words)\(others)",
      metadata: metadata)
    entry = Entry(nextSeconds: monotonicSeconds + 60, count: 0)
  }
}
