import Logging
import SpendCore

/// The one entry that the log writes about itself.
extension LogRecord {
  /// "N log entries dropped", written by the log thread as soon as it can write again.
  static func droppedEntries(count: Int) -> LogRecord {
    let kind = LogKind.logEntriesDropped
    return LogRecord(
      time: .wallClock(), level: kind.level, priority: kind.priority, messageID: kind.messageID,
      message: "\(count) log \(count == 1 ? "entry" : "entries") dropped", isComplete: true,
      fields: [Field(key: "count", value: String(count))], file: #fileID, function: #function,
      line: #line)
  }
}
