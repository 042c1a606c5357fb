/// What the providers' own SDKs and logs write.
extension FormatShape {
  /// Chat completions, embeddings and their like (openai-python 2, `types/chat/chat_completion.py`,
  /// `types/completion_usage.py`): cached tokens are part of the prompt, those of reasoning part of
  /// the completion. Everybody whose API is compatible writes the same.
  private static let chat: FormatShape = {
    var shape = FormatShape(.openai, signature: [[.count("usage/prompt_tokens")]])
    // A batch itself repeats what its lines say.
    shape.exclusions = [[.text("object", ["batch", "thread.run.step"])]]
    shape.times = eventTimes + ["created_at", "created"]
    shape.counts = [
      .input: ["usage/prompt_tokens"], .output: ["usage/completion_tokens"],
      .cacheRead: [
        "usage/prompt_tokens_details/cached_tokens", "usage/prompt_cache_hit_tokens",
        "usage/cache_read_input_tokens",
      ],
      .cacheWrite: [
        "usage/prompt_tokens_details/cache_write_tokens",
        "usage/prompt_tokens_details/cache_creation_tokens", "usage/cache_creation_input_tokens",
      ],
      .cacheWrite5m: [
        "usage/prompt_tokens_details/cache_creation_token_details/ephemeral_5m_input_tokens"
      ],
      .cacheWrite1h: [
        "usage/prompt_tokens_details/cache_creation_token_details/ephemeral_1h_input_tokens"
      ],
      .reasoning: ["usage/completion_tokens_details/reasoning_tokens"],
      .total: ["usage/total_tokens"],
    ]
    // Perplexity's.
    shape.costs = ["usage/cost/total_cost"]
    shape.dimensions = [
      Dimension.model: ["model"], Dimension.tier: ["service_tier", "usage/service_tier"],
      Dimension.provider: ["provider"],
    ]
    shape.roots = ["metadata"]
    shape.tags = ["tags", "metadata/tags"]
    // Ollama numbers its answers by chance, from 0 to 998.
    let isUnique = Condition.not(.text("system_fingerprint", ["fp_ollama"]))
    shape.ids = [
      ID(
        parts: ["id"],
        conditions: [
          .text("object", ["chat.completion", "chat.completion.chunk", "text_completion"]),
          isUnique,
        ]),
      ID(parts: ["id"], conditions: [.prefix("id", providerPrefixes), isUnique]),
    ]
    return shape
  }()

  /// What the ids of answers begin with, where nothing else says that they are some.
  private static let providerPrefixes = ["chatcmpl-", "cmpl-", "resp_", "gen-", "msg_"]

  /// The Responses API (openai-python 2, `types/responses/response.py`, `response_usage.py`).
  private static let responses: FormatShape = {
    var shape = FormatShape(
      .openai,
      signature: [
        [.count("usage/input_tokens"), .text("object", ["response"])],
        [.count("usage/input_tokens_details/cached_tokens"), .count("usage/input_tokens")],
      ])
    shape.exclusions = [[.text("object", ["batch"])]]
    shape.times = eventTimes + ["created_at", "completed_at", "created"]
    shape.counts = [
      .input: ["usage/input_tokens"], .output: ["usage/output_tokens"],
      .cacheRead: ["usage/input_tokens_details/cached_tokens"],
      .cacheWrite: ["usage/input_tokens_details/cache_write_tokens"],
      .reasoning: ["usage/output_tokens_details/reasoning_tokens"],
    ]
    shape.dimensions = [
      Dimension.model: ["model"], Dimension.tier: ["service_tier"],
      Dimension.provider: ["provider"], Dimension.user: ["safety_identifier"],
    ]
    shape.roots = ["metadata"]
    shape.tags = ["tags", "metadata/tags"]
    shape.ids = [
      ID(parts: ["id"], conditions: [.text("object", ["response"])]),
      ID(parts: ["id"], conditions: [.prefix("id", providerPrefixes)]),
    ]
    return shape
  }()

  /// A line of the file that a batch of OpenAI ends with.
  private static func ofBatch(_ shape: FormatShape) -> FormatShape {
    var shape = shape.below("response/body")
    shape.tier = .batch
    return shape
  }

  /// In the order in which they are tried.
  static let openAI = [
    chat, responses, ofBatch(chat), ofBatch(responses), chat.below("response"),
    responses.below("response"),
  ]

  /// OpenRouter's answers are OpenAI's with money in them (openrouter.ai/docs, "Usage Accounting"):
  /// with one's own key `cost` is the fee alone, and what the provider takes is beside it.
  static let openRouter: [FormatShape] = {
    var shape = chat
    shape = FormatShape(
      .openrouter,
      signature: [
        [.count("usage/prompt_tokens"), .cost("usage/cost")],
        [.count("usage/prompt_tokens"), .cost("usage/cost_details/upstream_inference_cost")],
      ])
    (shape.times, shape.counts, shape.dimensions) = (chat.times, chat.counts, chat.dimensions)
    (shape.roots, shape.tags, shape.ids) = (chat.roots, chat.tags, chat.ids)
    shape.costs = ["usage/cost"]
    shape.addedCosts = [
      ("usage/cost_details/upstream_inference_cost", .isTrue("usage/is_byok"))
    ]
    var newer = shape
    newer.signature = [[.count("usage/input_tokens"), .cost("usage/cost")]]
    newer.counts = responses.counts
    return [shape, newer, shape.below("response"), newer.below("response")]
  }()

