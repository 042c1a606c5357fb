import Glibc
import SpendCore
import Tailing
import Testing

/// A tailer over a real directory, a state that survives it, and what was counted. A kill drops
/// everything that was not committed, as the real one does.
final class Rig {
  let disk: Disk
  var tailer: Tailer
  var settings: [SourceSettings]
  var options: TailOptions
  let fileSystem: any FileSystem
  private var state: [[UInt8]: [UInt8]] = [:]
  /// Lines that are counted for good, and since the last commit.
  private(set) var durable: [String] = []
  private(set) var volatile: [String] = []
  private(set) var durableOversize = 0
  private(set) var volatileOversize = 0
  private(set) var happenings: [TailHappening] = []
  private(set) var lastCommitBytes = 0
  /// Hands in only part of each chunk, as a merge of several sources does.
  var bite: Int?
  var hear: (TailHappening) -> Void = { _ in }
  var monotonic: Double = 1000
  /// Wall clock ahead of the real one, in seconds.
  var ahead: Double = 0

  init(
    disk: Disk = Disk(), _ settings: [SourceSettings]? = nil,
    options: TailOptions = TailOptions(), fileSystem: any FileSystem = LinuxFileSystem()
  ) throws {
    self.disk = disk
    self.settings =
      settings
      ?? [SourceSettings(origin: .file(pattern: disk.path("events.jsonl"), rotated: []))]
    self.options = options
    self.fileSystem = fileSystem
    tailer = try Tailer(sources: self.settings, fileSystem: fileSystem, options: options)
    if let faults = fileSystem as? FaultyFileSystem {
      faults.clock = { [unowned self] real in
        real + (passes.last { $0.at <= real }?.ahead ?? 0)
      }
    }
  }

  /// When time was let pass, by the clock that stamps files, and how far ahead it was then.
  private var passes: [(at: Int64, ahead: Int64)] = []

  var tailerWantsCommit: Bool { tailer.wantsCommitNow }
  /// The committed state.
  var records: [Record] {
    state.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { Record(kind: .generation, key: $0.key, body: $0.value) }
  }

  func reconfigure(_ settings: [SourceSettings]) {
    self.settings = settings
    tailer.reconfigure(sources: settings)
  }

  var counted: [String] { durable + volatile }
  func hasReachedEnd(_ source: Int = 0) -> Bool { tailer.hasReachedEnd(source: source) }
  var status: [GenerationStatus] { tailer.status() }
  var states: [GenerationState] { status.map(\.state) }
  var oversize: Int { durableOversize + volatileOversize }

  var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
      .advanced(bySeconds: Int64(ahead))
  }

  /// Time passes: files become old without anybody waiting.
  func pass(_ seconds: Double) {
    monotonic += seconds
    ahead += seconds
    // Files are stamped by a clock that ticks every few milliseconds: what was written before
    // must not carry the same time as what is written after.
    let before = Self.coarseTime()
    var at = before
    while at == before { at = Self.coarseTime() }
    passes.append((at, Int64(ahead * 1e9)))
  }

  private static func coarseTime() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME_COARSE, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  func look() { tailer.reconcile(now: now, monotonicSeconds: monotonic) }

  var watchTargets: WatchTargets { tailer.watchTargets }

  /// A turn that looks only where a hint says.
  func follow(_ hint: WatchHint) {
    tailer.reconcile(hint: hint, now: now, monotonicSeconds: monotonic)
    read()
    commit()
  }

  /// Reads what there is, at most so many chunks.
  func read(chunks: Int = .max) {
    var left = chunks
    for source in settings.indices {
      while left > 0, let chunk = tailer.nextChunk(source: source) {
        left -= 1
        apply(chunk, source)
      }
    }
    takeHappenings()
  }

  private func apply(_ chunk: Chunk, _ source: Int) {
    var bytes = chunk.byteCount
    var counts = LineCounts()
    switch chunk.content {
    case .progress: break
    case .oversize:
      volatileOversize += 1
      counts.rejected = 1
    case .lastLine:
      let text = String(decoding: chunk.bytes.drop { $0 == 0 }, as: UTF8.self)
      if text.hasSuffix("}") { volatile.append(text) }
      counts.events = 1
    case .lines:
      var whole = chunk.bytes
      if let bite {
        let mark = whole.dropFirst(min(bite, whole.count - 1)).firstIndex(of: 0x0A)
        whole = UnsafeRawBufferPointer(rebasing: whole[...(mark ?? whole.count - 1)])
      }
      bytes = whole.count
      #expect(whole.last == 0x0A)
      for line in Lines.all(in: whole) {
        let text = line.drop { $0 == 0 }
        counts.nulBytes += Int64(line.count - text.count)
        volatile.append(String(decoding: text, as: UTF8.self))
        counts.events += 1
      }
    }
    tailer.consume(source: source, bytes: bytes, counts: counts)
  }

  func commit() {
    lastCommitBytes = 0
    for record in tailer.changes() {
      #expect(record.kind == .generation)
      state[record.key] = record.body
      lastCommitBytes += record.key.count + (record.body?.count ?? 0)
    }
    durable += volatile
    durableOversize += volatileOversize
    volatile = []
    volatileOversize = 0
    tailer.committed()
    takeHappenings()
  }

  private func takeHappenings() {
    let new = tailer.takeHappenings()
    new.forEach(hear)
    happenings += new
  }

  /// One whole turn of the daemon, until nothing is left to do.
  func settle() {
    for _ in 0..<50 {
      look()
      if tailer.wantsCommitNow { commit() }
      read()
      commit()
      if tailer.nextReconcile > monotonic { return }
    }
    Issue.record("does not come to rest")
  }

  func kill() throws {
    volatile = []
    volatileOversize = 0
    tailer = try Tailer(
      sources: settings,
      records: records,
      fileSystem: fileSystem, options: options)
  }

  /// Lines of a number, distinct and recognisable.
  static func lines(_ numbers: Range<Int>) -> String {
    numbers.map { "{\"id\":\($0),\"pad\":\"\(String(repeating: "x", count: $0 % 90))\"}\n" }
      .joined()
  }

  func expectCounted(
    _ numbers: Range<Int>, gaps: Int64 = 0, unverified: Int64 = 0,
    at location: SourceLocation = #_sourceLocation
  ) {
    let wanted = Self.lines(numbers).split(separator: "\n").map(String.init).sorted()
    let got = counted.sorted()
    if got != wanted {
      let missing = Set(wanted).subtracting(got)
      let extra = got.filter { !wanted.contains($0) }
      let twice = got.count - Set(got).count
      Issue.record(
        """
        missing \(missing.count) \(Array(missing.prefix(3))) \
        extra \(extra.prefix(3)) twice \(twice)
        """,
        sourceLocation: location)
    }
    let status = status
    #expect(status.reduce(0) { $0 + $1.gaps } == gaps, sourceLocation: location)
    #expect(
      status.reduce(0) { $0 + $1.unverifiedEnds } == unverified, sourceLocation: location)
  }
}
