package import SpendCore
package import Tailing

/// A tailer, a state that survives it, and what was counted; the clock goes by hand. ``kill()``
/// throws away what was not committed, as a `kill -9` does, and begins from the last commit.
/// `Line` is what a line is known by.
@safe
package final class TailHarness<Line> {
  /// The outcome of everything up to a commit: what a copy of the state directory holds.
  package struct Saved {
    package var records: [[UInt8]: [UInt8]] = [:]
    package var account = Account()
  }

  /// What was counted, and what was said to be missing.
  package struct Account {
    package var lines: [Line] = []
    package var oversize = 0
    package var gaps = 0
    package var unverifiedEnds = 0
  }

  package private(set) var tailer: Tailer
  package private(set) var settings: [SourceSettings]
  package let options: TailOptions
  package let fileSystem: any FileSystem
  /// What is counted for good.
  package private(set) var saved = Saved()
  /// What a kill would take back.
  package private(set) var account = Account()
  package private(set) var happenings: [TailHappening] = []
  package private(set) var lastCommitBytes = 0
  /// Hands in only part of each chunk, as a merge of several sources does.
  package var bite: Int?
  /// What follows a chunk is read ahead before the chunk is applied, some windows of it, so
  /// many bytes at a time.
  package var aheadBytes: Int?
  /// Commits fail: reading goes on.
  package var isDiskFull = false
  /// Time passes outside of this harness too.
  package var elapse: (Double) -> Void = { _ in }
  package var hear: (TailHappening) -> Void = { _ in }
  package var monotonic: Double = 1000
  private let now: () -> Timestamp
  /// What a line is known by, without its line mark and leading NULs.
  private let known: (UnsafeRawBufferPointer) -> Line

  package init(
    _ settings: [SourceSettings], options: TailOptions, fileSystem: any FileSystem,
    now: @escaping () -> Timestamp, known: @escaping (UnsafeRawBufferPointer) -> Line
  ) throws(DamagedRecord) {
    self.settings = settings
    self.options = options
    self.fileSystem = fileSystem
    self.now = now
    unsafe self.known = unsafe known
    tailer = try Tailer(sources: settings, fileSystem: fileSystem, options: options)
  }

  /// The committed state.
  package var records: [Record] {
    saved.records.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { Record(kind: .generation, key: $0.key, body: $0.value) }
  }

  package func reconfigure(_ settings: [SourceSettings]) {
    self.settings = settings
    tailer.reconfigure(sources: settings)
  }

  package func look(at hint: WatchHint? = nil) {
    if let hint {
      tailer.reconcile(hint: hint, now: now(), monotonicSeconds: monotonic)
    } else {
      tailer.reconcile(now: now(), monotonicSeconds: monotonic)
    }
  }

  /// Reads what there is, at most so many chunks.
  package func read(chunks: Int = .max) {
    var left = chunks
    for source in settings.indices {
      var ahead: [ReadAhead] = []
      while left > 0 {
        let next = ahead.isEmpty ? nil : ahead.removeFirst()
        if let next { tailer.adopt(next, source: source) }
        guard let chunk = tailer.nextChunk(source: source) else { break }
        left -= 1
        // Otherwise the rest goes on after something else.
        if next?.isSource(of: chunk) == false { ahead = [] }
        if let aheadBytes { readAhead(source, by: aheadBytes, into: &ahead) }
        apply(chunk, source)
      }
      if let next = ahead.first { tailer.adopt(next, source: source) }
    }
    drainHappenings()
  }

  /// For what a test does itself.
  package func withTailer<T>(_ body: (inout Tailer) throws -> T) rethrows -> T {
    try body(&tailer)
  }

  private func readAhead(_ source: Int, by bytes: Int, into ahead: inout [ReadAhead]) {
    while ahead.count < 3 {
      let next: ReadAhead?
      if let last = ahead.last {
        next = last.next.map {
          ReadAhead($0, buffer: tailer.takeSpareBuffer(source: source))
        }
      } else {
        next = tailer.readAhead(source: source)
      }
      guard let next else { return }
      while next.readOn(atMost: bytes) {}
      ahead.append(next)
    }
  }

  private func apply(_ chunk: Chunk, _ source: Int) {
    var bytes = chunk.byteCount
    var counts = LineCounts()
    switch chunk.content {
    case .progress: break
    case .oversize:
      account.oversize += 1
      counts.rejected = 1
    case .lastLine:
      // It counts if it is complete, as an event is that ends with its brace.
      if unsafe chunk.bytes.last == UInt8(ascii: "}") { unsafe count(chunk.bytes, &counts) }
      counts.events = 1
    case .lines:
      var whole = unsafe chunk.bytes
      if let bite {
        let mark = unsafe whole.dropFirst(min(bite, whole.count - 1)).firstIndex(of: 0x0A)
        unsafe whole = unsafe UnsafeRawBufferPointer(rebasing: whole[...(mark ?? whole.count - 1)])
      }
      bytes = whole.count
      var lines = unsafe LineRanges(whole)
      while let line = unsafe lines.next() { unsafe count(line, &counts) }
    }
    tailer.consume(source: source, bytes: bytes, counts: counts)
  }

  private func count(_ line: UnsafeRawBufferPointer, _ counts: inout LineCounts) {
    let text = unsafe UnsafeRawBufferPointer(rebasing: line.drop { $0 == 0 })
    counts.nulBytes += Int64(line.count - text.count)
    counts.events += 1
    unsafe account.lines.append(known(text))
  }

  package func commit() {
    drainHappenings()
    let records = tailer.changes()
    if isDiskFull { return }
    lastCommitBytes = 0
    for record in records {
      saved.records[record.key] = record.body
      lastCommitBytes += record.key.count + (record.body?.count ?? 0)
    }
    saved.account = account
    tailer.committed()
    drainHappenings()
  }

  private func drainHappenings() {
    for each in tailer.drainHappenings() {
      hear(each)
      happenings.append(each)
      if case .gap = each { account.gaps += 1 }
      if case .unverifiedEnd = each { account.unverifiedEnds += 1 }
    }
  }

  /// Whole turns of the daemon, until nothing is left to do. False: it does not come to rest.
  ///
  /// - Parameter isPatient: waits for what is looked at again within two seconds.
  package func settle(isPatient: Bool = true) -> Bool {
    // Comparing in parts takes a look for each.
    for _ in 0..<400 {
      look()
      if tailer.wantsCommitNow { commit() }
      read()
      commit()
      let pause = tailer.nextReconcile - monotonic
      if pause <= 0 { continue }
      guard isPatient, pause <= 2 else { return true }
      monotonic += pause
      elapse(pause)
    }
    return false
  }

  package func kill() throws(DamagedRecord) { try begin(with: saved) }

  /// Begins with another state: that of a backup, or none.
  package func begin(with saved: Saved) throws(DamagedRecord) {
    self.saved = saved
    account = saved.account
    tailer = try Tailer(
      sources: settings, records: records, fileSystem: fileSystem, options: options)
  }
}
