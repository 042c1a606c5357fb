import SpendCore
import Tailing

/// One random schedule: an application, its rotation, and a daemon that is slow, stopped and
/// killed; then the accounts are compared. A seed says everything about it.
package struct TailSimulation {
  let world: LogWorld
  let daemon: TailHarness<Int?>
  var isDown = false
  /// Without it the state is never lost, no disk is full and no archive damaged.
  let isHarsh: Bool
  /// A copy of the state directory.
  var backup = TailHarness<Int?>.Saved()

  package init(seed: UInt64) throws {
    let world = LogWorld(seed: seed)
    self.world = world
    isHarsh = world.dice.chance(1, of: 2)
    var options = TailOptions(
      window: 4096 << world.dice.next(below: 4), openFiles: Self.openFiles(seed))
    // In every third schedule files are compared a block with each look.
    if seed.isMultiple(of: 3) { options.comparedBytesPerLook = 1 }
    daemon = try unsafe TailHarness(
      [SourceSettings(origin: .file(pattern: LogWorld.path, rotated: []))], options: options,
      fileSystem: world.files,
      now: { Timestamp(microseconds: world.files.clock / 1000) },
      known: { unsafe world.known($0) })
    if world.dice.chance(1, of: 4) { daemon.bite = 300 }
    if seed.isMultiple(of: 2) { daemon.aheadBytes = 1000 + Int(seed % 7) * 1500 }
    let daemon = daemon
    world.durable = { [unowned daemon] in daemon.saved.account.lines }
    daemon.elapse = { world.files.clock += Int64($0 * 1e9) }
    daemon.hear = { happening in world.note { "\n  \(happening)\n " } }
  }

  /// In every second schedule so few descriptors that files are closed and
  /// opened again all the time.
  private static func openFiles(_ seed: UInt64) -> Int {
    seed % 4 < 2 ? 512 : 4 + Int(seed / 4 % 5)
  }

  /// Runs it. Nil: the accounts agree.
  package mutating func run() throws -> String? {
    let steps = 5 + world.dice.next(below: 40)
    for _ in 0..<steps {
      try act()
      if world.dice.chance(2, of: 3) { try turn() }
    }
    world.finish()
    daemon.isDiskFull = false
    if world.dice.chance(1, of: 2) { try daemon.kill() }
    for seconds in [40.0, 40, 40, 4000, 40] {
      pass(seconds)
      guard daemon.settle() else { return "does not come to rest" }
    }
    return verdict()
  }
}
