import ArgumentParser
import SpendTesting

/// `simulate`: random schedules of an application, its log rotation and a daemon that is stopped,
/// killed and out of disk, over files in memory. A schedule whose accounts do not agree prints its
/// seed, which replays it, and ends with 1.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Follow files through random schedules of rotation and faults.")

  @Option(help: "How many.") var schedules: UInt64 = 10_000
  @Option(help: "First seed; by default another one every time.") var seed: UInt64?
  @Option(help: "Stop after so many seconds, however many are left.") var seconds: Double?

  private static let mostFailures = 10

  func run() throws {
    let first = seed ?? UInt64.random(in: 1...1_000_000_000)
    let clock = ContinuousClock()
    let end = seconds.map { clock.now.advanced(by: .milliseconds(Int64($0 * 1000))) }
    var failures = 0
    var next = first
    while next < first + schedules, end.map({ clock.now < $0 }) ?? true {
      var simulation = try TailSimulation(seed: next)
      if let problem = try simulation.run() {
        failures += 1
        let history = failures == 1 ? "\n\(simulation.history)" : ""
        Console.out("--schedules 1 --seed \(next): \(problem)\(history)")
        if failures == Self.mostFailures { break }
      }
      next += 1
    }
    guard failures == 0 else { throw ExitCode(1) }
    Console.out(
      "\(next - first) schedules, seeds \(first) to \(next - 1): every line counted once or declared"
    )
  }
}
