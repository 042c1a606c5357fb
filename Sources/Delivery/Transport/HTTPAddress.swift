/// A URL that may be handed to the network library, which stops the whole process over a port that
/// does not fit in 16 bits, and ignores a name and password in it.
struct HTTPAddress {
  /// Without name and password.
  let url: String
  let user: (name: String, password: String)?

  /// nil unless it is `http` or `https` with a host and, if any, a port from 1 to 65535, in
  /// printable characters.
  init?(_ text: String) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
      let scheme = text.firstRange(of: "://"),
      ["http", "https"].contains(text[..<scheme.lowerBound].lowercased())
    else { return nil }
    let rest = text[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    var host = authority
    if let at = authority.lastIndex(of: "@") {
      host = authority[authority.index(after: at)...]
      let name = authority[..<at].prefix { $0 != ":" }
      let password = authority[name.endIndex..<at].dropFirst()
      user = (Self.decoded(name), Self.decoded(password))
    } else {
      user = nil
    }
    guard Self.isValid(host: host) else { return nil }
    url = String(text[..<scheme.upperBound]) + host + rest[authority.endIndex...]
  }

  private static func isValid(host: Substring) -> Bool {
    if host.first == "[" {
      guard let close = host.firstIndex(of: "]") else { return false }
      return isValid(port: host[host.index(after: close)...])
    }
    let name = host.prefix { $0 != ":" }
    return !name.isEmpty && isValid(port: host[name.endIndex...])
  }

  /// Nothing, or a colon and a port.
  private static func isValid(port text: Substring) -> Bool {
    guard !text.isEmpty else { return true }
    let digits = text.dropFirst()
    guard text.first == ":", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return false
    }
    return digits.isEmpty || (Int(digits).map { (1...65_535).contains($0) } ?? false)
  }

  /// Percent escapes taken off; one that is none stays as it is.
  static func decoded(_ text: Substring) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var position = 0
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "%"), position + 2 < bytes.count,
        let value = UInt8(
          String(decoding: bytes[(position + 1)...(position + 2)], as: UTF8.self), radix: 16)
      {
        result.append(value)
        position += 3
      } else {
        result.append(bytes[position])
        position += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
