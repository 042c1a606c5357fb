import Testing

@testable import SpendCore

/// What is said of an object that is no event: names of keys, and never a value.
@Suite struct UnknownObjectTests {
  @Test(
    "keys are named, the kind is guessed",
    arguments: [
      (
        #"{"id":"chatcmpl-1","object":"chat.completion","model":"m","usage":{"prompt_tokens":5},"choices":[],"x":1}"#,
        "an object with id, object, model, usage, choices, … but no cost_usd; this looks like an OpenAI response"
      ),
      (
        #"{"id":"msg_1","stop_reason":"end","usage":{}}"#,
        "an object with id, stop_reason, usage but no cost_usd; this looks like an Anthropic response"
      ),
      (#"{"feature":"rag","cost":0.5}"#, "an object with feature, cost but no cost_usd"),
      (#"{"cost_usd":null,"a":"}\"{:"}"#, "an object with cost_usd, a"),
      (
        #"{'run_type': 'llm', 'trace_id': 1}"#,
        "an object with run_type, trace_id but no cost_usd; this looks like a LangSmith run"
      ),
      ("{}", nil), ("", nil), ("{\"", nil),
      (#"{"a\u{202E}b":1}"#, "an object with au{202E}b but no cost_usd"),
    ] as [(String, String?)])
  func looks(line: String, expected: String?) {
    #expect(UnknownObject.describe(line.utf8) == expected)
  }

  @Test(
    "of text the keys are named where it is nothing but pairs",
    arguments: [
      (
        "level=info feature=support_qa cost=0.01 ts=2026-11-30T08:00:00Z\n",
        "text with level=, feature=, cost=, ts= (logfmt)"
      ),
      (#"a=1 b="two \" words" c= d.e=5 f=6 g=7"#, "text with a=, b=, c=, d.e=, f=, … (logfmt)"),
      (#"a="no end"#, "text"), (#"a=1 b="no end"#, "text with a=, b= (logfmt)"),
      ("level=info my words", "text"), ("my password=secret", "text"), ("one=1", "text"),
      ("", "text"), ("GET /x?a=b 200", "text"),
    ])
  func texts(line: String, expected: String) {
    #expect(UnknownObject.describe(text: line.utf8) == expected)
  }

  @Test("prompts are not shown, whatever they hold")
  func values() {
    let look = UnknownObject.describe(
      #"{"prompt":"my \"secret\": words","n":{"inner":"secret"}}"#.utf8)
    #expect(look == "an object with prompt, n but no cost_usd")
  }
}
