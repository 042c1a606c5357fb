/// What changed since the last commit was made, and the commit that is on its way.
///
/// Nothing leaves it but into a commit. What was handed over comes back, in front of what came
/// since, when the commit fails. A commit of the outbox alone may run ahead of the spend that led
/// to it (``hasUncommittedSpend``); the whole one after it takes that up.
struct CommitLog: ~Copyable {
  /// Of the last commit that is known to be durable.
  private(set) var sequence: UInt64
  private(set) var urgency = CommitUrgency.none
  /// Something changed that is not the outbox's.
  private var hasOwnChanges = false
  /// Numbers of windows to be written, each once.
  private var windows: [Int] = []
  private var records: [Record] = []
  private var history = PendingHistory<HistoryDelta>()
  private var details = PendingHistory<HistoryDetailDelta>()
  /// Whether what was read since the last commit was made gives the same when it is read
  /// again. Lines that are counted by the clock do not (Semantics, Windows): an alert is not
  /// committed ahead of them.
  private var isExactAgain = true
  /// Alerts that fired since the last commit was made.
  private var markers: [AlertMarker] = []
  /// Ids of those that are committed, or on their way, ahead of their windows.
  private var ahead: [String] = []
  private var inFlight: CommitInFlight?

  init(sequence: UInt64) { self.sequence = sequence }

  /// Something changed since the last commit was made.
  var hasChanged: Bool { hasOwnChanges || urgency > .none }
  /// Whether alerts are committed ahead of the spend that led to them.
  var hasUncommittedSpend: Bool { !ahead.isEmpty }
  /// Whether a commit was made and is not answered for.
  var isCommitting: Bool { inFlight != nil }

  var waitingWindows: Int { windows.count }

  /// Stretches of the history that wait: of a log with a label set in every hour as many as calls.
  var waitingDeltas: Int { history.deltas.count + 2 * details.deltas.count }

  // MARK: What changed

  mutating func markChanged() { hasOwnChanges = true }

  mutating func add(_ record: Record) {
    records.append(record)
    hasOwnChanges = true
  }

  /// - Precondition: the window is not among those to be written.
  @inline(__always)
  mutating func queue(window number: Int) { windows.append(number) }

  /// Their numbers mean other windows from now on.
  mutating func forgetWindows() { windows.removeAll() }

  mutating func add(_ delta: HistoryDelta) { history.add(delta) }

  mutating func add(_ delta: HistoryDetailDelta) { details.add(delta) }

  /// An event was counted whose time was that of the clock, or held against it.
  mutating func markClockRead() { isExactAgain = false }

  mutating func add(_ marker: AlertMarker) {
    markers.append(marker)
    require(isExactAgain ? .outbox : .whole)
  }

  /// The state has an alert whose window it does not have yet.
  mutating func restoreMarker(_ id: String) {
    ahead.append(id)
    hasOwnChanges = true
  }

  mutating func require(_ least: CommitUrgency) { urgency = max(urgency, least) }

  // MARK: Commits

  /// Windows to be written, in the order of their keys, as the state keeps them: neighbours are
  /// written together.
  mutating func drainWindows() -> [Int] {
    defer { windows.removeAll(keepingCapacity: true) }
    return windows.sorted()
  }

  /// Records of what was removed or made since the last commit.
  mutating func drainRecords() -> [Record] {
    var taken: [Record] = []
    swap(&taken, &records)
    return taken
  }

  /// Ids of the alerts whose windows are part of a whole commit, so that their markers are not
  /// needed any more.
  mutating func drainFired() -> [String] {
    defer {
      markers.removeAll()
      ahead.removeAll()
    }
    return ahead + markers.map(\.id)
  }

  /// Alerts that fired; they are ahead of their windows from now on.
  mutating func drainMarkers() -> [AlertMarker] {
    defer { markers.removeAll() }
    ahead += markers.map(\.id)
    return markers
  }

  /// Begins a commit of all there is: records that were made of what was taken, and the history.
  ///
  /// - Parameters:
  ///   - others: belong to the shell, which makes them anew if the commit fails.
  ///   - expectsAsMuch: a backlog brings about as much history again.
  mutating func begin(
    _ own: consuming RecordList, adding others: [Record], expectsAsMuch: Bool,
    _ retention: HistoryRetention
  ) -> Commit {
    let deltas = history.drain(expecting: expectsAsMuch ? history.deltas.count : 0)
    let more = details.drain(expecting: expectsAsMuch ? details.deltas.count : 0)
    let ownCount = own.count
    var records = consume own
    records.append(contentsOf: others)
    // There may be hundreds of thousands: both have the same memory.
    inFlight = CommitInFlight(
      records: records, ownCount: ownCount, history: deltas, details: more)
    hasOwnChanges = false
    isExactAgain = true
    urgency = .none
    return Commit(
      sequence: sequence + 1, records: records, history: deltas, details: more,
      retention: retention)
  }

  /// Begins a commit of records of the outbox alone.
  mutating func begin(outbox records: RecordList) -> Commit {
    inFlight = CommitInFlight(records: records, ownCount: records.count)
    urgency = .none
    return Commit(sequence: sequence + 1, records: records)
  }

  /// The commit is durable. False: there was none.
  mutating func confirm() -> Bool {
    guard inFlight != nil else { return false }
    inFlight = nil
    sequence += 1
    return true
  }

  /// The commit failed: what it held is to be committed again, before what changed since.
  mutating func restoreFailed() {
    guard let failed = inFlight else { return }
    inFlight = nil
    records = CommitInFlight.latest(failed.records[..<failed.ownCount] + records)
    history.restore(failed.history)
    details.restore(failed.details)
    hasOwnChanges = true
    urgency = .whole
  }
}
