import ArgumentParser
import Glibc
import SpendCore
import SpendTesting

/// `soak`: writes, rotates and kills for as long as it is told, over days that are short and bring
/// new users each, and looks whether every line was counted once and memory and descriptors stay as
/// they are.
struct SoakCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soak",
    abstract: "Write, rotate and kill -9 for a long time; check that every line counts once.",
    discussion: """
      Exit status: 0; 1 when a line was lost or counted twice, or something grows.

      What grows is told from the second half, in which nothing is killed: what a process gathers \
      shows only while it lives. Values that come and go make its memory go up and down, so of each \
      stretch that is longer than that takes only the least is looked at. What it knows of a file \
      is kept for eight days by the clock, which are years of the log here; so there are stretches \
      without a rotation, and what goes with the files is told apart from what goes with the days: \
      at most 1 KB a day and 100 KB a file, each but for two standard errors.
      """)

  @Option(help: "The program to try.") var binary: String
  @Option(help: "Lines a second.") var rate = 2000
  @Option(help: "Seconds to go on for.") var seconds = 60.0
  @Option(help: "Seconds that a day of the log takes.") var day = 0.5
  @Option(help: "Users a day; none comes again on another.") var users = 500
  @Option(help: "Seconds between two rotations, on average.") var rotateEvery = 5.0
  @Option(help: "Seconds between two kills, on average.") var killEvery = 7.0
  @Option(help: "Rotated files that are kept. The state is verified if that was all of them.")
  var keep = 14
  @Option(help: "Number that the accidents are made from.") var seed: UInt64 = 1
  @Option(help: "Where the log is written.") var directory = "/tmp"
  @Flag(help: "As JSON.") var json = false

  /// What is seen of the daemon at the end of a day of the log.
  private struct Sample {
    var day: Int
    var rotations: Int
    var facts: ProcessFacts

    var anonymousKB: Double { Double(facts.anonymousKiB) * 1.024 }
  }

  /// Days of the log in which memory has been at its least: longer than the daemon takes to let go
  /// of values (50,000 of them), and than the minute in which it gives memory back.
  private var stretch: Int { max(60_000 / max(1, users), Int(60 / day) + 1) }

  /// The eighth of the time at which it is. Nothing is killed from the fifth on, and nothing
  /// rotated in the sixth and the eighth.
  private func eighth(_ passed: Double) -> Int { Int(passed / seconds * 8) }

  private var configuration: String {
    // Something fires every day.
    "sources:\n  - path: log.jsonl\nbudgets:\n  - name: all\n    daily: 0.000002\n"
      + "  - name: users\n    per: [user_id]\n    daily: 1000000\n    monthly: 10000000\n"
      + BenchDaemon.budgets(50)
  }

  func run() throws {
    let scratch = try Scratch(in: directory)
    let daemon = try BenchDaemon(
      binary: binary, configuration: configuration, scratch: scratch)
    var writer = try LogWriter(daemon.log)
    var random = SeededRandom(seed: seed)
    Console.note("seed \(seed)")
    try daemon.start()
    let start = Clock.seconds()
    // The last day is yesterday.
    let first = Clock.wall().seconds - Int64((seconds / day + 1) * 86_400)
    var nextRotation = start + rotateEvery
    var nextKill = start + killEvery
    var counts = (rotations: 0, kills: 0)
    var samples: [Sample] = []
    func later(_ every: Double) -> Double { every * Double(random.next(below: 2000)) / 1000 }
    while Clock.seconds() < start + seconds {
      let passed = Clock.seconds() - start
      let today = Int(passed / day)
      try writer.append(
        events: Int(passed * Double(rate)) - writer.lines,
        at: Timestamp(microseconds: first * 1_000_000 + Int64(passed / day * 86_400e6)),
        users: ("user_\(today)", users))
      if samples.last?.day != today {
        samples.append(Sample(day: today, rotations: counts.rotations, facts: daemon.facts))
      }
      let eighth = eighth(passed)
      if eighth != 5, eighth != 7, Clock.seconds() >= nextRotation {
        counts.rotations += 1
        try rotate(&writer)
        nextRotation = Clock.seconds() + later(rotateEvery)
      }
      if eighth < 4, Clock.seconds() >= nextKill {
        daemon.kill()
        counts.kills += 1
        try daemon.start()
        nextKill = Clock.seconds() + later(killEvery)
      }
      Clock.pause(0.01)
    }
    let counted = try waitForTotal(daemon, writer.lines)
    let isWhole = counts.rotations <= keep
    let isEqual = isWhole ? try daemon.command(["verify"]).status == 0 : nil
    daemon.stop()
    try show(samples, counts, written: writer.lines, counted: counted, isEqual: isEqual)
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
    _ samples: [Sample], _ counts: (rotations: Int, kills: Int), written: Int, counted: Int,
    isEqual: Bool?
  ) throws {
    let last = samples.last?.day ?? 0
    // A process has its full size after a month of the log and a turn of its values.
    let settled = samples.filter { $0.day > last * 5 / 8 }
    let least = Dictionary(grouping: settled) { (last - $0.day) / stretch }.values.compactMap {
      $0.min { $0.anonymousKB < $1.anonymousKB }
    }
    let memory = Trend(least.map { (Double($0.day), Double($0.rotations), $0.anonymousKB) })
    let descriptors = Trend(
      settled.map { (Double($0.day), Double($0.rotations), Double($0.facts.descriptors)) })
    let anonymous = settled.map(\.anonymousKB)
    var table = ResultTable("soak", ["what", "value"])
    table.add("lines written", String(written))
    table.add("lines counted", String(counted))
    table.add("verify", isEqual.map { $0 ? "equal" : "not equal" } ?? "files are gone")
    table.add("days", String(last))
    table.add("rotations", String(counts.rotations))
    table.add("kills", String(counts.kills))
    table.add("anonymous MB, smallest", ResultTable.number((anonymous.min() ?? 0) / 1000, 1))
    table.add("anonymous MB, median", ResultTable.number(Clock.percentile(anonymous, 50) / 1000, 1))
    table.add("anonymous MB, largest", ResultTable.number((anonymous.max() ?? 0) / 1000, 1))
    table.add(
      "anonymous KB more a day",
      "\(ResultTable.number(memory.first, 2)) ± \(ResultTable.number(memory.firstError, 2))")
    table.add(
      "anonymous KB more a rotated file",
      "\(ResultTable.number(memory.second, 1)) ± \(ResultTable.number(memory.secondError, 1))")
    table.add("stretches that say so", String(least.count))
    table.add("descriptors, smallest", String(settled.map(\.facts.descriptors).min() ?? 0))
    table.add("descriptors, largest", String(settled.map(\.facts.descriptors).max() ?? 0))
    table.add("descriptors more a thousand days", ResultTable.number(descriptors.first * 1000, 2))
    table.show(asJSON: json)
    // A short one has seen nothing but the beginning, and what two standard errors may be is no
    // growth: values that come and go move some megabytes.
    let grows =
      least.count >= 8
      && (memory.first - 2 * memory.firstError > 1
        || memory.second - 2 * memory.secondError > 100 || descriptors.first * 1000 > 10)
    if counted != written || isEqual == false || grows { throw ExitCode(1) }
  }
}
