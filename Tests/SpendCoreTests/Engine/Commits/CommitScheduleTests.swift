import SpendCore
import SpendTesting
import Testing

/// Rows: what is asked, and what comes of it.
@Suite struct CommitScheduleTests {
  private static let dirty = CommitDemand(hasChanges: true)
  private static let alert = CommitDemand(hasChanges: true, urgency: .outbox)
  private static let resolve = CommitDemand(hasChanges: true, urgency: .whole)
  private static let ahead = CommitDemand(hasChanges: true, hasUncommittedSpend: true)
  private static let much = CommitDemand(hasChanges: true, isMuch: true)
  private static let rotation = CommitDemand(hasChanges: true, concernsFiles: true)

  private static func hurried(_ haste: CommitDemand.Haste, _ demand: CommitDemand) -> CommitDemand {
    var demand = demand
    demand.haste = haste
    return demand
  }

  /// Where a schedule is before it is asked.
  enum Before: String, CaseIterable {
    case catchingUp
    case settling
    case ready
    case writing
    case compacting
    case failed
  }

  private static func schedule(_ before: Before) -> CommitSchedule {
    var schedule = CommitSchedule(interval: 5, at: 100)
    if before != .catchingUp { schedule.finishedBacklog() }
    if before != .catchingUp, before != .settling { schedule.becameReady() }
    switch before {
    case .writing: schedule.beganCommit(makingSeconds: 0, at: 100)
    case .compacting: schedule.beganCompaction()
    case .failed: _ = schedule.failedCommit(at: 100)
    case .catchingUp, .settling, .ready: break
    }
    return schedule
  }

  struct Row: CustomStringConvertible {
    var before: Before
    var after: Double
    var demand: CommitDemand
    var action: CommitSchedule.Action

    init(
      _ before: Before, _ after: Double, _ demand: CommitDemand,
      _ action: CommitSchedule.Action
    ) {
      (self.before, self.after, self.demand, self.action) = (before, after, demand, action)
    }

    var description: String { "\(before) +\(after): \(demand) → \(action)" }
  }

  static let rows: [Row] = [
    // There is time for compaction between two commits, but not before the backlog is read.
    Row(.catchingUp, 9, CommitDemand(), .none),
    Row(.settling, 0, CommitDemand(), .beginCompaction),
    Row(.ready, 0, CommitDemand(), .beginCompaction),
    Row(.writing, 9, CommitDemand(), .none),
    Row(.compacting, 9, CommitDemand(), .none),
    Row(.ready, 0, hurried(.atOnce, CommitDemand()), .none),
    Row(.compacting, 0, hurried(.atOnce, CommitDemand()), .awaitWriter),
    Row(.compacting, 0, hurried(.awaited, CommitDemand()), .none),
    Row(.writing, 0, hurried(.awaited, CommitDemand()), .awaitWriter),
    // Routine: one interval after the last one, and one at a time.
    Row(.ready, 4.9, dirty, .beginCompaction),
    Row(.ready, 5, dirty, .beginCommit),
    Row(.writing, 9, dirty, .none),
    Row(.compacting, 9, dirty, .none),
    // While the backlog is read, often where they are cheap.
    Row(.catchingUp, 0.05, dirty, .none),
    Row(.catchingUp, 0.1, dirty, .beginCommit),
    // What is ahead follows as soon as the writer is free.
    Row(.ready, 0, ahead, .beginCommit),
    Row(.writing, 9, ahead, .none),
    // What takes much memory is committed before more is read, but not where commits fail.
    Row(.catchingUp, 0, much, .beginCommit),
    Row(.ready, 0, much, .beginCommit),
    Row(.writing, 0, much, .awaitWriter),
    Row(.compacting, 0, much, .awaitWriter),
    Row(.writing, 0, hurried(.atOnce, much), .awaitWriter),
    Row(.catchingUp, 0, hurried(.awaited, much), .commitAll(isSynced: false)),
    Row(.failed, 0.9, much, .none),
    Row(.failed, 1, much, .beginCompaction),
    // Alerts at once, alone, but not while nothing is sent anyway.
    Row(.ready, 0, alert, .commitOutbox),
    Row(.settling, 0, alert, .commitOutbox),
    Row(.writing, 0, alert, .awaitWriter),
    Row(.compacting, 0, alert, .awaitWriter),
    Row(.catchingUp, 0, alert, .none),
    Row(.ready, 0, resolve, .commitAll(isSynced: false)),
    Row(.catchingUp, 0, resolve, .none),
    Row(.catchingUp, 0, rotation, .commitAll(isSynced: false)),
    Row(.ready, 0, rotation, .commitAll(isSynced: false)),
    // After a failure: a pause, then everything, synced.
    Row(.failed, 0.9, alert, .none),
    Row(.failed, 0.9, rotation, .none),
    Row(.failed, 0.9, hurried(.awaited, dirty), .none),
    Row(.failed, 0.9, hurried(.atOnce, dirty), .commitAll(isSynced: true)),
    Row(.failed, 1, alert, .commitAll(isSynced: true)),
    Row(.failed, 1, dirty, .beginCompaction),
    Row(.failed, 5, dirty, .beginCommit),
    // Somebody waits for all of it.
    Row(.catchingUp, 0, hurried(.awaited, dirty), .commitAll(isSynced: false)),
    Row(.ready, 0, hurried(.atOnce, alert), .commitAll(isSynced: false)),
    Row(.writing, 0, hurried(.atOnce, dirty), .awaitWriter),
  ]

