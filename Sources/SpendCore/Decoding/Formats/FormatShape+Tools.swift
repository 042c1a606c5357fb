/// What proxies, tracers and frameworks write.
extension FormatShape {
  /// LiteLLM's standard logging payload (litellm 1.110, `types/utils.py`,
  /// `StandardLoggingPayload`) and the rows of its `SpendLogs` table, in which objects are texts.
  static let liteLLM: [FormatShape] = {
    var shape = FormatShape(
      .litellm,
      signature: [
        [.text("call_type"), .cost("response_cost")],
        [.text("call_type"), .cost("spend"), .text("request_id")],
        [.text("call_type"), .cost("spend"), .text("api_key")],
        [.text("call_type"), .count("prompt_tokens")],
      ])
    shape.times = ["endTime", "end_time", "startTime", "start_time"]
    shape.isTimeUTC = true
    shape.costs = ["response_cost", "spend"]
    shape.unknownCost = [
      [.text("zero_cost_diagnostic/reason")],
      [.text("metadata/zero_cost_diagnostic/reason")],
      [.text("response_cost_failure_debug_info/error_str")],
    ]
    shape.counts = [
      .input: ["prompt_tokens"], .output: ["completion_tokens"],
      .cacheRead: [
        "metadata/usage_object/prompt_tokens_details/cached_tokens",
        "metadata/usage_object/cache_read_input_tokens",
        "response/usage/prompt_tokens_details/cached_tokens",
        "response/usage/cache_read_input_tokens",
      ],
      .cacheWrite: [
        "metadata/usage_object/cache_creation_input_tokens",
        "metadata/usage_object/prompt_tokens_details/cache_creation_tokens",
        "response/usage/cache_creation_input_tokens",
      ],
      .cacheWrite5m: [
        "metadata/usage_object/prompt_tokens_details/cache_creation_token_details/ephemeral_5m_input_tokens"
      ],
      .cacheWrite1h: [
        "metadata/usage_object/prompt_tokens_details/cache_creation_token_details/ephemeral_1h_input_tokens"
      ],
      .reasoning: [
        "metadata/usage_object/completion_tokens_details/reasoning_tokens",
        "response/usage/completion_tokens_details/reasoning_tokens",
      ],
    ]
    shape.dimensions = [
      Dimension.model: ["model", "model_group"],
      Dimension.provider: ["custom_llm_provider"],
      Dimension.tier: [
        "cost_breakdown/service_tier", "metadata/usage_object/service_tier",
        "response/service_tier",
      ],
      Dimension.segment: [
        "metadata/user_api_key_team_alias", "metadata/user_api_key_team_id", "team_id",
      ],
      Dimension.user: ["end_user", "metadata/user_api_key_user_id", "model_parameters/user"],
      Dimension.requestType: ["call_type"], Dimension.cached: ["cache_hit"],
    ]
    shape.roots = ["metadata", "metadata/requester_metadata", "metadata/spend_logs_metadata"]
    shape.tags = ["request_tags", "metadata/tags"]
    shape.textObjects = ["metadata", "response", "metadata/usage_object"]
    shape.ids = ["id", "request_id", "litellm_call_id"].map { ID(parts: [$0]) }
    return [shape]
  }()

