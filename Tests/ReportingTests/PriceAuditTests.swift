import SpendCore
import Testing

@testable import Reporting

/// Logs with a slip each, and whether it is found.
@Suite("Audit of prices") struct PriceAuditTests {
  struct Slip: Sendable, CustomTestStringConvertible {
    var name: String
    var cause: PriceAudit.Cause?
    /// What a call costs in the log, in nano-USD, by its number.
    var cost: @Sendable (Call) -> Int64
    var testDescription: String { name }
  }

  /// Of a model at $3 input, $15 output, $0.30 and $3.75 caches; half of that for batches; $6 input
  /// above 200,000 tokens.
  struct Call: Sendable {
    var number: Int64
    var input: Int64 { 1000 + number % 7 * 100 }
    var cacheRead: Int64 { 5000 + number % 3 * 1000 }
    var cacheWrite: Int64 { number % 4 * 500 }
    var output: Int64 { 200 + number % 5 * 10 }
    var isBatch: Bool { number % 2 == 0 }
    var isLong: Bool { number % 10 == 9 }
    var wholeInput: Int64 { isLong ? 250_000 : input }
    var day: Int64 { 1 + number / 10 }

    /// Right, in thousandths of a nano-dollar a token and so exact.
    var right: Int64 { cost(read: 300, write: 3750) }
    func cost(
      read: Int64, write: Int64, batch: Bool? = nil, long: Bool? = nil
    ) -> Int64 {
      let isBatch = batch ?? isBatch
      let input: Int64 = isBatch ? 1500 : (long ?? isLong) ? 6000 : 3000
      let half: Int64 = isBatch ? 2 : 1
      return wholeInput * input + cacheRead * read / half + cacheWrite * write / half
        + output * 15_000 / half
    }
  }

  static let slips: [Slip] = [
    Slip(name: "none", cause: nil) { $0.right },
    Slip(name: "cached as fresh", cause: .cachedAsFresh) { call in
      call.right - call.cacheRead * 300 / (call.isBatch ? 2 : 1)
        + call.cacheRead * (call.isBatch ? 1500 : call.isLong ? 6000 : 3000)
    },
    Slip(name: "written twice", cause: .cacheWrittenTwice) { call in
      call.right + call.cacheWrite * (call.isBatch ? 1500 : 3000)
    },
    Slip(name: "tier ignored", cause: .tierIgnored) {
      $0.cost(read: 300, write: 3750, batch: false)
    },
    Slip(name: "long context ignored", cause: .longContextIgnored) {
      $0.cost(read: 300, write: 3750, long: false)
    },
    Slip(name: "nothing", cause: .loggedAsNothing) { _ in 0 },
    Slip(name: "factor", cause: .factor) { $0.right * 11 / 10 },
    Slip(
      name: "changed", cause: .priceChanged(day: PriceTable.day("2026-05-06") ?? 0)
    ) { $0.right * ($0.day >= 6 ? 12 : 10) / 10 },
    Slip(name: "anything", cause: .unknown) { $0.right / 1000 * (500 + $0.number * 37 % 900) },
  ]

  private static func line(_ call: Call, model: String, cost: Int64) -> String {
    let nano = String(cost % 1_000_000_000)
    let text = "\(cost / 1_000_000_000)." + String(repeating: "0", count: 9 - nano.count) + nano
    // Input holds the cached tokens, as for all models but Anthropic's.
    let input = call.wholeInput + call.cacheRead + call.cacheWrite
    return """
      {"timestamp":"2026-05-\(call.day < 10 ? "0" : "")\(call.day)T12:00:00Z","model":"\(model)",\
      "input_tokens":\(input),"cache_read_tokens":\(call.cacheRead),\
      "cache_write_tokens":\(call.cacheWrite),"output_tokens":\(call.output),\
      "service_tier":"\(call.isBatch ? "batch" : "default")","cost_usd":\(text)}
      """
  }

  private static func audit(_ lines: [String]) throws -> [PriceAudit.Row] {
    let folder = TemporaryDirectory()
    let path = folder.file("log", lines.joined(separator: "\n") + "\n")
    var settings = SourceSettings(origin: .file(pattern: "", rotated: []))
    settings.prices = PriceBook(tables: [
      PriceTable(
        name: "t",
        text: """
          m input=3 output=15 cache_read=0.3 cache_write=3.75 batch/input=1.5 batch/output=7.5 \
          batch/cache_read=0.15 batch/cache_write=1.875 input>200000=6
          """)
    ])
    return try PriceAudit.read([FilePath(path)], settings, now: Timestamp(seconds: 1_796_000_000))
  }

  @Test("a slip is named", arguments: slips)
  func slip(_ slip: Slip) throws {
    let calls = (0..<100).map { Call(number: $0) }
    let rows = try Self.audit(calls.map { Self.line($0, model: "M", cost: slip.cost($0)) })
    #expect(rows.count == 1 && rows[0].calls == 100 && rows[0].model == "M")
    #expect(rows[0].computed.nano == calls.reduce(0) { $0 + $1.right })
    #expect(rows[0].logged.nano == calls.reduce(0) { $0 + slip.cost($1) })
    #expect(rows[0].cause == slip.cause)
  }

  @Test("models that no table knows, and lines without both costs, are no slip")
  func others() throws {
    let call = Call(number: 1)
    let rows = try Self.audit([
      Self.line(call, model: "nobody", cost: 5), "text", "{}",
      #"{"model":"m","input_tokens":5}"#, Self.line(call, model: "m", cost: call.right),
    ])
    #expect(rows.map(\.model) == ["m", "nobody"])
    #expect(rows.map(\.calls) == [1, 0] && rows.map(\.unpricedCalls) == [0, 1])
    #expect(rows.map(\.cause) == [nil, nil])
  }

  @Test(
    "parts are rounded, with as many digits as show something",
    arguments: [
      (1000, 1000, "1.000", "100.0"), (1100, 1000, "1.100", "110.0"), (0, 1000, "0.000", "0.0"),
      (2_597_090, 2_597_093_750, "0.0010", "0.10"), (1, 3, "0.333", "33.3"),
      (2, 3, "0.667", "66.7"), (1, 2_000_000, "0.00000050", "0.000050"),
      (.max, 1, "9223372036854775807.000", "922337203685477580700.0"),
      (1, .max, "0.000000000000", "0.000000000000"),
    ] as [(Int64, Int64, String, String)])
  func parts(logged: Int64, computed: Int64, ratio: String, percent: String) {
    var row = PriceAudit.Row(model: "m")
    (row.logged, row.computed) = (Money(nano: logged), Money(nano: computed))
    #expect(row.ratio == ratio && row.percent == percent)
    row.computed = .zero
    #expect(row.ratio == nil)
  }
}
