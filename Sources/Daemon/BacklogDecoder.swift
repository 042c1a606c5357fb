import CLinux
import Glibc
import SpendCore

/// Decodes the second half of what is read at once on a thread of its own, while the pipeline decodes the first: of the
/// time that a backlog takes, half goes into decoding.
///
/// What a line is depends on its bytes, the settings and the clock alone (see ``LineDecoder``), so the lines are those
/// that one thread finds. The thread has a catalog of its own; a combination of values that is new in it comes back as
/// texts, once, and has its number in the engine's catalog from then on.
final class BacklogDecoder {
  private let thread: Worker<Job, Outcome>
  /// Numbers in the engine's catalog by those in the catalog of the thread.
  private var series: [UInt32] = []
  /// Kept for its memory.
  private var lines: [Line] = []
  /// The catalog of the thread is full, so that it can tell values apart no more: of no use from now on.
  private(set) var isFull = false

  /// With less the thread would take longer to wake up.
  static let fewestBytes = 256 << 10
  /// Of one decoding.
  static let mostLines = 1 << 16

  /// The bytes are those of the pipeline's chunk, which stays where it is until the outcome is taken.
  private struct Job: @unchecked Sendable {
    /// Nil: gives back all memory.
    var bytes: UnsafeRawBufferPointer?
    /// Number of the source.
    var index = 0
    var settings: SourceSettings
    var now: Timestamp
    /// Empty; for its memory.
    var lines: [Line] = []
  }

  private struct Outcome: Sendable {
    var lines: [Line] = []
    /// How many of the bytes were decoded.
    var byteCount = 0
    /// Values of the series that are new, in the order of their numbers.
    var newSeries: [[String]] = []
    var isFull = false
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
  }

  /// What the thread has is given back when this returns, so that it can go back to the system at once.
  deinit {
    _ = thread.waitForOutcome()
    let settings = SourceSettings(origin: .file(pattern: "", rotated: []))
    thread.begin(Job(bytes: nil, settings: settings, now: Timestamp(microseconds: 0)))
    thread.end()
  }

  /// Where the part for the thread begins: behind a line end in the middle; nil when it is not worth it.
  static func cut(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard bytes.count >= fewestBytes, let base = bytes.baseAddress else { return nil }
    let middle = bytes.count / 2
    guard let mark = memchr(base + middle, 0x0A, bytes.count - middle) else { return nil }
    let cut = UnsafeRawPointer(mark) - base + 1
    return cut < bytes.count ? cut : nil
  }

  /// Begins with bytes that are whole lines, as ``LineDecoder`` wants them. They stay there until ``finish``.
  func begin(
    _ bytes: UnsafeRawBufferPointer, source index: Int, _ settings: SourceSettings, now: Timestamp
  ) {
    var job = Job(bytes: bytes, index: index, settings: settings, now: now)
    swap(&job.lines, &lines)
    thread.begin(job)
  }

  /// Waits for the lines and appends them.
  ///
  /// - Parameter offset: where the bytes are in those that the lines count from; nil when they are not wanted any more.
  /// - Returns: how many of the bytes the lines are of; 0 when there are none to be had.
  func finish(catalog: inout Catalog, into all: inout [Line], offset: Int?) -> Int {
    guard var outcome = thread.waitForOutcome() else { return 0 }
    defer {
      outcome.lines.removeAll(keepingCapacity: true)
      swap(&lines, &outcome.lines)
    }
    isFull = outcome.isFull
    guard !isFull else { return 0 }
    for values in outcome.newSeries {
      let symbols = values.map { catalog.symbol($0) }
      series.append(symbols.withUnsafeBufferPointer { catalog.series($0) })
    }
    guard let offset else { return 0 }
    all.reserveCapacity(all.count + outcome.lines.count)
    for line in outcome.lines {
      var line = line
      line.end += offset
      if line.outcome == .event { line.series = series[Int(line.series)] }
      all.append(line)
    }
    return outcome.byteCount
  }

  /// What belongs to the thread.
  private final class Side {
    private let dimensions: [String]
    private let limit: Int
    private var catalog: Catalog
    private var decoder: LineDecoder?
    private var index: Int?
    private var knownSeries = 0

    init(dimensions: [String], limit: Int) {
      self.dimensions = dimensions
      self.limit = limit
      catalog = Catalog(dimensions: dimensions, maxSymbols: limit, maxSeries: limit)
    }

    func run(_ job: consuming Job) -> Outcome {
      guard let bytes = job.bytes else {
        catalog = Catalog(dimensions: dimensions)
        decoder = nil
        return Outcome()
      }
      if index != job.index {
        decoder = LineDecoder(settings: job.settings, dimensions: dimensions)
        index = job.index
      }
      var outcome = Outcome()
      swap(&outcome.lines, &job.lines)
      outcome.byteCount =
        decoder?.decode(
          bytes, now: job.now, catalog: &catalog, into: &outcome.lines,
          limit: BacklogDecoder.mostLines) ?? 0
      for number in knownSeries..<catalog.seriesCount {
        outcome.newSeries.append(
          dimensions.indices.map {
            catalog.text(catalog.symbol(of: UInt32(number), dimension: $0))
          })
      }
      knownSeries = catalog.seriesCount
      outcome.isFull = catalog.symbolCount >= limit || catalog.seriesCount >= limit
      return outcome
    }
  }
}
