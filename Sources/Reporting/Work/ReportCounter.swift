package import SpendCore

/// Decodes and adds up the lines of one thread: its own catalog, decoder and tally, so that
/// nothing is shared while bytes are read.
///
/// Memory follows the rows of the report: when the catalog has become large (a million users, say)
/// what was found is put aside as texts and the numbers begin again, so its limits are never
/// reached and no value ends up among the others.
package struct ReportCounter: LineCounter, ~Copyable {
  private let request: ReportRequest
  private let dimensions: [String]
  /// For whoever decodes lines to be added; nothing else may change it.
  package var catalog: Catalog
  private var decoder: LineDecoder
  private var tally: ReportTally
  private var lines = LineBatch()
  private var found = ReportPart()
  private var oversize = 0
  private var cutOff = 0
  private var file: String?
  /// Of the file that is counted: an event without a time is of that moment, or earlier.
  package var lastWrite: Timestamp?
  private let maxSeries: Int
  private let ids: SharedIDs
  /// The piece that is read, in whose turn its calls with ids are looked at.
  private var piece = 0
  /// Those whose turn has not come.
  private var waiting = LineBatch()
  private var duplicates = 0
  private var decodedBytes = 0

  /// Bytes that must be readable after those that are counted.
  package static let padding = 64

  /// - Parameter maxSeries: combinations of values beyond which the numbers begin again.
  package init(_ request: ReportRequest, maxSeries: Int = 500_000) {
    self.init(request, maxSeries: maxSeries, ids: SharedIDs(request))
  }

  init(_ request: ReportRequest, maxSeries: Int = 500_000, ids: SharedIDs) {
    self.request = request
    self.ids = ids
    self.maxSeries = maxSeries
    dimensions = request.dimensions
    catalog = Catalog(dimensions: dimensions, hashSeed: request.hashSeed)
    decoder = Self.decoder(request)
    tally = ReportTally(query: request.query, dimensions: dimensions)
    lines.reserveCapacity(4096)
  }

  private static func decoder(_ request: ReportRequest) -> LineDecoder {
    LineDecoder(
      settings: request.settings, dimensions: request.dimensions, clampsFuture: false,
      keepsDetails: request.query.details.contains(.costs))
  }

  /// Counts whole lines.
  ///
  /// - Parameters:
  ///   - bytes: with ``padding`` readable ones after them.
  ///   - isSealed: nothing follows, so what is after the last line feed is a line too.
  /// - Complexity: O(bytes).
  package mutating func add(_ bytes: UnsafeRawBufferPointer, isSealed: Bool = false) {
    lines.removeAll()
    decodedBytes += bytes.count
    unsafe decoder.decode(
      bytes, now: min(request.now, lastWrite ?? request.now), catalog: &catalog, into: &lines,
      isSealed: isSealed)
    addAll(lines[...])
    if isFull { putAside() }
  }

  /// So many lines wait for their turn without anybody waiting for it.
  private static let mostWaiting = 1 << 15

  private mutating func addAll(_ lines: LineSlice) {
    guard lines.hasIDs else { return tally.add(lines, catalog: catalog) }
    waiting.append(lines)
    settle(waits: waiting.count > Self.mostWaiting)
  }

  /// Looks whether calls were counted before, and adds what is left of them.
  private mutating func settle(waits: Bool) {
    guard !waiting.isEmpty else { return }
    let all = ids.bytes
    let isDone = ids.use(piece, waits: waits) { ids in
      if ids.count == 0 { expect(&ids, in: all) }
      duplicates += ids.settle(&waiting)
    }
    guard isDone else { return }
    tally.add(waiting[...], catalog: catalog)
    waiting.removeAll()
  }

  /// Makes room for as many ids as there are if all is like what was decoded first, for making it
  /// again and again takes as long as finding them.
  private func expect(_ ids: inout SeenIDs, in all: Int64) {
    let found = Double(waiting.idCount)
    ids.expect(Int(found * Double(all) / Double(max(1, decodedBytes))))
  }

  /// What comes now is of another piece.
  mutating func begin(piece: Int) { self.piece = piece }

  /// Nothing more comes of the piece, whether or not it could be read.
  mutating func endPiece() {
    settle(waits: true)
    ids.finish(piece)
  }

  /// What is counted from now on is of this file, for whoever asks by source.
  package mutating func setFile(_ path: String) {
    guard dimensions.contains(Dimension.source), path != file else { return }
    file = path
    setLabels()
  }

  private mutating func setLabels() {
    guard let file else { return }
    var labels = request.settings.namedLabels
    labels[Dimension.source] = file
    decoder.setLabels(labels, dimensions: dimensions)
  }

  /// Nothing follows in the file: lines that a container runtime cut there have no end.
  package mutating func endFile() { cutOff += decoder.closeParts() }

  /// Counts lines that were decoded with ``catalog``.
  ///
  /// - Parameter lastWrite: of their file, for those that have no time.
  package mutating func add(_ lines: LineSlice, lastWrite: Timestamp? = nil) {
    addAll(lastWrite.map { lines.dated(by: $0) } ?? lines)
  }

  /// Counts lines whose end has not come.
  package mutating func addCutOff(_ count: Int) { cutOff += count }

  /// Whether what was found should be put aside before more is decoded.
  package var isFull: Bool { catalog.seriesCount > maxSeries }

  /// Counts a line that was too long to be held.
  package mutating func addOversize() { oversize += 1 }

  /// Keeps what was counted as texts and begins again with an empty ``catalog``.
  @inline(never)
  package mutating func putAside() {
    settle(waits: true)
    found.merge(tally.part(catalog: catalog))
    catalog = Catalog(dimensions: dimensions, hashSeed: request.hashSeed)
    decoder = Self.decoder(request)
    setLabels()
    tally = ReportTally(query: request.query, dimensions: dimensions)
  }

  /// What was counted so far, in texts.
  ///
  /// - Complexity: O(rows).
  package func part() -> ReportPart {
    var part = found
    part.merge(tally.part(catalog: catalog))
    if oversize > 0 { part.count(oversize, as: .oversize) }
    if duplicates > 0 { part.count(duplicates, as: .duplicate) }
    if cutOff > 0 { part.count(cutOff, as: .cutOff) }
    return part
  }
}
