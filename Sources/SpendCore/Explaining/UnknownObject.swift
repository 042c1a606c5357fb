/// What a line looks like that is no event: the names of its keys, never a value, which can be
/// somebody's prompt.
package enum UnknownObject {
  /// What tells whose log it is, by keys that only it has together.
  private static let kinds: [(name: String, keys: Set<String>)] = [
    ("a LangSmith run", ["run_type", "trace_id"]),
    ("a LiteLLM log", ["call_type", "model_map_information"]),
    ("a LiteLLM log", ["litellm_call_id"]),
    ("an Anthropic response", ["stop_reason", "usage"]),
    ("an OpenAI response", ["object", "usage"]),
    ("a Gemini response", ["usageMetadata"]),
    ("a Bedrock log", ["modelId", "operation"]),
    ("a span of OpenTelemetry", ["resourceSpans"]),
  ]

  /// `objects with id, object, model, usage, … but no cost_usd; this looks like an OpenAI
  /// response`; nil when it is none.
  package static func describe(_ line: some Collection<UInt8>) -> String? {
    let keys = keys(of: line)
    guard !keys.isEmpty else { return nil }
    let shown = keys.prefix(5).map { SafeText.line($0, limit: 24) }
    let list = shown.joined(separator: ", ") + (keys.count > 5 ? ", …" : "")
    let known = Set(keys)
    let lacks = known.contains("cost_usd") ? "" : " but no cost_usd"
    let kind = kinds.first { $0.keys.isSubset(of: known) }.map { "; this looks like \($0.name)" }
    return "an object with \(list)\(lacks)\(kind ?? "")"
  }

  /// `text with level=, feature=, cost=, … (logfmt)` where all of it is pairs, else `text`: a word
  /// between others can be anything.
  package static func describe(text line: some Collection<UInt8>) -> String {
    guard let keys = pairKeys(of: line), keys.count > 1 else { return "text" }
    let list = keys.prefix(5).map { SafeText.line($0, limit: 24) + "=" }.joined(separator: ", ")
    return "text with \(list)\(keys.count > 5 ? ", …" : "") (logfmt)"
  }

  /// The keys of a line of `key=value key="a value"`; nil if anything else is in it. At most 64.
  private static func pairKeys(of line: some Collection<UInt8>) -> [String]? {
    var keys: [String] = []
    var rest = line[...]
    while true {
      rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
      guard !rest.isEmpty, keys.count < 64 else { return keys }
      let key = rest.prefix {
        let letter = $0 | 0x20
        return (0x61...0x7A).contains(letter) || (0x30...0x39).contains($0)
          || "_.-".utf8.contains($0)
      }
      rest = rest.dropFirst(key.count)
      guard !key.isEmpty, rest.first == UInt8(ascii: "=") else { return nil }
      keys.append(String(decoding: key, as: UTF8.self))
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "\"") {
        var isEscaped = true
        rest = rest.drop { byte in
          defer { isEscaped = !isEscaped && byte == UInt8(ascii: "\\") }
          return isEscaped || byte != UInt8(ascii: "\"")
        }
        rest = rest.dropFirst()
      } else {
        rest = rest.drop { $0 != UInt8(ascii: " ") && $0 != 0x0A && $0 != 0x09 }
      }
    }
  }

  /// The keys of the outermost object, in their order; at most 64.
  private static func keys(of line: some Collection<UInt8>) -> [String] {
    var keys: [String] = []
    var depth = 0
    var quote: UInt8?
    var isEscaped = false
    var text: [UInt8] = []
    for byte in line {
      if let open = quote {
        if isEscaped {
          isEscaped = false
          if text.count < 200 { text.append(byte) }
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == open {
          quote = nil
        } else if text.count < 200 {
          text.append(byte)
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        quote = byte
        text.removeAll()
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ":") where depth == 1 && !text.isEmpty:
        keys.append(String(decoding: text, as: UTF8.self))
        if keys.count == 64 { return keys }
        text.removeAll()
      default: break
      }
    }
    return keys
  }
}
