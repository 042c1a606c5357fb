import SpendCore
import SpendTesting
import Testing

/// Reports over decoded lines, against sums made the obvious way.
struct ReportTests {
  /// Decodes and adds up a log on one thread of its own.
  static func part(_ bytes: [UInt8], _ query: ReportQuery) -> ReportPart {
    let dimensions = query.trackedDimensions
    var catalog = Catalog(dimensions: dimensions)
    var decoder = LineDecoder(
      settings: Decoding.settings(), dimensions: dimensions, clampsFuture: false)
    var tally = ReportTally(query: query, dimensions: dimensions)
    var lines = LineBatch()
    (bytes + [UInt8](repeating: 0, count: 64)).withUnsafeBytes { buffer in
      _ = decoder.decode(
        UnsafeRawBufferPointer(rebasing: buffer[..<bytes.count]), now: Decoding.now,
        catalog: &catalog, into: &lines, isSealed: true)
    }
    tally.add(lines[...], catalog: catalog)
    return tally.part(catalog: catalog)
  }

  static func table(_ text: String, _ query: ReportQuery) -> ReportTable {
    ReportTable(part(Array(text.utf8), query), query: query)
  }

  static let text = """
    {"timestamp":"2026-05-01T23:30:00Z","feature_name":"a","model":"m1","cost_usd":1,"input_tokens":5}
    {"timestamp":"2026-05-02T00:30:00Z","feature_name":"a","model":"m2","cost_usd":2,"output_tokens":7}
    {"timestamp":"2026-05-31T23:00:00Z","feature_name":"b","model":"m1","cost_usd":4}
    {"timestamp":"2026-05-02T00:30:00Z","cost_usd":0.5}
    nope {
    {"cost_usd":-1}
    {"timestamp":"2999-01-01T00:00:00Z","feature_name":"a","model":"m1","cost_usd":0.25}
    """

  static func rows(_ table: ReportTable) -> [String] {
    table.rows.map { row in
      ((row.period.map { [$0] } ?? []) + row.values
        + ["\(row.sums.calls)", "\(row.sums.cost)", "\(row.sums.averageCost)"])
        .joined(separator: " ")
    }
  }

