package import Logging
package import SpendCore

/// The swift-log backend: turns an event into a ``LogRecord`` and puts it in the queue. Never
/// blocks. Metadata keys that mean something else than a field:
///
/// * `message-id`: the id of the entry in the message catalog, 32 hexadecimal digits;
/// * `priority`: 0 to 7, in place of the level's own;
/// * `message-complete`: the message says all, and the fields are not repeated in the journal's
///   MESSAGE.
package struct DaemonLogHandler: LogHandler {
  package static let programLabel = "spendwatch"

  package var metadata: Logger.Metadata = [:]
  package var logLevel: Logger.Level
  package var metadataProvider: Logger.MetadataProvider?

  private let label: String
  private let append: @Sendable (LogRecord) -> Void
  private let now: @Sendable () -> Timestamp

  package init(label: String, level: Logger.Level, queue: LogQueue) {
    self.init(label: label, level: level) { queue.append($0) }
  }

  /// With any taker of records, for tests: no thread, no global state.
  package init(
    label: String = DaemonLogHandler.programLabel, level: Logger.Level = .info,
    now: @escaping @Sendable () -> Timestamp = { .wallClock() },
    append: @escaping @Sendable (LogRecord) -> Void
  ) {
    self.label = label
    logLevel = level
    self.now = now
    self.append = append
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var all = metadata
    if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
    if let own = event.metadata { all.merge(own) { $1 } }
    if let error = event.error { all["error"] = "\(error)" }
    if label != Self.programLabel { all["component"] = .string(label) }
    let messageID = all.removeValue(forKey: "message-id")?.description
    let priority = all.removeValue(forKey: "priority").flatMap { Int($0.description) }
    let isComplete = all.removeValue(forKey: "message-complete") != nil
    let fields = all.sorted { $0.key < $1.key }.prefix(LogRecord.maximumFields)
    append(
      LogRecord(
        time: now(), level: event.level,
        priority: priority.flatMap { (0...7).contains($0) ? $0 : nil } ?? event.level.priority,
        messageID: messageID, message: LogRecord.bounded(event.message.description),
        isComplete: isComplete,
        fields: fields.map { .init(key: $0.key, value: LogRecord.bounded($0.value.description)) },
        file: event.file, function: event.function, line: event.line))
  }
}
