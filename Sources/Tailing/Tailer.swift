package import SpendCore

/// Byte ranges of files, exactly: which bytes of which generation of a source's files were
/// consumed, and which come next, through rotation, truncation, compression, deletion and kills.
///
/// The flow of one turn, on the one thread that owns it: ``reconcile(now:monotonicSeconds:)`` or
/// ``reconcile(hint:now:monotonicSeconds:)``; ``nextChunk(source:)`` and
/// ``consume(source:bytes:counts:)`` while there is something; ``changes()`` into the same commit
/// as what the lines did; ``committed()`` once that is durable. Only what was committed exists
/// after a kill, and everything else is read again. Sources are named by their index in the list
/// of settings.
package struct Tailer: ~Copyable {
  let context: TailContext
  var sources: [SourceTail] = []
  /// Which of the sources that are not configured now were started.
  private var dormantStarts: Set<ExactText> = []
  private var lastLook: Double = -.infinity
  private var forgottenInFlight: [Generation] = []
  private var startsInFlight: Set<ExactText> = []
  private var numberInFlight: UInt64 = 1
  private var isWantedCommitOnItsWay = false

  /// Takes up the records of kind `generation` of the last commit; others are passed over.
  package init(
    sources: [SourceSettings], records: [Record] = [],
    fileSystem: any FileSystem = LinuxFileSystem(), options: TailOptions = TailOptions()
  ) throws(DamagedRecord) {
    context = TailContext(fileSystem: fileSystem, options: options)
    try load(records)
    reconfigure(sources: sources)
  }

  /// Replaces the list of sources. Generations of a source that goes are kept in the state, should
  /// it come back; those of one that stays go on undisturbed.
  ///
  /// - Parameter window: bytes read at a time from now on.
  package mutating func reconfigure(sources settings: [SourceSettings], window: Int? = nil) {
    if let window {
      context.options.window = window
      releaseMemory()
    }
    var old: [ExactText: SourceTail] = [:]
    for each in sources { old[ExactText(each.key)] = each }
    var list: [SourceTail] = []
    for each in settings {
      let key = ExactText(each.key)
      let tail: SourceTail
      if let known = old.removeValue(forKey: key) {
        tail = known
        tail.update(each)
      } else {
        tail = SourceTail(settings: each, context: context)
        for generation in context.dormant.removeValue(forKey: key) ?? [] {
          tail.keeper.enlist(generation)
        }
        tail.start = dormantStarts.remove(key) == nil ? .ahead : .over
      }
      tail.finder.earlier = list.map(\.finder)
      list.append(tail)
    }
    for (key, tail) in old {
      context.dormant[key] = tail.keeper.release()
      if tail.start.isOver { dormantStarts.insert(key) }
    }
    sources = list
    context.share(among: list)
    context.hasOtherWatches = true
    lastLook = -.infinity
  }

  /// Looks at every file; cheap enough for every few seconds. `now` is the wall clock, for ages of
  /// files; `monotonicSeconds` never steps.
  package mutating func reconcile(now: Timestamp, monotonicSeconds: Double) {
    context.now = now
    context.lookCount += 1
    context.monotonic = monotonicSeconds
    lastLook = monotonicSeconds
    for (index, source) in sources.enumerated() {
      source.chunks.forgetAhead()
      source.look()
      if monotonicSeconds >= source.nextInventory { source.needsInventory = true }
      takeDueInventory(index)
    }
  }

  /// Where a source reaches other files than before, those after it may have more or fewer.
  private func takeDueInventory(_ index: Int) {
    let before = sources[index].finder.reached
    let onlyHasMore = sources[index].takeDueInventory()
    let now = sources[index].finder.reached
    guard now.count != before.count || now.keys != before.keys else { return }
    for later in sources[(index + 1)...] {
      let isConcerned = !onlyHasMore || later.finder.reached.keys.contains { now[$0] != nil }
      if isConcerned { later.needsInventory = later.isFile }
    }
  }

  /// Looks at what a hint concerns.
  package mutating func reconcile(
    hint: WatchHint, now: Timestamp, monotonicSeconds: Double
  ) {
    if hint.isOverflow {
      for source in sources {
        source.needsInventory = true
        source.nextInventory = -.infinity
      }
      return reconcile(now: now, monotonicSeconds: monotonicSeconds)
    }
    context.now = now
    context.lookCount += 1
    context.monotonic = monotonicSeconds
    for (index, source) in sources.enumerated() {
      source.chunks.forgetAhead()
      source.follow(hint)
      takeDueInventory(index)
    }
  }

  /// When ``reconcile(now:monotonicSeconds:)`` is due without any hint, in monotonic seconds.
  package var nextReconcile: Double {
    sources.reduce(lastLook + context.options.lookSeconds) { due, source in
      source.isFile ? min(due, source.nextDue(after: lastLook)) : due
    }
  }

  /// Complete lines to decode next; nil at the end of everything that can be read now. What was
  /// handed out and is not consumed is handed out again.
  package mutating func nextChunk(source: Int) -> Chunk? { sources[source].nextChunk() }

  /// What follows the last chunk, to be read by another thread; nil when there is
  /// nothing to gain from that.
  package mutating func readAhead(source: Int) -> ReadAhead? {
    sources[source].chunks.readAhead()
  }

  /// Memory to read more of a source into, after what is read ahead.
  package mutating func takeSpareBuffer(source: Int) -> ReadBuffer {
    sources[source].chunks.takeSpareBuffer()
  }

  /// Takes what was read ahead, for the next chunk to be made of.
  package mutating func adopt(_ ahead: ReadAhead, source: Int) {
    sources[source].chunks.adopt(ahead)
  }

  /// The first `bytes` of the last chunk are applied.
  package mutating func consume(source: Int, bytes: Int, counts: LineCounts = LineCounts()) {
    sources[source].consume(bytes, counts)
  }

  /// Bytes of a generation that were handed out before; nil when they cannot be read now.
  package func bytes(
    of range: Range<Int64>, generation: UInt64, source: Int
  ) -> [UInt8]? {
    sources[source].generation(generation)?.bytes(of: range, context.openFiles)
  }

  /// Whether a generation is still remembered.
  package func knows(generation: UInt64, source: Int) -> Bool {
    sources[source].generation(generation) != nil
  }

  /// Gives back what reading a backlog took.
  package mutating func releaseMemory() {
    for source in sources { source.chunks.releaseMemory() }
  }

  /// Whether everything that was there was read once. A file that is not there has reached it.
  package func hasReachedEnd(source: Int) -> Bool { sources[source].hasReachedEnd }

  /// Whether a commit should not wait for its turn: a kill now could cost more than time.
  package var wantsCommitNow: Bool { context.wantsCommit || isWantedCommitOnItsWay }

  /// Whether there is anything to commit.
  package var hasChanges: Bool {
    context.isNumberDirty
      || sources.contains { $0.start == .unconfirmed || $0.generations.isDirty }
  }

  /// Records of everything that changed since the last confirmed commit.
  package mutating func changes() -> [Record] {
    var records: [Record] = []
    if context.isNumberDirty {
      var body = ByteWriter()
      body.write(UInt64(1))
      body.write(context.nextNumber)
      records.append(
        Record(kind: .generation, key: GenerationKeys.meta, body: body.bytes))
    }
    forgottenInFlight = []
    startsInFlight = []
    for source in sources {
      if source.start == .unconfirmed {
        var body = ByteWriter()
        body.write(UInt64(1))
        body.write(true)
        records.append(
          Record(
            kind: .generation, key: GenerationKeys.source(source.key), body: body.bytes))
        startsInFlight.insert(ExactText(source.key))
      }
      for generation in source.generations.forgotten {
        records += generation.removal()
        forgottenInFlight.append(generation)
      }
      for generation in source.generations.uncommitted {
        records += generation.changes(source: source.key)
      }
    }
    numberInFlight = context.nextNumber
    if context.wantsCommit { isWantedCommitOnItsWay = true }
    context.wantsCommit = false
    return records
  }

  /// What the last ``changes()`` returned is durable.
  package mutating func committed() {
    if numberInFlight == context.nextNumber { context.isNumberDirty = false }
    isWantedCommitOnItsWay = false
    for source in sources {
      if startsInFlight.contains(ExactText(source.key)) {
        source.start = .over
      }
      source.keeper.committed(forgotten: forgottenInFlight)
    }
    forgottenInFlight = []
    startsInFlight = []
  }

  /// What happened since the last call.
  package mutating func drainHappenings() -> [TailHappening] {
    defer { context.happenings = [] }
    return context.happenings
  }

  private mutating func load(_ records: [Record]) throws(DamagedRecord) {
    var parts: [UInt64: StoredGeneration.Parts] = [:]
    for record in records where record.kind == .generation {
      guard let body = record.body, let key = GenerationKeys.parse(record.key) else { continue }
      switch key {
      case .meta:
        var reader = ByteReader(body)
        try reader.expect(version: 1)
        context.nextNumber = try reader.readUInt64()
      case .source(let source):
        var reader = ByteReader(body)
        try reader.expect(version: 1)
        if try reader.readBool() { dormantStarts.insert(ExactText(source)) }
      case .part(let number, .head, _): parts[number, default: .init()].head = body
      case .part(let number, .chunks, let index):
        parts[number, default: .init()].chunks[index] = body
      case .part(let number, .ends, let index):
        parts[number, default: .init()].ends[index] = body
      case .part(let number, .window, _): parts[number, default: .init()].window = body
      }
    }
    for (number, each) in parts.sorted(by: { $0.key < $1.key }) where !each.isOnlyWindow {
      let (source, stored) = try StoredGeneration.load(number, each)
      let log = ChangeLog(
        committedChunks: stored.fingerprint.chunks.count, groups: Set(each.ends.keys),
        offset: stored.offset, windowOffset: stored.committedWindow?.offset)
      context.dormant[ExactText(source), default: []].append(
        Generation(number: number, stored, log: log))
      context.nextNumber = max(context.nextNumber, number + 1)
    }
  }
}
