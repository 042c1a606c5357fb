import SpendCore

/// One header field of a message, folded into lines of at most 78 ASCII characters where its parts
/// allow it (RFC 5322), text that is not plain as encoded words (RFC 2047). No value can begin
/// another field: what it is made of is one sanitised line.
enum MailHeader {
  /// `Subject: …`.
  static func text(_ name: String, _ text: String) -> String {
    let line = SafeText.line(text, limit: 1000)
    return fold(name, isPlain(line) ? words(line) : encodedWords(line, beside: name))
  }

  /// `To: Jane <jane@example.com>, joe@example.com`.
  static func addresses(_ name: String, _ addresses: [MailAddress]) -> String {
    var parts: [String] = []
    for (index, address) in addresses.enumerated() {
      let comma = index + 1 < addresses.count ? "," : ""
      if let person = address.name {
        parts += phrase(SafeText.line(person, limit: 200), beside: name)
        parts.append("<\(address.address)>\(comma)")
      } else {
        parts.append(address.address + comma)
      }
    }
    return fold(name, parts)
  }

  /// `References: <…> <…>`.
  static func identifiers(_ name: String, _ identifiers: [String]) -> String {
    fold(name, identifiers.map { "<\($0)>" })
  }

  // MARK: Parts

  /// Parts that stay whole, one space apart, on as many lines as it takes.
  private static func fold(_ name: String, _ parts: [String]) -> String {
    var result = name + ":"
    var column = result.utf8.count
    for (index, part) in parts.enumerated() {
      if index > 0, column + 1 + part.utf8.count > 78 {
        result += "\r\n"
        column = 0
      }
      result += " " + part
      column += 1 + part.utf8.count
    }
    return result + "\r\n"
  }

  private static func words(_ text: String) -> [String] {
    text.split(separator: " ").map(String.init)
  }

  /// Whether a reader sees what is written: printable ASCII, no word that looks encoded, no space
  /// that folding could lose.
  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
      && !text.contains("  ") && text.first != " " && text.last != " "
      && words(text).allSatisfy { $0.utf8.count <= 70 }
  }

  /// A name in front of an address: bare, in quotes, or encoded.
  private static func phrase(_ text: String, beside name: String) -> [String] {
    guard isPlain(text), text.utf8.count <= 60 else { return encodedWords(text, beside: name) }
    if text.utf8.allSatisfy({ $0 == 0x20 || isAlphanumeric($0) }) { return words(text) }
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return ["\"\(escaped)\""]
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }

  /// `=?utf-8?Q?…?=`, as many as it takes, none of which splits a character. Of ASCII only letters
  /// and digits stand for themselves, so that the result is right in any place of any header.
  private static func encodedWords(_ text: String, beside name: String) -> [String] {
    let room = max(24, 62 - name.utf8.count)
    var words: [String] = []
    var word = ""
    for scalar in text.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      let piece =
        bytes == [0x20]
        ? "_"
        : bytes.count == 1 && isAlphanumeric(bytes[0])
          ? String(scalar)
          : String(decoding: bytes.flatMap(QuotedPrintable.escape), as: UTF8.self)
      if word.utf8.count + piece.utf8.count > room {
        words.append(word)
        word = ""
      }
      word += piece
    }
    return (words + [word]).map { "=?utf-8?Q?\($0)?=" }
  }
}
