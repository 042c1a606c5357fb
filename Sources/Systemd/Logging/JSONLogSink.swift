import Logging

/// Entries as JSON objects, one a line: `time`, `level`, `priority`, `message`, `message_id` for
/// entries of the catalog, and the fields with `_` for every `-` and `.` (`alert_id`). A field that
/// would take one of those names, or one that is there already, gets `_` in front, so that no key
/// occurs twice.
package struct JSONLogSink: LogSink {
  private let put: @Sendable (String) -> Void

  package init(put: @escaping @Sendable (String) -> Void) { self.put = put }

  package func write(_ record: LogRecord) { put(Self.line(record)) }

  package static func line(_ record: LogRecord) -> String {
    var text =
      "{\"time\":\"\(record.time)\",\"level\":\"\(record.level.rawValue)\""
      + ",\"priority\":\(record.priority),\"message\":" + string(record.message)
    if let id = record.messageID { text += ",\"message_id\":" + string(id) }
    var used: Set<String> = ["time", "level", "priority", "message", "message_id"]
    for field in record.fields {
      var name = String(field.key.map { $0 == "-" || $0 == "." ? "_" : $0 })
      while !used.insert(name).inserted { name = "_" + name }
      text += "," + string(name) + ":" + string(field.value)
    }
    return text + "}\n"
  }

  /// A JSON string (RFC 8259); also escaped is what is harmful on a terminal.
  private static func string(_ value: String) -> String {
    var result = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
          || (0x2028...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
