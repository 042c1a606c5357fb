import ArgumentParser

/// `memory`: what an idle daemon costs.
struct MemoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory",
    abstract: "Memory, processor time and wake-ups of an idle daemon with 50 features.")

  @Option(help: "The program to measure.") var binary: String
  @Option(help: "Seconds to watch it idle.") var seconds = 60.0
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
      try daemon.forgetState()
      try Bytes.write("", to: daemon.log)
      if size > 0 { try Sample.compact.write(to: daemon.log, bytes: size, repeats: false) }
      try daemon.start()
      defer { daemon.stop() }
      // The last commit and what follows it.
      Clock.pause(5)
      let before = daemon.facts
      Clock.pause(seconds)
      let after = daemon.facts
      table.add(
        what, ResultTable.number(Double(after.residentKiB) / 1000, 1),
        ResultTable.number(Double(after.anonymousKiB) / 1000, 1),
        ResultTable.number((after.cpuSeconds - before.cpuSeconds) / seconds * 100, 3),
        ResultTable.number(
          Double(after.contextSwitches - before.contextSwitches) / seconds * 60, 0),
        String(after.descriptors))
    }
    table.show(asJSON: json)
  }
}
