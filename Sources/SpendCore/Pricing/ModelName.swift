/// What a model may be called in a price table, from the name that a log has (Semantics, Prices):
/// as it is, then without provider or gateway path, without region, without version, the nearest
/// first. Nothing is guessed: every form is the name without a part whose meaning is known.
enum ModelName {
  /// In the order in which they are looked for; in small letters, each once.
  ///
  /// - Complexity: O(length), for names of at most ``longest`` bytes; a longer one is only itself.
  static func forms(of name: String) -> [String] {
    let name = name.lowercased()
    var forms: [String] = []
    func add(_ form: String) {
      if !form.isEmpty, !forms.contains(form) { forms.append(form) }
    }
    add(name)
    guard name.utf8.count <= longest else { return forms }
    for form in withoutPaths(name) { add(form) }
    for form in forms { add(withoutRegion(form)) }
    for form in forms { add(withoutVendor(form)) }
    // A version is taken off what is left of all that first.
    for form in forms.reversed() {
      for shorter in withoutVersions(form) { add(shorter) }
    }
    return forms
  }

  static let longest = 256

  /// What is left without path, region, vendor and versions: the name by which a log and a bill
  /// call the same model. A fine-tuned one is another than its base.
  ///
  /// - Complexity: O(length), for names of at most ``longest`` bytes; a longer one is only itself.
  static func canonical(_ name: String) -> String {
    let name = name.lowercased()
    guard name.utf8.count <= longest else { return name }
    var rest = name.split(separator: "/").last.map(String.init) ?? name
    if rest.hasPrefix("ft:") {
      return "ft:" + canonical(String(rest.dropFirst(3).prefix { $0 != ":" }))
    }
    rest = withoutVendor(withoutRegion(rest))
    while let shorter = withoutVersion(rest[...]) { rest = String(shorter) }
    return rest
  }

  /// `us.anthropic.claude-…`: names that Bedrock alone has.
  static func isBedrock(_ name: String) -> Bool {
    let model = withoutRegion(name)
    return withoutVendor(model) != model
  }

  /// `openrouter/anthropic/claude-3.5-sonnet`: without the first name, the first two.
  private static func withoutPaths(_ name: String) -> [String] {
    var forms: [String] = []
    var rest = name[...]
    while let slash = rest.firstIndex(of: "/"), forms.count < 8 {
      rest = rest[rest.index(after: slash)...]
      forms.append(String(rest))
    }
    return forms
  }

  private static let regions: Set<String> = [
    "us", "eu", "au", "jp", "ap", "apac", "global", "us-gov", "ca", "sa", "uk", "me", "af",
  ]

  private static func withoutRegion(_ name: String) -> String {
    guard let point = name.firstIndex(of: "."), regions.contains(String(name[..<point])) else {
      return name
    }
    return String(name[name.index(after: point)...])
  }

  /// Of Bedrock's names.
  private static let vendors: Set<String> = [
    "anthropic", "amazon", "meta", "mistral", "cohere", "ai21", "deepseek", "openai", "qwen",
    "google", "nvidia", "minimax", "moonshot", "moonshotai", "writer", "stability", "twelvelabs",
    "zai", "xai",
  ]

  private static func withoutVendor(_ name: String) -> String {
    guard let point = name.firstIndex(of: "."), vendors.contains(String(name[..<point])) else {
      return name
    }
    return String(name[name.index(after: point)...])
  }

  /// Versions off its end, one after the other.
  private static func withoutVersions(_ name: String) -> [String] {
    var forms: [String] = []
    var rest = name[...]
    if rest.hasPrefix("ft:") {
      // `ft:BASE:organisation:name:id`; what fine-tuned models cost comes before what the base
      // does.
      let base = rest.dropFirst(3).prefix { $0 != ":" }
      forms.append("ft:" + base)
      if let shorter = withoutVersion(base) { forms.append("ft:" + shorter) }
      forms.append(String(base))
      rest = base
    }
    while forms.count < 8, let shorter = withoutVersion(rest) {
      forms.append(String(shorter))
      rest = shorter
    }
    return forms
  }

  private static func withoutVersion(_ name: Substring) -> Substring? {
    if name.hasSuffix("-latest") { return name.dropLast(7) }
    let bytes = Array(name.utf8)
    func areDigits(_ range: Range<Int>) -> Bool {
      range.lowerBound >= 0 && range.upperBound <= bytes.count
        && bytes[range].allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    }
    func cut(_ length: Int) -> Substring? {
      length < bytes.count
        ? name[..<name.utf8.index(name.startIndex, offsetBy: bytes.count - length)] : nil
    }
    let count = bytes.count
    // `-2024-08-06`
    if count > 11, bytes[count - 11] == UInt8(ascii: "-"), bytes[count - 6] == UInt8(ascii: "-"),
      bytes[count - 3] == UInt8(ascii: "-"), areDigits(count - 10..<count - 6),
      areDigits(count - 5..<count - 3), areDigits(count - 2..<count)
    {
      return cut(11)
    }
    // `-20241022`, `@20250929`
    if count > 9, [UInt8(ascii: "-"), UInt8(ascii: "@")].contains(bytes[count - 9]),
      areDigits(count - 8..<count), bytes[count - 8] == UInt8(ascii: "2"),
      bytes[count - 7] == UInt8(ascii: "0")
    {
      return cut(9)
    }
    // `-v1:0`, `-v2`
    if let mark = bytes.lastIndex(of: UInt8(ascii: "-")), mark > 0, mark + 2 < count,
      bytes[mark + 1] == UInt8(ascii: "v"), bytes[mark + 2] &- UInt8(ascii: "0") < 10,
      bytes[(mark + 2)...].allSatisfy({
        $0 &- UInt8(ascii: "0") < 10 || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "k")
      }), bytes[mark...].contains(UInt8(ascii: ":"))
    {
      return cut(count - mark)
    }
    return nil
  }
}
