import SpendCore
import SpendTesting
import Testing

/// Lines with objects and arrays in them are laid under what lines before them were: however a line
/// differs from that, it must say what the obvious decoder says.
@Suite("Lines like the nested ones before them") struct StencilTests {
  private static let dimensions = OracleAgreementTests.extraDimensions

  /// Decodes some times, so that the lines are learned first and expected then.
  private static func expectAgreement(
    _ lines: [[UInt8]], _ comment: Comment, settings: SourceSettings = Decoding.settings()
  ) {
    let bytes = lines.flatMap { $0 + [UInt8(ascii: "\n")] }
    let oracle = OracleDecoder(settings: settings, dimensions: dimensions, now: Decoding.now)
    let expected = oracle.decode(bytes)
    var catalog = Catalog(dimensions: dimensions)
    var decoder = LineDecoder(settings: settings, dimensions: dimensions)
    for _ in 0..<2 {
      #expect(Decoding.decode(bytes, &decoder, &catalog) == expected, comment)
    }
  }

  private static let chat =
    #"{"id":"chatcmpl-1","object":"chat.completion","created":1777638896,"model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"Yes."},"logprobs":null}],"usage":{"prompt_tokens":20,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0}},"metadata":{"feature":"rag","tags":["a","feature:b"]},"service_tier":"default"}"#

