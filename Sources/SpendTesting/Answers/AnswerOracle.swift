/// The status that the bytes of an answer name in their first line, told the obvious way (RFC 9112
/// section 4). Nothing is said of answers that begin with an interim one, whose head may be what
/// breaks.
package enum AnswerOracle {
  /// nil when the line is none of HTTP/1.0 or 1.1, not there as far as the byte after the status,
  /// or of an interim answer other than 101.
  package static func status(_ bytes: [UInt8]) -> Int? {
    let text = bytes.prefix(13)
    guard text.count == 13,
      text.starts(with: "HTTP/1.0 ".utf8) || text.starts(with: "HTTP/1.1 ".utf8),
      [UInt8(ascii: " "), UInt8(ascii: "\r"), UInt8(ascii: "\n")].contains(text[12]),
      text[9...11].allSatisfy({ (0x30...0x39).contains($0) }),
      let status = Int(String(decoding: text[9...11], as: UTF8.self)),
      !(100...199).contains(status) || status == 101
    else { return nil }
    return status
  }
}
