package import SpendCore

/// Decodes and adds up the lines of one thread: its own catalog, decoder and tally, so that
/// nothing is shared while bytes are read.
///
/// Memory follows the rows of the report: when the catalog has become large (a million users, say)
/// what was found is put aside as texts and the numbers begin again, so its limits are never
/// reached and no value ends up among the others.
package struct ReportCounter: ~Copyable {
  private let request: ReportRequest
  private let dimensions: [String]
  /// For whoever decodes lines to be added; nothing else may change it.
  package var catalog: Catalog
  private var decoder: LineDecoder
  private var tally: ReportTally
  private var lines: [Line] = []
  private var found = ReportPart()
  private var oversize = 0
  private let maxSeries: Int

  /// Bytes that must be readable behind those that are counted.
  package static let padding = 64

  /// - Parameter maxSeries: combinations of values beyond which the numbers begin again.
  package init(_ request: ReportRequest, maxSeries: Int = 500_000) {
    self.request = request
    self.maxSeries = maxSeries
    dimensions = request.query.trackedDimensions
    catalog = Catalog(dimensions: dimensions)
    decoder = LineDecoder(
      settings: request.settings, dimensions: dimensions, clampsFuture: false)
    tally = ReportTally(query: request.query, dimensions: dimensions)
    lines.reserveCapacity(4096)
  }

  /// Counts whole lines.
  ///
  /// - Parameters:
  ///   - bytes: with ``padding`` readable ones behind them.
  ///   - isSealed: nothing follows, so what is behind the last line feed is a line too.
  /// - Complexity: O(bytes).
  package mutating func add(_ bytes: UnsafeRawBufferPointer, isSealed: Bool = false) {
    lines.removeAll(keepingCapacity: true)
    decoder.decode(
      bytes, now: request.now, catalog: &catalog, into: &lines, isSealed: isSealed)
    tally.add(lines[...], catalog: catalog)
    if isFull { putAside() }
  }

  /// Counts lines that were decoded with ``catalog``.
  package mutating func add(_ lines: ArraySlice<Line>) { tally.add(lines, catalog: catalog) }

  /// Whether what was found should be put aside before more is decoded.
  package var isFull: Bool { catalog.seriesCount > maxSeries }

  /// Counts a line that was too long to be held.
  package mutating func addOversize() { oversize += 1 }

  /// Keeps what was counted as texts and begins again with an empty ``catalog``.
  @inline(never)
  package mutating func putAside() {
    found.merge(tally.part(catalog: catalog))
    catalog = Catalog(dimensions: dimensions)
    decoder = LineDecoder(
      settings: request.settings, dimensions: dimensions, clampsFuture: false)
    tally = ReportTally(query: request.query, dimensions: dimensions)
  }

  /// What was counted so far, in texts.
  ///
  /// - Complexity: O(rows).
  package func part() -> ReportPart {
    var part = found
    part.merge(tally.part(catalog: catalog))
    if oversize > 0 { part.count(oversize, as: .oversize) }
    return part
  }
}
