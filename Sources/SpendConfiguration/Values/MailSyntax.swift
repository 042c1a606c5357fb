package import SpendCore

/// Servers and addresses of mail, as they stand in a configuration.
package enum MailSyntax {
  /// What is wrong, in words that fit after the key.
  package struct Fault: Error, Hashable { package var message: String }

  /// `smtp://host`, `smtps://host:port`.
  package static func server(
    _ text: String
  ) throws(Fault) -> (isTLS: Bool, host: String, port: Int?) {
    let lowered = text.lowercased()
    guard let scheme = ["smtp://", "smtps://"].first(where: { lowered.hasPrefix($0) }) else {
      throw Fault(message: "must be a server that begins with smtps:// or smtp://")
    }
    guard text.utf8.count <= 300, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw Fault(message: "is not a server: smtps://mail.example or smtp://mail.example:587")
    }
    var rest = text.dropFirst(scheme.count)
    if rest.hasSuffix("/") { rest.removeLast() }
    guard !rest.contains("@") else {
      throw Fault(message: "must not hold a login; write username and password")
    }
    guard !rest.contains(where: { "/?#%\\".contains($0) }) else {
      throw Fault(message: "must be a scheme, a host and a port alone")
    }
    do throws(WebAddress.Fault) {
      let (host, port) = try WebAddress.hostAndPort(rest)
      return (scheme == "smtps://", host, port)
    } catch {
      throw Fault(message: error.message)
    }
  }

  /// `spend@example.com`, `Spend <spend@example.com>`: one address, without what only quotes or
  /// SMTPUTF8 could carry (RFC 5321, section 4.1.2).
  package static func address(_ text: String) throws(Fault) -> MailAddress {
    var name: String?
    var address = text[...]
    if let open = text.lastIndex(of: "<"), text.last == ">" {
      address = text[text.index(after: open)...].dropLast()
      var words = text[..<open]
      while words.last == " " { words.removeLast() }
      if words.count > 1, words.first == "\"", words.last == "\"" {
        words = words.dropFirst().dropLast()
      }
      name = words.isEmpty ? nil : String(words)
    }
    // What stands before the last of several addresses is no name.
    guard name.map({ !$0.contains("@") }) ?? !text.contains(",") else {
      throw Fault(message: "is more than one address; write a list: [a@example.com, b@example.com]")
    }
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, isLocal(parts[0]), isDomain(parts[1]), address.utf8.count <= 254 else {
      throw Fault(
        message: "is not a mail address, like spend@example.com or Spend <spend@example.com>")
    }
    return MailAddress(name: name, String(address))
  }

  private static func isLocal(_ text: Substring) -> Bool {
    (1...64).contains(text.utf8.count) && !text.hasPrefix(".") && !text.hasSuffix(".")
      && !text.contains("..")
      && text.utf8.allSatisfy { isAlphanumeric($0) || "!#$%&'*+-/=?^_`{|}~.".utf8.contains($0) }
  }

  private static func isDomain(_ text: Substring) -> Bool {
    if text.hasPrefix("["), text.hasSuffix("]") {
      return text.count > 2
        && text.dropFirst().dropLast().utf8.allSatisfy {
          isAlphanumeric($0) || ".:".utf8.contains($0)
        }
    }
    return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      !label.isEmpty && !label.hasPrefix("-") && !label.hasSuffix("-")
        && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }
}
