package import SpendCore

/// What logs say that calls cost, beside what prices make of their tokens (Semantics, Prices,
/// `prices audit`): by model, with the slip that most likely made the difference.
///
/// The lines are decoded several times: with the logged costs, with computed ones, and with those
/// that each slip would have computed. Whose sum is that of the log explains it.
package enum PriceAudit {
  /// Why a log and the prices differ.
  package enum Cause: Hashable, Sendable {
    case cachedAsFresh
    case cacheWrittenTwice
    case tierIgnored
    case longContextIgnored
    case loggedAsNothing
    /// From this day on, in UTC.
    case priceChanged(day: Int64)
    /// The log has the same part of what was computed for every call: ``Row/percent``.
    case factor
    case unknown
  }

  package struct Row: Hashable, Sendable {
    package var model: String
    /// With both costs.
    package var calls: Int64 = 0
    package var logged = Money.zero
    package var computed = Money.zero
    /// With a logged cost and without a price.
    package var unpricedCalls: Int64 = 0
    /// Nil where they agree, to half a percent.
    package var cause: Cause?

    /// Logged over computed; nil without the latter. As ``decimal(_:over:power:places:)``.
    package var ratio: String? {
      computed > .zero ? PriceAudit.decimal(logged, over: computed, power: 0, places: 3) : nil
    }

    package var percent: String? {
      computed > .zero ? PriceAudit.decimal(logged, over: computed, power: 2, places: 1) : nil
    }
  }

  /// The quotient times a power of ten, rounded half up: with so many digits after the point, or as
  /// many as it takes to show two that are not nothing.
  static func decimal(_ part: Money, over whole: Money, power: Int, places: Int) -> String {
    var (places, factor) = (places, Int128(1))
    for _ in 0..<power + places { factor *= 10 }
    func scaled() -> Int128 {
      (Int128(part.nano) * factor * 2 / Int128(whole.nano) + 1) / 2
    }
    while part > .zero, scaled() < 10, places < 12 { (places, factor) = (places + 1, factor * 10) }
    let digits = String(scaled())
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.utf8.count)) + digits
    return "\(padded.dropLast(places)).\(padded.suffix(places))"
  }

  /// Blocks. The most expensive models first.
  package static func read(
    _ files: [FilePath], _ settings: SourceSettings, now: Timestamp,
    warn: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(ReportFailure) -> [Row] {
    let plan = try ReportPlan(files, threads: 1)
    var counter = AuditCounter(settings, now: now)
    let feed = BlockFeed(maxLineBytes: settings.maxLineBytes)
    for piece in plan.pieces {
      try feed.feed(
        piece.supply(warn: warn), isStart: piece.isStart, isEnd: piece.isEnd, to: &counter)
    }
    return counter.rows
  }

  /// Whether two sums are the same to half a percent.
  static func agree(_ a: Money, _ b: Money) -> Bool {
    let difference = abs(Int128(a.nano) - Int128(b.nano))
    return difference * 200 <= Int128(max(a.nano, b.nano))
  }
}

/// Decodes lines in all of these ways, and adds up what they cost by model.
struct AuditCounter: LineCounter, ~Copyable {
  /// What each slip does to a row.
  private static let slips: [(cause: PriceAudit.Cause, change: @Sendable (PriceRow) -> PriceRow)] =
    [
      (.cachedAsFresh, { $0.without { $0.kind == .cacheRead } }),
      (.cacheWrittenTwice, writtenTwice), (.tierIgnored, { $0.without { $0.tier != .standard } }),
      (.longContextIgnored, { $0.without { $0.above > 0 } }),
    ]

  @Sendable private static func writtenTwice(_ row: PriceRow) -> PriceRow {
    var twice = row
    for (key, price) in row.prices where key.kind == .cacheWrite || key.kind == .cacheWrite1h {
      let input = row.prices[PriceRow.Key(.input, tier: key.tier, above: key.above)]
      twice.set(key, to: TokenPrice(atto: price.atto + (input?.atto ?? 0)))
    }
    return twice
  }

  private struct Sums {
    var row: PriceAudit.Row
    /// By slip.
    var slips: [Money]
    var days: [Int64: (logged: Money, computed: Money)] = [:]
    /// Logged over computed cost of single calls, in thousandths.
    var least = Int64.max
    var most = Int64.min
  }

  private let now: Timestamp
  private static let dimensions = [Dimension.feature, Dimension.model]
  private var logged: LineDecoder
  private var computed: LineDecoder
  private var slips: SlipDecoders
  private var catalog = Catalog(dimensions: Self.dimensions)
  private var loggedLines = LineBatch()
  private var computedLines = LineBatch()
  private var sums: [ExactText: Sums] = [:]

  init(_ settings: SourceSettings, now: Timestamp) {
    self.now = now
    var settings = settings
    settings.cost = .logged
    logged = LineDecoder(settings: settings, dimensions: Self.dimensions, clampsFuture: false)
    settings.cost = .computed
    computed = LineDecoder(settings: settings, dimensions: Self.dimensions, clampsFuture: false)
    slips = SlipDecoders(
      Self.slips.map { settings.prices.mappingRows($0.change) }, settings, Self.dimensions)
  }

