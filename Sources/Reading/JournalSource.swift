import SpendCore
import Systemd
import Tailing

/// Events that a systemd unit prints to stdout, as a source: entries become lines, and the cursor
/// of the last one that was applied is part of the same commit as what came of it.
///
/// A journal that cannot be opened (no permission, no journald) is tried again every ten
/// seconds; nothing else waits.
final class JournalSource {
  let index: Int
  let unit: String
  private let start: SourceSettings.ReadFrom
  private var reader: JournalReader?
  private var cursor: String?
  private var isStarted = false
  private var isDirty = false
  /// A record was made and is not known to be committed.
  private var isOnItsWay = false
  private var nextAttempt: Double = 0
  private var nextAdvance: Double = 0
  private(set) var hasReachedEnd = false
  /// Why it cannot be read at the moment.
  private(set) var problem: String?
  private(set) var counts = LineCounts()
  /// What happened since somebody asked last.
  private var happenings: [SourceHappening] = []
  /// Entries that are handed out: where each ends in the buffer, and its cursor.
  private var entries: [(end: Int, cursor: String)] = []
  private var consumed = 0
  private var buffer: [UInt8] = []

  private init(index: Int, unit: String, start: SourceSettings.ReadFrom) {
    self.index = index
    self.unit = unit
    self.start = start
  }

  /// The journals among the sources of a configuration.
  ///
  /// - Parameters:
  ///   - records: of the last commit.
  ///   - old: those of the configuration before, which know where they are.
  static func all(
    _ sources: [SourceSettings], records: [Record] = [], keeping old: [JournalSource] = []
  ) -> [JournalSource] {
    sources.enumerated().compactMap { index, settings in
      guard let unit = settings.journalUnit else { return nil }
      let journal = JournalSource(index: index, unit: unit, start: settings.readFrom)
      if let known = old.first(where: { $0.unit == unit }) {
        journal.restore(from: known)
      } else if let record = records.first(where: { $0.key == journal.key }) {
        journal.load(record)
      }
      return journal
    }
  }

  private var key: [UInt8] { RecordKey.text("journal:" + unit) }

  private func restore(from known: JournalSource) {
    (cursor, isStarted, counts) = (known.cursor, known.isStarted, known.counts)
    hasReachedEnd = known.hasReachedEnd
    happenings = known.happenings
    isDirty = true
  }

  private func load(_ record: Record) {
    var reader = ByteReader(record.body ?? [])
    guard (try? reader.expect(version: 1)) != nil else { return }
    cursor = (try? reader.readString()).flatMap { $0.isEmpty ? nil : $0 }
    counts.events = (try? reader.readInt64()) ?? 0
    counts.rejected = (try? reader.readInt64()) ?? 0
    isStarted = true
  }

  var descriptor: Int32? { reader?.descriptor }

  /// When to look without being told to.
  func nextReconcile(_ monotonic: Double) -> Double {
    reader == nil ? max(nextAttempt, monotonic) : monotonic + 5
  }

  func process(at monotonic: Double) {
    guard reader != nil else { return }
    do { _ = try reader?.process() } catch { fail(error, monotonic) }
  }

  /// Reads and decodes entries into a queue that has nothing left.
  func fill(_ queue: inout SourceQueue, at moment: Moment, catalog: inout Catalog) {
    guard openIfDue(moment.monotonicSeconds) else { return }
    entries.removeAll(keepingCapacity: true)
    buffer.removeAll(keepingCapacity: true)
    consumed = 0
    do {
      while buffer.count < 1 << 20, let item = try reader?.next() {
        append(item)
      }
    } catch { fail(error, moment.monotonicSeconds) }
    guard !entries.isEmpty else {
      let hasNothing = counts == LineCounts() && reader?.lastCursor == nil
      if !hasReachedEnd, hasNothing, start != .end {
        happenings.append(.unitMissing(unit: unit))
      }
      hasReachedEnd = true
      moveOn(moment.monotonicSeconds)
      return
    }
    let count = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: Chunk.padding))
    queue.path = "journal:\(unit)"
    queue.fileOffset = 0
    (queue.applied, queue.consumed) = (0, 0)
    queue.byteCount = count
    unsafe buffer.withUnsafeBytes { bytes in
      _ = unsafe queue.decoder.decode(
        UnsafeRawBufferPointer(rebasing: bytes[..<count]), now: moment.now, catalog: &catalog,
        into: &queue.lines)
    }
    for line in queue.lines.indices { ignoreOthers(&queue.lines[line]) }
  }

  /// Reading goes on after the last entry, or after a gap that nothing follows. Once an hour a
  /// quiet unit moves on with the journal: if its cursor were vacuumed, that would look like a gap.
  private func moveOn(_ monotonic: Double) {
    if monotonic >= nextAdvance {
      nextAdvance = monotonic + 3600
      _ = try? reader?.advanceToEnd()
    }
    guard let place = reader?.lastCursor?.text, place != cursor else { return }
    cursor = place
    isDirty = true
  }

  /// What is no object is another program's business, not a rejected line.
  private func ignoreOthers(_ line: inout Line) {
    switch line.outcome {
    case .text, .rejected(.notJSON), .rejected(.notObject), .rejected(.badUTF8):
      line.outcome = .blank
    default: break
    }
  }

  private func append(_ item: JournalReader.Item) {
    switch item {
    case .entry(let entry):
      // A line feed inside would make two lines of one entry; in JSON it is as good as a space.
      buffer.append(contentsOf: entry.bytes.map { $0 == 10 ? 32 : $0 })
      buffer.append(10)
      entries.append((buffer.count, entry.cursor.text))
    case .gap:
      isDirty = true
      happenings.append(.journalGap(unit: unit))
    }
  }

  func consume(bytes: Int, counts: LineCounts) {
    consumed += bytes
    self.counts += counts
    if let last = entries.last(where: { $0.end <= consumed }) { cursor = last.cursor }
    isDirty = true
  }

  func changes() -> [Record] {
    guard isDirty || isOnItsWay || (isStarted && cursor == nil) else { return [] }
    (isDirty, isOnItsWay) = (false, true)
    var writer = ByteWriter()
    writer.write(UInt64(1))
    writer.write(cursor ?? "")
    writer.write(counts.events)
    writer.write(counts.rejected)
    return [Record(kind: .generation, key: key, body: writer.bytes)]
  }

  func committed() { isOnItsWay = false }

  /// What happened since the last call.
  func drainHappenings() -> [SourceHappening] {
    defer { happenings = [] }
    return happenings
  }

  private func openIfDue(_ monotonic: Double) -> Bool {
    if reader != nil { return true }
    guard monotonic >= nextAttempt else { return false }
    do {
      let place: JournalReader.Start
      if let cursor = cursor.flatMap({ JournalCursor($0) }) {
        place = .after(cursor)
      } else {
        place = start == .end && !isStarted ? .end : .beginning
      }
      reader = try JournalReader.open(unit: unit, start: place)
      if case .end = place { cursor = reader?.lastCursor?.text }
      isStarted = true
      isDirty = true
      problem = nil
      return true
    } catch {
      fail(error, monotonic)
      hasReachedEnd = true
      return false
    }
  }

  private func fail(_ error: JournalError, _ monotonic: Double) {
    reader = nil
    nextAttempt = monotonic + 10
    problem = "the journal of \(unit) cannot be read: \(error)"
    happenings.append(.journalUnreadable(unit: unit, reason: "\(error)"))
  }
}
