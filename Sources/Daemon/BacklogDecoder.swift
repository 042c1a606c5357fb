import CLinux
import SpendCore
import Tailing

/// Reads ahead on a thread of its own, and decodes what it reads while it is in the cache, while the pipeline applies
/// what was decoded before.
///
/// What a line is depends on its bytes, the settings and the clock alone (see ``LineDecoder``), so the lines are those
/// that one thread finds. The thread has a catalog of its own; a text or a combination of values that is new in it comes
/// back once, and has its number in the engine's catalog from then on.
final class BacklogDecoder {
  private let thread: Worker<Job, Outcome>
  private let width: Int
  /// Numbers in the engine's catalog by those in the catalog of the thread.
  private var symbols: [UInt32] = []
  private var series: [UInt32] = []
  /// Kept for its memory.
  private var lines: [Line] = []
  /// The source that is read ahead.
  private(set) var source: Int?

  /// Of one decoding: very short lines are decoded some at a time.
  static let mostLines = 1 << 16

  private struct Job: Sendable {
    /// Nil: gives back all memory.
    var ahead: ReadAhead?
    var source = 0
    var settings: SourceSettings
    var now: Timestamp
    /// Empty; for its memory.
    var lines: [Line] = []
  }

  private struct Outcome: Sendable {
    var ahead: ReadAhead?
    var lines: [Line] = []
    var byteCount = 0
    /// Texts that are new, one behind the other, and where each ends.
    var texts: [UInt8] = []
    var textEnds: [Int] = []
    /// The symbols of the series that are new.
    var series: [UInt32] = []
    /// The catalog is full.
    var isFull = false
  }

  /// What was read ahead, and the lines that its first bytes are.
  struct Decoded {
    var ahead: ReadAhead
    var lines: [Line] = []
    var byteCount = 0
    /// The thread can tell values apart no more, and is of no use from now on.
    var isFull = false

    /// Whether a chunk is the bytes that the lines are of.
    func isOf(_ chunk: Chunk) -> Bool {
      byteCount > 0 && chunk.content == .lines && chunk.bytes.count == byteCount
        && chunk.bytes.baseAddress == ahead.bytes.baseAddress
    }
  }

  /// Nil where it would be of no use.
  ///
  /// - Parameters:
  ///   - dimensions: those of the engine's catalog.
  ///   - limit: of texts and of series that the thread may know.
  init?(
    dimensions: [String], processors: Int = Int(clinux_processors()), limit: Int = 200_000
  ) {
    guard processors > 1 else { return nil }
    let thread = Worker<Job, Outcome>(name: "decoder") {
      let side = Side(dimensions: dimensions, limit: limit)
      return { side.run($0) }
    }
    guard let thread else { return nil }
    self.thread = thread
    width = dimensions.count
  }

  /// What the thread has is given back when this returns, so that it can go back to the system at once.
  deinit {
    _ = thread.waitForOutcome()
    let settings = SourceSettings(origin: .file(pattern: "", rotated: []))
    thread.begin(Job(ahead: nil, settings: settings, now: Timestamp(microseconds: 0)))
    thread.end()
  }

  /// - Precondition: ``source`` is nil.
  func begin(_ ahead: ReadAhead, source: Int, _ settings: SourceSettings, now: Timestamp) {
    var job = Job(ahead: ahead, source: source, settings: settings, now: now)
    swap(&job.lines, &lines)
    self.source = source
    thread.begin(job)
  }

  /// Waits for what was begun; nil when there is nothing.
  func finish(catalog: inout Catalog) -> Decoded? {
    source = nil
    guard var outcome = thread.waitForOutcome(), let ahead = outcome.ahead else { return nil }
    guard !outcome.isFull else { return Decoded(ahead: ahead, isFull: true) }
    learn(outcome, &catalog)
    for index in outcome.lines.indices where outcome.lines[index].outcome == .event {
      outcome.lines[index].series = series[Int(outcome.lines[index].series)]
    }
    return Decoded(ahead: ahead, lines: outcome.lines, byteCount: outcome.byteCount)
  }

  /// Takes the memory of lines that are applied.
  func reuse(_ lines: consuming [Line]) {
    lines.removeAll(keepingCapacity: true)
    self.lines = lines
  }

  private func learn(_ outcome: Outcome, _ catalog: inout Catalog) {
    var start = 0
    outcome.texts.withUnsafeBytes { texts in
      for end in outcome.textEnds {
        symbols.append(catalog.symbol(for: UnsafeRawBufferPointer(rebasing: texts[start..<end])))
        start = end
      }
    }
    let values = outcome.series.map { symbols[Int($0)] }
    values.withUnsafeBufferPointer { values in
      for first in stride(from: 0, to: values.count, by: width) {
        series.append(
          catalog.series(UnsafeBufferPointer(rebasing: values[first..<first + width])))
      }
    }
  }

  /// What belongs to the thread.
  private final class Side {
    private let dimensions: [String]
    private let limit: Int
    private var catalog: Catalog
    private var decoder: LineDecoder?
    private var source: Int?
    private var knownSymbols = 0
    private var knownSeries = 0

    init(dimensions: [String], limit: Int) {
      self.dimensions = dimensions
      self.limit = limit
      catalog = Catalog(dimensions: dimensions, maxSymbols: limit, maxSeries: limit)
    }

    func run(_ job: consuming Job) -> Outcome {
      guard let ahead = job.ahead else {
        catalog = Catalog(dimensions: dimensions)
        decoder = nil
        return Outcome()
      }
      if source != job.source {
        decoder = LineDecoder(settings: job.settings, dimensions: dimensions)
        source = job.source
      }
      var outcome = Outcome(ahead: ahead)
      swap(&outcome.lines, &job.lines)
      while ahead.readOn() {
        outcome.byteCount =
          decoder?.decode(
            ahead.bytes, from: outcome.byteCount, now: job.now, catalog: &catalog,
            into: &outcome.lines, limit: BacklogDecoder.mostLines - outcome.lines.count) ?? 0
      }
      takeNew(into: &outcome)
      return outcome
    }

    private func takeNew(into outcome: inout Outcome) {
      for symbol in knownSymbols..<catalog.symbolCount {
        catalog.append(UInt32(symbol), to: &outcome.texts)
        outcome.textEnds.append(outcome.texts.count)
      }
      for number in knownSeries..<catalog.seriesCount {
        for index in dimensions.indices {
          outcome.series.append(catalog.symbol(of: UInt32(number), dimension: index))
        }
      }
      (knownSymbols, knownSeries) = (catalog.symbolCount, catalog.seriesCount)
      outcome.isFull = knownSymbols >= limit || knownSeries >= limit
    }
  }
}