  mutating func add(_ bytes: UnsafeRawBufferPointer, isSealed: Bool) {
    loggedLines.removeAll()
    computedLines.removeAll()
    unsafe logged.decode(bytes, now: now, catalog: &catalog, into: &loggedLines, isSealed: isSealed)
    unsafe computed.decode(
      bytes, now: now, catalog: &catalog, into: &computedLines, isSealed: isSealed)
    unsafe slips.decode(bytes, now: now, catalog: &catalog, isSealed: isSealed)
    for (index, line) in loggedLines.enumerated() where line.outcome == .event {
      guard !line.flags.contains(.unpriced), !line.flags.contains(.included) else { continue }
      add(line, computedLines[index], index)
    }
  }

  private mutating func add(_ logged: Line, _ computed: Line, _ index: Int) {
    let model = catalog.text(catalog.symbol(of: logged.series, dimension: 1))
    var sum =
      sums[ExactText(model)]
      ?? Sums(row: PriceAudit.Row(model: model), slips: Self.slips.map { _ in .zero })
    defer { sums[ExactText(model)] = sum }
    guard computed.flags.contains(.computed) else {
      sum.row.unpricedCalls += 1
      return
    }
    sum.row.calls += 1
    sum.row.logged += logged.cost
    sum.row.computed += computed.cost
    for slip in sum.slips.indices { sum.slips[slip] += slips.cost(slip, index) }
    let day = Timestamp.floorDivide(computed.time.seconds, 86_400)
    let before = sum.days[day] ?? (.zero, .zero)
    sum.days[day] = (before.logged + logged.cost, before.computed + computed.cost)
    guard computed.cost > .zero else { return }
    let ratio = Int64(clamping: Int128(logged.cost.nano) * 1000 / Int128(computed.cost.nano))
    (sum.least, sum.most) = (min(sum.least, ratio), max(sum.most, ratio))
  }

  mutating func addOversize() {}

  mutating func endFile() {
    _ = logged.closeParts()
    _ = computed.closeParts()
    slips.closeParts()
  }

  /// What was counted, with causes; the most expensive models first.
  var rows: [PriceAudit.Row] {
    sums.values.map { sum in
      var row = sum.row
      row.cause = Self.cause(sum)
      return row
    }.sorted { ($0.logged, $1.model) > ($1.logged, $0.model) }
  }

  private static func cause(_ sum: Sums) -> PriceAudit.Cause? {
    let (logged, computed) = (sum.row.logged, sum.row.computed)
    guard sum.row.calls > 0, !PriceAudit.agree(logged, computed) else { return nil }
    if logged == .zero { return .loggedAsNothing }
    for (slip, entry) in zip(sum.slips, slips) where PriceAudit.agree(logged, slip) {
      return entry.cause
    }
    if let day = change(sum) { return .priceChanged(day: day) }
    // The same for every call, but for the rounding of small ones.
    if sum.most - sum.least <= max(10, sum.most / 50) {
      return .factor
    }
    return .unknown
  }

  /// The day from which on the log and the prices differ, or agree, if there is one.
  private static func change(_ sum: Sums) -> Int64? {
    let days = sum.days.keys.sorted()
    let agree = days.map { day in
      sum.days[day].map { PriceAudit.agree($0.logged, $0.computed) } ?? false
    }
    guard let first = agree.first, let change = agree.firstIndex(of: !first) else { return nil }
    return agree[change...].allSatisfy { $0 != first } ? days[change] : nil
  }
}

/// Decoders that differ in their prices alone.
@safe
private struct SlipDecoders: ~Copyable {
  private let decoders: UnsafeMutableBufferPointer<LineDecoder>
  private var lines: [LineBatch]

  init(_ books: [PriceBook], _ settings: SourceSettings, _ dimensions: [String]) {
    unsafe decoders = .allocate(capacity: books.count)
    lines = books.map { _ in LineBatch() }
    for (index, book) in books.enumerated() {
      var settings = settings
      settings.prices = book
      unsafe decoders.initializeElement(
        at: index,
        to: LineDecoder(settings: settings, dimensions: dimensions, clampsFuture: false))
    }
  }

  deinit {
    unsafe decoders.deinitialize()
    unsafe decoders.deallocate()
  }

  mutating func decode(
    _ bytes: UnsafeRawBufferPointer, now: Timestamp, catalog: inout Catalog, isSealed: Bool
  ) {
    for index in unsafe decoders.indices {
      lines[index].removeAll()
      unsafe decoders[index].decode(
        bytes, now: now, catalog: &catalog, into: &lines[index], isSealed: isSealed)
    }
  }

  func cost(_ slip: Int, _ line: Int) -> Money { lines[slip][line].cost }

  mutating func closeParts() {
    for index in unsafe decoders.indices { _ = unsafe decoders[index].closeParts() }
  }
}
