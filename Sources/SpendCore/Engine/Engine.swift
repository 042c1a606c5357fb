/// The whole decision of spendwatch, without the world: a fold over lines.
///
/// Lines, time and answers go in through ``step(_:at:into:)``; what to send and what to log comes
/// out, and ``makeCommit(adding:)`` or ``makeOutboxCommit()`` says what to write: a question, but
/// for its answer, which is then on its way and is asked for once. All other questions leave the
/// engine as it was. The same lines
/// give the same windows and the same alerts, however the reads were cut and however often the
/// daemon was stopped (SPEC 4). "Commit before send" is decided here: a delivery leaves only once
/// the commit that holds it is confirmed, or marked provisional.
///
/// One writer: the pipeline thread owns it. Nothing in here traps on bad input, because a
/// replay would trap again.
package struct Engine: ~Copyable {
  /// Interns the values of an event; the decoder writes into it.
  package var catalog: Catalog
  package internal(set) var configuration: Configuration
  package internal(set) var instance: String
  /// Digest of a text, for ids: lower-case hexadecimal.
  let digest: @Sendable (String) -> String

  var rules: [Rule] = []
  /// Of the rules, as what follows: see ``layRules()``.
  var shapes: [RuleShape] = []
  /// The spend that crosses the first threshold; `Int64.max` where there is none.
  var firstTrips: [Int64] = []
  var countedRules: [Int] = []
  /// What the records of their windows begin with.
  var recordHeads: [[UInt8]] = []
  var matcher = RuleMatcher()
  var windows: WindowTable
  /// Numbers of windows that were removed, which no series leads to.
  var freeNumbers: [Int] = []
  /// Those that a series may still lead to: it finds the place empty and looks
  /// for its windows anew.
  var retiredNumbers: [Int] = []
  var groupCount = 0
  /// Of the catalog when it was begun anew.
  var renewedSymbols = 0
  var renewedBytes = 0
  var hasSaidLimited = false
  /// Some did not fit, and it is a day later: there may be room.
  var wantsRenewal = false
  var limitedBudgets: Set<String> = []
  var series = Table<SeriesState>()
  var links = Table<Link>()
  var labelSets: LabelSets
  /// Of the history and of alerts; a new catalog begins new ones.
  var historySets: SymbolSets
  var shareSets: SymbolSets
  /// Numbers in `features` by symbol.
  var featureNumbers: [UInt32: Int32] = [:]
  var features: FeatureTotals
  var totals = Totals()
  package internal(set) var sources: [SourceState] = []

  /// The minute of the largest event time accepted so far; nil before the first.
  package internal(set) var position: Int64?
  /// The clock of the last step. The shell keeps a clock that cannot be right (a machine that boots
  /// in 1970) from coming in; one that was set back is believed, because holding on to a future
  /// would mark every alert as late.
  package internal(set) var clock: Timestamp
  /// The clock of the last commit, for the shell to hold the system clock against.
  package internal(set) var storedClock: Timestamp?
  /// Windows that the position covers before this are not known in full: a rebuild,
  /// or `read_from: end`.
  var partialSince: Timestamp?
  /// Rules that began in the middle of the stream and whose past the history could
  /// not tell: since when.
  var unseededRules: [String: Timestamp] = [:]
  /// The first event of this run tells what the files reach back to.
  var marksPartialAtFirstEvent: Bool
  /// Identities of the rules, sorted, as the state has them.
  var knownRules: [String] = []
  /// The time zone that their windows were laid in, as the state has it.
  var knownZone: String?
  var periods: PeriodCache
  /// Where the last event counts, and where the last one of another minute did. Both hold nothing
  /// once the position has moved on.
  let here = PlaceMemory()
  var otherPlace = Place.nowhere
  var edges = EdgeQueue()
  var isReady = false

  var outbox = Outbox()
  /// Ids of alerts that fired in the state that a rebuild set aside: they do not fire again.
  var firedBefore: Set<String>
  /// What the next commit takes up, and the one that is on its way.
  var log: CommitLog
  /// Ids that may come again.
  var firings = RepeatedFirings()
  package internal(set) var alertLog = AlertLog()
  /// What receivers were told last, by ``DigestSettings/mark(of:)``.
  package internal(set) var digestMarks: [String: DigestMark] = [:]
  /// Ids of the calls that were counted.
  package internal(set) var ids: SeenIDs
  var dirtySeries: [UInt32] = []
  /// Of the lines that are applied at the moment.
  var batch = Spent()
  /// What the call that is applied would cost without a subscription.
  var listed = Money.zero
  /// The history has details (``HistoryDetails``) of all that was counted from
  /// then on; nil: of all.
  var detailsSince: Timestamp?
  var lastFutureNotice: Int64 = .min
  var lastDuplicateNotice: Int64 = .min
  /// The minute in which ``Happening/costlyEmbedded`` was said last.
  var lastCostlyNotice: Int64 = .min
  var lastAheadNotice: Int64 = .min
  var hasSaturated = false

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
    self.configuration = configuration
    self.digest = digest
    self.firedBefore = firedBefore
    marksPartialAtFirstEvent = isRebuild
    clock = now
    instance = configuration.instance ?? hostName
    log = CommitLog(sequence: state.sequence)
    labelSets = LabelSets(
      limit: max(4 * configuration.maxGroups, 1000), hashSeed: hashSeed)
    features = FeatureTotals(limit: configuration.maxGroups)
    ids = SeenIDs(most: configuration.maxIDs, seed: hashSeed)
    periods = PeriodCache(zone: configuration.timeZone)
    catalog = Catalog(dimensions: Engine.dimensions(of: configuration), hashSeed: hashSeed)
    windows = WindowTable(hashSeed: hashSeed)
    historySets = SymbolSets(configuration.historyDimensions, in: catalog)
    shareSets = SymbolSets(configuration.top, in: catalog)
    let stored = try load(state)
    adopt(stored, history: history)
    // A rebuild that was killed in its first read goes on as any start.
    if sources.contains(where: \.isNew) {
      let known = state.records[.alert] ?? []
      self.firedBefore.formUnion(known.map { String(decoding: $0.key, as: UTF8.self) })
    }
    forgetDigestMarks()
    for id in firedBefore.sorted() { log.noteChange(of: Crossing.record(id)) }
    if state.sequence == 0, !pendingBefore.isEmpty {
      for delivery in pendingBefore { outbox.takeOver(delivery) }
      log.require(.outbox)
    }
  }

  /// The one door: nothing else changes what the engine knows, but the decoder, which enters values
  /// into ``catalog``, and what hands over a commit.
  package mutating func step(
    _ input: consuming Input, at now: Timestamp, into effects: inout [Effect]
  ) {
    clock = now
    switch input {
    case .lines(let lines, let source, let lastWrite):
      apply(lines, source: source, lastWrite: lastWrite, into: &effects)
    case .unread(let lines, let reason, let source): count(reason, lines, source: source)
    case .countedElsewhere(let lines, let ofProviders): remember(lines, ofProviders: ofProviders)
    case .looksLike(let look, let source): noteLook(look, source: source)
    case .gap:
      totals.gaps += 1
      log.noteChange()
    case .unverifiedEnd:
      totals.unverifiedEnds += 1
      log.noteChange()
    case .partial(let since): markPartial(since: since)
    case .readingRules(let offsets): noteReading(offsets)
    case .renew: renew()
    case .tick:
      // What is still to be read says how long a window stays above its threshold.
      if isReady { sendEarlyResolves(into: &effects) }
      noteAhead(into: &effects)
      forgetIDs()
    case .reachedEnd(let source): endFirstRead(of: source, into: &effects)
    case .ready:
      isReady = true
      handOver(into: &effects)
    case .committed: confirmCommit(into: &effects)
    case .commitFailed(let seconds):
      log.takeBack()
      if seconds >= 5 { sendProvisionally(into: &effects) }
    case .outcomes(let outcomes): settle(outcomes)
    case .retry(let sequence): if outbox.retry(sequence) { log.require(.whole) }
    case .drop(let sequence): if outbox.drop(sequence) { log.require(.whole) }
    case .digest(let digest, let due): tell(digest, due)
    case .reconfigured(let configuration, let history):
      reconfigure(configuration, history: history, into: &effects)
    }
  }

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
    for dimension in wanted where !dimensions.contains(dimension) { dimensions.append(dimension) }
    return dimensions
  }
}

