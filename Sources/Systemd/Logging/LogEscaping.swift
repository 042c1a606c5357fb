/// Makes text from events harmless where a person reads it: a feature may be called `x\n2026-…
/// error …` or carry a terminal's escape sequences. What is escaped are control characters (C0,
/// DEL, C1), the separators of lines and paragraphs, and the marks that reorder text; a backslash
/// is left alone.
package enum LogEscaping {
  /// Linear; text without anything to escape is returned as it is.
  package static func escaped(_ text: String) -> String {
    // 0xC2 begins the C1 controls, 0xD8 the Arabic letter mark, 0xE2 the separators and marks.
    let isPlain = text.utf8.allSatisfy {
      $0 >= 0x20 && $0 != 0x7F && $0 != 0xC2 && $0 != 0xD8 && $0 != 0xE2
    }
    if isPlain { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isHarmful(scalar) {
        result += escape(scalar)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A value after `key=`: in quotes if it is empty or holds white space, quotes or an equals
  /// sign.
  package static func quoted(_ value: String) -> String {
    let text = escaped(value)
    let isBare =
      !text.isEmpty
      && text.utf8.allSatisfy { $0 != 0x20 && $0 != 0x22 && $0 != 0x3D }
    if isBare { return text }
    var result = "\""
    for character in text.unicodeScalars {
      if character == "\"" { result += "\\" }
      result.unicodeScalars.append(character)
    }
    return result + "\""
  }

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A...0x202E,
      0x2066...0x2069:
      true
    default: false
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{" + String(scalar.value, radix: 16) + "}"
    }
  }
}
