import CLinux
import SpendCore
import Synchronization
import Tailing

/// Reads ahead on a thread of its own, and decodes what it reads while it is in the cache, while the pipeline applies
/// what was decoded before.
///
/// What a line is depends on its bytes, the settings and the clock alone (see ``LineDecoder``), so the lines are those
/// that one thread finds. The thread has a catalog of its own; a text or a combination of values that is new in it comes
/// back once, and has its number in the engine's catalog from then on.
///
/// It may be some windows ahead, so that neither thread waits for the other where one of them is held up, by a commit
/// or by the disk. When the pipeline waits for a window all the same, the thread only reads the rest of that, for the
/// pipeline to decode: so both have something to do, whichever of them has more.
final class BacklogDecoder {
  private let thread: Worker<Job, Outcome>
  private let width: Int
  /// Numbers in the engine's catalog by those in the catalog of the thread.
  private var symbols: [UInt32] = []
  private var series: [UInt32] = []
  /// Kept for their memory.
  private var spareLines: [[Line]] = []
  /// The source that is read ahead.
  private(set) var source: Int?
  /// Windows that were asked for and not given back.
  private var windowsAhead = 0
  /// The number of the last window that was asked for.
  private var lastWindow = 0
  private let wishes = Wishes()

  /// Of one decoding: very short lines are decoded some at a time.
  static let mostLines = 1 << 16
  private static let mostWindowsAhead = 4
  /// Decoded between two looks at whether somebody waits.
  private static let pieceBytes = 64 << 10

  /// What the pipeline wants of windows that the thread has not given back.
  private final class Wishes: Sendable {
    /// The window that it waits for, or is about to; 0: none.
    let awaited = Atomic<Int>(0)
    /// Those before this one are of no use any more.
    let first = Atomic<Int>(0)
  }

  private struct Job: Sendable {
    enum Work: Sendable {
      case begin(ReadAhead, source: Int, SourceSettings)
      /// Behind what was read last.
      case goOn(ReadBuffer)
      /// Holds on to no file any more.
      case rest
      /// Gives back all memory.
      case end
    }

    var work: Work
    /// Its number.
    var window = 0
    var now = Timestamp(microseconds: 0)
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

  /// What was read ahead, and the lines that its first bytes are: whole lines, not always all of them.
  struct Decoded {
    var ahead: ReadAhead
    var lines: [Line] = []
    var byteCount = 0
    /// The thread can tell values apart no more, and is of no use from now on.
    var isFull = false

    /// Nothing else may own them: what is added to them would be added to a copy.
    mutating func moveLines(to other: inout [Line]) { swap(&lines, &other) }
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
    let wishes = wishes
    let thread = Worker<Job, Outcome>(name: "decoder") {
      let side = Side(dimensions: dimensions, limit: limit, wishes: wishes)
      return { side.run($0) }
    }
    guard let thread else { return nil }
    self.thread = thread
    width = dimensions.count
  }

  /// What the thread has is given back when this returns, so that it can go back to the system at once.
  deinit {
    wishes.first.store(lastWindow + 1, ordering: .relaxed)
    thread.begin(Job(work: .end))
    thread.end()
  }

  /// - Precondition: ``source`` is nil.
  func begin(_ ahead: ReadAhead, source: Int, _ settings: SourceSettings, now: Timestamp) {
    self.source = source
    give(.begin(ahead, source: source, settings), now)
  }

  /// Whether the thread should be given memory to go on with.
  var wantsMore: Bool { source != nil && windowsAhead < Self.mostWindowsAhead }

  /// Goes on behind what is read ahead already.
  func goOn(into buffer: ReadBuffer, now: Timestamp) { give(.goOn(buffer), now) }

  /// The next window is going to be wanted: from now on the thread only reads what it has not decoded of it.
  func expectNext() {
    guard windowsAhead > 0 else { return }
    wishes.awaited.store(lastWindow - windowsAhead + 1, ordering: .relaxed)
  }