/// What a series leads to, and what came in under it since the last commit. 64 bytes, because there
/// are many and every event goes to one.
struct SeriesState: Sendable {
  var quarter: Int64 = .min
  var calls: Int64 = 0
  var spend: Money = .zero
  var inputTokens: Int64 = 0
  var outputTokens: Int64 = 0
  /// Where its links stand; -1 while they are not known.
  var firstLink: Int32 = -1
  var linkCount: Int32 = 0
  var shareSet: UInt32 = 0
  var historySet: UInt32 = 0
  var feature: Int32 = 0
  /// Without a feature.
  var isUntagged = false

  @inline(__always)
  mutating func add(_ line: UnsafePointer<Line>) {
    calls &+= 1
    spend += line.pointee.cost
    inputTokens = Engine.pinnedSum(inputTokens, line.pointee.inputTokens)
    outputTokens = Engine.pinnedSum(outputTokens, line.pointee.outputTokens)
  }
}

/// From a series to a window that counts it.
struct Link: Sendable {
  var window: Int32
  /// Where its share was found last.
  var shareHint: UInt32 = 0
  var shape: RuleShape
}

/// Counters since the state directory was created.
package struct Totals: Hashable, Sendable {
  package var events: Int64 = 0
  package var spend: Money = .zero
  /// By ``Rejection/allCases``.
  package var rejected = [Int64](repeating: 0, count: Rejection.allCases.count)
  /// By ``Flags/names``.
  package var flagged = [Int64](repeating: 0, count: Flags.names.count)
  /// Bytes that were destroyed before they could be read; files that vanished after
  /// everything known of them was.
  package var gaps: Int64 = 0
  package var unverifiedEnds: Int64 = 0
  /// Lines of text between the events.
  package var text: Int64 = 0
  /// Whether calls without a cost are priced where nothing says otherwise: not in a state that is
  /// older than prices, where they would come on top of what was counted for them before.
  package var computesCosts = true
  /// See ``SeenIDs/forgotten``; of a view only.
  package var idsForgotten: Int64 = 0
  /// What calls under a subscription would have cost.
  package var includedValue: Money = .zero

  package func flagged(_ flag: Flags) -> Int64 {
    Flags.names.firstIndex { $0.flag == flag }.map { flagged[$0] } ?? 0
  }

  package var unpricedCalls: Int64 { flagged(.unpriced) }
}

/// What is known of a source.
package struct SourceState: Hashable, Sendable {
  package var key: String
  /// Reading has not yet reached its end for the first time.
  package var isNew = true
  package var lastEvent: Timestamp?
  package var rejected: Int64 = 0
  /// Lines by ``LineTraits/counted``.
  package var framing = [Int64](repeating: 0, count: LineTraits.counted.count)
  /// What an object of it looks like that is no event; names of its keys, never a value.
  package var looksLike: String?
  /// Events by ``LineFormat/counted``.
  package var formats = [Int64](repeating: 0, count: LineFormat.counted.count)
  package var spent = Spent()
  /// Which rules it is read by; nil until that was looked at.
  package internal(set) var reading: SourceReading?
  /// What was read of it for the first time, until it is judged with all that is read with it.
  var firstRead: AlertDetails.FirstRead? = .init()
  var isDirty = true

  init(key: String) { self.key = key }
}
