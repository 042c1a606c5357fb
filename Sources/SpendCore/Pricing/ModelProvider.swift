/// Who sells a model and who made it, by the names that people know. From what a log says of its
/// provider and from the model's name, which may begin with a gateway (`openrouter/…`, `azure/…`)
/// or be one of Bedrock's (`us.anthropic.claude-…`).
package struct ModelProvider: Hashable, Sendable {
  /// Whose service it is, and who sends the invoice.
  package var seller: String
  package var maker: String

  /// Where nothing says whose a model is.
  package static let unknown = "Unknown"

  /// - Parameters:
  ///   - provider: as an event has it; empty: it has none. One that is not known is its own name.
  ///   - model: the same.
  /// - Complexity: O(length).
  package init(provider: String, model: String) {
    let forms = ModelName.forms(of: model)
    let maker = Self.makers.first { _, beginnings in
      forms.contains { form in beginnings.contains { Self.begins(form, $0) } }
    }?.maker
    let path = forms.first.map { $0.prefix { $0 != "/" } }.flatMap { Self.sellers[String($0)] }
    let seller = provider.isEmpty ? path ?? Self.bedrock(forms) : Self.seller(provider)
    self.seller = seller ?? maker ?? Self.unknown
    self.maker = maker ?? seller ?? Self.unknown
  }

  private static func seller(_ provider: String) -> String {
    let name = provider.lowercased()
    // The AI SDK has `openai.responses`, OpenTelemetry `aws.bedrock`.
    return sellers[name] ?? sellers[String(name.prefix { $0 != "." })] ?? provider
  }

  private static let amazon = "Amazon Web Services"

  /// Only Bedrock puts a point between vendor and model.
  private static func bedrock(_ forms: [String]) -> String? {
    guard let name = forms.first(where: { !$0.contains("/") }), forms.count > 1,
      forms.contains(where: { $0.count < name.count && name.hasSuffix("." + $0) })
    else { return nil }
    return amazon
  }

  /// `o1` is one of `o1` and `o1-mini`, not of `o1x`; a beginning with a mark at its end of all.
  private static func begins(_ form: String, _ beginning: String) -> Bool {
    guard form.hasPrefix(beginning) else { return false }
    let next = form.dropFirst(beginning.count).first
    return next == nil || !(beginning.count == 2 && next?.isLetter == true)
  }

  private static let sellers: [String: String] = [
    "openai": "OpenAI", "anthropic": "Anthropic", "azure": "Microsoft", "azure_ai": "Microsoft",
    "az.ai.openai": "Microsoft", "az.ai.inference": "Microsoft", "bedrock": amazon,
    "bedrock_converse": amazon, "aws": amazon, "amazon": amazon, "amazon_bedrock": amazon,
    "sagemaker": amazon, "google": "Google", "gcp": "Google", "gemini": "Google",
    "vertex_ai": "Google", "vertexai": "Google", "google_genai": "Google",
    "google_vertexai": "Google", "mistral": "Mistral AI", "mistral_ai": "Mistral AI",
    "mistralai": "Mistral AI", "cohere": "Cohere", "deepseek": "DeepSeek", "groq": "Groq",
    "xai": "xAI", "x_ai": "xAI", "x-ai": "xAI", "perplexity": "Perplexity",
    "openrouter": "OpenRouter", "together_ai": "Together AI", "fireworks_ai": "Fireworks AI",
    "voyage": "Voyage AI", "moonshot": "Moonshot AI", "moonshotai": "Moonshot AI", "zai": "Z.ai",
    "minimax": "MiniMax", "dashscope": "Alibaba Cloud", "qwen": "Alibaba Cloud",
    "databricks": "Databricks", "ibm.watsonx.ai": "IBM", "watsonx": "IBM",
  ]

  private static let makers: [(maker: String, beginnings: [String])] = [
    (
      "OpenAI",
      [
        "gpt-", "chatgpt-", "o1", "o3", "o4", "text-embedding-", "davinci", "babbage", "whisper-",
        "tts-", "codex", "computer-use", "omni-moderation", "ft:gpt-", "ft:o4-",
      ]
    ),
    ("Anthropic", ["claude"]), ("Google", ["gemini", "gemma"]),
    (
      "Mistral AI",
      ["mistral", "mixtral", "codestral", "ministral", "pixtral", "magistral", "devstral"]
    ),
    ("Meta", ["llama", "meta-llama", "codellama"]), ("Cohere", ["command", "rerank", "embed-"]),
    ("DeepSeek", ["deepseek"]), ("xAI", ["grok"]), ("Alibaba Cloud", ["qwen", "qwq"]),
    ("Moonshot AI", ["kimi", "moonshot"]), ("Z.ai", ["glm"]), ("MiniMax", ["minimax"]),
    (amazon, ["nova-", "titan-", "amazon-nova"]), ("Perplexity", ["sonar"]),
    ("Voyage AI", ["voyage-"]),
  ]
}
