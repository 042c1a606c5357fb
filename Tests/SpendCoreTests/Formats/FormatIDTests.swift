import SpendTesting
import Testing

@testable import SpendCore

/// Which lines are of one call: the ids of each format, and what looks like one and is none.
@Suite struct FormatIDTests {
  struct Row: Sendable {
    var what: String
    var a: String
    var b: String
    var isSame = true
    var duplicates = Duplicates.auto
  }

  private static let usage = #""usage":{"prompt_tokens":10,"completion_tokens":3}"#
  private static let claude = #""usage":{"input_tokens":10,"output_tokens":3}"#

  private static func chat(_ rest: String) -> String { "{\(rest),\"model\":\"m\",\(usage)}" }
  private static func span(_ trace: String, _ span: String, _ rest: String) -> String {
    #"{"traceId":"\#(trace)","spanId":"\#(span)",\#(rest),"attributes":{"gen_ai.usage.input_tokens":5}}"#
  }
  private static func code(_ id: String, _ request: String, _ output: Int) -> String {
    #"{"type":"assistant","sessionId":"s","uuid":"u\#(output)","requestId":"\#(request)","timestamp":"2026-05-01T12:00:00Z","message":{"id":"\#(id)","model":"claude-sonnet-4-5","usage":{"input_tokens":10,"output_tokens":\#(output)}}}"#
  }

