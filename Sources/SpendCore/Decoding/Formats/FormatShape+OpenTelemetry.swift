/// What instrumentations write: spans and log records of OpenTelemetry.
extension FormatShape {
  /// Spans and log records of OpenTelemetry, one a line, attributes by their names: the GenAI
  /// conventions old and new, OpenInference, OpenLLMetry, Claude Code's events.
  static let otelFlat: [FormatShape] = {
    let a = "attributes/"
    var shape = FormatShape(
      .otel,
      signature: [
        [.count(a + "gen_ai.usage.input_tokens")], [.count(a + "gen_ai.usage.prompt_tokens")],
        [.count(a + "llm.token_count.prompt")], [.cost(a + "gen_ai.usage.cost")],
        [.cost(a + "gen_ai.usage.cost.amount")], [.cost(a + "llm.cost.total")],
      ])
    shape.exclusions = [
      // Parents, and answers that are fetched again.
      [
        .text(
          a + "gen_ai.operation.name",
          ["invoke_agent", "create_agent", "invoke_workflow", "execute_tool", "fetch_response"])
      ],
      [
        .text(a + "openinference.span.kind"),
        .not(.text(a + "openinference.span.kind", ["LLM", "EMBEDDING", "llm", "embedding"])),
      ],
      [.text(a + "traceloop.span.kind", ["workflow", "task", "agent", "tool"])],
      // Repeats its span.
      [.text(a + "event.name", ["gen_ai.client.inference.operation.details"])],
      [.text("eventName", ["gen_ai.client.inference.operation.details"])],
      [.text("event_name", ["gen_ai.client.inference.operation.details"])],
    ]
    shape.times = [
      "endTimeUnixNano", "end_time_unix_nano", "end_time", "endTime", "timeUnixNano",
      "time_unix_nano",
      "observedTimeUnixNano", "start_time", "startTime",
    ]
    shape.isTimeUTC = true
    shape.costs = [
      a + "gen_ai.usage.cost", a + "gen_ai.usage.cost.amount", a + "llm.cost.total",
      a + "cost_usd",
    ]
    shape.currencies = [a + "gen_ai.usage.cost.currency"]
    shape.counts = [
      .input: [
        a + "gen_ai.usage.input_tokens", a + "gen_ai.usage.prompt_tokens",
        a + "llm.token_count.prompt", a + "input_tokens",
      ],
      .output: [
        a + "gen_ai.usage.output_tokens", a + "gen_ai.usage.completion_tokens",
        a + "llm.token_count.completion", a + "output_tokens",
      ],
      .cacheRead: [
        a + "gen_ai.usage.cache_read.input_tokens", a + "gen_ai.usage.cache_read_input_tokens",
        a + "llm.token_count.prompt_details.cache_read", a + "cache_read_tokens",
        a + "ai.usage.inputTokenDetails.cacheReadTokens", a + "ai.usage.cachedInputTokens",
      ],
      .cacheWrite: [
        a + "gen_ai.usage.cache_write.input_tokens",
        a + "gen_ai.usage.cache_creation.input_tokens",
        a + "gen_ai.usage.cache_creation_input_tokens",
        a + "llm.token_count.prompt_details.cache_write", a + "cache_creation_tokens",
        a + "ai.usage.inputTokenDetails.cacheWriteTokens",
      ],
      .cacheWrite5m: [a + "anthropic.usage.cache_creation.ephemeral_5m_input_tokens"],
      .cacheWrite1h: [a + "anthropic.usage.cache_creation.ephemeral_1h_input_tokens"],
      .reasoning: [
        a + "ai.usage.reasoningTokens",
        a + "gen_ai.usage.reasoning.output_tokens", a + "gen_ai.usage.reasoning_tokens",
        a + "llm.token_count.completion_details.reasoning",
      ],
    ]
    shape.dimensions = [
      Dimension.model: [
        a + "gen_ai.response.model", a + "gen_ai.request.model", a + "llm.model_name",
        a + "embedding.model_name", a + "model",
      ],
      Dimension.provider: [
        a + "gen_ai.provider.name", a + "gen_ai.system", a + "llm.provider", a + "llm.system",
      ],
      Dimension.tier: [
        a + "gen_ai.openai.response.service_tier", a + "openai.response.service_tier",
        a + "gen_ai.openai.request.service_tier", a + "openai.request.service_tier", a + "speed",
      ],
      Dimension.user: [
        a + "user.id", a + "enduser.id", a + "gen_ai.user", a + "ai.telemetry.metadata.userId",
      ],
      Dimension.session: [
        a + "session.id", a + "gen_ai.conversation.id",
        a + "traceloop.association.properties.session_id",
      ],
      Dimension.requestType: [a + "gen_ai.operation.name"],
      Dimension.environment: [
        "resource/attributes/deployment.environment.name",
        "resource/attributes/deployment.environment",
        "resource/deployment.environment.name", "resource/deployment.environment",
      ],
    ]
    shape.roots = ["attributes", "attributes/metadata"]
    shape.textObjects = ["attributes/metadata"]
    let prefixes = [
      "traceloop.association.properties.", "metadata.", "ai.telemetry.metadata.",
      "langfuse.trace.metadata.", "langfuse.observation.metadata.",
    ]
    for dimension in [Dimension.feature, Dimension.segment, Dimension.user, Dimension.environment] {
      shape.dimensions[dimension, default: []] += prefixes.flatMap { prefix in
        names(of: dimension).map { a + prefix + $0 }
      }
    }
    shape.tags = [a + "tag.tags", a + "tags", a + "langfuse.trace.tags"]
    shape.lastFeatures = [
      a + "traceloop.workflow.name", a + "gen_ai.workflow.name", a + "gen_ai.agent.name",
    ]
    shape.ids = spanIDs
    return [claudeCode(like: shape), shape] + langfuseSpans(like: shape)
  }()

