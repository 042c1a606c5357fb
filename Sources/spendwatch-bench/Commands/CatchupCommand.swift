import ArgumentParser

/// `catchup`: how fast the daemon reads what is there when it starts.
struct CatchupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catchup",
    abstract: "run --once with 50 budgets and commits on, beside the report over the same file.")

  @Option(help: "The program to measure.") var binary: String
  @Option(help: "Size of the log in MiB; what is done once weighs more in a small one.")
  var megabytes = 1024
  @Option(help: "Runs of each.") var runs = 5
  @Option(help: "Where the log is written.") var directory = "/tmp"
  @Flag(help: "As JSON.") var json = false

  func run() throws {
    let scratch = try Scratch(in: directory)
    let daemon = try BenchDaemon(
      binary: binary,
      configuration: "sources:\n  - path: log.jsonl\nbudgets:\n" + BenchDaemon.budgets(50),
      scratch: scratch)
    try Bytes.write("", to: daemon.log)
    func once() throws -> Double {
      var times: [Double] = []
      for _ in 0..<runs {
        try daemon.forgetState()
        times.append(try daemon.runOnce())
      }
      return Clock.percentile(times, 50)
    }
    let start = try once()
    try Sample.compact.write(to: daemon.log, bytes: megabytes << 20, repeats: false)
    let bytes = Double(Bytes.size(of: daemon.log))
    let report = try ThroughputCommand.report(daemon.log, threads: 1, runs: runs)
    let whole = try once()
    var table = ResultTable("catchup", ["what", "seconds", "GB/s", "of the report"])
    func add(_ what: String, _ seconds: Double) {
      table.add(
        what, ResultTable.number(seconds, 3), ResultTable.number(bytes / seconds / 1e9, 3),
        ResultTable.number(report / seconds))
    }
    add("report, 1 thread", report)
    add("run --once", whole)
    add("run --once without start and stop", whole - start)
    table.show(asJSON: json)
  }
}
