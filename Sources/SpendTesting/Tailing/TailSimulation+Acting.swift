import Tailing

/// What happens, by chance.
extension TailSimulation {
  /// Time passes: files become old without anybody waiting.
  func pass(_ seconds: Double) {
    daemon.monotonic += seconds
    world.files.clock += Int64(seconds * 1e9)
  }

  mutating func act() throws {
    var copy = self
    defer { self = copy }
    let between: () -> Void = { try? copy.turn() }
    switch world.dice.next(below: isHarsh ? 33 : 26) {
    case 0..<9: world.append()
    case 9..<12:
      if isDown, world.dice.chance(1, of: 3) { world.rotateToAnyName() } else { world.rotate() }
    case 12, 13: world.late()
    case 14, 15: world.copyTruncate(between: between)
    case 16, 17, 18: world.compress(between: between)
    case 19: world.expire()
    case 20: world.deleteAndCreate()
    case 21: world.replace()
    case 22: world.backUp()
    case 23:
      world.note("time")
      pass(Double(world.dice.next(below: 90)))
    case 24, 25:
      world.edit(
        ready: { if !copy.isDown { _ = copy.daemon.settle(isPatient: false) } },
        between: between,
        slowly: {
          copy.pass(Double(copy.world.dice.next(below: 4)))
          between()
        })
    case 26, 27: world.swap(between: between)
    case 28: world.damage()
    case 29, 30:
      world.note(daemon.isDiskFull ? "disk has room" : "disk full")
      daemon.isDiskFull.toggle()
      world.isDiskFull = daemon.isDiskFull
    case 31:
      world.note("state is backed up")
      copy.backup = daemon.saved
    default:
      guard world.dice.chance(1, of: 3) else { return }
      let isBackup = world.dice.chance(1, of: 2)
      world.note(isBackup ? "state is restored" : "state is destroyed")
      let state = isBackup ? backup : .init()
      world.stateWentBack(to: state.account.lines)
      try daemon.begin(with: state)
    }
  }

  /// A part of a turn of the daemon, cut off anywhere.
  mutating func turn() throws {
    world.files.clock += Int64(world.dice.next(below: 3_000_000))
    if isDown {
      if world.isBeingChanged { return }
      if world.dice.chance(2, of: 3) { return }
      isDown = false
    }
    if world.dice.chance(1, of: 8) {
      world.note("settle")
      _ = daemon.settle(isPatient: !world.isBeingWritten)
      return
    }
    world.note("turn")
    let world = world
    let isInterfering = world.dice.chance(1, of: 4)
    // A writer that is always faster than the reader would never let a turn end.
    var interferences = 100
    world.files.before = { _ in
      guard isInterfering, interferences > 0, world.dice.chance(1, of: 60) else { return }
      interferences -= 1
      if !world.dice.chance(1, of: 2) {
        if !world.isBeingChanged { world.rotate() }
      } else if !world.isBeingWritten {
        world.append()
      }
    }
    defer { world.files.before = { _ in } }
    daemon.look()
    if world.dice.chance(3, of: 4), daemon.tailer.wantsCommitNow { daemon.commit() }
    daemon.read(chunks: world.dice.chance(1, of: 2) ? .max : world.dice.next(below: 4))
    if world.dice.chance(3, of: 4) { daemon.commit() }
    if world.dice.chance(1, of: 5), !world.isBeingChanged {
      world.note("kill")
      try daemon.kill()
      isDown = world.dice.chance(2, of: 3)
    }
  }

  /// nil: the accounts agree.
  func verdict() -> String? {
    let account = daemon.saved.account
    let problem = world.problem(
      with: account.lines, gaps: account.gaps, unverifiedEnds: account.unverifiedEnds)
    if let problem { return problem }
    return world.files.opened > 4 ? "\(world.files.opened) descriptors open" : nil
  }

  package var history: String { world.history.joined(separator: ", ") }
}
