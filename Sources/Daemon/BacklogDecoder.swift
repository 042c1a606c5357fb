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

  /// With less the thread would take longer to wake up.
  static let fewestBytes = 256 << 10

  /// The bytes are those of the pipeline's chunk, which stays where it is until the outcome is taken.
  private struct Job: @unchecked Sendable {
    var bytes: UnsafeRawBufferPointer
    /// Number of the source.
    var index: Int
    var settings: SourceSettings
    var now: Timestamp
    /// Empty; for its memory.
    var lines: [Line]
  }

  private struct Outcome: Sendable {
    var lines: [Line]
    /// Values of the series that are new, in the order of their numbers.
    var newSeries: [[String]]
  }

  /// Nil where it would be of no use.
  ///
  /// - Parameter dimensions: those of the engine's catalog.
  init?(dimensions: [String]) {
    guard clinux_processors() > 1 else { return nil }
    let thread = Worker<Job, Outcome>(name: "decoder") {
      let side = Side(dimensions: dimensions)
      return { side.run($0) }
    }
    guard let thread else { return nil }
    self.thread = thread
  }

  deinit { thread.end() }

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
    lines.removeAll(keepingCapacity: true)
    var job = Job(bytes: bytes, index: index, settings: settings, now: now, lines: [])
    swap(&job.lines, &lines)
    thread.begin(job)
  }

  /// Waits for the lines and appends them.
  ///
  /// - Parameter offset: where the bytes are in those that the lines count from.
  func finish(catalog: inout Catalog, into all: inout [Line], offset: Int) {
    guard let outcome = thread.waitForOutcome() else { return }
    for values in outcome.newSeries {
      let symbols = values.map { catalog.symbol($0) }
      series.append(symbols.withUnsafeBufferPointer { catalog.series($0) })
    }
    all.reserveCapacity(all.count + outcome.lines.count)
    for line in outcome.lines {
      var line = line
      line.end += offset
      if line.outcome == .event { line.series = series[Int(line.series)] }
      all.append(line)
    }
    lines = outcome.lines
  }

  /// What belongs to the thread.
  private final class Side {
    private let dimensions: [String]
    private var catalog: Catalog
    private var decoder: LineDecoder?
    private var index: Int?
    private var knownSeries = 0

    init(dimensions: [String]) {
      self.dimensions = dimensions
      catalog = Catalog(dimensions: dimensions)
    }

    func run(_ job: Job) -> Outcome {
      if index != job.index {
        decoder = LineDecoder(settings: job.settings, dimensions: dimensions)
        index = job.index
      }
      var outcome = Outcome(lines: job.lines, newSeries: [])
      decoder?.decode(job.bytes, now: job.now, catalog: &catalog, into: &outcome.lines)
      for number in knownSeries..<catalog.seriesCount {
        outcome.newSeries.append(
          dimensions.indices.map {
            catalog.text(catalog.symbol(of: UInt32(number), dimension: $0))
          })
      }
      knownSeries = catalog.seriesCount
      return outcome
    }
  }
}
