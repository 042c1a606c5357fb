import SpendCore
import SpendTesting
import Testing

/// The schedule against a model of the daemon around it: random things happen, every action that it
/// wants is checked for being allowed, and nothing waits for longer than it may.
@Suite struct CommitModelTests {
  /// What is true of the daemon, kept apart from what the schedule believes.
  struct World {
    enum Job { case commit, compaction }

    var now: Double = 0
    var interval: Double = 2
    var demand = CommitDemand()
    var isBacklogRead = false
    var writer: Job?
    /// No commit may be tried before, unless there is no later.
    var pausedUntil: Double = -.infinity
    var isFailing = false
    var isCompactionDue = true
    var lastRoutine: Double = 0
    /// Seconds between two routine commits; while the backlog is read, of those that cost nothing.
    var spacing: Double {
      isBacklogRead ? interval : max(0.1, min(Double(demand.windows) * 20e-6, 30))
    }

    var isUrgent: Bool {
      demand.hasChanges
        && (demand.concernsFiles || demand.haste != .routine
          || (demand.urgency > .none && isBacklogRead))
    }

    /// Why an action must not be wanted now; nil when it may.
    func objection(to action: CommitSchedule.Action) -> String? {
      let mayTry = now >= pausedUntil || demand.haste == .atOnce
      switch action {
      case .none:
        if isUrgent, mayTry { return "something urgent is left lying" }
        if demand.hasChanges, writer == nil, mayTry, now >= lastRoutine + spacing {
          return "a routine commit never comes"
        }
        return objectionToRest
      case .awaitWriter:
        return writer == nil ? "nothing is on its way: waiting would never end" : nil
      case .commitOutbox:
        if demand.urgency != .outbox || demand.concernsFiles { return "the outbox is not enough" }
        if !isBacklogRead { return "nothing is sent before the backlog is read" }
        if isFailing { return "after a failure everything is committed" }
        return demand.haste == .routine ? ownCommit(mayTry) : "somebody waits for everything"
      case .commitAll(let isSynced):
        if isSynced != isFailing { return "synced: \(isSynced), failing: \(isFailing)" }
        if !isUrgent { return "nobody waits, and this thread has to read" }
        return ownCommit(mayTry)
      case .beginCommit:
        if isUrgent { return "what is urgent does not go through the writer" }
        if now < lastRoutine + spacing, !demand.hasUncommittedSpend { return "too early" }
        return ownCommit(mayTry)
      case .beginCompaction:
        if !isBacklogRead { return "the backlog has the disk to itself" }
        if demand.haste == .atOnce { return "somebody is about to use the state" }
        return writer == nil ? nil : "the writer is busy"
      }
    }

    /// Why there is something to do beside commits.
    private var objectionToRest: String? {
      switch (demand.haste, writer) {
      case (.atOnce, .some) where !demand.hasChanges:
        "somebody is about to use the state that the writer works on"
      case (.awaited, .commit) where !demand.hasChanges:
        "somebody waits for the commit that is on its way"
      // Also under a steady load, where there always is something to commit.
      case (.routine, nil) where isBacklogRead && isCompactionDue && now >= pausedUntil:
        "the history is not compacted"
      default: nil
      }
    }

    private func ownCommit(_ mayTry: Bool) -> String? {
      if !demand.hasChanges { return "there is nothing to commit" }
      if writer != nil { return "two commits at a time" }
      return mayTry ? nil : "in the pause after a failure"
    }
  }

  /// How often each action was wanted, so that the test is known to reach them all.
  private struct Seen {
    var counts: [String: Int] = [:]

    mutating func count(_ action: CommitSchedule.Action) {
      counts["\(action)", default: 0] += 1
    }
  }