  /// What may stand in the place of a piece of the line.
  private static let changes: [(piece: String, others: [String])] = [
    (
      #""Yes.""#,
      [
        #""""#, "null", "-1", "1e5", "01", "1.", "tru", "nul", #""a\"b""#, #""\u00e9\ud83d\ude00""#,
        "\"caf\u{E9}\"", #""\x""#, "\"\t\"", "{}", "[]", #"[{"type":"text","text":"x"}]"#,
        #"{"a":[1,2,{"b":null}]}"#, "[1,", "{\"a\"}", "NaN", " 7", "7 ", #""unfinished"#,
        #"""# + String(repeating: "x", count: 100) + #"""#,
        String(repeating: "[", count: 600) + String(repeating: "]", count: 600),
        String(repeating: "[", count: 511) + String(repeating: "]", count: 511),
        String(repeating: "[", count: 508) + String(repeating: "]", count: 508),
      ]
    ),
    (
      #"[{"index":0,"message":{"role":"assistant","content":"Yes."},"logprobs":null}]"#,
      [
        "[]", "null", "7", "[01]", #"[{"index":0},{"index":1}]"#, #"{"usage":{"prompt_tokens":1}}"#,
        #"[{"index":0,"message":{"role":"assistant","content":"Yes.","refusal":null}}]"#,
        #"[{"index":0,"message":{"role":"assistant"}}"#, " []", "[] ", "",
      ]
    ),
    (
      #"{"prompt_tokens":20,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0}}"#,
      [
        "null", "7", "[]", "{}", #"{"prompt_tokens":20}"#,
        #"{"input_tokens":20,"output_tokens":3}"#,
        #"{"completion_tokens":3,"prompt_tokens":20}"#, #"{"prompt_tokens":20,"prompt_tokens":21}"#,
        #"{"prompt_tokens": 20, "completion_tokens": 3}"#, #""{\"prompt_tokens\":20}""#,
      ]
    ),
    ("20", ["-20", "20.0", "\"20\"", "2e1", "99999999999999999999", "null", "{}", "[20]", "true"]),
    (
      "{\"cached_tokens\":4,\"audio_tokens\":0}",
      ["null", "{}", "[]", "5", "{\"cached_tokens\":-4}"]
    ),
    (
      #"["a","feature:b"]"#,
      [
        "[]", "null", #"["feature:c"]"#, #""[\"feature:d\"]""#, #""feature:e""#,
        #"[["feature:f"]]"#,
        #"["a","feature:\u0067"]"#, #"{"feature":"h"}"#, "[\"a\" ,\"feature:i\"]", "[\"a\",]",
      ]
    ),
    (#""rag""#, ["null", "7", "true", #""r\u0061g""#, #"{"a":1}"#, "[]", #"""#]),
    (
      "1777638896",
      [
        "1777638896123", "1777638896123456", "1777638896123456789", "\"1777638896\"",
        "\"1777638896123456789\"", "\"9999999999999999999\"", "\"00000001777638896\"", "177763889",
        "\"20260501123456\"", "\"20260501T123456Z\"", "\"2026-05-01T12:34:56Z\"", "1777638896.5",
        "99999999999", "100000000000", "99999999999999", "100000000000000", "99999999999999999",
        "100000000000000000", "-1777638896", "null", #"{"$date":"2026-05-01"}"#, "\"\"",
      ]
    ),
    (#""chatcmpl-1""#, ["null", #""chatcmpl-\u0031""#, #""x""#, #""""#]),
    (
      #""default"}"#,
      [#""flex"}"#, #""default"} "#, "\"default\"}\r", #""default"}}"#, #""default""#]
    ),
    (#","metadata""#, [#","note":1,"metadata""#, #", "metadata""#, #","meta\u0064ata""#, ""]),
    (#"{"id""#, [#" {"id""#, #"{ "id""#, #"x{"id""#, ""]),
  ]

  @Test("With another piece in one of twelve")
  func pieces() {
    let plain = Array(Self.chat.utf8)
    for (piece, others) in Self.changes {
      for other in others {
        guard let range = Self.chat.firstRange(of: piece) else {
          Issue.record("\(piece) is not in the line")
          return
        }
        var changed = Self.chat
        changed.replaceSubrange(range, with: other)
        let special = Array(changed.utf8)
        for place in [0, 5, 11] {
          Self.expectAgreement(
            (0..<12).map { $0 == place ? special : plain }, "\(piece) → \(other) at \(place)")
        }
        // Learned as it is, and then another one.
        Self.expectAgreement([special, special, plain, special], "\(piece) → \(other) first")
      }
    }
  }

  /// A cost of its own decides whether the formats are asked at all.
  @Test("Objects of an application's own")
  func own() {
    func line(_ cost: String, _ usage: String = #"{"prompt_tokens":9,"completion_tokens":1}"#)
      -> [UInt8]
    {
      Array(#"{"model":"gpt-4o","cost_usd":\#(cost),"usage":\#(usage),"created":1777638896}"#.utf8)
    }
    let chat = Array(Self.chat.utf8)
    Self.expectAgreement(
      [line("1"), line("1"), line("null"), line("-1"), line("0"), line("\"x\"")], "costs")
    Self.expectAgreement(
      [chat, line("1"), line("2"), line("null"), chat, line("null"), line("1", "null")], "mixed")
  }

  @Test("Of more kinds than are kept in mind", arguments: [3, 4, 5, 9])
  func kinds(count: Int) {
    let kinds = FormatSeeds.lines.prefix(count)
    Self.expectAgreement((0..<60).map { kinds[$0 * 7 % count] }, "\(count) kinds")
  }

  @Test("Longer than lines may be")
  func oversize() {
    var settings = Decoding.settings()
    settings.maxLineBytes = Self.chat.utf8.count
    let longer = Self.chat.replacing("Yes.", with: "Yes..")
    let shorter = Self.chat.replacing("Yes.", with: "Yes")
    Self.expectAgreement(
      [Self.chat, Self.chat, longer, shorter, longer + "\r", shorter + "\r"].map { Array($0.utf8) },
      "around the limit", settings: settings)
  }

  /// Any depth, any number of values in one object and beside each other.
  @Test("Deep and wide")
  func sizes() {
    for count in [1, 20, 31, 32, 33, 34, 60, 200, 511, 512, 513] {
      let deep =
        String(repeating: "{\"a\":[", count: count / 2) + "1"
        + String(repeating: "]}", count: count / 2)
      let wide = "[" + (0..<count).map { "{\"k\($0)\":\"\($0)\"}" }.joined(separator: ",") + "]"
      for value in [deep, wide] {
        let line = #"{"usage":{"prompt_tokens":7,"x":\#(value)},"model":"gpt-4o","y":\#(value)}"#
        let lines = [line, line, line.replacing("1", with: "01"), line].map { Array($0.utf8) }
        Self.expectAgreement(lines, "\(count)")
      }
    }
  }

  @Test(
    "Any of a format with anything changed", arguments: [LineFormat.auto, .native, .openai, .otel])
  func mutations(format: LineFormat) {
    let seed = UInt64.random(in: 1...1_000_000_000)
    for (number, seedLine) in FormatSeeds.lines.enumerated() {
      var mutator = LineMutator(seed: seed &+ UInt64(number), seeds: [seedLine])
      for _ in 0..<20 {
        let lines = (0..<12).map { $0 % 3 == 2 ? mutator.next() : seedLine }
        Self.expectAgreement(
          lines, "seed \(seed), line \(number)", settings: Decoding.settings(format))
      }
    }
  }
}
