import CVectorLoads

/// Turns the inside of a quoted string with escapes, already checked, into its text.
///
/// A surrogate pair is one character; a surrogate that is alone becomes U+FFFD, as does a Python
/// escape that names no character. In Python's repr escapes of `\x80` and above are code points too
/// (strings, not bytes).
enum TextUnescaper {
  /// Appends the text to `out`. Reads up to 16 bytes past the source. O(length).
  static func unescape(
    _ source: UnsafeBufferPointer<UInt8>, isPython: Bool, into out: inout ByteArena
  ) {
    guard var p = source.baseAddress else { return }
    let end = p + source.count
    while p < end {
      let run = p
      while p < end {
        let marks = cvl_equal_to16(p, UInt8(ascii: "\\"))
        p += marks == 0 ? 16 : marks.trailingZeroBitCount
        if marks != 0 { break }
      }
      p = min(p, end)
      out.append(run, count: p - run)
      guard p < end else { return }
      let kind = p[1]
      p += 2
      switch kind {
      case UInt8(ascii: "b"): out.append(0x08)
      case UInt8(ascii: "f"): out.append(0x0C)
      case UInt8(ascii: "n"): out.append(0x0A)
      case UInt8(ascii: "r"): out.append(0x0D)
      case UInt8(ascii: "t"): out.append(0x09)
      case UInt8(ascii: "x") where isPython: append(codeUnit(&p, digits: 2), &out)
      case UInt8(ascii: "U") where isPython: append(codeUnit(&p, digits: 8), &out)
      case UInt8(ascii: "u"): append(scalar(&p, end: end, isPython: isPython), &out)
      default: out.append(kind)
      }
    }
  }

  /// The value of hexadecimal digits; nil when one is not. Stops reading at the first that is not.
  static func hexValue(_ p: UnsafePointer<UInt8>, digits: Int) -> UInt32? {
    var value: UInt32 = 0
    for index in 0..<digits {
      let byte = p[index]
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte &- UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte &- UInt8(ascii: "a") &+ 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte &- UInt8(ascii: "A") &+ 10
      default: return nil
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  private static func codeUnit(_ p: inout UnsafePointer<UInt8>, digits: Int) -> UInt32 {
    defer { p += digits }
    return hexValue(p, digits: digits) ?? 0xFFFD
  }

  /// The character of a `\u` escape and, when it is the first half of a pair, of the escape after
  /// it. Python writes surrogates only when they are alone, so there they never make a pair.
  private static func scalar(
    _ p: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, isPython: Bool
  ) -> UInt32 {
    let first = codeUnit(&p, digits: 4)
    guard !isPython, first >= 0xD800, first <= 0xDBFF, end - p >= 6,
      p[0] == UInt8(ascii: "\\"), p[1] == UInt8(ascii: "u"),
      let second = hexValue(p + 2, digits: 4), second >= 0xDC00, second <= 0xDFFF
    else { return first }
    p += 6
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
  }

  private static func append(_ value: UInt32, _ out: inout ByteArena) {
    let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { out.append(byte) }
  }
}
