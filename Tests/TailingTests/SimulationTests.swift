import Glibc
import SpendTesting
import Testing

@Suite("Random schedules")
struct SimulationTests {
  /// How many, from SPENDWATCH_SCHEDULES; the first seed from SPENDWATCH_SEED. `spendwatch-bench
  /// simulate` runs more of them.
  private static func number(_ name: String) -> UInt64? {
    getenv(name).flatMap { UInt64(String(cString: $0)) }
  }

  /// Compounds that went wrong once: copies that outlive what they were made of, heirs that are
  /// compared in parts, remainders that nothing leads to, copies that late writers add to,
  /// archives that nobody finishes.
  @Test(
    "schedules that failed once",
    arguments: [
      5_035_230, 6_009_885, 8_002_491, 8_120_123, 20_555_528, 22_070_958, 31_013_853, 40_106_543,
    ] as [UInt64])
  func failedOnce(seed: UInt64) throws {
    var simulation = try TailSimulation(seed: seed)
    let problem = try simulation.run()
    #expect(problem == nil, "\(simulation.history)")
  }

  @Test("every schedule counts every line that could be read once, and says what could not")
  func schedules() throws {
    let first = Self.number("SPENDWATCH_SEED") ?? 1
    let count = Self.number("SPENDWATCH_SCHEDULES") ?? 500
    var failures = 0
    for seed in first..<first + count {
      var simulation = try TailSimulation(seed: seed)
      guard let problem = try simulation.run() else { continue }
      failures += 1
      Issue.record(
        "SPENDWATCH_SEED=\(seed) SPENDWATCH_SCHEDULES=1: \(problem); \(simulation.history)")
      if failures == 5 { return }
    }
  }
}