  static let rows: [Row] = [
    Row(
      what: "a chat completion", a: chat(#""id":"chatcmpl-1","object":"chat.completion""#),
      b: chat(#""id":"chatcmpl-1","object":"chat.completion","created":1777638896"#)),
    Row(
      what: "another one", a: chat(#""id":"chatcmpl-1","object":"chat.completion""#),
      b: chat(#""id":"chatcmpl-2","object":"chat.completion""#), isSame: false),
    Row(
      what: "its number by chance, of Ollama",
      a: chat(#""id":"chatcmpl-17","object":"chat.completion","system_fingerprint":"fp_ollama""#),
      b: chat(#""id":"chatcmpl-17","object":"chat.completion","system_fingerprint":"fp_ollama""#),
      isSame: false),
    Row(
      what: "an id that is a provider's by its beginning", a: chat(#""id":"chatcmpl-1""#),
      b: chat(#""id":"chatcmpl-1","feature":"x""#)),
    Row(
      what: "an id of whoever logs", a: chat(#""id":"row 1""#), b: chat(#""id":"row 1""#),
      isSame: false),
    Row(
      what: "the same answer by itself and below response",
      a: chat(#""id":"chatcmpl-1","object":"chat.completion""#),
      b: #"{"feature":"f","response":\#(chat(#""id":"chatcmpl-1","object":"chat.completion""#))}"#),
    Row(
      what: "an answer in a batch",
      a:
        #"{"custom_id":"a","response":{"body":\#(chat(#""id":"chatcmpl-1","object":"chat.completion""#))}}"#,
      b:
        #"{"custom_id":"b","response":{"body":\#(chat(#""id":"chatcmpl-1","object":"chat.completion""#))}}"#
    ),
    Row(
      what: "with escapes", a: chat(#""id":"chatcmpl-1","object":"chat.completion""#),
      b: chat(#""id":"\u0063hatcmpl-1","object":"chat.completion""#)),
    Row(
      what: "in a frame", a: chat(#""id":"chatcmpl-1","object":"chat.completion""#),
      b: "INFO:root:" + chat(#""id":"chatcmpl-1","object":"chat.completion""#)),
    Row(
      what: "switched off", a: chat(#""id":"chatcmpl-1","object":"chat.completion""#),
      b: chat(#""id":"chatcmpl-1","object":"chat.completion""#), isSame: false, duplicates: .off),
    Row(
      what: "a response", a: #"{"id":"resp_1","object":"response","model":"gpt-5",\#(claude)}"#,
      b: #"{"id":"resp_1","object":"response","model":"gpt-5","feature":"x",\#(claude)}"#),
    Row(
      what: "a message", a: #"{"id":"msg_1","type":"message","model":"claude-3",\#(claude)}"#,
      b: #"{"id":"msg_1","type":"message","model":"claude-3","time":1777638896,\#(claude)}"#),
    Row(
      what: "a message of another request",
      a: #"{"id":"msg_1","type":"message","_request_id":"req_1","model":"claude-3",\#(claude)}"#,
      b: #"{"id":"msg_1","type":"message","_request_id":"req_2","model":"claude-3",\#(claude)}"#,
      isSame: false),
    Row(
      what: "a session of Claude Code", a: code("msg_1", "req_1", 3), b: code("msg_1", "req_1", 90)),
    Row(
      what: "another request of it", a: code("msg_1", "req_1", 3), b: code("msg_1", "req_2", 3),
      isSame: false),
    Row(
      what: "Gemini",
      a:
        #"{"responseId":"abc","modelVersion":"gemini-2.5-pro","usageMetadata":{"promptTokenCount":3}}"#,
      b:
        #"{"responseId":"abc","modelVersion":"gemini-2.5-pro","usageMetadata":{"promptTokenCount":4}}"#
    ),
    Row(
      what: "Bedrock",
      a:
        #"{"schemaType":"ModelInvocationLog","requestId":"r","modelId":"m","input":{"inputTokenCount":3}}"#,
      b:
        #"{"schemaType":"ModelInvocationLog","requestId":"r","modelId":"m","input":{"inputTokenCount":3},"region":"x"}"#
    ),
    Row(
      what: "LiteLLM, whose final cost comes later",
      a: #"{"id":"c1","call_type":"acompletion","response_cost":0.01,"cost_finalized":false}"#,
      b: #"{"id":"c1","call_type":"acompletion","response_cost":0.02,"cost_finalized":true}"#),
    Row(
      what: "a row of SpendLogs",
      a: #"{"request_id":"c1","call_type":"acompletion","spend":0.01}"#,
      b: #"{"request_id":"c1","call_type":"acompletion","spend":0.01,"team_id":"t"}"#),
    Row(
      what: "a run of LangSmith",
      a:
        #"{"id":"r","run_type":"llm","trace_id":"t","end_time":"2026-05-01T12:00:00Z","total_cost":0.1}"#,
      b:
        #"{"id":"r","run_type":"llm","trace_id":"t","end_time":"2026-05-01T12:00:00Z","total_cost":0.2}"#
    ),
    Row(
      what: "an observation of Langfuse",
      a:
        #"{"id":"o","traceId":"t","type":"GENERATION","endTime":"2026-05-01T12:00:00Z","totalCost":0.1}"#,
      b:
        #"{"id":"o","traceId":"t","type":"GENERATION","endTime":"2026-05-01T12:00:00Z","totalCost":0.1,"x":1}"#
    ),
    Row(
      what: "a span", a: span("t", "s", #""endTimeUnixNano":"1777638896000000000""#),
      b: span("t", "s", #""endTimeUnixNano":"1777638896000000000","name":"chat""#)),
    Row(
      what: "another span of the trace",
      a: span("t", "s", #""endTimeUnixNano":"1777638896000000000""#),
      b: span("t", "s2", #""endTimeUnixNano":"1777638896000000000""#), isSame: false),
    Row(
      what: "records of one span", a: span("t", "s", #""timeUnixNano":"1777638896000000000""#),
      b: span("t", "s", #""timeUnixNano":"1777638896000000000""#), isSame: false),
    Row(
      what: "ids that are cut elsewhere",
      a: span("ab", "c", #""endTimeUnixNano":"1777638896000000000""#),
      b: span("a", "bc", #""endTimeUnixNano":"1777638896000000000""#), isSame: false),
    Row(
      what: "event_id where it is not asked for", a: #"{"cost_usd":1,"event_id":"e"}"#,
      b: #"{"cost_usd":1,"event_id":"e"}"#, isSame: false),
    Row(
      what: "event_id where it is", a: #"{"cost_usd":1,"event_id":"e"}"#,
      b: #"{"cost_usd":2,"event_id":"e"}"#, duplicates: .on),
    Row(
      what: "event_id as a number, of a dict of Python", a: #"{"cost_usd":1,"event_id":17}"#,
      b: "{'cost_usd': 2, 'event_id': 17}", duplicates: .on),
    Row(
      what: "event_id that is empty", a: #"{"cost_usd":1,"event_id":""}"#,
      b: #"{"cost_usd":1,"event_id":""}"#, isSame: false, duplicates: .on),
    Row(
      what: "event_id null", a: #"{"cost_usd":1,"event_id":null}"#,
      b: #"{"cost_usd":1,"event_id":null}"#, isSame: false, duplicates: .on),
  ]

  @Test("Lines of one call have one id, and others have others", arguments: rows)
  func ids(row: Row) throws {
    var settings = Decoding.settings()
    settings.duplicates = row.duplicates
    let lines = Decoding.decode(Array((row.a + "\n" + row.b + "\n").utf8), settings)
    try #require(lines.count == 2)
    #expect(lines.allSatisfy { $0.outcome == .event }, "\(row.what): \(lines.map(\.outcome))")
    let isSame = !lines[0].id.isNone && lines[0].id == lines[1].id
    #expect(isSame == row.isSame, "\(row.what)")
  }

  @Test("event_id is where fields say")
  func fields() {
    var settings = Decoding.settings()
    settings.duplicates = .on
    settings.fields = ["event_id": ["meta.request", "rid"]]
    let text =
      #"{"cost_usd":1,"rid":"a"}"# + "\n" + #"{"cost_usd":1,"meta":{"request":"a"},"rid":"b"}"#
      + "\n"
      + #"{"cost_usd":1,"event_id":"a"}"# + "\n"
    let lines = Decoding.decode(Array(text.utf8), settings)
    #expect(lines.count == 3 && Set(lines.map(\.id)).count == 1 && !lines[0].id.isNone)
  }

  @Test("Only a session's transcript grows")
  func grows() {
    let lines = Decoding.decode(Array((Self.code("msg_1", "r", 3) + "\n").utf8))
    #expect(lines.first?.id.grows == true && lines.first?.format == .claudeCode)
    #expect(lines.first?.dimensions.first == Dimension.untagged)
  }

  /// The state keeps ids, so what they are made of never changes.
  @Test("The digest of an id stays what it was")
  func digest() {
    var digest = EventID.Digest()
    digest.add("openai")
    digest.add("chatcmpl-8a7Gh2kQ")
    let id = digest.id(grows: true)
    #expect([id.low, id.high] == [9_601_123_498_991_778_886, 6_383_000_224_926])
  }
}
