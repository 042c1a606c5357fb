package import SpendCore

/// An engine with a state in memory and a clock by hand. ``kill()`` throws away what was not committed, as a
/// `kill -9` does, and begins again from the last commit.
package struct EngineHarness: ~Copyable {
  package var engine: Engine
  package private(set) var state = MemoryState()
  package private(set) var sent: [Delivery] = []
  package private(set) var happenings: [Happening] = []
  package var now: Timestamp
  private let configuration: Configuration
  private var inFlight: Commit?

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
    step(.ready)
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
  package mutating func feed(_ events: [TestEvent], clockFollows: Bool = true) {
    for event in events {
      if clockFollows, event.time > now { now = event.time }
      step(.lines([line(event)], source: 0))
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

  package mutating func commit() {
    state.apply(engine.makeCommit(adding: []))
    step(.committed)
  }

  /// Commits what the outbox has to say, if that is enough, as the daemon does; else all. Whether it was all.
  package mutating func commitUrgent() -> Bool {
    let isWhole = engine.urgency != .outbox
    state.apply(isWhole ? engine.makeCommit(adding: []) : engine.makeOutboxCommit())
    step(.committed)
    return isWhole
  }

  /// Makes a commit that is not answered for yet.
  package mutating func beginCommit() { inFlight = engine.makeCommit(adding: []) }

  /// The commit that was begun becomes durable; the engine does not know yet.
  package mutating func landCommit() {
    if let commit = inFlight { state.apply(commit) }
    inFlight = nil
  }

  /// A new engine over the last commit, as if the process had died now.
  ///
  /// - Parameter isReady: the backlog counts as read.
  package mutating func kill(configuration new: Configuration? = nil, isReady: Bool = true) throws {
    inFlight = nil
    let stored = state.stored
    let configuration = new ?? self.configuration
    engine = try Engine(
      configuration: configuration, state: stored,
      history: Engine.neededHistory(configuration, state: stored) == nil ? [] : state.history,
      now: now, hostName: "host", digest: EngineHarness.digest)
    if isReady { step(.ready) }
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

  private mutating func line(_ event: TestEvent) -> Line {
    var line = Line(end: 0, length: 0, outcome: .event)
    line.time = event.time
    line.cost = event.cost
    line.flags = event.flags
    var symbols: [UInt32] = []
    for dimension in engine.catalog.dimensions {
      let value = dimension == Dimension.feature ? event.feature : event.values[dimension] ?? ""
      symbols.append(engine.catalog.symbol(value))
    }
    line.series = symbols.withUnsafeBufferPointer { engine.catalog.series($0) }
    return line
  }

  /// Alerts in the order of their decision, one for each (id, state).
  package var alerts: [Alert] {
    var seen: Set<String> = []
    return engine.deliveries.map(\.alert).filter { alert in
      seen.insert(alert.id + alert.state.rawValue).inserted
    }
  }
}