  @Test("What is done next", arguments: rows)
  func next(row: Row) {
    let schedule = Self.schedule(row.before)
    #expect(schedule.next(row.demand, at: 100 + row.after) == row.action)
  }

  @Test(
    "Whoever sleeps until the schedule says so finds something to do, and not before",
    arguments: rows)
  func wakeUp(row: Row) {
    let schedule = Self.schedule(row.before)
    guard row.demand.haste == .routine, let wake = schedule.wakeUp(row.demand) else { return }
    #expect(schedule.next(row.demand, at: wake).isCommit || schedule.isCommitting)
    if wake > 100 { #expect(!schedule.next(row.demand, at: wake - 0.01).isCommit) }
  }

  @Test("While the backlog is read commits take a tenth of the time, and half a minute at most")
  func spacing() {
    for (seconds, spacing) in [(0.001, 0.1), (0.2, 2), (100, 30)] as [(Double, Double)] {
      var schedule = CommitSchedule(interval: 5, at: 0)
      schedule.beganCommit(makingSeconds: seconds / 4, at: 10)
      _ = schedule.committedAll(seconds: seconds * 3 / 4, at: 10 + seconds)
      #expect(schedule.wakeUp(Self.dirty) == 10 + spacing)
      schedule.finishedBacklog()
      #expect(schedule.wakeUp(Self.dirty) == 15)
    }
  }

  @Test("The first commit of a backlog is put off by what it is going to cost")
  func firstCommit() {
    for (windows, spacing) in [(0, 0.1), (5000, 0.1), (200_000, 4), (10_000_000, 30)] {
      var schedule = CommitSchedule(interval: 5, at: 10)
      let demand = CommitDemand(hasChanges: true, windows: windows)
      #expect(schedule.wakeUp(demand) == 10 + spacing)
      #expect(schedule.next(demand, at: 10 + spacing - 0.01) == .none)
      #expect(schedule.next(demand, at: 10 + spacing) == .beginCommit)
      schedule.finishedBacklog()
      #expect(schedule.wakeUp(demand) == 15)
    }
  }

  @Test("Failures are counted from the first one, and end with a success")
  func failures() {
    var schedule = CommitSchedule(interval: 5, givesUpAfter: 10, at: 0)
    var found: [CommitSchedule.Failure] = []
    for time in [20, 23, 30, 31] as [Double] { found.append(schedule.failedCommit(at: time)) }
    #expect(found.map(\.isFirst) == [true, false, false, false])
    #expect(found.map(\.seconds) == [0, 3, 10, 11])
    #expect(found.map(\.isFinal) == [false, false, false, true])
    let recovered = schedule.committedAll(seconds: 1, at: 33)
    #expect(recovered == 13 && !schedule.isFailing)
    let quiet = schedule.committedAll(seconds: 1, at: 34)
    #expect(quiet == nil)
    let again = schedule.failedCommit(at: 40)
    #expect(again.isFirst && again.seconds == 0 && !again.isFinal)
  }
}
