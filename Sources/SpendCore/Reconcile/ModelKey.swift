/// Tells whether two names mean the same model: `gpt-4o-mini-2024-07-18` in a log, `GPT-4o mini` or
/// `gpt-4o-mini-2024-07-18, input` on a bill (Semantics, Reconciliation).
///
/// By the rules of price tables (``ModelName/canonical(_:)``), and without what separates words.
struct ModelKey: Hashable {
  /// In small letters, for people: `gpt-4o-mini`.
  let name: String
  /// What is compared.
  let text: ExactText

  init(_ model: some StringProtocol) {
    name = ModelName.canonical(model.split(separator: " ").joined(separator: "-"))
    let bytes = name.utf8.filter { !" -_.".utf8.contains($0) }
    // What is nothing but these is a name all the same.
    text = ExactText(bytes.isEmpty ? name : String(decoding: bytes, as: UTF8.self))
  }

  static func == (a: ModelKey, b: ModelKey) -> Bool { a.text == b.text }
  func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// Who sends the bill for calls of a model.
package enum ModelSeller: String, CaseIterable, Hashable, Sendable {
  case openai, anthropic, aws, google, azure, others

  /// Where a name says it; nil: it may be anybody's, as the names that people make up are.
  ///
  /// - Complexity: O(length).
  static func sellers(of model: String) -> Set<ModelSeller>? {
    let name = model.lowercased()
    let path = name.split(separator: "/")
    if path.count > 1, let seller = gateways[String(path[0])] { return [seller] }
    let rest = path.last.map(String.init) ?? name
    if ModelName.isBedrock(rest) { return [.aws] }
    // `claude-sonnet-4-5@20250929` is Vertex's.
    if rest.contains("@20") { return [.google] }
    let key = ModelKey(rest).text.text
    return families.first { family in family.prefixes.contains { key.hasPrefix($0) } }?.sellers
  }

  private static let gateways: [String: ModelSeller] = [
    "openai": .openai, "anthropic": .anthropic, "bedrock": .aws, "bedrock_converse": .aws,
    "azure": .azure, "azure_ai": .azure, "vertex_ai": .google, "gemini": .google,
    "openrouter": .others, "groq": .others, "mistral": .others, "deepseek": .others,
    "xai": .others, "ollama": .others, "together_ai": .others, "fireworks_ai": .others,
  ]

  private static let families: [(prefixes: [String], sellers: Set<ModelSeller>)] = [
    (
      [
        "gpt", "chatgpt", "o1", "o3", "o4", "textembedding3", "textembeddingada", "whisper",
        "dalle",
      ],
      [.openai, .azure, .aws]
    ),
    (["claude"], [.anthropic, .aws, .google]),
    (["gemini", "gemma"], [.google]),
    (["nova", "titan"], [.aws]),
  ]
}
