import Glibc
import SpendCore
import SpendTesting
import Testing

@testable import Reporting

/// Reports over real files.
struct FileReportTests {
  private let directory = TemporaryDirectory()

  @Test("A log of many days is added up to the nano, whatever is broken in it", arguments: 1...3)
  func exact(seed: UInt64) throws {
    var shape = SampleLog.Shape()
    shape.brokenPerThousand = 40
    shape.maxStepMicroseconds = 400_000_000
    var log = SampleLog(seed: seed, shape: shape)
    let path = directory.file("log", log.lines(2500))
    let table = try Reports.table([path], Reports.request(ReportQuery(period: .day)))
    #expect(table.totals.calls == Int64(log.oracle.events))
    #expect(table.totals.cost.nano == log.oracle.costNano)
    var costs: [String: Int64] = [:]
    for row in table.rows { costs[row.values[0], default: 0] += row.sums.cost.nano }
    #expect(costs == log.oracle.features.mapValues(\.costNano))
    var rejected: [Rejection: Int] = [:]
    for (reason, count) in table.rejected { rejected[reason] = count }
    #expect(rejected == log.oracle.rejected)
  }

  @Test("Any number of threads and any cut into pieces gives the same report")
  func threads() throws {
    var shape = SampleLog.Shape()
    shape.brokenPerThousand = 20
    shape.maxStepMicroseconds = 100_000_000
    var log = SampleLog(seed: 9, shape: shape)
    let first = log.lines(1500)
    let second = log.lines(700)
    let third = log.lines(300)
    let paths = [
      directory.file("a", first), directory.file("b.gz", TestArchive.gzip(second)),
      directory.file("c", third.dropLast()),
    ]
    let query = ReportQuery(dimensions: ["feature_name", "model"], period: .day)
    let whole = try Reports.table(paths, Reports.request(query))
    #expect(whole.totals.cost.nano == log.oracle.costNano)
    for (threads, pieceBytes) in [(2, 100_000), (3, 1), (5, 320), (8, 4096), (2, 1 << 25)] {
      let request = Reports.request(query, threads: threads)
      let plan = try ReportPlan(
        paths.map { FilePath($0) }, threads: threads, pieceBytes: Int64(pieceBytes))
      let table = ReportTable(try FileReport.part(plan, request), query: query)
      #expect(table.json == whole.json, "\(threads) threads, pieces of \(pieceBytes)")
    }
  }

  @Test("By source it says how much of each has no feature")
  func untagged() throws {
    let paths = [
      directory.file("a", Reports.line("f") + Reports.line("") + Reports.line("")),
      directory.file("b", Reports.line("f")),
    ]
    let query = ReportQuery(dimensions: ["source", "model"])
    let table = try Reports.table(paths, Reports.request(query))
    let rows = try #require(try JSONReader.read(table.json.utf8)["rows"]?.elements)
    for row in rows {
      let isFirst = row["source"]?.text == paths[0]
      #expect(row["untagged_calls"]?.integer == (isFirst ? 2 : 0))
      #expect(row["untagged_share"]?.numberText == (isFirst ? "0.666667" : "0.0"))
    }
    #expect(rows.count == 2 && abs(table.untaggedShare - 0.5) < 0.001)
    let other = try Reports.table(paths, Reports.request(ReportQuery(dimensions: ["model"])))
    #expect(!other.json.contains("untagged_calls") && other.untaggedShare == table.untaggedShare)
  }

  @Test("Calls that are logged again count once, whatever the threads and the pieces")
  func duplicates() throws {
    var random = SeededRandom(seed: 5)
    var most: [Int: Int] = [:]
    var corrections = 0
    func lines(_ count: Int) -> [UInt8] {
      var text = ""
      for _ in 0..<count {
        let (call, micros) = (random.next(below: 400), 1 + random.next(below: 3000))
        let feature = "f\(random.next(below: 3))"
        if let known = most[call], micros > known { corrections += 1 }
        most[call] = max(most[call] ?? 0, micros)
        text +=
          #"{"id":"c\#(call)","call_type":"completion","response_cost":0.\#(String(1_000_000 + micros).dropFirst()),"#
          + #""endTime":\#(1_778_000_000 + call),"metadata":{"feature":"\#(feature)"}}"# + "\n"
      }
      return Array(text.utf8)
    }
    let paths = [
      directory.file("a", lines(900)), directory.file("b.gz", TestArchive.gzip(lines(500))),
      directory.file("c", lines(300)),
    ]
    let query = ReportQuery(dimensions: ["feature_name", "model"], period: .day)
    let whole = try Reports.table(paths, Reports.request(query))
    #expect(whole.totals.calls == Int64(most.count))
    #expect(whole.totals.cost.nano == Int64(most.values.reduce(0, +)) * 1000)
    #expect(whole.rejected.first { $0.reason == .duplicate }?.count == 1700 - most.count)
    #expect(corrections > 100)
    for (threads, pieceBytes) in [(2, 10_000), (3, 1), (5, 3200), (8, 4096), (2, 1 << 25)] {
      let request = Reports.request(query, threads: threads)
      let plan = try ReportPlan(
        paths.map { FilePath($0) }, threads: threads, pieceBytes: Int64(pieceBytes))
      let table = ReportTable(try FileReport.part(plan, request), query: query)
      #expect(table.json == whole.json, "\(threads) threads, pieces of \(pieceBytes)")
    }
  }

