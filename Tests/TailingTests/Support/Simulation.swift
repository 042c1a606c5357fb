import Glibc
import Testing

@testable import Tailing

/// One random schedule: an application, its rotation, and a daemon that is slow, stopped and
/// killed; then the accounts are compared.
struct Simulation {
  let seed: UInt64
  private let world: World
  private let rig: Rig
  private let faults = FaultyFileSystem()
  private var isDown = false

  init(seed: UInt64) throws {
    self.seed = seed
    world = World(seed: seed)
    rig = try Rig(
      disk: world.disk, options: TailOptions(window: 4096 << world.dice.roll(4)),
      fileSystem: faults)
    if world.dice.chance(1, of: 4) { rig.bite = 300 }
    let (world, rig) = (world, rig)
    rig.hear = { world.note("\n  \($0)") }
    world.durable = { Set(rig.durable) }
  }

  mutating func run() throws -> String? {
    let steps = 5 + world.dice.roll(40)
    for _ in 0..<steps {
      try act()
      if world.dice.chance(2, of: 3) { try daemon() }
    }
    world.finish()
    if world.dice.chance(1, of: 2) { try rig.kill() }
    for _ in 0..<3 {
      rig.pass(40)
      rig.settle()
    }
    return verdict()
  }

  private mutating func act() throws {
    var copy = self
    defer { self = copy }
    let between: () -> Void = { try? copy.daemon() }
    switch world.dice.roll(24) {
    case 0..<9: world.append()
    case 9..<12: world.rotate()
    case 12, 13: world.late()
    case 14, 15: world.copyTruncate(between: between)
    case 16, 17, 18: world.compress(between: between)
    case 19: world.expire()
    case 20: world.deleteAndCreate()
    case 21: world.replace()
    case 22: world.backUp()
    default:
      world.note("time")
      rig.pass(Double(world.dice.roll(90)))
    }
  }

  /// A part of a turn of the daemon, cut off anywhere.
  private mutating func daemon() throws {
    if isDown {
      if world.dice.chance(2, of: 3) { return }
      isDown = false
    }
    if world.dice.chance(1, of: 8) {
      world.note("settle")
      return rig.settle()
    }
    world.note("turn")
    let world = world
    let isInterfering = world.dice.chance(1, of: 4)
    faults.before = { _ in
      guard isInterfering, world.dice.chance(1, of: 60) else { return }
      if world.dice.chance(1, of: 2) { world.append() } else { world.rotate() }
    }
    defer { faults.before = { _ in } }
    rig.look()
    if world.dice.chance(3, of: 4), rig.tailerWantsCommit { rig.commit() }
    rig.read(chunks: world.dice.chance(1, of: 2) ? .max : world.dice.roll(4))
    if world.dice.chance(3, of: 4) { rig.commit() }
    if world.dice.chance(1, of: 5) {
      world.note("kill")
      try rig.kill()
      isDown = world.dice.chance(2, of: 3)
    }
  }

  /// nil: the accounts agree.
  private func verdict() -> String? {
    let counted = rig.durable
    let unique = Set(counted)
    let written = Set(world.written.keys)
    if unique.count != counted.count {
      var seen: Set<String> = []
      let twice = counted.filter { !seen.insert($0).inserted }
      return "\(twice.count) lines twice, first \(twice[0].prefix(12))"
    }
    if !unique.isSubset(of: written) {
      return "never written: \(unique.subtracting(written).map { $0.prefix(30) })"
    }
    let missing = written.subtracting(unique)
    let lost = missing.subtracting(world.destroyed)
    if !lost.isEmpty { return "\(lost.count) lines lost: \(lost.map { $0.prefix(10) }.prefix(3))" }
    let declared = rig.happenings.contains {
      switch $0 {
      case .gap, .unverifiedEnd: true
      default: false
      }
    }
    let livesSeen = Set(unique.compactMap { world.written[$0] })
    let isKnowable = missing.subtracting(world.unseen).contains {
      world.written[$0].map(livesSeen.contains) ?? false
    }
    if isKnowable, !declared, !world.hasBackup {
      return "\(missing.count) lines missing and nothing said"
    }
    let gaps = rig.happenings.contains { if case .gap = $0 { true } else { false } }
    if gaps, world.destroyed.isEmpty, !world.hasLostTornLine {
      return "a gap where nothing was destroyed"
    }
    if faults.opened > 4 { return "\(faults.opened) descriptors open" }
    return nil
  }

  var history: String { world.history.joined(separator: ", ") }
}
