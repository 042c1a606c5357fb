package import SpendCore

/// What `status` shows (Semantics, Status): an immutable copy of everything that people and
/// machines look at. Made by the daemon, or from the state of a stopped one; written as JSON, and
/// read back by the command that prints the table.
package struct StatusReport: Hashable, Sendable {
  package var isRunning: Bool
  /// All that was there at the start is read and committed.
  package var isReady: Bool
  package var time: Timestamp
  package var version: String
  package var instance: String
  package var totals: StatusTotals
  package var sources: [StatusSource]
  package var budgets: [StatusBudget]
  package var receivers: [ReceiverReport]
  /// Of one that does not run: when it committed last.
  package var stoppedAt: Timestamp?
  package var unbudgeted = EngineView.Unbudgeted()
  package var configuration = StatusConfiguration()
  package var prices = StatusPrices()
  package var commits = StatusCommits()
  /// Of one that runs.
  package var memory: EngineMemory?

  package init(
    isRunning: Bool, isReady: Bool, time: Timestamp, version: String, instance: String,
    totals: StatusTotals = StatusTotals(), sources: [StatusSource] = [],
    budgets: [StatusBudget] = [], receivers: [ReceiverReport] = []
  ) {
    self.isRunning = isRunning
    self.isReady = isReady
    self.time = time
    self.version = version
    self.instance = instance
    self.totals = totals
    self.sources = sources
    self.budgets = budgets
    self.receivers = receivers
  }

  /// Is everything on disk counted?
  package enum Completeness: String, Hashable, Sendable {
    /// Every complete line that is there.
    case yes
    /// Not yet: a source has bytes that were not read, or cannot be read at the moment.
    case behind
    /// All that is there, but bytes were destroyed before anybody could read them.
    case gap
  }

  package var completeness: Completeness {
    if isRunning, !isReady { return .behind }
    if sources.contains(where: {
      $0.lagBytes > $0.partialBytes || $0.problem != nil || $0.isMissing
    }) {
      return .behind
    }
    return totals.gaps > 0 ? .gap : .yes
  }

  /// Lines that were passed over for their length. Each is large, and may be a batch of many calls:
  /// however few they are, not everything is counted.
  package var oversizeLines: Int64 {
    totals.rejected.first { $0.name == Rejection.oversize.rawValue }?.count ?? 0
  }

  package var isNearlyAllEvents: Bool {
    oversizeLines == 0 && sources.allSatisfy(\.isNearlyAllEvents)
  }

  /// Of `status --exit-code`: 1 a soft, 2 a hard threshold is passed, 3 not running, else 0.
  package var exitStatus: Int32 {
    guard isRunning else { return 3 }
    switch budgets.compactMap(\.level).max() {
    case .hard: return 2
    case .soft: return 1
    case .info, nil: return 0
    }
  }
}

/// What calls without a cost are priced by.
package struct StatusPrices: Hashable, Sendable {
  /// The day of the built-in table; nil: it is off.
  package var builtIn: String?
  package var files: [String] = []
  /// Calls without a cost are priced where nothing says otherwise.
  package var isComputed = false

  package init() {}

  /// - Parameter tables: names of the tables of a ``PriceBook``.
  package init(tables: [String], isComputed: Bool) {
    builtIn = tables.contains(PriceTable.builtIn.name) ? PriceTable.builtInDay : nil
    files = tables.filter { $0.hasPrefix("/") }
    self.isComputed = isComputed
  }
}

/// Whether what was read becomes durable.
package struct StatusCommits: Hashable, Sendable {
  /// No commit has gone through since; nil: they do.
  package private(set) var failingSince: Timestamp?
  /// Why the last one did not.
  package private(set) var problem: String?

  package init() {}

  /// - Parameter now: when it failed.
  package mutating func fail(_ problem: String, at now: Timestamp) {
    failingSince = failingSince ?? now
    self.problem = problem
  }
}

/// The configuration that is in force, and what was wrong with the file when it was read last.
package struct StatusConfiguration: Hashable, Sendable {
  package var path = ""
  package var loadedAt: Timestamp?
  /// The file was refused since; nil: what it said last is in force.
  package var refusedAt: Timestamp?
  package var problems: [String] = []

  package init() {}
}