  @Test("A missing file and a directory are said before anything is read")
  func missing() throws {
    let there = directory.file("there", Reports.line("a"))
    let missing = directory.path + "/missing"
    let error = #expect(throws: ReportFailure.self) {
      try Reports.table([there, missing], Reports.request())
    }
    #expect(error?.description == "\(missing): there is no such file")
    let other = #expect(throws: ReportFailure.self) {
      try Reports.table([directory.path], Reports.request())
    }
    #expect(other?.description.contains("is a directory") == true)
  }

  @Test(
    "BOM, CRLF, NULs, blank lines and a last line without its end are read as the daemon reads them",
    arguments: [
      ("\u{FEFF}\(Reports.line("a"))\n", 1, 0), ("\u{FEFF}", 0, 0), ("", 0, 0), ("\n", 0, 0),
      ("{}", 0, 1), ("\u{FEFF}\n{}\n", 0, 1), ("x\ny\nz", 0, 0), ("x}\n{y\nz{}", 0, 3),
      ("a\n\n", 0, 0),
      ("\(Reports.line("a"))\r\n\r\n\(Reports.line("b"))\r\n", 2, 0),
      ("\0\0\0\(Reports.line("a"))\n", 1, 0), (Reports.line("a"), 1, 0),
      ("\(Reports.line("a"))\n\(Reports.line("b").dropLast())", 1, 1),
      ("\(Reports.line("a"))\n\0\0\0\0", 1, 0),
    ])
  func oddEnds(text: String, events: Int64, rejected: Int) throws {
    let path = directory.file("log", text)
    let table = try Reports.table([path], Reports.request())
    #expect(table.totals.calls == events)
    #expect(table.rejected.reduce(0) { $0 + $1.count } == rejected)
  }

  @Test("A line that is too long is counted once and does not hide its neighbours")
  func oversize() throws {
    let long = #"{"x":"\#(String(repeating: "y", count: 700_000))","cost_usd":1}"#
    let zeros = String(repeating: "\0", count: 600_000)
    let text =
      [Reports.line("a"), long, Reports.line("b"), long, zeros + Reports.line("c"), long]
      .joined(separator: "\n")
    let path = directory.file("log", text)
    for threads in 1...2 {
      let strict = try Reports.table(
        [path], Reports.request(maxLineBytes: 1000, threads: threads))
      #expect(strict.totals.calls == 3)
      #expect(strict.rejected.map(\.reason) == [.oversize])
      #expect(strict.rejected.map(\.count) == [3])
    }
    let generous = try Reports.table([path], Reports.request(maxLineBytes: 800_000))
    #expect(generous.totals.calls == 6)
    #expect(generous.rejected.isEmpty)
  }

  @Test("Beginning again with the numbers of values changes nothing")
  func putAside() throws {
    var log = SampleLog(seed: 4)
    let bytes = log.lines(2000)
    let query = ReportQuery(dimensions: ["user_id"], period: .day)
    let request = Reports.request(query)
    var small = ReportCounter(request, maxSeries: 10)
    var large = ReportCounter(request)
    let padded = bytes + [UInt8](repeating: 0, count: ReportCounter.padding)
    padded.withUnsafeBytes { buffer in
      let whole = UnsafeRawBufferPointer(rebasing: buffer[..<bytes.count])
      large.add(whole)
      var offset = 0
      while let end = bytes[offset...].dropFirst(3000).firstIndex(of: 10) {
        small.add(UnsafeRawBufferPointer(rebasing: whole[offset...end]))
        offset = end + 1
      }
      small.add(UnsafeRawBufferPointer(rebasing: whole[offset...]), isSealed: true)
    }
    let expected = ReportTable(large.part(), query: query)
    #expect(expected.rows.count > 1000)
    #expect(ReportTable(small.part(), query: query).json == expected.json)
  }
}
