import SpendCore
import SpendTesting
import Testing

/// What is read as cost and tokens: the text of each value beside its exact reading.
struct CostTableTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var value: String
    /// Nano-USD of an event; nil when the line is rejected.
    var nano: Int64?
    var rejection: Rejection?

    init(_ value: String, _ nano: Int64) { (self.value, self.nano) = (value, nano) }
    init(_ value: String, _ rejection: Rejection) {
      (self.value, self.rejection) = (value, rejection)
    }

    var testDescription: String { value }
  }

  static let costs: [Row] = [
    Row("0", 0), Row("-0", 0), Row("0.0", 0), Row("1", 1_000_000_000), Row("0.5", 500_000_000),
    Row("0.0008540999999999999", 854_100), Row("8.5e-05", 85_000), Row("1E2", 100_000_000_000),
    Row("1e+2", 100_000_000_000), Row("0.000000001", 1), Row("0.0000000005", 0),
    Row("0.0000000015", 2), Row("0.0000000025", 2), Row("0.00000000050000000001", 1),
    Row("0.000000000500000000000000000000000000000001", 1), Row("0.00000000049999999999999", 0),
    Row("12.345678912499999999", 12_345_678_912), Row("12.3456789125", 12_345_678_912),
    Row("12.3456789135", 12_345_678_914), Row("1234567.25", .badCost),
    Row("999999.9999999994", 999_999_999_999_999), Row("1000000", 1_000_000_000_000_000),
    Row("1000000.0000000004", 1_000_000_000_000_000), Row("1000000.000000001", .badCost),
    Row("1000001", .badCost), Row("1e400", .badCost), Row("1e-400", 0),
    Row("123456789012345678901234567890", .badCost), Row("-0.0000000001", 0),
    Row("-0.000000001", .negativeCost), Row("-1", .negativeCost), Row("-1e400", .negativeCost),
    Row("\"1.5\"", 1_500_000_000), Row("\" 1.5\\t\"", 1_500_000_000),
    Row("\"\\u0031\"", 1_000_000_000),
    Row("\"1e-3\"", 1_000_000), Row("\".5\"", 500_000_000), Row("\"+2\"", 2_000_000_000),
    Row("\"007\"", 7_000_000_000), Row("\"-1\"", .negativeCost), Row("\"\"", .notEvent),
    Row("\" \"", .notEvent),
    Row("\"NaN\"", .notEvent), Row("\"-inf\"", .notEvent),
    Row("\"n/a\"", .badCost), Row("\"1,5\"", .badCost), Row("\"$1\"", .badCost),
    Row("\"0x10\"", .badCost), Row("true", .badCost), Row("{}", .notEvent), Row("[1]", .badCost),
    Row("null", .notEvent), Row("01", .notJSON), Row("1.", .notJSON), Row(".5", .notJSON),
    Row("+1", .notJSON), Row("1e", .notJSON), Row("--1", .notJSON), Row("1.5.5", .notJSON),
    Row("0x1", .notJSON), Row("NaN", .notEvent), Row("Infinity", .notEvent),
    Row("-Infinity", .notEvent), Row("-NaN", .notJSON), Row("nan", .notJSON), Row("1 2", .notJSON),
  ]

  @Test("A cost is read exactly, once, half to even", arguments: costs)
  func cost(row: Row) {
    // As the only field, after a learned order, and in a line with spaces.
    for text in [
      "{\"cost_usd\":\(row.value)}", "{\"cost_usd\": \(row.value) }",
      "{\"timestamp\":null,\"cost_usd\":\(row.value),\"x\":1}",
    ] {
      let line = Decoding.decode(Array((text + "\n").utf8), Decoding.settings(.native)).first
      if let nano = row.nano {
        #expect(line?.outcome == .event)
        #expect(line?.costNano == nano)
      } else if let rejection = row.rejection {
        #expect(line?.outcome == .rejected(rejection))
      }
    }
  }

  static let counts: [(value: String, count: Int64)] = [
    ("0", 0), ("7", 7), ("1234567", 1_234_567), ("12345678", 12_345_678),
    ("1000000000", 1_000_000_000), ("1000000001", 0), ("1.5e9", 0), ("1e18", 0),
    ("9223372036854775807", 0), ("9223372036854775808", 0), ("1200.0", 1200), ("1.2e3", 1200),
    ("1.5", 0), ("-5", 0), ("\"12\"", 12), ("\" 12.0 \"", 12), ("\"many\"", 0), ("true", 0),
    ("1e400", 0), ("[1]", 0), ("10000000000000000000e-9", 0),
  ]

  @Test(
    "Tokens are whole numbers from 0 to 10⁹; anything else counts as none of them",
    arguments: counts)
  func tokens(row: (value: String, count: Int64)) {
    let text = "{\"input_tokens\":\(row.value),\"output_tokens\":3}\n"
    let line = Decoding.decode(Array(text.utf8)).first
    #expect(line?.outcome == .event)
    let isCount = row.value == "0" || row.count > 0
    let flags: Flags = isCount ? [] : .inconsistent
    #expect(line?.flags == flags.union([.unpriced, .untimed]))
    #expect(line?.inputTokens == row.count)
    #expect(line?.outputTokens == 3)
    #expect(line?.costNano == 0)
    // A cost is what was paid, whatever is said beside it.
    let costly = Decoding.decode(Array(text.replacing("{", with: "{\"cost_usd\":1,").utf8)).first
    #expect(costly?.costNano == 1_000_000_000)
    #expect(costly?.flags == flags.union(.untimed))
    #expect(costly?.inputTokens == row.count)
    // What has nothing but that has no price, and is not free.
    let only = "{\"model\":\"gpt-4o\",\"input_tokens\":\(row.value)}\n"
    let alone = Decoding.decode(Array(only.utf8)).first
    #expect(alone?.flags == flags.union([isCount ? .computed : .unpriced, .untimed]))
  }

  @Test(
    "Tokens of any kind make an event without a cost, and null ones do not",
    arguments: [
      ("input_tokens", true), ("output_tokens", true), ("cache_read_tokens", true),
      ("cache_write_tokens", true), ("reasoning_tokens", true), ("latency_ms", false),
      ("tokens", false),
    ])
  func unpriced(name: String, isEvent: Bool) {
    let line = Decoding.decode(Array("{\"\(name)\":5}\n".utf8)).first
    #expect(line?.outcome == (isEvent ? .event : .rejected(.notEvent)))
    let null = Decoding.decode(Array("{\"\(name)\":null}\n".utf8)).first
    #expect(null?.outcome == .rejected(.notEvent))
  }
}
