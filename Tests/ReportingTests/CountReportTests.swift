import SpendTesting
import Testing

@testable import Reporting
@testable import SpendCore

/// `--count`: different values of a dimension by row, against sets of the generator.
@Suite("Report: counting values") struct CountReportTests {
  private let directory = TemporaryDirectory()

  private static func request(
    _ query: ReportQuery = ReportQuery(), threads: Int = 1
  ) -> ReportRequest {
    var query = query
    query.counted = Dimension.session
    query.columns = ReportColumn.counting.map(\.rawValue)
    return Reports.request(query, threads: threads)
  }

  @Test("As many as there are, and their cost", arguments: 1...6)
  func exact(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var (values, costs) = ([String: Set<String>](), [String: Int64]())
    var text = ""
    for number in 0..<4000 {
      let (feature, day) = ("f\(random.next(below: 3))", 1 + random.next(below: 3))
      // Two spellings of one letter are two values; without one a call is counted nowhere.
      let value = ["", "é", "e\u{301}"].randomElement(using: &random) ?? ""
      let session = value.isEmpty ? "" : value + "\(random.next(below: 900))"
      let cost = Int64(1 + random.next(below: 1_000_000))
      text +=
        #"{"timestamp":"2026-05-0\#(day)T00:00:00Z","feature_name":"\#(feature)","session_id":"#
        + #""\#(session)","user_id":"\#(number)","cost_usd":\#(cost)e-9}"# + "\n"
      guard !session.isEmpty else { continue }
      for key in ["2026-05-0\(day) \(feature)", ""] {
        values[key, default: []].insert(session.utf8.map { "\($0) " }.joined())
        costs[key, default: 0] += cost
      }
    }
    let path = directory.file("log", text)
    for threads in [1, 3] {
      let request = Self.request(ReportQuery(period: .day), threads: threads)
      let table = try Reports.table([path], request)
      #expect(table.rows.count == 9)
      for row in table.rows {
        let key = "\(row.period ?? "") \(row.values[0])"
        #expect(row.distinct.count == values[key].map { Int64($0.count) }, "seed \(seed)")
        #expect(row.distinct.cost.nano == costs[key])
      }
      #expect(table.totalDistinct.count == values[""].map { Int64($0.count) })
      #expect(table.totalDistinct.cost.nano == costs[""] && !table.isCountCut)
    }
  }

  @Test("Columns have the name of the dimension")
  func columns() throws {
    func line(_ session: String, _ cost: String) -> String {
      #"{"feature_name":"a","session_id":"\#(session)","cost_usd":\#(cost)}"#
    }
    let path = directory.file(
      "log",
      [line("x", "1"), line("y", "2"), line("x", "4"), line("", "9")].joined(separator: "\n"))
    let table = try Reports.table([path], Self.request())
    #expect(
      table.csv() == """
        feature_name,session_id_count,cost_per_session_id_usd
        a,2,3.500000000

        """)
    #expect(
      table.json.contains(#""session_id_count":2,"cost_per_session_id_usd":"3.500000000"}"#))
    #expect(table.json.hasSuffix(#""count_complete":true}"#))
    var query = ReportQuery()
    query.counted = "none_such"
    let part = try FileReport.part(files: [FilePath(path)], Reports.request(query)) { _ in }
    #expect(part.missingDimension(query) == "none_such")
  }

  @Test("Beyond the bound nothing is kept, and that is known; costs still add up")
  func bounded() {
    var (a, b) = (DistinctValues<Int>(most: 3), DistinctValues<Int>(most: 3))
    for value in [1, 2, 3, 1] as [UInt64] { a.add(Money(nano: 1), of: value, 0) }
    #expect(a.rows[0]?.count == 3 && !a.isCut)
    a.add(Money(nano: 1), of: 9, 0)
    #expect(a.rows[0]?.count == 3 && a.isCut && a.rows[0]?.cost.nano == 5)
    b.add(Money(nano: 7), of: 2, 0)
    b.merge(a, row: { $0 })
    #expect(b.rows[0]?.count == 3 && b.isCut && b.total.cost.nano == 12)
  }
}
