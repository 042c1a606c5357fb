import SpendCore
import SpendTesting
import Testing

@testable import Reporting

/// Columns by classes of tokens, and by how calls came by their cost, against
/// sums of the generator.
@Suite("Report: columns on demand") struct DetailReportTests {
  private let directory = TemporaryDirectory()

  /// In tenths of a nano-dollar a token, so that costs are rounded.
  static let prices = PriceBook(tables: [
    PriceTable(
      name: "test",
      text: """
        m input=0.0375 cache_read=0.0033 cache_write=0.0471 cache_write_1h=0.07 output=0.1509 \
        reasoning=0.2003
        """)
  ])

  static func request(
    _ columns: [ReportColumn], _ query: ReportQuery = ReportQuery(), threads: Int = 1
  ) -> ReportRequest {
    var query = query
    query.columns = columns.map(\.rawValue)
    query.details = columns.reduce(into: []) { $0.formUnion($1.needs) }
    var request = Reports.request(query, threads: threads)
    request.settings.prices = prices
    request.settings.included = [
      Match([.init(dimension: "user_id", patterns: [Glob("sub-*")])])
    ]
    return request
  }

  private static let columns: [ReportColumn] = [
    .calls, .cost, .cacheRead, .cacheWrite, .reasoning, .unpriced, .computed, .included,
  ]

  /// A log and what its calls add up to, by feature.
  struct Sample {
    var text = ""
    /// As ``columns``.
    var sums: [String: [Int64]] = [:]

    init(seed: UInt64, calls: Int) {
      var random = SeededRandom(seed: seed)
      for number in 0..<calls {
        func tokens(_ most: Int) -> Int64 { Int64(random.next(below: most)) }
        let (fresh, read, write, hour) = (tokens(5000), tokens(90_000), tokens(900), tokens(90))
        let reasoning = tokens(700)
        let output = reasoning + tokens(900)
        let feature = "f\(random.next(below: 3))"
        let isIncluded = random.chance(1, of: 5)
        let isKnown = random.chance(4, of: 5)
        let logged = random.chance(1, of: 3) ? 1 + tokens(1_000_000) : nil
        text +=
          #"{"timestamp":\#(1_790_000_000 + number),"feature_name":"\#(feature)","#
          + #""user_id":"\#(isIncluded ? "sub-" : "")u","model":"\#(isKnown ? "m" : "x")","#
          + #""input_tokens":\#(fresh + read + write + hour),"output_tokens":\#(output),"#
          + #""cache_read_tokens":\#(read),"cache_write_tokens":\#(write),"#
          + #""cache_write_1h_tokens":\#(hour),"reasoning_tokens":\#(reasoning)"#
          + (logged.map { ",\"cost_usd\":\($0)e-9" } ?? "") + "}\n"
        // In tenths of a nano-dollar.
        let exact =
          fresh * 375 + read * 33 + write * 471 + hour * 700 + (output - reasoning) * 1509
          + reasoning * 2003
        let (whole, rest) = exact.quotientAndRemainder(dividingBy: 10)
        let isUp = rest > 5 || (rest == 5 && whole % 2 == 1)
        let computed = isKnown ? whole + (isUp ? 1 : 0) : 0
        let cost = logged ?? computed
        let isComputed = logged == nil && isKnown
        let row = [
          1, isIncluded ? 0 : cost, read, write + hour, reasoning,
          logged == nil && !isKnown && !isIncluded ? 1 : 0, isComputed && !isIncluded ? cost : 0,
          isIncluded ? cost : 0,
        ]
        sums[feature] = zip(sums[feature] ?? row.map { _ in 0 }, row).map { $0 + $1 }
      }
    }
  }

  private static func numbers(_ row: ReportTable.Row) -> [Int64] {
    let details = row.details
    return [
      row.sums.calls, row.sums.cost.nano, details.tokens[.cacheRead], details.cacheWriteTokens,
      details.tokens[.reasoning], details.unpricedCalls, details.computed.nano,
      details.included.nano,
    ]
  }

  @Test("Sums are those of the calls, costs by class add up to the cost", arguments: 1...8)
  func exact(seed: UInt64) throws {
    let sample = Sample(seed: seed, calls: 3000)
    let path = directory.file("log", sample.text)
    for threads in [1, 3] {
      var request = Self.request(Self.columns, threads: threads)
      request.query.details.insert(.costs)
      let table = try Reports.table([path], request)
      #expect(table.rows.count == 3)
      for row in table.rows {
        #expect(Self.numbers(row) == sample.sums[row.values[0]], "seed \(seed)")
        let details = row.details
        #expect(details.splitCosts.total + details.wholeCost.nano == row.sums.cost.nano)
        #expect(details.splitTokens.total + details.wholeTokens == details.tokens.total)
        #expect(details.splitCosts[.cacheWrite1h] > 0 && details.wholeCost > .zero)
      }
    }
    // From the sources of a configuration, and without what nobody asked for.
    var source = Self.request(Self.columns).settings
    source.origin = .file(pattern: path, rotated: [])
    let request = Self.request(Self.columns)
    let outcome = try SourceReport.read([source], request, monotonicSeconds: 0)
    let table = ReportTable(outcome.part, query: request.query)
    #expect(table.rows.allSatisfy { Self.numbers($0) == sample.sums[$0.values[0]] })
    let plain = try Reports.table([path], Self.request([.calls, .computed]))
    #expect(plain.rows.allSatisfy { $0.details.computed.nano == sample.sums[$0.values[0]]?[6] })
    #expect(plain.totalDetails.tokens == table.totalDetails.tokens)
  }

  @Test("A call that is logged again adds its cost once, and no cached tokens")
  func corrected() throws {
    func line(_ cost: String, _ output: Int) -> String {
      #"{"timestamp":1790000000,"feature_name":"a","event_id":"e","model":"m","cost_usd":\#(cost),"#
        + #""input_tokens":100,"cache_read_tokens":90,"output_tokens":\#(output)}"#
    }
    var request = Self.request([.cost, .cacheRead, .cacheHitRate])
    request.settings.duplicates = .on
    request.query.details.insert(.costs)
    let path = directory.file(
      "log", [line("1", 5), line("3", 9), line("2", 7)].joined(separator: "\n"))
    let table = try Reports.table([path], request)
    #expect(
      table.csv() == """
        feature_name,cost_usd,cache_read_tokens,cache_hit_rate
        a,3.000000000,90,0.9

        """)
    #expect(table.rows[0].details.wholeCost == Money(nano: 3_000_000_000))
  }

  @Test("A rate of nothing is none, in every format")
  func noInput() throws {
    let path = directory.file("log", Reports.line("a"))
    let table = try Reports.table([path], Self.request([.cacheHitRate, .unpriced, .included]))
    #expect(table.csv().hasSuffix("\na,,0,0.000000000\n"))
    #expect(
      table.json.contains(
        #""cache_hit_rate":null,"unpriced_calls":0,"included_usd":"0.000000000"}"#))
    #expect(table.markdown.contains("| a | - | 0 | $0.00 |"))
  }
}
