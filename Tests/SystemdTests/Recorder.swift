import Logging
import SpendCore
import Synchronization

@testable import Systemd

/// Takes the records of a handler directly, without a thread.
final class Recorder: Sendable {
  private let taken = Mutex<[LogRecord]>([])

  var records: [LogRecord] { taken.withLock { $0 } }

  func logger(label: String = "spendwatch", level: Logger.Level = .trace) -> Logger {
    Logger(label: label) { label in
      DaemonLogHandler(
        label: label, level: level, now: { Timestamp(microseconds: 1_795_270_805_123_000) },
        append: { record in self.taken.withLock { $0.append(record) } })
    }
  }
}

/// A record with everything fixed but what a test cares about.
func record(
  _ message: String, priority: Int = 5, messageID: String? = nil, isComplete: Bool = false,
  fields: [LogRecord.Field] = []
) -> LogRecord {
  LogRecord(
    time: Timestamp(microseconds: 1_795_270_805_123_000), level: .notice, priority: priority,
    messageID: messageID, message: message, isComplete: isComplete, fields: fields,
    file: "Room/File.swift", function: "f()", line: 7)
}