  /// Anthropic's messages (anthropic-sdk-python, `types/message.py`, `usage.py`): tokens that were
  /// read from a cache or written into it are beside the input.
  private static let message: FormatShape = {
    var shape = FormatShape(
      .anthropic,
      signature: [
        [.count("usage/input_tokens"), .text("type", ["message"])],
        [.count("usage/input_tokens"), .count("usage/cache_read_input_tokens")],
        [.count("usage/input_tokens"), .count("usage/cache_creation_input_tokens")],
      ])
    // Pieces of a stream, and sums of a session.
    shape.exclusions = [
      [.text("type", ["message_start", "message_delta", "session.usage"])],
      // What a whole session of Claude Code cost.
      [.text("type", ["result"]), .cost("total_cost_usd")],
    ]
    shape.times = eventTimes + ["created_at", "created"]
    shape.counts = [
      .input: ["usage/input_tokens"], .output: ["usage/output_tokens"],
      .cacheRead: ["usage/cache_read_input_tokens"],
      .cacheWrite: ["usage/cache_creation_input_tokens"],
      .cacheWrite5m: ["usage/cache_creation/ephemeral_5m_input_tokens"],
      .cacheWrite1h: ["usage/cache_creation/ephemeral_1h_input_tokens"],
      .reasoning: ["usage/output_tokens_details/thinking_tokens"],
    ]
    shape.cache = .beside
    shape.dimensions = [
      Dimension.model: ["model"],
      Dimension.tier: ["usage/service_tier", "service_tier"],
      Dimension.provider: ["provider"],
    ]
    shape.speeds = ["usage/speed"]
    shape.roots = ["metadata"]
    shape.tags = ["tags", "metadata/tags"]
    let requests = ["_request_id", "request_id", "requestId"]
    shape.ids = [
      ID(parts: ["id"], more: requests, conditions: [.text("type", ["message"])]),
      ID(parts: ["id"], more: requests, conditions: [.prefix("id", ["msg_"])]),
    ]
    return shape
  }()

  /// Transcripts of sessions of Claude Code: a line for each block of an answer, each with the
  /// tokens so far.
  static let claudeCode: [FormatShape] = {
    var shape = message.below("message")
    var code = FormatShape(
      .claudeCode,
      signature: ["uuid", "requestId", "cwd", "version"].map {
        [.count("message/usage/input_tokens"), .text("sessionId"), .text($0)]
      })
    // Made by the program itself.
    code.exclusions = [[.text("message/model", ["<synthetic>"])]]
    code.times = ["timestamp"]
    code.costs = ["costUSD"]
    (code.counts, code.cache) = (shape.counts, shape.cache)
    (code.dimensions, code.speeds) = (shape.dimensions, shape.speeds)
    code.ids = [ID(parts: ["message/id"], more: ["requestId"])]
    code.grows = true
    return [code]
  }()

  /// A message, a line of a batch's results, and what was logged whole.
  static let anthropic: [FormatShape] = {
    var batch = message.below("result/message")
    batch.tier = .batch
    return [message, batch, message.below("response"), message.below("message")]
  }()

  /// `model` and an SDK's `usage` beside the event's own fields, without anything that says whose
  /// it is: caches count as the model's provider counts them.
  static let plainUsage: [FormatShape] = {
    var shape = FormatShape(.openai, signature: [[.count("usage/input_tokens")]])
    shape.exclusions = [
      [.text("object", ["batch"])], [.text("type", ["message_delta", "session.usage"])],
    ]
    (shape.times, shape.counts) = (message.times, message.counts)
    shape.cache = .byModel
    (shape.dimensions, shape.roots, shape.tags) = (
      message.dimensions, message.roots, message.tags
    )
    shape.ids = [ID(parts: ["id"], conditions: [.prefix("id", providerPrefixes)])]
    return [shape, shape.below("response")]
  }()

  /// An SDK's `usage` spread into the event, which names its model.
  static let flatUsage: [FormatShape] = {
    func flat(_ shape: FormatShape, _ signature: [[Condition]]) -> FormatShape {
      func path(_ path: String) -> String {
        path.hasPrefix("usage/") ? String(path.dropFirst(6)) : path
      }
      var flat = FormatShape(shape.format, signature: signature)
      flat.times = shape.times
      flat.counts = shape.counts.mapValues { $0.map(path) }
      flat.cache = shape.cache
      flat.dimensions = shape.dimensions
      (flat.roots, flat.tags, flat.ids) = (shape.roots, shape.tags, shape.ids)
      return flat
    }
    return [
      flat(chat, [[.count("prompt_tokens"), .text("model")]]),
      flat(
        responses,
        [[.count("input_tokens_details/cached_tokens"), .count("input_tokens"), .text("model")]]),
      flat(
        message,
        [
          [.count("cache_read_input_tokens"), .count("input_tokens"), .text("model")],
          [.count("cache_creation_input_tokens"), .count("input_tokens"), .text("model")],
        ]),
    ]
  }()

