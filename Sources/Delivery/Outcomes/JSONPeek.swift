/// Reads single members out of the small JSON bodies with which receivers explain themselves,
/// without trusting that they are JSON: the first `"key":` anywhere in the text counts. O(length);
/// never fails on hostile input.
package enum JSONPeek {
  /// The text of a string member, its escapes left as they are; nil when there is none.
  package static func string(_ key: String, in body: [UInt8]) -> String? {
    guard let start = value(of: key, in: body), start < body.count,
      body[start] == UInt8(ascii: "\"")
    else { return nil }
    var end = start + 1
    while end < body.count, body[end] != UInt8(ascii: "\"") {
      end += body[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    return String(decoding: body[(start + 1)..<min(end, body.count)], as: UTF8.self)
  }

  /// The text of a number or of a word such as `true`; nil when the member is missing or of another
  /// kind.
  package static func scalar(_ key: String, in body: [UInt8]) -> String? {
    guard let start = value(of: key, in: body) else { return nil }
    let text = body[start...].prefix(40).prefix { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "E"):
        true
      default: false
      }
    }
    return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
  }

  /// Whether the body looks like a JSON object at all.
  package static func isObject(_ body: [UInt8]) -> Bool {
    body.first { !isSpace($0) } == UInt8(ascii: "{")
  }

  /// The index of the first byte of the value of a member.
  private static func value(of key: String, in body: [UInt8]) -> Int? {
    let needle = Array("\"\(key)\"".utf8)
    var position = 0
    while position + needle.count < body.count {
      guard body[position] == needle[0], body[position...].starts(with: needle) else {
        position += 1
        continue
      }
      var next = position + needle.count
      while next < body.count, isSpace(body[next]) { next += 1 }
      guard next < body.count, body[next] == UInt8(ascii: ":") else {
        position += needle.count
        continue
      }
      next += 1
      while next < body.count, isSpace(body[next]) { next += 1 }
      return next < body.count ? next : nil
    }
    return nil
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
