/// A file of prices.
package struct PriceFileSettings: Hashable, Sendable {
  /// Absolute.
  package var path: String
  /// Nil: it cannot be read.
  package var table: PriceTable?

  package init(path: String, table: PriceTable?) {
    self.path = path
    self.table = table
  }

  package static func == (a: PriceFileSettings, b: PriceFileSettings) -> Bool {
    a.path == b.path && a.table?.fingerprint == b.table?.fingerprint
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(path) }
}

/// `alerts.yaml`, validated, with every default filled in (Semantics, Configuration). What the core
/// and the rooms around it work from; reading and checking the file is the business of
/// `SpendConfiguration`.
package struct Configuration: Hashable, Sendable {
  /// nil: the host name on the first start, then what the state has kept.
  package var instance: String?
  package var sources: [SourceSettings]
  package var timeZone: TimeZoneRules
  /// Events that match any of these count in history and totals, but in no budget.
  package var exclude: [Match]
  package var budgets: [Budget]
  /// With the built-in `log` first; the others in the order of the file.
  package var receivers: [ReceiverSettings]
  package var commitIntervalMilliseconds: Int64
  package var maxGroups: Int
  /// How many ids of calls are known at a time.
  package var maxIDs: Int
  /// Dimensions shown in alerts.
  package var top: [String]
  package var heartbeat: Heartbeat?
  /// What is told again and again, in the order of the file.
  package var digests: [DigestSettings] = []
  /// What the history is kept over from now on, the feature first; what was counted stays as it is.
  package var historyDimensions = Dimension.history
  /// How finely it is kept, and for how long.
  package var historyDays = HistoryRetention.Days()
  /// Dimensions of which only hashes are kept, in the order of the file.
  package var hashedDimensions: [String] = []
  /// `hash_key`; nil: the key is a file in the state directory.
  package var hashKey: Secret?
  /// With that key; nil as long as it was not looked for, or nothing is hashed.
  package internal(set) var hash: ValueHash?
  /// What tokens cost; each source has it too.
  package private(set) var prices = PriceBook.builtIn
  /// `pricing.models`, if there are any.
  private var inlinePrices: PriceTable?
  /// `pricing.files`.
  package private(set) var priceFiles: [PriceFileSettings] = []
  private var usesBuiltInPrices = true

  /// Sets what tokens cost, here and in the sources that are there.
  package mutating func setPrices(
    inline: PriceTable?, files: [PriceFileSettings], builtIn: Bool, unknownModel: String?
  ) {
    (inlinePrices, priceFiles, usesBuiltInPrices) = (inline, files, builtIn)
    let tables = (inline.map { [$0] } ?? []) + files.compactMap(\.table)
    prices = PriceBook(
      tables: tables + (builtIn ? [.builtIn] : []), unknownModel: unknownModel)
    for index in sources.indices { sources[index].prices = prices }
  }

  /// The same with other tables of the files.
  package mutating func setPriceFiles(_ files: [PriceFileSettings]) {
    setPrices(
      inline: inlinePrices, files: files, builtIn: usesBuiltInPrices,
      unknownModel: prices.unknownModel)
  }

  /// The sources as a state reads them.
  ///
  /// - Parameter computesCosts: see ``Totals/computesCosts``.
  package func sources(computesCosts: Bool) -> [SourceSettings] {
    guard !computesCosts else { return sources }
    return sources.map { source in
      var source = source
      source.cost = source.cost ?? .logged
      return source
    }
  }

  /// A ping to a dead man's switch.
  package struct Heartbeat: Hashable, Sendable {
    package var url: Secret
    package var everySeconds: Int64

    package init(url: Secret, everySeconds: Int64) {
      self.url = url
      self.everySeconds = everySeconds
    }
  }

  package init(
    instance: String? = nil, sources: [SourceSettings] = [], timeZone: TimeZoneRules = .utc,
    exclude: [Match] = [], budgets: [Budget] = [], receivers: [ReceiverSettings] = [.log],
    commitIntervalMilliseconds: Int64 = 1000, maxGroups: Int = 100_000, maxIDs: Int = 2_000_000,
    top: [String] = [Dimension.model, Dimension.segment, Dimension.environment],
    heartbeat: Heartbeat? = nil
  ) {
    self.instance = instance
    self.sources = sources
    self.timeZone = timeZone
    self.exclude = exclude
    self.budgets = budgets
    self.receivers = receivers
    self.commitIntervalMilliseconds = commitIntervalMilliseconds
    self.maxGroups = maxGroups
    self.maxIDs = maxIDs
    self.top = top
    self.heartbeat = heartbeat
  }
}
