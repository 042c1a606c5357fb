import ArgumentParser
import Glibc
import SpendCore
import SpendTesting

/// `generate`: a sample log to a file or stdout.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write a sample log: the same seed and shape give the same bytes everywhere.")

  @Argument(help: "File to write; - for stdout.") var path: String
  @Option(help: "Size in MiB.") var megabytes = 100
  @Option(help: "The applications' own lines in a spelling, or a format.") var shape = Sample
    .compact
  @Option(help: "Number that the log is made from.") var seed: UInt64 = 42
  @Option(help: "How many features there are.") var features = 50
  @Option(help: "Of a thousand lines, how many are broken.") var broken: Int?
  @Option(help: "Time of the first event, in seconds since 1970.") var start: Int64 = 1_777_593_600

  func run() throws {
    var chosen = shape.shape
    chosen.featureCount = features
    chosen.start = Timestamp(seconds: start)
    if let broken { chosen.brokenPerThousand = broken }
    var log = SampleLog(seed: seed, shape: chosen)
    let descriptor = path == "-" ? STDOUT_FILENO : try Bytes.create(path)
    var rest = megabytes << 20
    if let format = shape.format {
      var calls = FormatSample(format, seed: seed)
      while rest > 0 {
        let bytes = calls.bytes(atLeast: min(rest, 4 << 20))
        try Bytes.writeAll(bytes, to: descriptor)
        rest -= bytes.count
      }
      return
    }
    while rest > 0 {
      let bytes = log.bytes(atLeast: min(rest, 4 << 20))
      try Bytes.writeAll(bytes, to: descriptor)
      rest -= bytes.count
    }
    let oracle = log.oracle
    Console.note(
      "\(oracle.lines) lines, \(oracle.events) events, \(Money(nano: oracle.costNano)) USD")
  }
}
