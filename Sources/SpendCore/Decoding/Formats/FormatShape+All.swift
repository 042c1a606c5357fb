extension FormatShape {
  /// All shapes in the order in which `auto` tries them: what says more of itself comes first.
  package static let all: [FormatShape] =
    bedrock + liteLLM + claudeCode + langSmith + langfuse + otelFlat + gemini + openRouter + openAI
    + anthropic
    + vercel + plainUsage + flatUsage

  /// Those that a source reads.
  package static func shapes(of format: LineFormat) -> [FormatShape] {
    switch format {
    case .auto: all
    case .native, .pythonRepr, .fields: []
    case .openai:
      all.filter { $0.format == format }.map {
        $0.cache == .byModel ? $0.named(format, .within) : $0
      }
    case .anthropic:
      all.filter { $0.format == format } + plainUsage.map { $0.named(format, .beside) }
    default: all.filter { $0.format == format }
    }
  }

  /// The same under the name of a format, with its way to count caches.
  private func named(_ format: LineFormat, _ cache: CacheCounting) -> FormatShape {
    var shape = FormatShape(format, signature: signature)
    shape.exclusions = exclusions
    (shape.times, shape.counts, shape.cache) = (times, counts, cache)
    (shape.dimensions, shape.roots, shape.tags) = (dimensions, roots, tags)
    shape.ids = ids
    return shape
  }
}
