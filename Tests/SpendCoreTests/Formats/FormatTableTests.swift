import SpendCore
import SpendTesting
import Testing

/// What a line of a tool is, and what only looks like one, one kind a row.
@Suite("Lines that look like a tool's") struct FormatTableTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var why: String
    var line: String
    /// Nil when it is no event.
    var format: LineFormat?

    init(_ why: String, _ line: String, _ format: LineFormat?) {
      (self.why, self.line, self.format) = (why, line, format)
    }

    var testDescription: String { why }
  }

  private static let chat =
    #"{"id":"x","model":"gpt-4o","usage":{"prompt_tokens":10,"completion_tokens":2}}"#

  /// As it stands in a text of JSON.
  private static let quoted = chat.replacing("\"", with: "\\\"")

  static let rows: [Row] = [
    Row("an answer", chat, .openai),
    Row("an answer after a logger's prefix", "INFO:root:" + chat, .openai),
    Row("an answer after words", "what does this say: " + chat, nil),
    Row(
      "an event with its cost after words",
      #"cost of the call: {"feature_name":"a","cost_usd":0.5}"#,
      .native),
    Row(
      "an answer in the message of a logger", #"{"level":"info","message":"\#(quoted)"}"#, .openai),
    Row("an answer that a user said", #"{"role":"user","message":"\#(quoted)"}"#, nil),
    Row("an answer in a block of text", #"{"type":"text","message":"\#(quoted)"}"#, nil),
    Row("an answer that a model said", #"{"finish_reason":"stop","message":"\#(quoted)"}"#, nil),
    Row("an answer below response", #"{"feature":"a","response":\#(chat)}"#, .openai),
    Row(
      "a step of a run, which the run repeats",
      #"{"object":"thread.run.step","model":"gpt-4o","usage":{"prompt_tokens":10}}"#, nil),
    Row(
      "a batch, which its lines repeat",
      #"{"object":"batch","model":"gpt-4o","usage":{"input_tokens":10,"input_tokens_details":{"cached_tokens":1}}}"#,
      nil),
    Row(
      "what a session of Claude Code cost",
      #"{"type":"result","total_cost_usd":0.2,"usage":{"input_tokens":3,"cache_read_input_tokens":9}}"#,
      nil),
    Row(
      "a piece of a stream",
      #"{"type":"message_delta","usage":{"input_tokens":3,"cache_read_input_tokens":9}}"#, nil),
    Row(
      "an answer of OpenRouter's responses",
      #"{"model":"openai/gpt-4o","usage":{"input_tokens":10,"output_tokens":2,"cost":0.001}}"#,
      .openrouter),
    Row(
      "a run of LangSmith",
      #"{"id":"r","trace_id":"t","run_type":"llm","start_time":"2026-05-01T10:00:00","end_time":"2026-05-01T10:00:01","total_cost":0.5}"#,
      .langsmith),
    Row(
      "a chain of LangSmith, which its runs repeat",
      #"{"id":"r","trace_id":"t","run_type":"chain","end_time":"2026-05-01T10:00:01","total_cost":0.5}"#,
      nil),
    Row(
      "a run of LangSmith that has only begun",
      #"{"id":"r","trace_id":"t","run_type":"llm","start_time":"2026-05-01T10:00:00","total_cost":0.5}"#,
      nil),
    Row("a type of a run alone", #"{"run_type":"llm","cost_usd":0.5,"note":"x"}"#, .native),
    Row(
      "a span of OpenInference that is a chain",
      #"{"attributes":{"openinference.span.kind":"CHAIN","llm.token_count.prompt":5}}"#, nil),
    Row(
      "a span of OpenInference that is a call",
      #"{"attributes":{"openinference.span.kind":"LLM","llm.token_count.prompt":5,"llm.model_name":"gpt-4o"}}"#,
      .otel),
    Row(
      "an agent's span, which its calls repeat",
      #"{"attributes":{"gen_ai.operation.name":"invoke_agent","gen_ai.usage.input_tokens":5}}"#, nil
    ),
    Row(
      "an event that repeats its span, named by its record",
      #"{"eventName":"gen_ai.client.inference.operation.details","attributes":{"gen_ai.usage.input_tokens":5}}"#,
      nil),
    Row(
      "a trace of Langfuse, which its observations repeat",
      #"{"observationCount":3,"traceId":"t","usage":{"inputTokens":5,"outputTokens":1}}"#, nil),
  ]

  @Test("each kind is what it is", arguments: rows)
  func kind(row: Row) {
    let line = Self.read(row.line)
    #expect((line?.outcome == .event) == (row.format != nil))
    if row.format != nil { #expect(line?.format == row.format) }
  }

  struct Told: Sendable, CustomTestStringConvertible {
    var why: String
    var line: String
    var model: String?
    /// Seconds; nil is the time at which it is read.
    var seconds: Int64?
    var input: Int64 = 10

    var testDescription: String { why }
  }

  static let told: [Told] = [
    Told(
      why: "the model that answered comes before the one that was asked for",
      line: #"{"model":"auto","response":\#(chat)}"#, model: "gpt-4o"),
    Told(
      why: "a duration is not a time",
      line: #"{"time":1.532,"created":1779999000,"usage":{"prompt_tokens":10},"model":"m"}"#,
      model: "m", seconds: 1_779_999_000),
    Told(
      why: "0 is not a time", line: #"{"created":0,"usage":{"prompt_tokens":10},"model":"m"}"#,
      model: "m"),
    Told(
      why: "a logger's time",
      line: #"{"@timestamp":"2026-05-28T20:10:00Z","usage":{"prompt_tokens":10},"model":"m"}"#,
      model: "m", seconds: 1_779_999_000),
    Told(
      why: "a count that no call has is none",
      line: #"{"usage":{"prompt_tokens":1000000000001,"completion_tokens":1},"model":"m"}"#,
      model: "m", input: 0),
  ]

  @Test("what is said of a call", arguments: told)
  func says(row: Told) {
    guard let line = Self.read(row.line), line.outcome == .event else {
      Issue.record("no event")
      return
    }
    #expect(line.dimensions[Self.model] == row.model)
    #expect(line.inputTokens == row.input)
    #expect(line.timeMicroseconds == (row.seconds ?? Decoding.now.seconds) * 1_000_000)
  }

  private static let model = Dimension.history.firstIndex(of: Dimension.model) ?? 0

  private static func read(_ text: String) -> OracleLine? {
    Decoding.decode(Array((text + "\n").utf8)).first
  }

  @Test(
    "reasoning is beside the output where the total says so, and a provider's own cost counts",
    arguments: [
      // xAI, and Gemini where it speaks like OpenAI.
      (
        #""completion_tokens":2,"total_tokens":112,"completion_tokens_details":{"reasoning_tokens":100}"#,
        1_045_000
      ),
      // OpenAI.
      (
        #""completion_tokens":102,"total_tokens":112,"completion_tokens_details":{"reasoning_tokens":100}"#,
        1_045_000
      ),
      (#""completion_tokens":102,"completion_tokens_details":{"reasoning_tokens":100}"#, 1_045_000),
      // Perplexity.
      (#""completion_tokens":2,"cost":{"request_cost":0.006,"total_cost":0.0061}"#, 6_100_000),
    ] as [(String, Int64)])
  func usage(row: (text: String, nano: Int64)) {
    let line = Self.read(#"{"model":"gpt-4o","usage":{"prompt_tokens":10,\#(row.text)}}"#)
    #expect(line?.outcome == .event && line?.costNano == row.nano && line?.format == .openai)
  }

  @Test("an answer with a key alone is one of a batch of Gemini's")
  func keyedBatch() {
    let answer =
      #""response":{"modelVersion":"gemini-2.5-pro","usageMetadata":{"promptTokenCount":1000}}"#
    #expect(Self.read(#"{"key":"request-1",\#(answer)}"#)?.costNano == 625_000)
    for own in [#""feature":"f""#, #""timestamp":1777638896"#, #""model":"gemini-2.5-pro""#] {
      #expect(Self.read(#"{"key":"request-1",\#(own),\#(answer)}"#)?.costNano == 1_250_000)
    }
  }

  @Test("a path of fields leads into an object that a tool wrote as a text")
  func pathIntoText() {
    var settings = Decoding.settings()
    settings.fields = ["feature_name": ["metadata.team"]]
    for line in [
      #"{"feature_name":"a","cost_usd":1,"metadata":"{\"team\":\"b\"}"}"#,
      #"{"feature":"a","model":"m","usage":{"prompt_tokens":1},"metadata":"{\"team\":\"b\"}"}"#,
    ] {
      let bytes = Array((line + "\n").utf8)
      let found = Decoding.decode(bytes, settings)
      #expect(found.first?.dimensions[0] == "b")
      let oracle = OracleDecoder(
        settings: settings, dimensions: Dimension.history, now: Decoding.now)
      #expect(found == oracle.decode(bytes))
    }
  }

  @Test("records share what their resource says, however long it is")
  func longResource() {
    let long = String(repeating: "ß\\u00df", count: 40_000)
    let record =
      #"{"attributes":[{"key":"gen_ai.usage.input_tokens","value":{"intValue":"5"}}]}"#
    func text(_ environment: String, _ count: Int) -> [UInt8] {
      let records = [String](repeating: record, count: count).joined(separator: ",")
      return Array(
        (#"{"resourceLogs":[{"resource":{"attributes":[{"key":"deployment.environment","#
          + #""value":{"stringValue":"\#(environment)"}}]},"scopeLogs":[{"logRecords":[\#(records)]}]}]}"#
          + "\n").utf8)
    }
    let one = Decoding.decode(text(long, 1))
    let many = Decoding.decode(text(long, 50))
    #expect(one.count == 1 && many.count == 50)
    #expect(many.allSatisfy { $0.dimensions == one.first?.dimensions && $0.outcome == .event })
    // As the same text elsewhere is cut.
    let native = Decoding.decode(
      Array("{\"cost_usd\":1,\"environment\":\"\(long)\"}\n".utf8))
    let place = Dimension.history.firstIndex(of: Dimension.environment) ?? 0
    #expect(native.first?.dimensions[place] == one.first?.dimensions[place])
  }
}
