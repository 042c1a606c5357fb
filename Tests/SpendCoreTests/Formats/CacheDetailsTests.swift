import SpendCore
import SpendTesting
import Testing

/// Bedrock's list of what was written into caches, by how long it is kept.
@Suite("How long Bedrock's caches last") struct CacheDetailsTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var why: String
    /// Beside 10 tokens that were written.
    var details: String
    var fiveMinutes: Int64
    var hour: Int64
    var isConsistent = true

    var testDescription: String { why }
  }

  static let rows: [Row] = [
    Row(why: "none", details: "", fiveMinutes: 10, hour: 0),
    Row(why: "an empty list", details: #","cacheDetails":[]"#, fiveMinutes: 10, hour: 0),
    Row(
      why: "both",
      details: #","cacheDetails":[{"ttl":"1h","inputTokens":4},{"ttl":"5m","inputTokens":6}]"#,
      fiveMinutes: 6, hour: 4),
    Row(
      why: "an hour alone: the rest is for five minutes",
      details: #","cacheDetails":[{"inputTokens":4,"ttl":"1h"}]"#, fiveMinutes: 6, hour: 4),
    Row(
      why: "the list counts, not the sum beside it",
      details: #","cacheDetails":[{"ttl":"5m","inputTokens":2},{"ttl":"1h","inputTokens":3}]"#,
      fiveMinutes: 2, hour: 3),
    Row(
      why: "several of a kind, and another time",
      details:
        #","cacheDetails":[{"ttl":"1h","inputTokens":1},{"ttl":"1h","inputTokens":"2"},{"ttl":"1d","inputTokens":3}]"#,
      fiveMinutes: 3, hour: 3),
    Row(
      why: "with escapes, the last of equal keys",
      details:
        #","cache\u0044etails":[{"ttl":"5m","ttl":"\u0031h","inputTokens":9,"inputTokens":7}]"#,
      fiveMinutes: 3, hour: 7),
    Row(
      why: "no count", details: #","cacheDetails":[{"ttl":"1h","inputTokens":-4}]"#,
      fiveMinutes: 10, hour: 0, isConsistent: false),
    Row(
      why: "more than a call can have",
      details:
        #","cacheDetails":[{"ttl":"1h","inputTokens":1000000001},{"ttl":"1h","inputTokens":1}]"#,
      fiveMinutes: 9, hour: 1, isConsistent: false),
    Row(
      why: "nothing, and what is not an entry",
      details: #","cacheDetails":[{"ttl":"1h","inputTokens":null},"1h",7,[],{"ttl":"1h"},{}]"#,
      fiveMinutes: 10, hour: 0),
    Row(
      why: "no list", details: #","cacheDetails":{"ttl":"1h","inputTokens":4}"#, fiveMinutes: 10,
      hour: 0),
    Row(
      why: "the list was null at last",
      details: #","cacheDetails":[{"ttl":"1h","inputTokens":4}],"cacheDetails":null"#,
      fiveMinutes: 10, hour: 0),
  ]

  @Test("each write costs what its time does", arguments: rows)
  func costs(row: Row) {
    let usage =
      #""usage":{"inputTokens":2,"outputTokens":3,"cacheWriteInputTokens":10\#(row.details)}"#
    let lines: [String] = [
      #"{"model":"claude-sonnet-4-5","metrics":{"latencyMs":1},\#(usage)}"#,
      #"{"model":"x","response":{"model":"claude-sonnet-4-5",\#(usage)}}"#,
      #"{"schemaType":"ModelInvocationLog","modelId":"anthropic.claude-sonnet-4-5-20250929-v1:0","#
        + #""input":{"inputTokenCount":2,"cacheWriteInputTokenCount":10},"output":{"#
        + #""outputTokenCount":3,"outputBodyJson":{\#(usage)}}}"#,
    ]
    // 3, 15, 3.75 and 6 USD a million; 2 tokens of input, 3 of output.
    let nano: Int64 = 51_000 + row.fiveMinutes * 3750 + row.hour * 6000
    for text in lines {
      let line = Self.read(text)
      #expect(line?.outcome == .event && line?.format == .bedrock && line?.costNano == nano)
      #expect(line?.flags.contains(.inconsistent) == !row.isConsistent)
    }
  }

  @Test("as Python prints what boto3 answers, and in a text that is JSON")
  func python() {
    let usage = "{'inputTokens': 2, 'cacheWriteInputTokens': 10, 'cacheDetails': "
    for details in [
      "[{'ttl': '1h', 'inputTokens': 4}]", "[{'inputTokens': 4, 'ttl': '1\\x68'}, {}]",
    ] {
      let line = Self.read("{'model': 'claude-sonnet-4-5', 'usage': \(usage)\(details)}}")
      #expect(line?.costNano == 52_500)
    }
    let text =
      #"{"usage":{"inputTokens":2,"cacheWriteInputTokens":10,"cacheDetails":[{"ttl":"\u0031h","inputTokens":4}]}}"#
    let line = Self.read(
      "{'model': 'claude-sonnet-4-5', 'response': '\(text.replacing("\\", with: "\\\\"))'}")
    #expect(line?.costNano == 52_500)
  }

  private static func read(_ text: String) -> OracleLine? {
    let bytes = Array((text + "\n").utf8)
    let found = Decoding.decode(bytes)
    let settings = SourceSettings(origin: .file(pattern: "/log", rotated: []))
    let oracle = OracleDecoder(
      settings: settings, dimensions: Dimension.history, now: Decoding.now)
    #expect(found == oracle.decode(bytes), "\(text)")
    return found.first
  }
}
