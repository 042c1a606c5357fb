import SpendTesting

/// Logs in the formats of providers and tools, one call a line, each with an id of its own: what
/// the formats' documentation shows, with a short answer in it.
struct FormatSample {
  enum Format: String {
    case openai
    case anthropic
    case litellm
    case langsmith
    case otel
  }

  let format: Format
  private var random: SeededRandom
  private var second = 1_777_600_000.0

  init(_ format: Format, seed: UInt64) {
    self.format = format
    random = SeededRandom(seed: seed)
  }

  /// Whole lines of at least so many bytes.
  mutating func bytes(atLeast count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 4096)
    while bytes.count < count {
      bytes += line().utf8
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  private static let answer =
    "Yes. The order was sent on Tuesday and should be with you by Friday; you can follow it here."

  private mutating func line() -> String {
    second += Double(random.next(below: 90)) / 10
    let (input, output) = (100 + random.next(below: 4000), 10 + random.next(below: 900))
    let cached = random.next(below: input / 2)
    let feature = "feature_\(random.next(below: 40))"
    let id = String(random.next(), radix: 16) + String(random.next(), radix: 16)
    let time = Int(second)
    let day = 1 + (time - 1_777_600_000) / 86_400 % 28
    let clock = "\(Self.two(time / 3600 % 24)):\(Self.two(time / 60 % 60)):\(Self.two(time % 60))"
    let moment = "2026-05-\(Self.two(day))T\(clock)"
    switch format {
    case .openai:
      return
        #"{"id":"chatcmpl-\#(id)","object":"chat.completion","created":\#(time),"model":"gpt-4o-2024-08-06","choices":[{"index":0,"message":{"role":"assistant","content":"\#(Self.answer)","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":\#(input),"completion_tokens":\#(output),"total_tokens":\#(input + output),"prompt_tokens_details":{"cached_tokens":\#(cached),"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0}},"service_tier":"default","system_fingerprint":"fp_44709d6fcb","feature":"\#(feature)"}"#
    case .anthropic:
      return
        #"{"timestamp":"\#(moment)Z","feature":"\#(feature)","id":"msg_\#(id)","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[{"type":"text","text":"\#(Self.answer)"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":\#(input),"cache_creation_input_tokens":0,"cache_read_input_tokens":\#(cached),"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":\#(output),"service_tier":"standard"}}"#
    case .litellm:
      return
        #"{"id":"chatcmpl-\#(id)","trace_id":"t\#(id)","call_type":"acompletion","status":"success","response_cost":0.00\#(1000 + output),"saved_cache_cost":0.0,"prompt_tokens":\#(input),"completion_tokens":\#(output),"total_tokens":\#(input + output),"startTime":\#(time).25,"endTime":\#(time).75,"response_time":0.5,"model":"gpt-4o","model_group":"fast","api_base":"https://api.openai.com","cache_hit":false,"request_tags":["feature:\#(feature)"],"end_user":"u_8812","metadata":{"user_api_key_team_alias":"search","user_api_key_user_id":"u1","feature":"\#(feature)","usage_object":{"prompt_tokens":\#(input),"completion_tokens":\#(output)}},"custom_llm_provider":"openai","messages":null,"response":null}"#
    case .langsmith:
      return
        #"{"id":"\#(id)","run_type":"llm","name":"ChatOpenAI","trace_id":"t\#(id)","start_time":"\#(moment).100000","end_time":"\#(moment).900000","extra":{"metadata":{"ls_provider":"openai","ls_model_name":"gpt-4o","ls_model_type":"chat","feature":"\#(feature)"},"invocation_params":{"model":"gpt-4o","temperature":0.7}},"inputs":{"messages":[]},"outputs":{"text":"\#(Self.answer)"},"prompt_tokens":\#(input),"completion_tokens":\#(output),"total_tokens":\#(input + output),"total_cost":0.00\#(1000 + output),"tags":["prod"],"error":null}"#
    case .otel:
      return
        #"{"traceId":"\#(id)","spanId":"\#(id.prefix(16))","name":"chat gpt-4o","kind":3,"startTimeUnixNano":"\#(time)123000000","endTimeUnixNano":"\#(time)935000000","attributes":{"gen_ai.operation.name":"chat","gen_ai.provider.name":"openai","gen_ai.request.model":"gpt-4o","gen_ai.response.model":"gpt-4o-2024-08-06","gen_ai.usage.input_tokens":\#(input),"gen_ai.usage.cache_read.input_tokens":\#(cached),"gen_ai.usage.output_tokens":\#(output),"metadata.feature":"\#(feature)","gen_ai.usage.cost":0.00\#(1000 + output)},"resource":{"attributes":{"service.name":"doc-svc"}},"status":{"code":1}}"#
    }
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// What DuckDB is told of the columns, and what it is asked: calls, tokens and, where it is
  /// logged, money by feature and day.
  static func duckQuery(_ format: Format) -> (columns: String, query: String) {
    switch format {
    case .openai:
      (
        "feature:'VARCHAR', created:'BIGINT', model:'VARCHAR', "
          + "usage:'STRUCT(prompt_tokens BIGINT, completion_tokens BIGINT)'",
        "feature, model, created // 86400 as day, count(*), sum(usage.prompt_tokens), "
          + "sum(usage.completion_tokens) as n"
      )
    case .anthropic:
      (
        "feature:'VARCHAR', timestamp:'VARCHAR', model:'VARCHAR', "
          + "usage:'STRUCT(input_tokens BIGINT, output_tokens BIGINT, cache_read_input_tokens BIGINT)'",
        "feature, model, timestamp[1:10] as day, count(*), sum(usage.input_tokens), "
          + "sum(usage.cache_read_input_tokens), sum(usage.output_tokens) as n"
      )
    case .litellm:
      (
        "metadata:'STRUCT(feature VARCHAR)', endTime:'DOUBLE', prompt_tokens:'BIGINT', "
          + "completion_tokens:'BIGINT', response_cost:'DECIMAL(18,9)'",
        "metadata.feature, endTime // 86400 as day, count(*), sum(prompt_tokens), "
          + "sum(completion_tokens), sum(response_cost) as n"
      )
    case .langsmith:
      (
        "run_type:'VARCHAR', end_time:'VARCHAR', extra:'STRUCT(metadata STRUCT(feature VARCHAR))', "
          + "prompt_tokens:'BIGINT', completion_tokens:'BIGINT', total_cost:'DECIMAL(18,9)'",
        "extra.metadata.feature, end_time[1:10] as day, count(*), sum(prompt_tokens), "
          + "sum(completion_tokens), sum(total_cost) as n"
      )
    case .otel:
      (
        "endTimeUnixNano:'VARCHAR', attributes:'STRUCT(\"metadata.feature\" VARCHAR, "
          + "\"gen_ai.usage.input_tokens\" BIGINT, \"gen_ai.usage.output_tokens\" BIGINT, "
          + "\"gen_ai.usage.cost\" DECIMAL(18,9))'",
        "attributes.\"metadata.feature\", endTimeUnixNano[1:5] as day, count(*), "
          + "sum(attributes.\"gen_ai.usage.input_tokens\"), "
          + "sum(attributes.\"gen_ai.usage.output_tokens\"), sum(attributes.\"gen_ai.usage.cost\") as n"
      )
    }
  }
}
