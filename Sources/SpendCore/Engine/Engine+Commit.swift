/// What changed since the last commit, as records. Their number follows what happened, not what is there.
extension Engine {
  /// The next commit. Nothing may happen to the engine between this and the answer, ``Input/committed`` or
  /// ``Input/commitFailed(forSeconds:)``; after a failure the next one holds all of it again.
  package mutating func makeCommit(adding records: [Record]) -> Commit {
    flushAllSeries()
    var commit = Commit(sequence: sequence + 1, records: pendingRecords, history: pendingHistory)
    commit.records += labelSets.newRecords()
    for number in dirtyWindows { appendRecords(of: number, to: &commit.records) }
    commit.records += features.records()
    commit.records += sources.filter(\.isDirty).map { $0.record() }
    commit.records += outbox.records()
    commit.records.append(metaRecord())
    commit.records += records
    return commit
  }

  mutating func confirmCommit(into effects: inout [Effect]) {
    sequence += 1
    pendingRecords.removeAll(keepingCapacity: true)
    pendingHistory.removeAll(keepingCapacity: true)
    labelSets.storedCount = labelSets.sets.count
    for number in dirtyWindows { confirmWindow(number) }
    dirtyWindows.removeAll(keepingCapacity: true)
    features.confirm()
    for index in sources.indices { sources[index].isDirty = false }
    outbox.confirm()
    isDirty = false
    needsCommit = false
    handOver(into: &effects)
  }

  private func appendRecords(of number: Int, to records: inout [Record]) {
    guard let window = windows[number] else { return }
    let rule = rules[window.rule]
    if window.isRecordDirty { records.append(windowRecord(window, number, rule)) }
    let oldest = window.buckets.first.map { chunk(of: $0.bucket, rule) } ?? .max
    for chunk in window.storedChunks where chunk != Engine.recentChunk && chunk < oldest {
      records.append(Record(kind: .chunk, key: Engine.chunkKey(number, chunk), body: nil))
    }
    guard window.dirtyFrom != .max else { return }
    for chunk in dirtyChunks(window, rule) {
      let body = chunkBody(window, rule, chunk)
      records.append(Record(kind: .chunk, key: Engine.chunkKey(number, chunk), body: body))
    }
    if !window.recent.isEmpty {
      var writer = ByteWriter()
      writer.write(UInt64(1))
      writer.write(list: Array(window.recent.live)) { writer, entry in
        writer.write(entry.bucket)
        writer.write(entry.nano)
      }
      let key = Engine.chunkKey(number, Engine.recentChunk)
      records.append(Record(kind: .chunk, key: key, body: writer.bytes))
    }
  }

  private mutating func confirmWindow(_ number: Int) {
    guard let window = windows[number] else { return }
    let rule = rules[window.rule]
    let oldest = window.buckets.first.map { chunk(of: $0.bucket, rule) } ?? .max
    var stored = window.storedChunks.filter { $0 == Engine.recentChunk || $0 >= oldest }
    if window.dirtyFrom != .max {
      for chunk in dirtyChunks(window, rule) where !stored.contains(chunk) {
        stored.append(chunk)
      }
      if !window.recent.isEmpty, !stored.contains(Engine.recentChunk) {
        stored.append(Engine.recentChunk)
      }
    }
    windows[number]?.storedChunks = stored
    windows[number]?.dirtyFrom = .max
    windows[number]?.isRecordDirty = false
    windows[number]?.isQueuedForCommit = false
  }

  /// Numbers of the chunks that hold a changed bucket, or later ones.
  private func dirtyChunks(_ window: SpendWindow, _ rule: Rule) -> [Int64] {
    var chunks: [Int64] = []
    for entry in window.buckets.live where entry.bucket >= window.dirtyFrom {
      let number = chunk(of: entry.bucket, rule)
      if chunks.last != number { chunks.append(number) }
    }
    return chunks
  }

  /// A calendar window has a chunk a period.
  func chunk(of bucket: Int64, _ rule: Rule) -> Int64 {
    rule.isRolling ? Timestamp.floorDivide(bucket, rule.chunkLength) : bucket
  }

  private func chunkBody(_ window: SpendWindow, _ rule: Rule, _ number: Int64) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(UInt64(1))
    let buckets = window.buckets.live.filter { chunk(of: $0.bucket, rule) == number }
    writer.write(list: buckets) { writer, entry in
      writer.write(entry.bucket)
      writer.write(entry.nano)
    }
    writer.write(list: window.shares.entries(of: number)) { writer, entry in
      writer.write(entry.labelSet)
      writer.write(entry.nano)
    }
    let quality = window.quality.first { $0.chunk == number }
    writer.write(quality?.unpriced ?? 0)
    writer.write(quality?.late ?? 0)
    return writer.bytes
  }

  private func windowRecord(_ window: SpendWindow, _ number: Int, _ rule: Rule) -> Record {
    var writer = ByteWriter()
    writer.write(UInt64(1))
    writer.write(rule.identity)
    writer.write(rule.limit)
    writer.write(list: window.group) { writer, symbol in writer.write(catalog.text(symbol)) }
    writer.write(window.currentPeriod)
    writer.write(optional: window.partialSince) { $0.write($1) }
    writer.write(list: window.latches) { $1.write(to: &$0) }
    return Record(
      kind: .window, key: RecordKey.number(UInt64(number)), body: writer.bytes)
  }

  private func metaRecord() -> Record {
    var writer = ByteWriter()
    writer.write(UInt64(1))
    writer.write(instance)
    writer.write(optional: position) { $0.write($1) }
    writer.write(clock)
    writer.write(optional: partialSince) { $0.write($1) }
    writer.write(totals.events)
    writer.write(totals.spend)
    writer.write(list: totals.rejected) { $0.write($1) }
    writer.write(list: totals.flagged) { $0.write($1) }
    writer.write(totals.gaps)
    writer.write(totals.unverifiedEnds)
    writer.write(outbox.nextSequence)
    let unseeded = unseededRules.sorted { $0.key < $1.key }
    writer.write(list: unseeded) { writer, entry in
      writer.write(entry.key)
      writer.write(entry.value)
    }
    return Record(kind: .meta, key: RecordKey.text("engine"), body: writer.bytes)
  }

  /// Chunk number of the minutes beside the buckets.
  static var recentChunk: Int64 { .min }

  static func chunkKey(_ window: Int, _ chunk: Int64) -> [UInt8] {
    RecordKey.number(UInt64(window)) + RecordKey.number(UInt64(bitPattern: chunk) ^ 1 << 63)
  }
}

extension SourceState {
  func record() -> Record {
    var writer = ByteWriter()
    writer.write(UInt64(1))
    writer.write(isNew)
    writer.write(optional: lastEvent) { $0.write($1) }
    writer.write(rejected)
    return Record(kind: .source, key: RecordKey.text(key), body: writer.bytes)
  }

  init(from record: Record) throws(DamagedRecord) {
    self.init(key: String(decoding: record.key, as: UTF8.self))
    var reader = ByteReader(record.body ?? [])
    try reader.expect(version: 1)
    isNew = try reader.readBool()
    lastEvent = try reader.readOptional { reader throws(DamagedRecord) in
      try reader.readTimestamp()
    }
    rejected = try reader.readInt64()
    isDirty = false
  }
}
