/// The whole decision of spendwatch, without the world: a fold over lines.
///
/// Lines, time and answers go in through ``step(_:at:into:)``; what to send and what to log comes
/// out. ``makeCommit(adding:)`` and ``makeOutboxCommit()`` say what to write: they stand beside the
/// door because their answer is a value that the caller waits for, and all they change is that what
/// they answered is on its way. Every other question leaves the engine as it was.
///
/// The same lines give the same windows and the same alerts, however the reads were cut and however
/// often the daemon was stopped (Semantics, Windows). "Commit before send" is decided here: a
/// delivery leaves only once the commit that holds it is confirmed, or marked provisional.
///
/// What counts is the ``Ledger``'s, what is over a limit the ``Thresholds``', what is to be written
/// the ``CommitLog``'s; the engine hands windows from one to the other and tells what comes of it.
///
/// One writer: the pipeline thread owns it. Nothing in here traps on bad input, because a
/// replay would trap again.
package struct Engine: ~Copyable {
  var ledger: Ledger
  package internal(set) var sources: [SourceState] = []
  package internal(set) var instance: String
  /// Digest of a text, for ids: lower-case hexadecimal.
  let digest: @Sendable (String) -> String
  /// The clock of the last commit, for the shell to hold the system clock against.
  package internal(set) var storedClock: Timestamp?
  /// The history has details (``HistoryDetails``) of all that was counted from
  /// then on; nil: of all.
  var detailsSince: Timestamp?
  var isReady = false
  /// Of the state that it began with: how many alerts were out at each receiver.
  package private(set) var openAtStart: [String: Int] = [:]

  var thresholds: Thresholds
  package internal(set) var alertLog = AlertLog()
  var outbox = Outbox()
  /// What receivers were told last, by ``DigestSettings/mark(of:)``.
  package internal(set) var digestMarks: [String: DigestMark] = [:]
  /// What the next commit takes up, and the one that is on its way.
  var log: CommitLog

  /// - Parameters:
  ///   - state: as of the last commit; empty on the first start.
  ///   - history: what it holds for windows that the configuration is first to ask for.
  ///   - isRebuild: counts again what an earlier state knew; windows that the files do
  ///     not cover are partial.
  ///   - firedBefore: ids of alerts that fired in a state that was set aside.
  ///   - pendingBefore: what that state had still to deliver, ascending by sequence; taken over as
  ///     long as nothing is committed.
  ///   - now: the system clock.
  ///   - hostName: the instance of a first start, when the configuration names none.
  ///   - hashSeed: of tables that are keyed by what a log says; nothing else depends on it.
  ///   - digest: SHA-256 or the like, in lower-case hexadecimal, at least 32 digits.
  package init(
    configuration: Configuration, state: StoredState, history: [HistoryRow] = [],
    isRebuild: Bool = false, firedBefore: Set<String> = [], pendingBefore: [Delivery] = [],
    now: Timestamp, hostName: String, hashSeed: UInt64 = Catalog.fixedSeed,
    digest: @escaping @Sendable (String) -> String
  ) throws(DamagedRecord) {
    self.digest = digest
    thresholds = Thresholds(zone: configuration.timeZone)
    thresholds.firedBefore = firedBefore
    instance = configuration.instance ?? hostName
    log = CommitLog(sequence: state.sequence)
    ledger = Ledger(configuration, isRebuild: isRebuild, at: now, hashSeed: hashSeed)
    let stored = try load(state)
    openAtStart = Engine.openAlerts(of: stored)
    adopt(stored, history: history)
    // A rebuild that was killed in its first read goes on as any start.
    if sources.contains(where: \.isNew) {
      let known = state.records[.alert] ?? []
      thresholds.firedBefore.formUnion(known.map { String(decoding: $0.key, as: UTF8.self) })
    }
    forgetDigestMarks()
    for id in firedBefore.sorted() { log.add(AlertMarker.record(id)) }
    if state.sequence == 0, !pendingBefore.isEmpty {
      for delivery in pendingBefore { outbox.adopt(delivery) }
      log.require(.outbox)
    }
  }

  /// The one door: nothing else changes what the engine knows, but the decoder, which enters values
  /// into ``catalog``, and what hands over a commit.
  package mutating func step(
    _ input: consuming Input, at now: Timestamp, into effects: inout [Effect]
  ) {
    ledger.clock = now
    switch input {
    case .lines(let lines, let source, let lastWrite):
      apply(lines, source: source, lastWrite: lastWrite, into: &effects)
    case .unread(let lines, let reason, let source): count(reason, lines, source: source)
    case .countedElsewhere(let lines, let ofProviders):
      ledger.remember(lines, ofProviders: ofProviders)
    case .looksLike(let look, let source): keepLook(look, source: source)
    case .gap:
      ledger.totals.gaps += 1
      log.markChanged()
    case .unverifiedEnd:
      ledger.totals.unverifiedEnds += 1
      log.markChanged()
    case .rewritten:
      ledger.totals.rewritten += 1
      log.markChanged()
    case .partial(let since): ledger.markPartial(since: since, &log)
    case .readingRules(let offsets): recordReading(offsets)
    case .renew: ledger.renew(&log)
    case .tick:
      // What is still to be read says how long a window stays above its threshold.
      if isReady { sendEarlyResolves(into: &effects) }
      ledger.warnAhead(into: &effects)
      forgetIDs()
    case .reachedEnd(let source): endFirstRead(of: source, into: &effects)
    case .ready:
      isReady = true
      handOver(into: &effects)
    case .committed: confirmCommit(into: &effects)
    case .commitFailed(let seconds):
      log.restoreFailed()
      if seconds >= 5 { sendProvisionally(into: &effects) }
    case .outcomes(let outcomes): settle(outcomes)
    case .retry(let sequence): if outbox.retry(sequence) { log.require(.whole) }
    case .drop(let sequence): drop(sequence)
    case .digest(let digest, let due): tell(digest, due)
    case .reconfigured(let configuration, let history):
      reconfigure(configuration, history: history, into: &effects)
    }
  }

  /// Interns the values of an event; the decoder writes into it.
  package var catalog: Catalog {
    _read { yield ledger.catalog }
    _modify { yield &ledger.catalog }
  }

  package var configuration: Configuration { ledger.configuration }
  /// See ``Ledger``.
  package var position: Int64? { ledger.position }
  package var clock: Timestamp { ledger.clock }
  /// Whether the catalog holds much that nothing is left of: ``Input/renew`` lets go of it.
  package var shouldRenew: Bool { ledger.shouldRenew }

  /// What a series is made of: the history's dimensions, then every other that a budget, an
  /// exclusion or an alert asks for.
  package static func dimensions(of configuration: Configuration) -> [String] {
    var dimensions = configuration.historyDimensions
    let conditions =
      configuration.exclude.flatMap(\.conditions)
      + configuration.budgets.flatMap(\.match.conditions)
    let wanted =
      conditions.map(\.dimension) + configuration.budgets.flatMap(\.per) + configuration.top
      + configuration.sources.flatMap(\.ruleDimensions)
    for dimension in wanted where !dimensions.contains(exactly: dimension) {
      dimensions.append(dimension)
    }
    return dimensions
  }
}