  /// Gemini's answers (google-genai, `types.GenerateContentResponse`, in JSON's names and in
  /// Python's): thoughts are beside the candidates, what tools put into the prompt beside it.
  static let gemini: [FormatShape] = {
    func shape(_ names: (String) -> String, usage: String? = nil) -> FormatShape {
      let usage = usage ?? names("usageMetadata") + "/"
      func count(_ name: String) -> String { usage + names(name) }
      var shape = FormatShape(.gemini, signature: [[.count(count("promptTokenCount"))]])
      shape.times = eventTimes + [names("createTime")]
      shape.counts = [
        .input: [count("promptTokenCount")], .output: [count("candidatesTokenCount")],
        .cacheRead: [count("cachedContentTokenCount")],
        .reasoning: [count("thoughtsTokenCount")],
        .extraInput: [count("toolUsePromptTokenCount")],
      ]
      shape.addsReasoning = true
      shape.dimensions = [
        Dimension.model: [names("modelVersion"), "model"],
        Dimension.tier: [count("serviceTier"), count("trafficType")],
      ]
      shape.roots = ["metadata", "labels"]
      shape.tags = ["tags"]
      shape.ids = [ID(parts: [names("responseId")])]
      return shape
    }
    let shapes = [shape { $0 }, shape(Self.snakeCase)]
    let spread = ["usage/", ""].flatMap { usage in
      [shape({ $0 }, usage: usage), shape(Self.snakeCase, usage: usage)]
    }
    // A line of what a batch of Vertex AI ends with.
    let batches = shapes.map { shape in
      var batch = shape.below("response")
      batch.signature = batch.signature.map { $0 + [.time("processed_time")] }
      batch.times += ["processed_time"]
      batch.tier = .batch
      return batch
    }
    // One of a batch of the Gemini API: a key and an answer (ai.google.dev, "Batch API"), and
    // nothing of whoever logs.
    let keyed = shapes.map { shape in
      var batch = shape.below("response")
      batch.signature = batch.signature.map { alternative in
        alternative + [.text("key")]
          + ["feature", "feature_name", "model"].map { .not(.text($0)) }
          + ["timestamp", "time"].map { .not(.time($0)) }
      }
      batch.tier = .batch
      return batch
    }
    return shapes + batches + keyed + shapes.map { $0.below("response") } + spread
  }()

  private static func snakeCase(_ name: String) -> String {
    name.reduce(into: "") { text, letter in
      text += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
    }
  }

  /// Bedrock's log of model invocations (AWS, "Monitor model invocation using CloudWatch Logs and
  /// Amazon S3"): `inputTokenCount` is without what caches hold. How long they hold it is said by
  /// `cacheDetails` of `converse` ("API Reference", `CacheDetail`), and as Anthropic's models do.
  static let bedrock: [FormatShape] = {
    var shape = FormatShape(
      .bedrock, signature: [[.text("schemaType", ["ModelInvocationLog"])]])
    shape.isTimeUTC = true
    shape.counts = [
      .input: ["input/inputTokenCount"], .output: ["output/outputTokenCount"],
      .cacheRead: ["input/cacheReadInputTokenCount"],
      .cacheWrite: ["input/cacheWriteInputTokenCount"],
      .cacheWrite5m: ["output/outputBodyJson/usage/cache_creation/ephemeral_5m_input_tokens"],
      .cacheWrite1h: ["output/outputBodyJson/usage/cache_creation/ephemeral_1h_input_tokens"],
    ]
    shape.cacheDetails = ["output/outputBodyJson/usage/cacheDetails"]
    shape.cache = .beside
    shape.dimensions = [
      Dimension.model: ["modelId"],
      Dimension.requestType: ["operation"],
      Dimension.tier: ["output/outputBodyJson/serviceTier/type", "serviceTier"],
    ]
    shape.roots = ["requestMetadata"]
    shape.ids = [ID(parts: ["requestId"])]
    // What `converse` answers.
    var converse = FormatShape(
      .bedrock,
      signature: [
        [.count("usage/inputTokens"), .count("metrics/latencyMs")],
        [.count("usage/inputTokens"), .count("usage/cacheReadInputTokens")],
        [.count("usage/inputTokens"), .count("usage/cacheWriteInputTokens")],
      ])
    converse.times = eventTimes
    converse.counts = [
      .input: ["usage/inputTokens"], .output: ["usage/outputTokens"],
      .cacheRead: ["usage/cacheReadInputTokens"], .cacheWrite: ["usage/cacheWriteInputTokens"],
    ]
    converse.cacheDetails = ["usage/cacheDetails"]
    converse.cache = .beside
    converse.dimensions = [
      Dimension.model: ["model", "modelId"], Dimension.tier: ["serviceTier/type"],
    ]
    converse.roots = ["requestMetadata", "metadata"]
    converse.ids = [ID(parts: ["ResponseMetadata/RequestId"])]
    return [shape, converse, converse.below("response")]
  }()
}
