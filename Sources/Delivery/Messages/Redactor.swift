package import SpendCore

/// Takes secrets out of a text that came from outside, such as the body of an error page that
/// reflects the URL it was called with: in whatever form of ``SecretForms``, upper or lower case.
package struct Redactor: Sendable {
  /// By their first four bytes, longer ones first; of ASCII lower case alone.
  private let forms: [UInt32: [[UInt8]]]

  package init(_ secrets: [Secret]) {
    let forms = Set(secrets.flatMap { SecretForms.all(of: $0.reveal()) }.map(Self.folded))
    self.forms = Dictionary(grouping: forms) { Self.start($0, at: 0) }
      .mapValues { $0.sorted { $0.count > $1.count } }
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

  /// The text with every secret in it replaced by `<redacted>`, and all that two of them share.
  package func mask(_ text: String) -> String {
    let (bytes, folded) = (Array(text.utf8), Self.folded(text))
    var result: [UInt8] = []
    // Of what is covered so far.
    var end = 0
    for position in bytes.indices {
      if let length = secret(in: folded, at: position) {
        if position >= end { result += "<redacted>".utf8 }
        end = max(end, position + length)
      }
      if position >= end { result.append(bytes[position]) }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The length of the longest form that begins there.
  private func secret(in bytes: [UInt8], at position: Int) -> Int? {
    guard position + 4 <= bytes.count else { return nil }
    return forms[Self.start(bytes, at: position)]?
      .first { bytes[position...].starts(with: $0) }?.count
  }

  private static func start(_ bytes: [UInt8], at position: Int) -> UInt32 {
    bytes[position..<position + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func folded(_ text: String) -> [UInt8] {
    text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }
}