  /// Runs of LangSmith: the CLI's export, the SDK's `Run` as JSON, what the API answers
  /// (langsmith 0.4, `schemas.py`). Chains and agents repeat what their children cost.
  static let langSmith: [FormatShape] = {
    var shape = FormatShape(
      .langsmith,
      signature: [
        [.text("run_type"), .text("trace_id")], [.text("run_type"), .text("run_id")],
        [.text("run_type"), .text("dotted_order")],
        [.text("run_type"), .text("id"), .time("start_time")],
      ])
    shape.exclusions = [
      [.not(.text("run_type", ["llm", "LLM"]))],
      // Written at its beginning, and once more at its end.
      [.not(.time("end_time"))],
    ]
    shape.times = ["end_time", "start_time"]
    shape.isTimeUTC = true
    shape.costs = [
      "costs/total_cost", "total_cost", "extra/metadata/usage_metadata/total_cost",
      "outputs/usage_metadata/total_cost", "usage_metadata/total_cost",
    ]
    func counts(_ name: String, _ own: [String] = []) -> [String] {
      own + usages.map { $0 + name }
    }
    // A tier is in the names of the counts: `flex_cache_read`.
    func details(_ name: String, _ kind: String) -> [String] {
      let own = kind == "input" ? "prompt_token_details/" : "completion_token_details/"
      let names = [name, "flex_" + name, "priority_" + name]
      let places: [String] =
        [own, own + "raw/", "token_usage/" + own] + usages.map { "\($0)\(kind)_token_details/" }
      return names.flatMap { name in places.map { $0 + name } }
    }
    let usages = [
      "usage_metadata/", "extra/metadata/usage_metadata/", "extra/usage_metadata/",
      "outputs/usage_metadata/", "custom_metadata/usage_metadata/", "metadata/usage_metadata/",
    ]
    shape.counts = [
      .input: counts("input_tokens", ["token_usage/prompt_tokens", "prompt_tokens"])
        + ["outputs/llm_output/token_usage/prompt_tokens"],
      .output: counts("output_tokens", ["token_usage/completion_tokens", "completion_tokens"])
        + ["outputs/llm_output/token_usage/completion_tokens"],
      .cacheRead: details("cache_read", "input"),
      .cacheWrite: details("cache_creation", "input"),
      .cacheWrite5m: details("ephemeral_5m_input_tokens", "input"),
      .cacheWrite1h: details("ephemeral_1h_input_tokens", "input"),
      .reasoning: details("reasoning", "output"),
    ]
    let inputs: [String] = ["prompt_token_details/"] + usages.map { $0 + "input_token_details/" }
    for tier in [ServiceTier.flex, .priority] {
      for path in inputs {
        shape.tierCounts.append((tier, path + tier.rawValue))
        shape.tierCounts.append((tier, path + tier.rawValue + "_cache_read"))
      }
    }
    // The project's.
    shape.ignoredNames = [Dimension.session]
    shape.dimensions = [
      Dimension.model: ["extra", "custom_metadata", "metadata"].flatMap { root in
        let root = root == "extra" ? "extra/metadata" : root
        return ["ls_model_name", "model", "model_name"].map { root + "/" + $0 }
      } + [
        "extra/invocation_params/model", "extra/invocation_params/model_name", "outputs/model",
        "name",
      ],
      Dimension.provider: [
        "extra/metadata/ls_provider", "custom_metadata/ls_provider", "metadata/ls_provider",
      ],
      Dimension.session: ["thread_id"], Dimension.requestType: ["run_type"],
      Dimension.user: ["extra/metadata/ls_user_id", "ls_user_id"],
    ]
    shape.roots = ["extra/metadata", "custom_metadata", "metadata"]
    shape.tags = ["tags", "extra/tags"]
    shape.textObjects = ["extra", "outputs"]
    shape.ids = ["id", "run_id"].map { ID(parts: [$0]) }
    return [shape]
  }()

  /// Langfuse's observations: the export of its page and what its API answers (camelCase), and the
  /// export of its blob storage (snake_case). The counts of `usageDetails` are disjoint; `usage`,
  /// which older servers have alone, is of everything. Without a price for the model the cost is 0
  /// and `costDetails` has no total (langfuse, `observations_converters.ts`; `total_cost` of its
  /// events is an alias of `cost_details['total']`).
  static let langfuse: [FormatShape] = {
    func shape(
      _ usage: String, _ cost: String, _ total: String, _ type: String,
      _ names: (model: [String], trace: String, tags: String, user: String, session: String),
      _ times: [String]
    ) -> FormatShape {
      var shape = FormatShape(
        .langfuse,
        signature: [
          [.text(type), .text(names.trace), .count(usage + "/input")],
          [.text(type), .text(names.trace), .count(usage + "/total")],
          [.text(type), .text(names.trace), .cost(total)],
          [.text(type), .text(names.trace), .cost(cost + "/total")],
        ])
      // What has children repeats what they cost; only these call a model.
      shape.exclusions = [
        [.not(.text(type, ["GENERATION", "EMBEDDING"]))], [.not(.time(times[0]))],
      ]
      shape.times = times
      shape.isTimeUTC = true
      shape.costs = [total, cost + "/total"]
      shape.unknownCost = ["/input", "/total"].map {
        [.count(usage + $0), .not(.cost(cost + "/total"))]
      }
      shape.counts = [
        .input: [usage + "/input"], .output: [usage + "/output"],
        .cacheRead: [
          usage + "/input_cached_tokens", usage + "/cache_read_input_tokens",
          usage + "/input_cache_read",
        ],
        .cacheWrite5m: [
          usage + "/input_cache_creation_5m", usage + "/cache_creation_input_tokens",
          usage + "/input_cache_creation",
        ],
        .cacheWrite1h: [usage + "/input_cache_creation_1h"],
        .reasoning: [usage + "/output_reasoning_tokens", usage + "/output_reasoning"],
      ]
      shape.cache = .beside
      // `output` is without `output_reasoning_tokens`.
      shape.addsReasoning = true
      shape.dimensions = [
        Dimension.model: names.model, Dimension.user: [names.user],
        Dimension.session: [names.session],
      ]
      shape.roots = ["metadata"]
      shape.tags = [names.tags, "tags", "metadata/tags"]
      shape.lastFeatures = [names.trace == "traceId" ? "traceName" : "trace_name"]
      shape.textObjects = ["metadata", usage, cost]
      shape.ids = [ID(parts: ["id"])]
      return shape
    }
    var camelCase = shape(
      "usageDetails", "costDetails", "totalCost", "type",
      (
        ["providedModelName", "model", "internalModelName"], "traceId", "traceTags", "userId",
        "sessionId"
      ),
      ["endTime", "startTime"])
    camelCase.signature += [
      [.text("type"), .text("traceId"), .count("usage/input")],
      [.text("type"), .text("traceId"), .cost("calculatedTotalCost")],
    ]
    camelCase.costs.append("calculatedTotalCost")
    camelCase.counts[.input]?.append("usage/input")
    camelCase.counts[.output]?.append("usage/output")
    return [
      camelCase,
      shape(
        "usage_details", "cost_details", "total_cost", "type",
        (["provided_model_name", "model"], "trace_id", "trace_tags", "user_id", "session_id"),
        ["end_time", "start_time"]),
    ]
  }()

