/// What counts: windows, features, history and totals, and how an event finds them.
///
/// Events are counted once each, in whatever their values lead to; whether a threshold is crossed
/// is judged elsewhere. What holds between two calls:
/// * A series either knows its links, one for each rule that counts it, or none of them
///   (`firstLink` is -1). A link leads to a window or to an empty slot, after which the next event
///   searches its window again; never to a window of another group.
/// * What stands in a series (`calls` above 0) is in no history and no feature yet; every such
///   series is among `dirtySeries`.
/// * A window is found by rule and group exactly while its slot has a rule. `groupCount` is the
///   number of windows of the rules that stand for groups.
/// * A window that changed is queued for the next commit (`isQueuedForCommit`), once.
/// * `context` and `otherContext` are of the present position, or hold no time.
///
/// One event costs O(rules that count it), and nothing is allocated for a series that is known.
struct Ledger: ~Copyable {
  /// Interns the values of an event; the decoder writes into it.
  var catalog: Catalog
  /// By which it counts.
  private(set) var configuration: Configuration
  private(set) var rules = RuleTable([])
  var matcher = RuleMatcher()
  var windows: WindowTable
  var groupCount = 0
  /// Of which it was said that they have more groups than fit.
  var limitedBudgets: Set<ExactText> = []
  var renewed = Renewal()

  var series = UniqueArray<SeriesState>()
  var links = UniqueArray<Link>()
  var dirtySeries: [UInt32] = []
  var labelSets: LabelSets
  /// Of the history and of alerts; a new catalog begins new ones.
  var historySets: SymbolSets
  var breakdownSets: SymbolSets
  /// Numbers in `features` by symbol.
  var featureNumbers: [UInt32: Int32] = [:]
  var features: FeatureTotals
  var totals = Totals()
  /// Ids of the calls that were counted.
  var ids: SeenIDs

  /// The clock of the last step. The shell keeps a clock that cannot be right (a machine that boots
  /// in 1970) from coming in; one that was set back is believed, because holding on to a future
  /// would mark every alert as late.
  var clock: Timestamp
  /// The minute of the largest event time accepted so far; nil before the first.
  var position: Int64?
  var periods: PeriodCache
  /// Of the minute of the last event, and of the minute before that one. Both hold no time once the
  /// position has moved on.
  let contextMemory = MinuteContextMemory()
  var otherContext = MinuteContext.none

  /// Windows that the position covers before this are not known in full: a rebuild,
  /// or `read_from: end`.
  var partialSince: Timestamp?
  /// The first event of this run tells what the files reach back to.
  var marksPartialAtFirstEvent: Bool
  /// Rules that began in the middle of the stream and whose past the history could
  /// not tell: since when.
  var unseededRules: [ExactText: Timestamp] = [:]
  /// Identities of the rules, sorted, as the state has them.
  var knownRules: [String] = []
  /// The time zone that their windows were laid in, as the state has it.
  var knownZone: String?

  /// Of the lines that are applied at the moment.
  var batch = SourceSpend()
  /// What the call that is applied would cost without a subscription.
  var listed = Money.zero
  /// What its tokens are, where it is flagged so.
  var classes = TokenClasses()
  var warnings = WarningTimes()

  /// - Parameters:
  ///   - isRebuild: windows that the files do not cover are partial.
  ///   - now: the clock.
  ///   - hashSeed: of tables that are keyed by what a log says; nothing else depends on it.
  init(
    _ configuration: Configuration, isRebuild: Bool = false, at now: Timestamp,
    hashSeed: UInt64 = Catalog.fixedSeed
  ) {
    self.configuration = configuration
    clock = now
    marksPartialAtFirstEvent = isRebuild
    labelSets = LabelSets(
      limit: max(4 * configuration.maxGroups, 1000), hashSeed: hashSeed)
    features = FeatureTotals(limit: configuration.maxGroups)
    ids = SeenIDs(most: configuration.maxIDs, seed: hashSeed)
    periods = PeriodCache(zone: configuration.timeZone)
    catalog = Catalog(dimensions: Engine.dimensions(of: configuration), hashSeed: hashSeed)
    windows = WindowTable(hashSeed: hashSeed)
    historySets = SymbolSets(configuration.historyDimensions, in: catalog)
    breakdownSets = SymbolSets(configuration.top, in: catalog)
  }

  /// Counts by another configuration from now on, whose windows are still to be laid:
  /// ``layRules(taken:)``.
  ///
  /// - Precondition: nothing stands in the series.
  mutating func reconfigure(_ new: Configuration) {
    configuration = new
    periods = PeriodCache(zone: new.timeZone)
    catalog = Catalog(dimensions: Engine.dimensions(of: new), hashSeed: catalog.seed)
    limitedBudgets.removeAll()
    warnings.isLimited = false
    ids.setMost(new.maxIDs)
    series.removeAll()
    links.removeAll()
    context = .none
    otherContext = .none
  }

  /// Takes up the rules of the configuration, without any window.
  ///
  /// - Parameter taken: numbers of windows that are to be adopted.
  mutating func layRules(taken: [Int]) {
    rules = RuleTable(Rule.all(of: configuration))
    forgetSymbols()
    groupCount = 0
    windows = WindowTable(taken: taken, hashSeed: catalog.seed)
  }

  /// The catalog is a new one: what was found by its symbols is searched again.
  mutating func forgetSymbols() {
    matcher = RuleMatcher(
      rules: Array(rules), exclude: configuration.exclude, dimensions: catalog.dimensions)
    historySets = SymbolSets(configuration.historyDimensions, in: catalog)
    breakdownSets = SymbolSets(configuration.top, in: catalog)
    featureNumbers.removeAll()
  }
}
