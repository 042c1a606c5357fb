package import Logging
package import SpendCore

/// One log entry on its way from the caller to the thread that writes it. Its texts are raw, as the
/// caller gave them, but bounded: a message or value is at most ``maximumBytes`` and an entry at
/// most ``maximumFields`` fields, so that a queue of them is bounded too. Whoever writes it escapes
/// it for where it goes.
package struct LogRecord: Sendable {
  package struct Field: Hashable, Sendable {
    /// The metadata key as the caller wrote it, in lower case with dashes: `alert-id`.
    package var key: String
    package var value: String
  }

  /// The longest message or value in bytes of UTF-8.
  package static let maximumBytes = 4096
  package static let maximumFields = 48

  package var time: Timestamp
  package var level: Logger.Level
  /// 0 to 7, as syslog(3) has it.
  package var priority: Int
  /// 32 lower-case hexadecimal digits, for entries of the catalog.
  package var messageID: String?
  package var message: String
  /// Whether the message says all that a person needs; else the fields are appended to it where
  /// only it is shown.
  package var isComplete: Bool
  /// Sorted by key.
  package var fields: [Field]
  package var file: String
  package var function: String
  package var line: UInt

  /// What the record costs in a queue, roughly.
  package var byteCount: Int {
    fields.reduce(256 + message.utf8.count) { $0 + 32 + $1.key.utf8.count + $1.value.utf8.count }
  }

  /// A text cut to the bound at a boundary of characters, with `…` where something is missing.
  package static func bounded(_ text: String) -> String {
    guard text.utf8.count > maximumBytes else { return text }
    var end = text.utf8.index(text.utf8.startIndex, offsetBy: maximumBytes - 3)
    while end > text.startIndex, text.unicodeScalars.index(roundedDown: end) != end {
      end = text.utf8.index(before: end)
    }
    return String(text[..<end]) + "…"
  }
}

extension String.UnicodeScalarView {
  /// The boundary of a scalar at or before an index.
  fileprivate func index(roundedDown index: Index) -> Index {
    index == endIndex ? index : Index(index, within: self) ?? startIndex
  }
}
