import CLinux
import LinuxSystem
import SpendCore
import Synchronization
import Tailing

/// Windows of one source that another thread reads and decodes ahead of its owner; see
/// ``SourceReader`` (the file `SourceReader+ReadingAhead`) for how the two work together.
///
/// What a line is depends on its bytes, the settings and the clock alone (see ``LineDecoder``), so
/// the lines are those that one thread finds. The thread has a catalog of its own; a text or a
/// combination of values that is new in it comes back once, and is translated into the owner's
/// catalog from then on.
final class BacklogDecoder {
  private typealias Job = ReadAheadWork.Job
  private typealias Outcome = ReadAheadWork.Outcome

  private let thread: Worker<Job, Outcome>
  /// Numbers in the owner's catalog by those in the catalog of the thread.
  private var symbols: [UInt32] = []
  private var series: [UInt32] = []
  /// Kept for their memory.
  private var spareLines: [LineBatch] = []
  /// The source that is read ahead.
  private(set) var source: Int?
  /// Windows that were requested and not given back.
  private var windowsAhead = 0
  /// The number of the last window that was requested.
  private var lastWindow = 0
  private let control = ReadAheadWork.Control()

  /// Of one decoding: very short lines are decoded some at a time.
  static let mostLines = 1 << 16
  /// One that is decoded and one that is next: more takes memory and wins no time.
  private static let mostWindowsAhead = 2
  /// Decoded between two looks at whether the owner waits.
  static let pieceBytes = 64 << 10

  /// What was read ahead, and the lines that its first bytes are: whole lines, not always all of
  /// them.
  struct Decoded {
    var ahead: ReadAhead
    var lines = LineBatch()
    var byteCount = 0
    /// The thread can tell no more values apart, and is of no use from now on.
    var isFull = false

    /// Moves the lines out. Nothing else may own them: what is added later would be added to a
    /// copy.
    mutating func moveLines(to other: inout LineBatch) { swap(&lines, &other) }
  }

  /// Nil where it would be of no use, or no thread is to be had.
  ///
  /// - Parameters:
  ///   - dimensions: those of the owner's catalog.
  ///   - limit: of texts and of series that the thread may know.
  ///   - hashSeed: of its catalog.
  init?(
    dimensions: [String], clampsFuture: Bool = true,
    processors: Int = Int(clinux_processors()), limit: Int = 200_000,
    hashSeed: UInt64 = Catalog.fixedSeed
  ) {
    guard processors > 1 else { return nil }
    let control = control
    let thread = Worker<Job, Outcome>(name: "decoder") {
      let side = DecoderThread(
        dimensions: dimensions, clampsFuture: clampsFuture, limit: limit,
        hashSeed: hashSeed, control: control)
      return { side.run($0) }
    }
    guard let thread else { return nil }
    self.thread = thread
  }

  /// Waits until the thread has given back its memory, so that it can go back to the system at
  /// once.
  deinit {
    control.first.store(lastWindow + 1, ordering: .relaxed)
    thread.begin(Job(step: .end))
    thread.end()
  }

  /// - Precondition: ``source`` is nil.
  func begin(_ ahead: ReadAhead, source: Int, _ settings: SourceSettings, now: Timestamp) {
    self.source = source
    request(.begin(ahead, source: source, settings), now)
  }

  /// Whether the thread should be given memory for another window.
  var wantsMore: Bool { source != nil && windowsAhead < Self.mostWindowsAhead }

  /// Requests the window after those that are requested already.
  func proceed(into buffer: ReadBuffer, now: Timestamp) { request(.proceed(buffer), now) }

  /// The next window is about to be wanted: from now on the thread only reads the rest of it.
  func expectNext() {
    guard windowsAhead > 0 else { return }
    control.awaited.store(lastWindow - windowsAhead + 1, ordering: .relaxed)
  }

  /// Waits for the next window; nil when there is nothing ahead any more.
  func next(catalog: inout Catalog) -> Decoded? {
    guard windowsAhead > 0 else { return nil }
    expectNext()
    guard var outcome = waitForOutcome(&catalog) else { return nil }
    windowsAhead -= 1
    guard let ahead = outcome.ahead else {
      drop(catalog: &catalog)
      return nil
    }
    guard !outcome.isFull else { return Decoded(ahead: ahead, isFull: true) }
    outcome.lines.translate(series)
    return Decoded(ahead: ahead, lines: outcome.lines, byteCount: outcome.byteCount)
  }

  /// Forgets what is read ahead.
  func drop(catalog: inout Catalog) {
    guard source != nil else { return }
    control.first.store(lastWindow + 1, ordering: .relaxed)
    thread.begin(Job(step: .releaseFile))
    while var outcome = waitForOutcome(&catalog) { reuse(&outcome.lines) }
    windowsAhead = 0
    source = nil
  }

  /// Keeps the memory of lines that are applied, and leaves an empty list.
  func reuse(_ lines: inout LineBatch) {
    var spare = LineBatch()
    swap(&spare, &lines)
    guard spare.hasMemory, spareLines.count <= Self.mostWindowsAhead else { return }
    spare.removeAll()
    spareLines.append(spare)
  }

  private func request(_ step: Job.Step, _ now: Timestamp) {
    windowsAhead += 1
    lastWindow += 1
    thread.begin(
      Job(step: step, window: lastWindow, now: now, lines: spareLines.popLast() ?? LineBatch()))
  }

  private func waitForOutcome(_ catalog: inout Catalog) -> Outcome? {
    guard let outcome = thread.waitForOutcome() else { return nil }
    if !outcome.isFull { translate(outcome, &catalog) }
    return outcome
  }

  private func translate(_ outcome: Outcome, _ catalog: inout Catalog) {
    catalog.translate(outcome.texts, ends: outcome.textEnds, into: &symbols)
    catalog.translate(rows: outcome.series.map { symbols[Int($0)] }, into: &series)
  }
}
