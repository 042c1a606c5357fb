import Glibc
import Logging

/// Entries as lines of text: `2026-11-21T14:20:05.123Z warning  message key=value …`. Where it goes
/// to a stream of journald, `<N>` in front carries the priority (sd-daemon(3)) and the time is left
/// to the journal.
package struct TextLogSink: LogSink {
  private let output: LogOutput
  private let put: @Sendable (String) -> Void

  /// Writes through `put`, one whole line with its end at a time.
  package init(output: LogOutput, put: @escaping @Sendable (String) -> Void) {
    self.output = output
    self.put = put
  }

  package func write(_ record: LogRecord) { put(Self.line(record, output: output)) }

  package static func line(_ record: LogRecord, output: LogOutput) -> String {
    if output.isJournalStream {
      return "<\(record.priority)>" + text(record) + "\n"
    }
    let level = record.level.rawValue
    let padding = String(repeating: " ", count: max(0, 8 - level.utf8.count))
    let shown = output.hasColours ? colour(record.priority) + level + "\u{1b}[0m" : level
    return "\(record.time) \(shown)\(padding) " + text(record) + "\n"
  }

  /// The message with its fields, escaped.
  package static func text(_ record: LogRecord) -> String {
    var text = LogEscaping.escaped(record.message)
    for field in record.fields {
      text += " " + LogEscaping.escaped(field.key) + "=" + LogEscaping.quoted(field.value)
    }
    return text
  }

  private static func colour(_ priority: Int) -> String {
    switch priority {
    case ...3: "\u{1b}[31m"
    case 4: "\u{1b}[33m"
    case 5: "\u{1b}[1m"
    default: "\u{1b}[2m"
    }
  }
}
