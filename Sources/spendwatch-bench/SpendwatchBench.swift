import ArgumentParser

/// Benchmarks: what is fast, how fast, and beside what. Ratios of one run mean something on any
/// machine; absolute times on shared ones mean little.
@main
struct SpendwatchBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spendwatch-bench",
    abstract: "Measures spendwatch, with other programs beside it where they are installed.",
    subcommands: [
      GenerateCommand.self, ThroughputCommand.self, CatchupCommand.self, LatencyCommand.self,
      BurstCommand.self,
      MemoryCommand.self, GroupsCommand.self, SoakCommand.self, HotpathCommand.self,
      FuzzCommand.self, SimulateCommand.self, AnswersCommand.self,
    ])
}
