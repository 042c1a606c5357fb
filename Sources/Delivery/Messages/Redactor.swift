import FoundationEssentials
package import SpendCore

/// Takes secrets out of a text that came from outside, such as the body of an error page that
/// reflects the URL it was called with.
package struct Redactor: Sendable {
  private let values: [String]

  /// - Parameter secrets: what is masked; of a URL also its path and query, on their own.
  package init(_ secrets: [Secret]) {
    let values = secrets.flatMap { Self.forms(of: $0.reveal()) }
    // Longer ones first: a part must not spoil the match of the whole.
    self.values = Set(values).sorted { $0.utf8.count > $1.utf8.count }
  }

  package init(settings: ReceiverSettings) { self.init(settings.everySecret) }

  /// For what any server answers: it may know the secrets of others.
  package init(_ configuration: Configuration) {
    let heartbeat = configuration.heartbeat.map { [$0.url] } ?? []
    self.init(configuration.receivers.flatMap(\.everySecret) + heartbeat)
  }

  /// At most 200 characters of the text on one line, with every secret replaced by `<redacted>`.
  package func echo(_ text: String) -> String {
    SafeText.line(mask(SafeText.cut(text, limit: 8192)), limit: 200)
  }

  /// The text with every secret in it replaced by `<redacted>`.
  package func mask(_ text: String) -> String {
    values.reduce(text) { Self.replace($1, in: $0) }
  }

  /// Parts of paths that every user of a service has.
  private static let publicWords: Set<String> = [
    "services", "webhooks", "webhookb2", "workflows", "triggers", "incomingwebhook", "wait=true",
    "api-version", "pagerduty",
  ]

  private static func forms(of text: String) -> [String] {
    var forms = [text]
    var rest = text[...]
    if let scheme = Self.range(of: "://", in: rest) { rest = rest[scheme.upperBound...] }
    if rest.startIndex != text.startIndex, let slash = rest.firstIndex(of: "/") {
      let path = rest[slash...]
      forms.append(String(path))
      // Each part of a path or query that is long enough to be a token.
      forms += path.split(whereSeparator: { "/?&=".contains($0) }).map(String.init)
        .filter { $0.utf8.count >= 8 && !publicWords.contains($0.lowercased()) }
    }
    if rest.startIndex != text.startIndex, let at = rest.firstIndex(of: "@") {
      forms.append(String(rest[..<at]))
      if let colon = rest[..<at].firstIndex(of: ":") {
        forms.append(String(rest[rest.index(after: colon)..<at]))
      }
    }
    if text.hasPrefix("whsec_") { forms.append(String(text.dropFirst(6))) }
    if let space = text.lastIndex(of: " ") {
      let token = String(text[text.index(after: space)...])
      forms.append(token)
      if text.hasPrefix("Basic "), let login = Data(base64Encoded: token) {
        forms.append(
          String(decoding: login.drop { $0 != UInt8(ascii: ":") }.dropFirst(), as: UTF8.self))
      }
    }
    forms += encoded(text)
    // A bare "/" or a word of three letters would mask half of every text and hide nothing.
    return forms.filter { $0.utf8.count >= 4 }
  }

  /// What base64 makes of a text wherever it stands in what is encoded, as in a login that is
  /// reflected: without the digits that its neighbours share.
  private static func encoded(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    guard bytes.count >= 6 else { return [] }
    return (0..<3).map { offset in
      let digits = Data([UInt8](repeating: 0, count: offset) + bytes).base64EncodedString()
      let whole = (offset + bytes.count) * 8 / 6
      return String(digits.prefix(whole).dropFirst(offset == 0 ? 0 : offset + 1))
    }
  }

  private static func range(of part: String, in text: Substring) -> Range<String.Index>? {
    var start = text.startIndex
    while start < text.endIndex {
      if text[start...].utf8.starts(with: part.utf8) {
        return start..<text.index(start, offsetBy: part.count)
      }
      start = text.index(after: start)
    }
    return nil
  }

  private static func replace(_ part: String, in text: String) -> String {
    let needle = Array(part.utf8)
    let hay = Array(text.utf8)
    guard needle.count <= hay.count else { return text }
    var result: [UInt8] = []
    var position = 0
    while position < hay.count {
      if hay[position] == needle[0], hay[position...].starts(with: needle) {
        result += "<redacted>".utf8
        position += needle.count
      } else {
        result.append(hay[position])
        position += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
