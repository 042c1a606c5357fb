import Delivery
import SpendCore
import Testing

/// Random alerts, faults, restarts and waits against a lane in virtual time. Whatever happens,
/// every delivery is settled once or still pending, and no later alert of a group arrives before an
/// earlier one is settled.
@Suite("Lane: simulation")
struct LaneSimulationTests {
  @Test("nothing is lost, doubled or reordered", arguments: 0..<60 as Range<UInt64>)
  func simulate(seed: UInt64) {
    var world = LaneWorld(seed: seed)
    for _ in 0..<400 { world.step() }
    world.settle()
    #expect(world.problems.isEmpty, "seed \(seed): \(world.problems)")
    #expect(world.open.isEmpty, "seed \(seed): \(world.open.count) never settled")
  }
}
