import SpendCore
import Synchronization
import Tailing

/// What a ``BacklogDecoder`` and its thread say to each other.
enum ReadAheadWork {
  /// What the owner wants of windows that the thread has not given back. Read by the thread in the
  /// middle of a job; everything else goes through the queue of its ``Worker``.
  final class Control: Sendable {
    /// The window that the owner waits for, or is about to; 0: none.
    let awaited = Atomic<Int>(0)
    /// Windows before this one are of no use any more.
    let first = Atomic<Int>(0)
  }

  struct Job: Sendable {
    enum Step: Sendable {
      /// Start reading ahead of a source.
      case begin(ReadAhead, source: Int, SourceSettings)
      /// Continue after what was read last.
      case proceed(ReadBuffer)
      /// Let go of the file.
      case releaseFile
      /// Give back all memory.
      case end
    }

    var step: Step
    /// Number of the window, ascending.
    var window = 0
    var now = Timestamp(microseconds: 0)
    /// Empty; for its memory.
    var lines = LineBatch()
  }

  struct Outcome: Sendable {
    var ahead: ReadAhead?
    var lines = LineBatch()
    var byteCount = 0
    /// Texts that are new, as ``Catalog`` takes them over, and where each ends.
    var texts: [UInt8] = []
    var textEnds: [Int] = []
    /// The symbols of the series that are new.
    var series: [UInt32] = []
    /// The thread's catalog is full.
    var isFull = false
  }
}

/// The thread's side of reading ahead: it reads windows and decodes them, piece by piece, while the
/// bytes are in the cache. Used by one thread only.
final class DecoderThread {
  private let dimensions: [String]
  private let clampsFuture: Bool
  private let limit: Int
  private var catalog: Catalog
  private var decoder: LineDecoder?
  private var source: Int?
  private var labels: [String: String] = [:]
  /// Where to continue; nil where the window before was not decoded to its end.
  private var start: ReadAhead.Start?
  private var knownSymbols = 0
  private var knownSeries = 0
  private let control: ReadAheadWork.Control

  init(
    dimensions: [String], clampsFuture: Bool, limit: Int, hashSeed: UInt64,
    control: ReadAheadWork.Control
  ) {
    self.dimensions = dimensions
    self.clampsFuture = clampsFuture
    self.limit = limit
    self.control = control
    catalog = Catalog(
      dimensions: dimensions, maxSymbols: limit, maxSeries: limit, hashSeed: hashSeed)
  }

  func run(_ job: consuming ReadAheadWork.Job) -> ReadAheadWork.Outcome {
    var outcome = ReadAheadWork.Outcome()
    swap(&outcome.lines, &job.lines)
    switch job.step {
    case .begin(let ahead, let source, let settings):
      if self.source != source {
        decoder = LineDecoder(
          settings: settings, dimensions: dimensions, clampsFuture: clampsFuture)
        self.source = source
        labels = settings.labels
      } else if labels != settings.labels {
        decoder?.setLabels(settings.namedLabels, dimensions: dimensions)
        labels = settings.labels
      }
      decode(ahead, job, into: &outcome)
    case .proceed(let buffer):
      if let start { decode(ReadAhead(start, buffer: buffer), job, into: &outcome) }
    case .releaseFile:
      start = nil
    case .end:
      start = nil
      catalog = Catalog(dimensions: dimensions)
      decoder = nil
    }
    return outcome
  }

  private func decode(
    _ ahead: ReadAhead, _ job: borrowing ReadAheadWork.Job,
    into outcome: inout ReadAheadWork.Outcome
  ) {
    outcome.ahead = ahead
    var end = 0
    var isStopped = false
    decoder?.parts.isTracking = true
    while job.window >= control.first.load(ordering: .relaxed), ahead.readOn() {
      while !isStopped, unsafe end < ahead.bytes.count,
        control.awaited.load(ordering: .relaxed) != job.window
      {
        end = unsafe min(end + BacklogDecoder.pieceBytes, ahead.bytes.count)
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: ahead.bytes[..<end])
        outcome.byteCount =
          unsafe decoder?.decode(
            bytes, from: outcome.byteCount, now: job.now, catalog: &catalog,
            into: &outcome.lines, limit: BacklogDecoder.mostLines - outcome.lines.count) ?? 0
        isStopped = stopBeforeParts(&outcome)
      }
    }
    addNew(to: &outcome)
    let isWhole = outcome.lines.count < BacklogDecoder.mostLines && !outcome.isFull
    start = isWhole ? ahead.next : nil
  }

  /// What is cut into parts is for the owner, who knows those of the windows before: what was
  /// decoded ends before the first of them.
  private func stopBeforeParts(_ outcome: inout ReadAheadWork.Outcome) -> Bool {
    guard let first = decoder?.parts.drainChanges().first else { return false }
    decoder?.parts.restore([])
    let whole = outcome.lines.elements.prefix { $0.end < first.lineEnd }
    outcome.lines.cut(to: whole.count)
    outcome.byteCount = outcome.lines.last?.end ?? 0
    return true
  }

  private func addNew(to outcome: inout ReadAheadWork.Outcome) {
    for symbol in knownSymbols..<catalog.symbolCount {
      catalog.append(UInt32(symbol), to: &outcome.texts)
      outcome.textEnds.append(outcome.texts.count)
    }
    outcome.texts += repeatElement(0, count: Catalog.textPadding)
    for number in knownSeries..<catalog.seriesCount {
      for index in dimensions.indices {
        outcome.series.append(catalog.symbol(of: UInt32(number), dimension: index))
      }
    }
    (knownSymbols, knownSeries) = (catalog.symbolCount, catalog.seriesCount)
    outcome.isFull = knownSymbols >= limit || knownSeries >= limit || catalog.isLimited
  }
}