  /// A span has an end. A record has the ids of the span around it, which other records have too.
  private static let spanIDs: [ID] = [
    ("traceId", "spanId"), ("trace_id", "span_id"), ("context/trace_id", "context/span_id"),
  ].flatMap { trace, span in
    ["endTimeUnixNano", "end_time_unix_nano", "end_time", "endTime"].map { end in
      ID(parts: [trace, span], conditions: [.time(end)])
    }
  }

  /// Claude Code's events, whose input is without what caches hold.
  private static func claudeCode(like record: FormatShape) -> FormatShape {
    var shape = record
    let names = ["api_request", "claude_code.api_request"]
    shape.signature = ["attributes/event.name", "eventName", "event_name"].map {
      [.text($0, names)]
    }
    shape.cache = .beside
    shape.ids = []
    return shape
  }

  /// Spans of Langfuse's SDK, whose counts are objects in texts: its own, which are disjoint, or
  /// those of OpenAI.
  private static func langfuseSpans(like span: FormatShape) -> [FormatShape] {
    let a = "attributes/langfuse.observation."
    func shape(_ count: String) -> FormatShape {
      var shape = FormatShape(
        .otel, signature: [[.text(a + "type"), .count(a + "usage_details/" + count)]])
      (shape.times, shape.isTimeUTC, shape.roots) = (span.times, true, span.roots)
      (shape.tags, shape.dimensions) = (span.tags, span.dimensions)
      shape.lastFeatures = ["attributes/langfuse.trace.name"]
      shape.dimensions[Dimension.model] = [a + "model.name"]
      shape.dimensions[Dimension.environment, default: []].append("attributes/langfuse.environment")
      shape.costs = [a + "cost_details/total"]
      shape.textObjects = [a + "usage_details", a + "cost_details"]
      shape.ids = span.ids
      return shape
    }
    func usage(_ names: String...) -> [String] { names.map { a + "usage_details/" + $0 } }
    var own = shape("input")
    own.counts = [
      .input: usage("input"), .output: usage("output"),
      .cacheRead: usage("input_cached_tokens", "input_cache_read", "cache_read_input_tokens"),
      .cacheWrite5m: usage(
        "input_cache_creation_5m", "input_cache_creation", "cache_creation_input_tokens"),
      .cacheWrite1h: usage("input_cache_creation_1h"),
      .reasoning: usage("output_reasoning_tokens", "output_reasoning"),
    ]
    (own.cache, own.addsReasoning) = (.beside, true)
    var openAI = shape("prompt_tokens")
    openAI.counts = [
      .input: usage("prompt_tokens"), .output: usage("completion_tokens"),
      .cacheRead: usage("prompt_tokens_details/cached_tokens"),
      .reasoning: usage("completion_tokens_details/reasoning_tokens"),
    ]
    var plain = shape("input_tokens")
    plain.counts = [
      .input: usage("input_tokens"), .output: usage("output_tokens"),
      .cacheRead: usage("cache_read_input_tokens", "input_tokens_details/cached_tokens"),
      .cacheWrite: usage("cache_creation_input_tokens"),
      .cacheWrite1h: usage("cache_creation/ephemeral_1h_input_tokens"),
      .reasoning: usage("output_tokens_details/reasoning_tokens"),
    ]
    plain.cache = .byModel
    return [own, openAI, plain]
  }
}
