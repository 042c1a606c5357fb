import SpendCore

/// The fields that an event can have beside dimensions of one's own (Semantics, Events).
enum CanonicalField {
  static let names = [
    "timestamp", "feature_name", "user_segment", "user_id", "model", "environment",
    "priority_level", "cached", "input_tokens", "output_tokens", "cost_usd", "request_type",
    "latency_ms", "event_id", "cache_read_tokens", "cache_write_tokens",
    "cache_write_1h_tokens", "reasoning_tokens", "service_tier", "provider", "session_id",
  ]
  /// What a first guess calls them.
  private static let guesses = [
    "feature": Dimension.feature, "cost": "cost_usd", "cost_in_usd": "cost_usd",
    "segment": Dimension.segment, "time": "timestamp", "prompt_tokens": "input_tokens",
    "completion_tokens": "output_tokens",
  ]

  /// The field that somebody means who writes another name; nil for one of these fields, and for
  /// a dimension of its own. Only a letter may differ: `agent_id` is no `event_id`.
  static func meant(by name: String) -> String? {
    guard !names.contains(name) else { return nil }
    let plain = bare(name)
    let near = names.first { known in
      bare(known) == plain || DidYouMean.distance(Array(plain.utf8), Array(bare(known).utf8)) == 1
    }
    return near ?? guesses[name.lowercased()]
  }

  /// Without case and separators: `inputTokens`, `input-tokens` and `input_tokens` are one.
  private static func bare(_ name: String) -> String {
    String(name.prefix(64).lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " })
  }
}
