import ArgumentParser

/// `memory`: what an idle daemon costs.
struct MemoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory",
    abstract: "Memory, processor time and wake-ups of an idle daemon with 50 features.")

  @Option(help: "The program to measure.") var binary: String
  @Option(help: "Seconds to watch it idle.") var seconds = 60.0
  @Option(help: "Runs of each; medians are printed.") var runs = 3
  @Option(help: "Size of the log that it has read, in MiB.") var megabytes = 64
  @Option(help: "Where the log is written.") var directory = "/tmp"
  @Flag(help: "As JSON.") var json = false

  func run() throws {
    let scratch = try Scratch(in: directory)
    let daemon = try BenchDaemon(
      binary: binary,
      configuration: "sources:\n  - path: log.jsonl\nbudgets:\n" + BenchDaemon.budgets(50),
      scratch: scratch)
    var table = ResultTable(
      "memory",
      ["what", "RSS MB", "anonymous MB", "CPU %", "switches/min", "descriptors"])
    for (what, size) in [("empty log", 0), ("after \(megabytes) MiB", megabytes << 20)] {
      try Bytes.write("", to: daemon.log)
      if size > 0 { try Sample.compact.write(to: daemon.log, bytes: size, repeats: false) }
      let seen = try (0..<max(1, runs)).map { _ in try idle(daemon) }
      func median(_ value: (Idle) -> Double) -> Double { Clock.percentile(seen.map(value), 50) }
      table.add(
        what, ResultTable.number(median { Double($0.facts.residentKiB) / 1000 }, 1),
        ResultTable.number(median { Double($0.facts.anonymousKiB) / 1000 }, 1),
        ResultTable.number(median(\.processorShare) * 100, 3),
        ResultTable.number(median(\.switchesPerMinute), 0),
        ResultTable.number(median { Double($0.facts.descriptors) }, 0))
    }
    table.show(asJSON: json)
  }

  private struct Idle {
    var facts: ProcessFacts
    var processorShare: Double
    var switchesPerMinute: Double
  }

  /// From an empty state.
  private func idle(_ daemon: BenchDaemon) throws -> Idle {
    try daemon.forgetState()
    try daemon.start()
    defer { daemon.stop() }
    // The last commit and what follows it.
    Clock.pause(5)
    let before = daemon.facts
    Clock.pause(seconds)
    let after = daemon.facts
    let switches = Double(after.contextSwitches - before.contextSwitches)
    return Idle(
      facts: after, processorShare: (after.cpuSeconds - before.cpuSeconds) / seconds,
      switchesPerMinute: switches / seconds * 60)
  }
}
