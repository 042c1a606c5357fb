import Foundation

/// Reads a message as a client does, by the rules of RFC 5322, 2045 and 2047, independently of what
/// wrote it.
struct MailReader {
  var headers: [(name: String, value: String)] = []
  /// The parts of the body by type, decoded; a message of one part has one.
  var parts: [(type: String, text: String)] = []
  /// What breaks the rules of the wire.
  var faults: [String] = []

  init(_ bytes: [UInt8]) {
    let whole = String(decoding: bytes, as: UTF8.self)
    if bytes.contains(where: { $0 > 0x7E || ($0 < 0x20 && $0 != 0x0D && $0 != 0x0A) }) {
      faults.append("a byte that is not printable ASCII")
    }
    let lines = whole.components(separatedBy: "\r\n")
    if lines.contains(where: { $0.utf8.contains(0x0A) || $0.utf8.contains(0x0D) }) {
      faults.append("a line end that is none")
    }
    if let long = lines.first(where: { $0.utf8.count > 78 }) {
      faults.append("a line of \(long.utf8.count): \(long)")
    }
    if let white = lines.first(where: { $0.hasSuffix(" ") || $0.hasPrefix(".") }) {
      faults.append("a line that SMTP may change: \(white)")
    }
    let entity = Self.entity(lines[...])
    headers = entity.headers
    let type = header("Content-Type") ?? ""
    if let boundary = type.components(separatedBy: "boundary=\"").dropFirst().first?.dropLast() {
      var part: [String]?
      for line in entity.body {
        if line == "--\(boundary)" || line == "--\(boundary)--" {
          if let part { parts.append(Self.part(Self.entity(part[...]))) }
          part = line.hasSuffix("--") ? nil : []
        } else {
          part?.append(line)
        }
      }
    } else {
      parts = [Self.part(entity)]
    }
  }

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
  func text(_ type: String) -> String? { parts.first { $0.type == type }?.text }

  private typealias Entity = (headers: [(name: String, value: String)], body: [String])

  private static func entity(_ lines: ArraySlice<String>) -> Entity {
    var headers: [(name: String, value: String)] = []
    let end = lines.firstIndex(of: "") ?? lines.endIndex
    for line in lines[..<end] {
      if line.hasPrefix(" "), let last = headers.indices.last {
        headers[last].value += line
      } else {
        let name = line.prefix { $0 != ":" }
        headers.append((String(name), String(line.dropFirst(name.count + 1).drop { $0 == " " })))
      }
    }
    return (headers, Array(lines[end...].dropFirst()))
  }

  private static func part(_ entity: Entity) -> (type: String, text: String) {
    let type = entity.headers.first { $0.name == "Content-Type" }?.value ?? ""
    let text = entity.body.joined(separator: "\n").replacing("=\n", with: "")
    return (String(type.prefix { $0 != ";" }), decoded(text, escape: "="))
  }

  /// With encoded words decoded; white space between two of them is none.
  static func words(_ text: String) -> String {
    var result = ""
    var wasEncoded = false
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if word.hasPrefix("=?utf-8?Q?"), word.hasSuffix("?=") {
        if !wasEncoded, !result.isEmpty { result += " " }
        result += decoded(
          word.dropFirst(10).dropLast(2).replacing("_", with: " "), escape: "=")
        wasEncoded = true
      } else {
        result += (result.isEmpty ? "" : " ") + word
        wasEncoded = false
      }
    }
    return result
  }

  private static func decoded(_ text: some StringProtocol, escape: String) -> String {
    String(text).replacing("%", with: "%25").replacing(escape, with: "%").removingPercentEncoding
      ?? "undecodable: \(text)"
  }
}