  @Test(
    "No action that must not be, and none that is missing",
    arguments: 1...40 as ClosedRange<UInt64>)
  func model(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var world = World()
    var schedule = CommitSchedule(interval: world.interval, at: 0)
    var seen = Seen()
    for step in 0..<4000 {
      Self.happen(&world, &schedule, &random)
      // Until the schedule wants nothing more; a commit that failed, or a job that began, is the
      // end too.
      for round in 0... {
        let action = schedule.next(world.demand, at: world.now)
        seen.count(action)
        let objection = world.objection(to: action)
        try #require(
          objection == nil, "seed \(seed), step \(step): \(action), but \(objection ?? "")")
        try #require(round < 8, "seed \(seed), step \(step): it never has enough")
        if !Self.perform(action, &world, &schedule, &random) { break }
      }
      world.demand.haste = .routine
      Self.checkWakeUp(world, schedule, "seed \(seed), step \(step)")
    }
    #expect(seen.counts.count == 7, "seed \(seed): \(seen.counts)")
  }

  /// Whoever sleeps until ``CommitSchedule/wakeUp(_:)`` must not oversleep.
  private static func checkWakeUp(_ world: World, _ schedule: CommitSchedule, _ comment: Comment) {
    let wake = schedule.wakeUp(world.demand)
    if !world.demand.hasChanges {
      #expect(wake == nil, comment)
    } else if world.isUrgent {
      #expect((wake ?? .infinity) <= max(world.now, world.pausedUntil), comment)
    } else if world.writer == nil {
      let last = max(world.lastRoutine + world.spacing, world.pausedUntil)
      #expect((wake ?? .infinity) <= max(world.now, last), comment)
    }
  }

  private static func happen(
    _ world: inout World, _ schedule: inout CommitSchedule, _ random: inout SeededRandom
  ) {
    world.now += Double(random.next(below: 100)) / 100
    switch random.next(below: 14) {
    case 0, 1, 2: world.demand.hasChanges = true
    case 3:
      world.demand.hasChanges = true
      world.demand.windows += random.next(below: 100_000)
    case 4:
      (world.demand.hasChanges, world.demand.urgency) = (true, max(world.demand.urgency, .outbox))
    case 5: (world.demand.hasChanges, world.demand.urgency) = (true, .whole)
    case 6: (world.demand.hasChanges, world.demand.concernsFiles) = (true, true)
    case 7:
      schedule.minutePassed()
      world.isCompactionDue = true
    case 8, 9: finish(&world, &schedule, succeeding: random.next(below: 4) > 0)
    case 10: if random.next(below: 40) == 0 { world.demand.haste = .atOnce }
    case 11: if random.next(below: 10) == 0 { world.demand.haste = .awaited }
    case 12:
      if random.next(below: 60) == 0, !world.isBacklogRead {
        world.isBacklogRead = true
        schedule.finishedBacklog()
      }
    default:
      if world.isBacklogRead { schedule.becameReady() }
    }
  }

  /// Whether the schedule is to be asked again.
  private static func perform(
    _ action: CommitSchedule.Action, _ world: inout World, _ schedule: inout CommitSchedule,
    _ random: inout SeededRandom
  ) -> Bool {
    let succeeds = random.next(below: 5) > 0
    switch action {
    case .none: return false
    case .awaitWriter:
      finish(&world, &schedule, succeeding: succeeds)
    case .commitOutbox:
      guard succeeds else { return fail(&world, &schedule, isWritten: random.next(below: 2) == 0) }
      world.demand.urgency = .none
      world.demand.hasUncommittedSpend = true
    case .commitAll:
      guard succeeds else { return fail(&world, &schedule, isWritten: random.next(below: 2) == 0) }
      world.lastRoutine = world.now
      world.demand = CommitDemand(haste: world.demand.haste)
      commit(&world, &schedule)
    case .beginCommit:
      schedule.beganCommit(makingSeconds: 0.001, at: world.now)
      world.lastRoutine = world.now
      world.demand = CommitDemand()
      world.writer = .commit
      return false
    case .beginCompaction:
      schedule.beganCompaction()
      (world.writer, world.isCompactionDue) = (.compaction, false)
      return false
    }
    return true
  }

  private static func finish(
    _ world: inout World, _ schedule: inout CommitSchedule, succeeding: Bool
  ) {
    switch world.writer {
    case .commit:
      world.writer = nil
      if succeeding { commit(&world, &schedule) } else { _ = fail(&world, &schedule) }
    case .compaction:
      world.writer = nil
      schedule.finishedCompaction(hasMore: !succeeding)
      if !succeeding { world.isCompactionDue = true }
    case nil: break
    }
  }

  private static func commit(_ world: inout World, _ schedule: inout CommitSchedule) {
    let recovered = schedule.committedAll(seconds: 0.001, at: world.now)
    #expect((recovered != nil) == world.isFailing)
    world.isFailing = false
  }

  /// What was to be committed still is, and everything at once, as the engine says; unless it is
  /// written and only cannot be synced, of which the engine hears nothing.
  private static func fail(
    _ world: inout World, _ schedule: inout CommitSchedule, isWritten: Bool = false
  ) -> Bool {
    let failure = schedule.failedCommit(at: world.now)
    #expect(failure.isFirst == !world.isFailing)
    world.isFailing = true
    world.pausedUntil = world.now + 1
    world.demand = CommitDemand(haste: world.demand.haste)
    if !isWritten { (world.demand.hasChanges, world.demand.urgency) = (true, .whole) }
    return false
  }
}
