import SpendCore
import SpendTesting
import Testing

/// What a line says does not depend on the line before it: the decoder keeps its slots, and what it
/// learned, from line to line.
@Suite("A line after any other") struct NeighbourTests {
  /// Values that JSON and Python write differently, where they are kept to be read later: in lists,
  /// and in objects that are times.
  static let spelledDifferently = [
    #"{"schemaType":"ModelInvocationLog","modelId":"anthropic.claude-sonnet-4-5-20250929-v1:0","input":{"inputTokenCount":2,"cacheWriteInputTokenCount":5120},"output":{"outputTokenCount":44,"outputBodyJson":{"usage":{"cacheDetails":[{"ttl":"1h","inputTokens":true},{"ttl":"5m","inputTokens":1024}]}}}}"#,
    #"{"model":"claude-sonnet-4-5","metrics":{"latencyMs":1},"usage":{"inputTokens":2,"cacheWriteInputTokens":9,"cacheDetails":[null,{"ttl":"\u0031h","inputTokens":4}]}}"#,
    #"{"model":"gpt-4o","usage":{"prompt_tokens":7,"completion_tokens":1},"metadata":{"tags":[null,true,"feature:caf\u00e9"]}}"#,
    #"{"model":"gpt-4o","usage":{"prompt_tokens":7,"completion_tokens":1},"request_tags":[false,"feature:\ud83d\ude00"],"response_cost":0.5,"call_type":"x"}"#,
    #"{"timestamp":{"$date":null,"a":"\ud83d\ude00"},"feature_name":"f","cost_usd":1}"#,
    #"{"timestamp":{"a":true,"$date":{"$numberLong":"1746102896789"}},"feature_name":"f","cost_usd":1}"#,
    #"{'timestamp': {'a': True, '$date': '2026-05-01'}, 'feature_name': 'f\x41', 'cost_usd': 1}"#,
    #"{'model': 'gpt-4o', 'usage': {'prompt_tokens': 7}, 'metadata': {'tags': [None, 'feature:\x41']}}"#,
    #"{'model': 'gpt-4o', 'usage': {'prompt_tokens': 7}, 'metadata': {'tags': [None, "#,
  ]

  static let formats: [LineFormat] = [.auto, .native, .fields, .bedrock, .openai]

  @Test("is read as it is alone", arguments: formats)
  func alone(format: LineFormat) {
    let settings = Decoding.settings(format)
    let dimensions = OracleAgreementTests.extraDimensions
    let oracle = OracleDecoder(settings: settings, dimensions: dimensions, now: Decoding.now)
    let lines =
      (Self.spelledDifferently + HandWrittenLines.all).map { Array(($0 + "\n").utf8) }
      + FormatSeeds.lines.map { $0 + [UInt8(ascii: "\n")] }
    let expected = lines.map { oracle.decode($0) }
    var catalog = Catalog(dimensions: dimensions)
    var decoder = LineDecoder(settings: settings, dimensions: dimensions)
    for before in lines {
      for (line, expected) in zip(lines, expected) {
        _ = Decoding.decode(before, &decoder, &catalog, isSealed: false)
        let found = Decoding.decode(line, &decoder, &catalog, isSealed: false)
        guard found == expected else {
          Issue.record(
            """
            \(String(decoding: before, as: UTF8.self))\(String(decoding: line, as: UTF8.self))
            \(found)
            \(expected)
            """)
          return
        }
      }
    }
  }
}
