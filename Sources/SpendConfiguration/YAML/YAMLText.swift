/// The bytes of a document, looked at before the parser sees them: UTF-8 without control
/// characters, and not too long.
enum YAMLText {
  /// A thousand budgets fit several times.
  static let maxBytes = 1 << 20

  /// Without a byte order mark.
  /// - Throws: at the first byte that is no text. O(bytes).
  static func checked(
    _ bytes: [UInt8], limit: Int = maxBytes
  ) throws(YAMLFailure) -> ArraySlice<UInt8> {
    guard bytes.count <= limit else { throw tooLarge }
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    var line = 1
    var column = 1
    var iterator = text.makeIterator()
    var decoder = UTF8()
    while true {
      switch decoder.decode(&iterator) {
      case .emptyInput: return text
      case .error:
        throw YAMLFailure(line: line, column: column, message: "is not UTF-8 text")
      case .scalarValue("\n"): (line, column) = (line + 1, 1)
      case .scalarValue(let scalar):
        guard isText(scalar) else {
          let what = scalar == "\0" ? "a NUL byte" : "a control character"
          throw YAMLFailure(
            line: line, column: column, message: "\(what) does not belong in a text file")
        }
        column += 1
      }
    }
  }

  static let tooLarge = YAMLFailure(
    message: "is larger than 1 MiB, the most that a configuration can be")

  /// YAML 1.1, section 5.1.
  private static func isText(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0D, 0x85: true
    case 0..<0x20, 0x7F..<0xA0, 0xFEFF, 0xFFFE, 0xFFFF: false
    default: true
    }
  }
}
