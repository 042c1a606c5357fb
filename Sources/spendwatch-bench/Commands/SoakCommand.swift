import ArgumentParser
import Glibc
import SpendTesting

/// `soak`: writes, rotates and kills for as long as it is told, and looks whether every line was
/// counted once and memory and descriptors stay as they are.
struct SoakCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soak",
    abstract: "Write, rotate and kill -9 for a long time; check that every line counts once.",
    discussion: "Exit status: 0; 1 when a line was lost or counted twice, or something grows.")

  @Option(help: "The program to try.") var binary: String
  @Option(help: "Lines a second.") var rate = 2000
  @Option(help: "Seconds to go on for.") var seconds = 60.0
  @Option(help: "Seconds between two rotations, on average.") var rotateEvery = 5.0
  @Option(help: "Seconds between two kills, on average.") var killEvery = 7.0
  @Option(help: "Rotated files that are kept.") var keep = 1000
  @Option(help: "Number that the accidents are made from.") var seed: UInt64 = 1
  @Option(help: "Where the log is written.") var directory = "/tmp"
  @Flag(help: "As JSON.") var json = false

  func run() throws {
    let scratch = try Scratch(in: directory)
    let daemon = try BenchDaemon(
      binary: binary,
      configuration: "sources:\n  - path: log.jsonl\nbudgets:\n" + BenchDaemon.budgets(50),
      scratch: scratch)
    var writer = try LogWriter(daemon.log)
    var random = SeededRandom(seed: seed)
    Console.note("seed \(seed)")
    try daemon.start()
    let start = Clock.seconds()
    var nextRotation = start + rotateEvery
    var nextKill = start + killEvery
    var counts = (rotations: 0, kills: 0)
    var facts: [ProcessFacts] = []
    func later(_ every: Double) -> Double { every * Double(random.next(below: 2000)) / 1000 }
    while Clock.seconds() < start + seconds {
      let wanted = Int((Clock.seconds() - start) * Double(rate))
      try writer.append(events: wanted - writer.lines)
      if Clock.seconds() >= nextRotation {
        counts.rotations += 1
        try rotate(&writer)
        nextRotation = Clock.seconds() + later(rotateEvery)
      }
      if Clock.seconds() >= nextKill {
        facts.append(daemon.facts)
        daemon.kill()
        counts.kills += 1
        try daemon.start()
        nextKill = Clock.seconds() + later(killEvery)
      }
      Clock.pause(0.01)
    }
    let counted = try waitForTotal(daemon, writer.lines)
    facts.append(daemon.facts)
    let verify = try daemon.command(["verify"])
    daemon.stop()
    try show(facts, counts, written: writer.lines, counted: counted, verify: verify.status)
  }

  /// `.1` is the newest; the oldest goes.
  private func rotate(_ writer: inout LogWriter) throws {
    let base = writer.path
    unsafe unlink("\(base).\(keep)")
    for number in stride(from: keep - 1, through: 1, by: -1)
    where unsafe access("\(base).\(number)", F_OK) == 0 {
      unsafe rename("\(base).\(number)", "\(base).\(number + 1)")
    }
    try writer.rotate(to: base + ".1")
  }

  /// What the daemon has counted, once it is all or does not become more.
  private func waitForTotal(_ daemon: BenchDaemon, _ lines: Int) throws -> Int {
    let end = Clock.seconds() + 30
    var counted = 0
    while Clock.seconds() < end {
      let text = try daemon.command(["status", "--json"]).output
      if let range = text.firstRange(of: "\"totals\":{\"events\":") {
        counted = Int(text[range.upperBound...].prefix { $0.isNumber }) ?? 0
      }
      if counted >= lines { break }
      Clock.pause(0.2)
    }
    return counted
  }

  private func show(
    _ facts: [ProcessFacts], _ counts: (rotations: Int, kills: Int), written: Int, counted: Int,
    verify: Int32
  ) throws {
    let anonymous = facts.map { Double($0.anonymousKiB) / 1000 }
    let descriptors = facts.map(\.descriptors)
    var table = ResultTable("soak", ["what", "value"])
    table.add("lines written", String(written))
    table.add("lines counted", String(counted))
    table.add("verify", verify == 0 ? "equal" : "not equal")
    table.add("rotations", String(counts.rotations))
    table.add("kills", String(counts.kills))
    table.add("anonymous MB, smallest", ResultTable.number(anonymous.min() ?? 0, 1))
    table.add("anonymous MB, largest", ResultTable.number(anonymous.max() ?? 0, 1))
    table.add("descriptors, smallest", String(descriptors.min() ?? 0))
    table.add("descriptors, largest", String(descriptors.max() ?? 0))
    table.show(asJSON: json)
    let grows = (anonymous.max() ?? 0) > 2 * (anonymous.min() ?? 0) + 20
    if counted != written || verify != 0 || grows { throw ExitCode(1) }
  }
}
