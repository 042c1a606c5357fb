import FoundationEssentials
import SpendCore

/// All that a secret may look like in the answer of somebody who was sent it: itself, what it is
/// made of, and each of these in base64 and in hexadecimal.
///
/// Who looks for it (``Redactor``) reads escapes, and takes upper and lower case for one.
enum SecretForms {
  /// Without an order; each of at least four bytes: a bare "/" or a word of three letters would
  /// mask half of every text and hide nothing.
  static func all(of text: String) -> Set<String> {
    let parts = parts(of: text)
    let plain = Set(parts + parts.map { HTTPAddress.decoded($0[...]) })
    return Set(plain.flatMap(spellings)).filter { $0.utf8.count >= 4 }
  }

  // MARK: What it is made of

  private static func parts(of text: String) -> [String] {
    var parts = [text]
    if let scheme = text.firstRange(of: "://") { parts += url(text[scheme.upperBound...]) }
    if text.hasPrefix("whsec_") { parts.append(String(text.dropFirst(6))) }
    // `Bearer …`, `Basic …`.
    if let space = text.lastIndex(of: " ") {
      let token = String(text[text.index(after: space)...])
      parts.append(token)
      if text.hasPrefix("Basic "), let bytes = Data(base64Encoded: token) {
        parts += login(String(decoding: bytes, as: UTF8.self))
      }
    }
    return parts
  }

  /// Parts of paths that every user of a service has.
  private static let publicWords: Set<String> = [
    "services", "webhooks", "webhookb2", "workflows", "triggers", "incomingwebhook", "wait=true",
    "api-version", "pagerduty",
  ]

  /// - Parameter rest: what comes after the scheme.
  private static func url(_ rest: Substring) -> [String] {
    let authority = rest.prefix { !"/?#".contains($0) }
    let path = rest[authority.endIndex...]
    var parts = [String(path)]
    // Each part of a path or query that is long enough to be a token.
    parts += path.split { "/?&=".contains($0) }.map(String.init)
      .filter { $0.utf8.count >= 8 && !publicWords.contains($0.lowercased()) }
    guard let at = authority.lastIndex(of: "@") else { return parts }
    let user = authority[..<at]
    parts += login(String(user))
    // As it is sent: what a client takes off first may be an escaped colon.
    let name = user.prefix { $0 != ":" }
    let password = HTTPAddress.decoded(user[name.endIndex...].dropFirst())
    return parts + login("\(HTTPAddress.decoded(name)):\(password)")
  }

  /// The whole, and the password; of a name alone, that is one.
  private static func login(_ text: String) -> [String] {
    let name = text.prefix { $0 != ":" }
    let password = text[name.endIndex...].dropFirst()
    return [text, String(password.isEmpty ? name : password)]
  }

  // MARK: How it is written

  private static func spellings(of text: String) -> [String] {
    [text, hexadecimal(text)] + base64(text)
  }

  private static func hexadecimal(_ text: String) -> String {
    guard text.utf8.count >= 4 else { return "" }
    return text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// On its own, and wherever it stands in what is encoded: then without the digits that its
  /// neighbours share. In both alphabets.
  private static func base64(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    guard bytes.count >= 6 else { return [] }
    let whole = Data(bytes).base64EncodedString()
    let inside = (0..<3).map { offset in
      let digits = Data([UInt8](repeating: 0, count: offset) + bytes).base64EncodedString()
      let count = (offset + bytes.count) * 8 / 6
      return String(digits.prefix(count).dropFirst(offset == 0 ? 0 : offset + 1))
    }
    let standard = inside + [whole, String(whole.prefix { $0 != "=" })]
    return standard
      + standard.map { $0.replacing("+", with: "-").replacing("/", with: "_") }
  }
}
