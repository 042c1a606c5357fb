package import SpendCore

/// An engine with a state in memory and a clock by hand. The ``CommitSchedule`` decides what is
/// committed when, as in the daemon; see `EngineHarness+Committing`. ``kill()`` throws away what
/// was not committed, as a `kill -9` does, and begins again from the last commit.
package struct EngineHarness: ~Copyable {
  package var engine: Engine
  package internal(set) var state = MemoryState()
  package private(set) var sent: [Delivery] = []
  package private(set) var happenings: [Happening] = []
  package var now: Timestamp
  private let configuration: Configuration

  package internal(set) var schedule: CommitSchedule
  /// The clock of the schedule.
  package var monotonicSeconds: Double = 0
  /// Commits fail.
  package var isDiskFull = false
  /// What the writer has, with the number of events in it.
  var inFlight: (commit: Commit, events: Int)?
  /// Events that were fed; those before the last kill that were not committed do not count.
  package internal(set) var fedEvents = 0
  /// How many of them are in the state.
  package internal(set) var committedEvents = 0

  /// - Parameter firedBefore: as of a rebuild; nil for a first start.
  package init(
    _ configuration: Configuration, now: Timestamp, isNew: Bool = false,
    firedBefore: Set<String>? = nil
  ) throws {
    self.configuration = configuration
    self.now = now
    engine = try Engine(
      configuration: configuration, state: StoredState(), isRebuild: firedBefore != nil,
      firedBefore: firedBefore ?? [], now: now, hostName: "host", digest: EngineHarness.digest)
    schedule = CommitSchedule(interval: 1, at: 0)
    becomeReady()
    if !isNew { step(.reachedEnd(source: 0)) }
  }

  /// FNV-1a, twice with different beginnings: distinct for distinct texts is all that a test needs.
  package static let digest: @Sendable (String) -> String = { text in
    func hash(_ start: UInt64) -> String {
      let value = text.utf8.reduce(start) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    return hash(0xcbf2_9ce4_8422_2325) + hash(0x9e37_79b9_7f4a_7c15)
  }

  /// Feeds events. The clock follows them unless it is ahead.
  package mutating func feed(
    _ events: [TestEvent], clockFollows: Bool = true, source: Int = 0
  ) {
    for event in events {
      if clockFollows, event.time > now { now = event.time }
      fedEvents += 1
      step(.lines(LineSlice([line(event)]), source: source))
    }
  }

  package mutating func step(_ input: consuming Input) {
    var effects: [Effect] = []
    engine.step(input, at: now, into: &effects)
    take(effects)
  }

  private mutating func take(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .send(let deliveries): sent += deliveries
      case .happened(let happening): happenings.append(happening)
      }
    }
  }

  /// A new engine over the last commit, as if the process had died now.
  ///
  /// - Parameter isReady: the backlog counts as read.
  package mutating func kill(configuration new: Configuration? = nil, isReady: Bool = true) throws {
    inFlight = nil
    fedEvents = committedEvents
    let stored = state.stored
    let configuration = new ?? self.configuration
    engine = try Engine(
      configuration: configuration, state: stored,
      history: Engine.neededHistory(configuration, state: stored) == nil ? [] : state.history,
      now: now, hostName: "host", digest: EngineHarness.digest)
    schedule = CommitSchedule(interval: 1, at: monotonicSeconds)
    if isReady { becomeReady() }
  }

  /// All that was there at the start counts as read.
  package mutating func becomeReady() {
    schedule.finishedBacklog()
    schedule.becameReady()
    step(.ready)
  }

  /// Commits and reports every delivery that was sent as delivered.
  package mutating func deliverAll() {
    commit()
    let open = engine.deliveries.filter { $0.status == .pending }
    step(
      .outcomes(
        open.map { DeliveryOutcome(sequence: $0.sequence, status: .delivered, attempts: 1) }))
    commit()
  }

  private mutating func line(_ event: TestEvent) -> DecodedLine {
    var line = DecodedLine(Line(end: 0, length: 0, outcome: .event))
    line.time = event.time
    line.cost = event.cost
    line.flags = event.flags
    line.id = event.id
    (line.inputTokens, line.outputTokens) = (event.tokens, event.tokens)
    var symbols: [UInt32] = []
    for dimension in engine.catalog.dimensions {
      let value = dimension == Dimension.feature ? event.feature : event.values[dimension] ?? ""
      symbols.append(engine.catalog.symbol(value))
    }
    line.series = unsafe symbols.withUnsafeBufferPointer { unsafe engine.catalog.series($0) }
    return line
  }

  /// Alerts in the order of their decision, one for each (id, state).
  package var alerts: [Alert] {
    var seen: Set<String> = []
    return engine.deliveries.compactMap(\.message.alert).filter { alert in
      seen.insert(alert.id + alert.state.rawValue).inserted
    }
  }
}
