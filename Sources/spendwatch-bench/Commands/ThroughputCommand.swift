import ArgumentParser
import Reporting
import SpendCore

/// `throughput`: how fast a log is read, and how fast others read it.
struct ThroughputCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "throughput",
    abstract: "The report's way, by shape and threads; beside it DuckDB, simdjson and others.",
    discussion: """
      report --by feature_name --per day over a file in the page cache, all validation on. Medians of several runs; \
      the last column is the speed as a multiple of the report's with one thread on the same file. Of the formats \
      DuckDB reads the same fields, without looking for ids and without prices.
      """)

  @Option(help: "Size of each log in MiB.") var megabytes = 256
  @Option(help: "Runs of each.") var runs = 5
  @Option(help: "Where the logs are written; a file system in memory is best.")
  var directory = "/tmp"
  @Option(help: "A Python that may have duckdb.") var python = "python3"
  @Option(parsing: .upToNextOption, help: "Shapes.") var shapes: [Sample] = [
    .compact, .spaced, .shuffled, .fresh, .python, .openai, .anthropic, .litellm, .langsmith, .otel,
  ]
  @Flag(help: "Without other programs.") var alone = false
  @Flag(help: "As JSON.") var json = false

  func run() throws {
    var table = ResultTable("throughput", ["what", "shape", "GB/s", "ratio"])
    let scratch = try Scratch(in: directory)
    let path = scratch("sample.jsonl")
    for shape in shapes {
      try shape.write(to: path, bytes: megabytes << 20, repeats: true)
      let bytes = Double(Bytes.size(of: path))
      let one = bytes / (try Self.report(path, threads: 1, runs: runs)) / 1e9
      func add(_ what: String, seconds: Double, bytes: Double) {
        let speed = bytes / seconds / 1e9
        table.add(
          what, shape.rawValue, ResultTable.number(speed, 3), ResultTable.number(speed / one))
      }
      add("report, 1 thread", seconds: bytes / one / 1e9, bytes: bytes)
      add(
        "report, 2 threads", seconds: try Self.report(path, threads: 2, runs: runs), bytes: bytes)
      if shape.format != nil {
        for (name, cost, duplicates) in [
          ("without ids", nil, .off), ("without ids and prices", .logged, .off),
        ] as [(String, CostSource?, Duplicates)] {
          var settings = SourceSettings(origin: .file(pattern: "", rotated: []))
          (settings.cost, settings.duplicates) = (cost, duplicates)
          let seconds = try Self.report(path, threads: 1, runs: runs, settings)
          add("report, 1 thread, \(name)", seconds: seconds, bytes: bytes)
        }
      }
      guard shape == .compact || shape.format != nil, !alone else { continue }
      for peer in Peer.installed(python: python) where peer.peer == .duckdb || shape == .compact {
        // Slow ones get a smaller file; what counts is bytes a second.
        let file = peer.isSlow ? scratch("small.jsonl") : path
        if peer.isSlow { try shape.write(to: file, bytes: min(megabytes, 16) << 20, repeats: true) }
        let seconds = try peer.seconds(
          file, format: shape.format, scratch: scratch, runs: peer.isSlow ? 3 : runs)
        add(peer.name, seconds: seconds, bytes: Double(Bytes.size(of: file)))
      }
    }
    table.show(asJSON: json)
  }

  static func report(
    _ path: String, threads: Int, runs: Int,
    _ settings: SourceSettings = SourceSettings(origin: .file(pattern: "", rotated: []))
  ) throws -> Double {
    let query = ReportQuery(period: .day)
    let request = ReportRequest(
      query: query, settings: settings, now: Clock.wall(), threads: threads)
    return try Clock.median(runs) {
      let table = ReportTable(try FileReport.part(files: [FilePath(path)], request), query: query)
      guard table.totals.calls > 0 else { throw BenchFailure("\(path): no events found") }
    }
  }
}