  /// Vercel's AI SDK, version 4 (`promptTokens`) to 6 (`inputTokenDetails`), also spread into the
  /// event: since the details are there cached tokens are part of the input; before that it was as
  /// the provider counts. Those of reasoning are part of the output.
  static let vercel: [FormatShape] = {
    func shape(_ usage: String, _ signature: [[Condition]], _ cache: CacheCounting) -> FormatShape {
      var shape = FormatShape(.vercel, signature: signature)
      // Langfuse's traces, which repeat their observations.
      shape.exclusions = [[.count("observationCount")]]
      shape.times = ["response/timestamp"] + eventTimes
      shape.costs = ["costUsd"]
      shape.counts = [
        .input: ["inputTokens/total", "inputTokens", "promptTokens", "tokens"].map { usage + $0 },
        .output: ["outputTokens/total", "outputTokens", "completionTokens"].map { usage + $0 },
        .cacheRead: [
          usage + "inputTokenDetails/cacheReadTokens", usage + "inputTokens/cacheRead",
          usage + "cachedInputTokens", "providerMetadata/anthropic/cacheReadInputTokens",
          "providerMetadata/openai/cachedPromptTokens",
        ],
        .cacheWrite: [
          usage + "inputTokenDetails/cacheWriteTokens", usage + "inputTokens/cacheWrite",
          "providerMetadata/anthropic/cacheCreationInputTokens",
        ],
        .cacheWrite5m: [usage + "raw/cache_creation/ephemeral_5m_input_tokens"],
        .cacheWrite1h: [usage + "raw/cache_creation/ephemeral_1h_input_tokens"],
        .reasoning: [
          usage + "outputTokenDetails/reasoningTokens", usage + "outputTokens/reasoning",
          usage + "reasoningTokens",
        ],
      ]
      shape.cache = cache
      shape.dimensions = [
        Dimension.model: ["response/modelId", "modelId", "model"],
        Dimension.provider: ["provider"],
      ]
      shape.roots = ["metadata", "experimental_telemetry/metadata"]
      shape.tags = ["tags"]
      shape.ids = [ID(parts: ["response/id"])]
      return shape
    }
    func detailed(_ usage: String) -> FormatShape {
      shape(
        usage,
        [
          [.count(usage + "inputTokenDetails/noCacheTokens")],
          [.count(usage + "inputTokenDetails/cacheReadTokens")],
          [.count(usage + "inputTokens/total")],
        ], .within)
    }
    func plain(_ usage: String) -> FormatShape {
      shape(
        usage, [[.count(usage + "inputTokens")], [.count(usage + "promptTokens")]], .byModel)
    }
    let embedding = shape("usage/", [[.count("usage/tokens"), .text("model")]], .within)
    let shapes = ["totalUsage/", "usage/"].flatMap { [detailed($0), plain($0)] } + [embedding]
    var flat = plain("")
    flat.signature = flat.signature.map { $0 + [.text("model")] }
    return shapes + shapes.map { $0.below("result") } + [flat]
  }()
}
