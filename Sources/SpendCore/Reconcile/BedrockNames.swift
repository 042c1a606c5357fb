/// What AWS calls the models that it bills: services (`Claude Sonnet 4.5 (Amazon Bedrock Edition)`)
/// and usage types (`USE1-NovaLite-input-tokens`, `USW2-MP:USW2_InputTokenCount-Units`). Source:
/// Amazon Bedrock User Guide, Understanding your Cost and Usage Report data.
enum BedrockNames {
  /// Which tokens a usage type is of.
  enum Tokens: Hashable { case input, cached, output }

  /// Of a service; nil for one that is not a model's.
  static func model(ofService service: String) -> String? {
    for ending in [" (Amazon Bedrock Edition)", " (Amazon Bedrock)"] where service.hasSuffix(ending)
    {
      return withoutVersion(service.dropLast(ending.count))
    }
    return nil
  }

  /// `Claude 3.5 Sonnet v2` is `claude-3-5-sonnet-20241022-v2:0` in logs.
  private static func withoutVersion(_ name: Substring) -> String {
    let words = name.split(separator: " ")
    guard words.count > 1, let last = words.last, last.first == "v",
      last.dropFirst().allSatisfy(\.isNumber), last.count > 1
    else { return String(name) }
    return words.dropLast().joined(separator: " ")
  }

  static func isBedrock(_ service: String) -> Bool { service.contains("Bedrock") }

  /// Of a usage type; nil where it is not of tokens.
  static func tokens(ofUsage type: String) -> Tokens? {
    let name = type.lowercased()
    guard name.contains("token") else { return nil }
    if name.contains("cache") { return .cached }
    if name.contains("output") || name.contains("response") { return .output }
    return name.contains("input") ? .input : nil
  }

  /// `NovaLite` of `USE1-NovaLite-input-tokens`; nil where the type names no model.
  static func model(ofUsage type: String) -> String? {
    guard !type.contains("MP:"), tokens(ofUsage: type) != nil else { return nil }
    var words = type.split(separator: "-")[...]
    // The region: two letters or more, capitals, and a digit at its end, as in `USE1` and `APN1`.
    if let first = words.first, words.count > 1, first.count <= 5, first.last?.isNumber == true,
      first.allSatisfy({ $0.isNumber || $0.isUppercase })
    {
      words = words.dropFirst()
    }
    let end = words.firstIndex { word in
      ["input", "output", "cache", "mantle", "response"].contains(word.lowercased())
    }
    guard let end, end > words.startIndex else { return nil }
    return words[..<end].joined(separator: "-")
  }
}
