package import SpendCore

/// Takes secrets out of a text that came from outside, such as the body of an error page that
/// reflects the URL it was called with: in whatever form of ``SecretForms``, upper or lower case,
/// and however it is disguised: whoever cleans or decodes the text later must not find one either.
package struct Redactor: Sendable {
  /// By their first four bytes, longer ones first; of ASCII lower case alone.
  private let forms: [UInt32: [[UInt8]]]

  package init(_ secrets: [Secret]) {
    let texts = secrets.flatMap { SecretForms.all(of: $0.reveal()) }
    let forms = Set(texts.map { Self.folded(DisguisedText($0).bytes) }.filter { $0.count >= 4 })
    self.forms = Dictionary(grouping: forms) { Self.start($0, at: 0) }
      .mapValues { $0.sorted { $0.count > $1.count } }
  }

  package init(settings: ReceiverSettings) { self.init(settings.everySecret) }

  /// For what any server answers: it may know the secrets of others.
  package init(_ configuration: Configuration) {
    let heartbeat = configuration.heartbeat.map { [$0.url] } ?? []
    self.init(configuration.receivers.flatMap(\.everySecret) + heartbeat)
  }

  /// At most 200 characters of the text on one line, with every secret replaced by `<redacted>`;
  /// cut afterwards, so that no secret is cut out of recognition.
  package func echo(_ text: String) -> String {
    SafeText.line(mask(text), limit: 200)
  }

  /// The text with every secret in it replaced by `<redacted>`, and all that two of them share.
  package func mask(_ text: String) -> String {
    var found: [Range<Int>] = []
    var disguised: DisguisedText? = DisguisedText(text)
    // An escape may be escaped by whoever passes it on, and once more by the next.
    for _ in 0..<4 {
      guard let plain = disguised else { break }
      let folded = Self.folded(plain.bytes)
      for position in folded.indices {
        guard let length = secret(in: folded, at: position) else { continue }
        found.append(plain.source(of: position..<(position + length)))
      }
      disguised = plain.unescaped()
    }
    return found.isEmpty ? text : Self.cover(found, in: Array(text.utf8))
  }

  private static func cover(_ found: [Range<Int>], in bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    // Of what is covered so far.
    var end = 0
    for range in found.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound >= end {
        result += bytes[end..<range.lowerBound]
        result += "<redacted>".utf8
      }
      end = max(end, range.upperBound)
    }
    return String(decoding: result + bytes[end...], as: UTF8.self)
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

  private static func folded(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }
}