  /// Waits for the next window; nil when there is nothing ahead any more.
  func next(catalog: inout Catalog) -> Decoded? {
    guard windowsAhead > 0 else { return nil }
    expectNext()
    guard var outcome = takeOutcome(&catalog) else { return nil }
    windowsAhead -= 1
    guard let ahead = outcome.ahead else {
      drop(catalog: &catalog)
      return nil
    }
    guard !outcome.isFull else { return Decoded(ahead: ahead, isFull: true) }
    for index in outcome.lines.indices {
      guard case .event = outcome.lines[index].outcome else { continue }
      outcome.lines[index].series = series[Int(outcome.lines[index].series)]
    }
    return Decoded(ahead: ahead, lines: outcome.lines, byteCount: outcome.byteCount)
  }

  /// Forgets what is read ahead.
  func drop(catalog: inout Catalog) {
    guard source != nil else { return }
    wishes.first.store(lastWindow + 1, ordering: .relaxed)
    thread.begin(Job(work: .rest))
    while var outcome = takeOutcome(&catalog) { reuse(&outcome.lines) }
    windowsAhead = 0
    source = nil
  }

  /// Takes the memory of lines that are applied, and leaves none.
  func reuse(_ lines: inout [Line]) {
    var spare: [Line] = []
    swap(&spare, &lines)
    guard spare.capacity > 0, spareLines.count <= Self.mostWindowsAhead else { return }
    spare.removeAll(keepingCapacity: true)
    spareLines.append(spare)
  }

  private func give(_ work: Job.Work, _ now: Timestamp) {
    windowsAhead += 1
    lastWindow += 1
    thread.begin(
      Job(work: work, window: lastWindow, now: now, lines: spareLines.popLast() ?? []))
  }

  private func takeOutcome(_ catalog: inout Catalog) -> Outcome? {
    guard let outcome = thread.waitForOutcome() else { return nil }
    if !outcome.isFull { learn(outcome, &catalog) }
    return outcome
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
    /// Where to go on.
    private var start: ReadAhead.Start?
    private var knownSymbols = 0
    private var knownSeries = 0
    private let wishes: Wishes

    init(dimensions: [String], limit: Int, wishes: Wishes) {
      self.dimensions = dimensions
      self.limit = limit
      self.wishes = wishes
      catalog = Catalog(dimensions: dimensions, maxSymbols: limit, maxSeries: limit)
    }

    func run(_ job: consuming Job) -> Outcome {
      var outcome = Outcome()
      swap(&outcome.lines, &job.lines)
      switch job.work {
      case .begin(let ahead, let source, let settings):
        if self.source != source {
          decoder = LineDecoder(settings: settings, dimensions: dimensions)
          self.source = source
        }
        decode(ahead, job, into: &outcome)
      case .goOn(let buffer):
        if let start { decode(ReadAhead(start, buffer: buffer), job, into: &outcome) }
      case .rest:
        start = nil
      case .end:
        start = nil
        catalog = Catalog(dimensions: dimensions)
        decoder = nil
      }
      return outcome
    }

    private func decode(_ ahead: ReadAhead, _ job: borrowing Job, into outcome: inout Outcome) {
      outcome.ahead = ahead
      var end = 0
      while job.window >= wishes.first.load(ordering: .relaxed), ahead.readOn() {
        while end < ahead.bytes.count, wishes.awaited.load(ordering: .relaxed) != job.window {
          end = min(end + BacklogDecoder.pieceBytes, ahead.bytes.count)
          let bytes = UnsafeRawBufferPointer(rebasing: ahead.bytes[..<end])
          outcome.byteCount =
            decoder?.decode(
              bytes, from: outcome.byteCount, now: job.now, catalog: &catalog,
              into: &outcome.lines, limit: BacklogDecoder.mostLines - outcome.lines.count) ?? 0
        }
      }
      takeNew(into: &outcome)
      let isWhole = outcome.lines.count < BacklogDecoder.mostLines && !outcome.isFull
      start = isWhole ? ahead.next : nil
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
