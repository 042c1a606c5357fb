package import Logging

/// Logging by kind.
extension Logger {
  /// Logs an entry of the catalog with the kind's priority and message id. `text` replaces the
  /// kind's own sentence with one that says all that a person needs ("support_qa spent $50.12 of
  /// $50.00"); without it the fields are shown after the sentence wherever only the message is.
  /// Neither needs escaping: that happens where it is written.
  package func log(
    kind: LogKind, _ text: String? = nil, metadata fields: Logger.Metadata = [:],
    file: String = #fileID, function: String = #function, line: UInt = #line
  ) {
    var metadata = fields
    metadata["message-id"] = .string(kind.messageID)
    if text != nil { metadata["message-complete"] = "true" }
    log(
      level: kind.level, "\(text ?? kind.sentence)", metadata: metadata, file: file,
      function: function, line: line)
  }
}
