import LinuxSystem
import Synchronization

/// The bounded queue between those who log and the one thread that writes. `append` never blocks
/// and never waits for the writer: when journald is stopped, frozen or slow, the queue fills,
/// entries beyond its bounds are dropped and counted, and once the writer goes on, the gap is
/// marked by an entry that says how many. The last tenth of the places is kept for warnings and
/// worse, so that a flood of notices does not push out the one entry about a budget.
package final class LogQueue: Sendable {
  package static let capacity = 1000
  package static let maximumBytes = 8 << 20

  private struct State {
    var records: [LogRecord] = []
    /// What the writer took and has not written yet; it counts against the bounds.
    var taken = 0
    var bytes = 0
    var droppedSinceReport = 0
    var droppedTotal = 0
  }

  private let state = Mutex(State())
  private let added: EventCounter
  private let drained: EventCounter

  /// Starts the thread that writes into the sink. Nil when the process can have neither a
  /// descriptor nor a thread, which at the start of a program means that nothing else would work
  /// either.
  package init?(sink: any LogSink) {
    guard let added = EventCounter(), let drained = EventCounter() else { return nil }
    self.added = added
    self.drained = drained
    // Entries come until the end of the process, so the thread keeps the queue alive.
    guard OwnedThread.start(name: "spendwatch-log", { [self] in write(into: sink) }) else {
      return nil
    }
  }

  /// How many entries were dropped since the start, for metrics.
  package var droppedCount: Int { state.withLock { $0.droppedTotal } }

  package func append(_ record: LogRecord) {
    let cost = record.byteCount
    let isUrgent = record.priority <= 4
    let isAccepted = state.withLock { state in
      let count = state.records.count + state.taken
      let places = isUrgent ? Self.capacity : Self.capacity - Self.capacity / 10
      guard count < places, state.bytes + cost <= Self.maximumBytes else {
        state.droppedSinceReport += 1
        state.droppedTotal += 1
        return false
      }
      state.records.append(record)
      state.bytes += cost
      return true
    }
    if isAccepted { added.raise() }
  }

  /// Waits until everything is written, at most so long; false if something is left. For the end of
  /// the program: a frozen journald must not hold up its exit.
  @discardableResult
  package func flush(seconds: Double = 1) -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !isEmpty {
      guard ContinuousClock.now < deadline else { return false }
      drained.wait(milliseconds: 20)
    }
    return true
  }

  private var isEmpty: Bool {
    state.withLock { $0.records.isEmpty && $0.taken == 0 && $0.droppedSinceReport == 0 }
  }

  private func write(into sink: any LogSink) {
    let start = ContinuousClock.now
    var reported: ContinuousClock.Instant?
    while true {
      let batch = takeRecords()
      for record in batch {
        sink.write(record)
        settle(record.byteCount)
      }
      // Said after what was kept, as that was there before, and once a second, as a flood is one
      // event; in a flood that does not end, every five seconds.
      let now = ContinuousClock.now
      let isDue = reported.map { now - $0 >= .seconds(1) } ?? true
      let isOverdue = now - (reported ?? start) >= .seconds(5)
      let dropped = isDue ? takeDropped(inFlood: isOverdue) : 0
      if dropped > 0 {
        sink.write(.droppedEntries(count: dropped))
        reported = .now
        settle(0)
      } else if batch.isEmpty {
        added.wait(milliseconds: isDue ? -1 : 1000)
      }
    }
  }

  private func takeRecords() -> [LogRecord] {
    state.withLock { state in
      let records = state.records
      state.records = []
      state.taken += records.count
      return records
    }
  }

  private func takeDropped(inFlood: Bool) -> Int {
    state.withLock { state in
      guard inFlood || state.records.isEmpty else { return 0 }
      let dropped = state.droppedSinceReport
      state.droppedSinceReport = 0
      if dropped > 0 { state.taken += 1 }
      return dropped
    }
  }

  private func settle(_ byteCount: Int) {
    let isDrained = state.withLock { state in
      state.taken -= 1
      state.bytes -= byteCount
      return state.taken == 0 && state.records.isEmpty
    }
    if isDrained { drained.raise() }
  }
}