  @Test("Rows are by dimension, the most expensive first, with totals and rejections beside them")
  func byFeature() {
    let table = Self.table(Self.text, ReportQuery())
    #expect(
      Self.rows(table) == [
        "b 1 4.000000000 4.000000000", "a 3 3.250000000 1.083333333",
        "untagged 1 0.500000000 0.500000000",
      ])
    #expect(table.totals.calls == 5)
    #expect(table.totals.cost == Money(nano: 7_750_000_000))
    #expect(table.totals.inputTokens == 5)
    #expect(table.totals.outputTokens == 7)
    #expect(table.rejected.map(\.reason) == [.notJSON, .negativeCost])
    #expect(table.rejected.map(\.count) == [1, 1])
    #expect(table.untaggedShare == 0.5 / 7.75)
  }

  @Test("Days and months are local, and rows may be by several dimensions or none")
  func periods() {
    let zone = TimeZoneRules(name: "East", initialOffsetSeconds: 3600)
    let days = Self.table(Self.text, ReportQuery(dimensions: [], period: .day, zone: zone))
    #expect(
      Self.rows(days) == [
        "2026-06-01 1 4.000000000 4.000000000", "2026-05-02 3 3.500000000 1.166666667",
        "2999-01-01 1 0.250000000 0.250000000",
      ])
    let months = Self.table(
      Self.text, ReportQuery(dimensions: ["model", "feature_name"], period: .month, top: 2))
    #expect(
      Self.rows(months) == [
        "2026-05 m1 b 1 4.000000000 4.000000000", "2026-05 m2 a 1 2.000000000 2.000000000",
      ])
    #expect(months.totals.calls == 5)
  }

  @Test("From is inclusive, to is not")
  func range() {
    let query = ReportQuery(
      dimensions: [], from: Timestamp(seconds: 1_777_681_800),
      to: Timestamp(seconds: 1_780_268_400))
    let table = Self.table(Self.text, query)
    #expect(Self.rows(table) == ["2 2.500000000 1.250000000"])
    #expect(table.rejected.count == 2)
  }

  @Test("Who asks for the calls without a dimension, by it, gets their row")
  func without() {
    var query = ReportQuery(dimensions: ["model"])
    query.match = Match([Match.Condition(dimension: "model", patterns: [Glob("")])])
    let part = Self.part(Array(Self.text.utf8), query)
    #expect(part.missingDimension(query) == nil)
    #expect(Self.rows(ReportTable(part, query: query)) == [" 1 0.500000000 0.500000000"])
  }

  @Test(
    "Conditions leave events out, all of them together, and a dimension that no event has is missing",
    arguments: [
      ([("feature_name", "a")], ["a 3 3.250000000 1.083333333"], nil),
      (
        [("feature_name", "*"), ("model", "m1")],
        ["b 1 4.000000000 4.000000000", "a 2 1.250000000 0.625000000"], nil
      ),
      ([("model", "")], ["untagged 1 0.500000000 0.500000000"], nil),
      ([("model", "m?"), ("feature_name", "c")], [], nil),
      ([("user_id", "7")], [], "user_id"),
    ] as [([(String, String)], [String], String?)])
  func conditions(conditions: [(String, String)], rows: [String], missing: String?) {
    var query = ReportQuery()
    query.match = Match(
      conditions.map { Match.Condition(dimension: $0.0, patterns: [Glob($0.1)]) })
    let part = Self.part(Array(Self.text.utf8), query)
    #expect(Self.rows(ReportTable(part, query: query)) == rows)
    #expect(part.missingDimension(query) == missing)
    #expect(!part.hasNoEvents)
  }

  @Test(
    "A dimension of a condition is known by any event of the log, also of another time",
    arguments: [
      ("model", "m2", nil), ("model", "none", nil), ("feature_name", "zz", nil),
      ("user_id", "7", "user_id"), ("modle", "m2", "modle"),
    ] as [(String, String, String?)])
  func emptyPeriod(dimension: String, pattern: String, missing: String?) {
    let condition = Match.Condition(dimension: dimension, patterns: [Glob(pattern)])
    var query = ReportQuery(
      from: Timestamp(seconds: 1_785_542_400), to: Timestamp(seconds: 1_788_220_800))
    query.match = Match([condition])
    let part = Self.part(Array(Self.text.utf8), query)
    #expect(Self.rows(ReportTable(part, query: query)).isEmpty)
    #expect(part.missingDimension(query) == missing)
  }

  @Test("Averages are rounded half to even")
  func average() {
    for (nano, calls, average) in [
      (5, 2, 2), (7, 2, 4), (1, 3, 0), (2, 3, 1), (0, 5, 0), (10, 4, 2), (Int64.max, 1, Int64.max),
    ] as [(Int64, Int64, Int64)] {
      var sums = ReportSums()
      sums.cost = Money(nano: nano)
      sums.calls = calls
      #expect(sums.averageCost == Money(nano: average))
    }
  }

  @Test("Parts of a log merge into the report of the whole, and to the nano", arguments: 1...3)
  func merging(seed: UInt64) {
    var shape = SampleLog.Shape()
    shape.brokenPerThousand = 30
    shape.maxStepMicroseconds = 600_000_000
    var log = SampleLog(seed: seed, shape: shape)
    let query = ReportQuery(dimensions: ["feature_name"], period: .day)
    var whole: [UInt8] = []
    var merged = ReportPart()
    for _ in 0..<4 {
      let bytes = log.lines(500)
      whole += bytes
      merged.merge(Self.part(bytes, query))
    }
    let table = ReportTable(merged, query: query)
    #expect(Self.rows(table) == Self.rows(ReportTable(Self.part(whole, query), query: query)))
    #expect(table.totals.cost.nano == log.oracle.costNano)
    #expect(table.totals.calls == Int64(log.oracle.events))
    var rejected: [Rejection: Int] = [:]
    for (reason, count) in table.rejected { rejected[reason] = count }
    #expect(rejected == log.oracle.rejected)
    var byFeature: [String: Int64] = [:]
    for row in table.rows { byFeature[row.values[0], default: 0] += row.sums.cost.nano }
    #expect(byFeature == log.oracle.features.mapValues(\.costNano))
    #expect(Set(table.rows.map(\.period)).count > 5)
  }
}
