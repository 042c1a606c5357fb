/// A record as fields of the journal (systemd.journal-fields(7)). Own fields are `SPENDWATCH_` and
/// the metadata key in upper case with `_` for everything else than letters and digits; a name is
/// at most 64 bytes, or journald would silently drop the field. Values may hold newlines as far as
/// the journal is concerned (libsystemd sends their length), but they are escaped all the same,
/// because `journalctl -x` puts them into the catalog's text as they are.
package enum JournalFields {
  package static let identifier = "spendwatch"

  /// An entry as `NAME=value`, MESSAGE first.
  package static func fields(of record: LogRecord) -> [[UInt8]] {
    let message =
      record.isComplete ? LogEscaping.escaped(record.message) : TextLogSink.text(record)
    var fields = [
      field("MESSAGE", LogRecord.bounded(message)),
      field("PRIORITY", String(record.priority)),
      field("SYSLOG_IDENTIFIER", identifier),
      field("SYSLOG_FACILITY", "3"),
      field("CODE_FILE", record.file),
      field("CODE_LINE", String(record.line)),
      field("CODE_FUNC", record.function),
    ]
    if let id = record.messageID { fields.append(field("MESSAGE_ID", id)) }
    for own in record.fields {
      fields.append(
        field(name(of: own.key), LogRecord.bounded(LogEscaping.escaped(own.value))))
    }
    return fields
  }

  /// The name of the field for a metadata key: `alert-id` → `SPENDWATCH_ALERT_ID`.
  package static func name(of key: String) -> String {
    var name = "SPENDWATCH_"
    for byte in key.utf8.prefix(64 - name.utf8.count) {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"):
        name.unicodeScalars.append(Unicode.Scalar(byte - 32))
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        name.unicodeScalars.append(Unicode.Scalar(byte))
      default: name += "_"
      }
    }
    return name
  }

  private static func field(_ name: String, _ value: String) -> [UInt8] {
    Array("\(name)=\(value)".utf8)
  }
}
