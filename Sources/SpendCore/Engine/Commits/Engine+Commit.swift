/// What changed since the last commit, as records. Their number follows what
/// happened, not what is there.
extension Engine {
  /// The next commit. It is answered by ``Input/committed`` or ``Input/commitFailed(forSeconds:)``;
  /// lines may be applied meanwhile, and belong to the one after. After a failure the next one
  /// holds all of it again.
  package mutating func makeCommit(adding records: [Record]) -> Commit {
    log.takeBack()
    flushAllSeries()
    var own = log.takeRecords()
    own += labelSets.takeNewRecords()
    var writer = ByteWriter(capacity: 2048)
    let numbers = log.takeWindows()
    own.reserveCapacity(own.count + numbers.count + 64)
    for (place, number) in numbers.enumerated() {
      fetchForCommit(numbers, ahead: place)
      takeRecords(of: number, into: &own, &writer)
    }
    let fired = Set(log.takeFired() + alertLog.takeDirty())
    own += fired.sorted().map { id in
      Record(kind: .alert, key: RecordKey.text(id), body: alertLog.body(id) ?? [1])
    }
    own += alertLog.trim(at: clock, position: position ?? .min).map {
      Record(kind: .alert, key: RecordKey.text($0), body: nil)
    }
    own += features.takeRecords()
    for index in sources.indices where sources[index].isDirty {
      sources[index].isDirty = false
      own.append(sources[index].record())
    }
    own += outbox.takeRecords()
    own += ids.takeRecords()
    own.append(metaRecord())
    if let record = firings.takeRecord() { own.append(record) }
    return log.begin(own, adding: records, expectsAsMuch: !isReady, retention)
  }

  /// A commit of what the outbox has to say alone: alerts that fired, each with the thresholds that
  /// its window has crossed, and what became of deliveries. So an alert waits for a few records,
  /// however many there are of all that changed. What was read to get there comes with the next
  /// commit, which should follow at once (``isAhead``); after a kill in between it is read again,
  /// and finds its thresholds crossed already.
  ///
  /// - Precondition: ``urgency`` asks for no more, and the commit before is answered for.
  package mutating func makeOutboxCommit() -> Commit {
    var records: [Record] = []
    var writer = ByteWriter(capacity: 2048)
    for crossing in log.takeCrossings() {
      let rule = windows.slots[crossing.window].rule
      let window = rule < 0 ? nil : windowRecord(crossing.window, rule, isWhole: false, &writer)
      records.append(Crossing.record(crossing.id, window: window))
    }
    records += outbox.takeRecords()
    return log.begin(outbox: records)
  }

  /// How finely the history is kept by now.
  package var retention: HistoryRetention {
    HistoryRetention(at: clock, zone: configuration.timeZone, configuration.historyDays)
  }

  /// Number of the last commit that is known to be durable.
  package var sequence: UInt64 { log.sequence }
  package var urgency: CommitUrgency { log.urgency }
  /// What waits for the next commit takes some 25 MB, and as much again what is on its way: more
  /// should not come before it is committed.
  package var holdsMuch: Bool { log.waitingDeltas >= 500_000 }
  /// Something changed since the last commit was made.
  package var isDirty: Bool { log.hasChanged }
  /// Whether alerts are committed ahead of the spend that led to them.
  package var isAhead: Bool { log.isAhead }
  /// Whether a commit was made and is not answered for.
  package var isCommitting: Bool { log.isCommitting }

  mutating func confirmCommit(into effects: inout [Effect]) {
    guard log.confirm() else { return }
    outbox.confirm()
    handOver(into: &effects)
  }

  /// Records of what changed of a window, which then counts as stored. Works on the window where it
  /// stands, because a commit may have as many as there are.
  ///
  /// A window with few entries is one record. One with more has a record for each chunk, so that
  /// what is written follows what changed.
  ///
  /// - Parameter writer: for its memory.
  private mutating func takeRecords(
    of number: Int, into records: inout [Record], _ writer: inout ByteWriter
  ) {
    windows.slots[number].isQueuedForCommit = false
    let rule = windows.slots[number].rule
    guard rule >= 0 else {
      guard windows.slots[number].isStored else { return }
      windows.slots[number].isStored = false
      records.append(Record(kind: .window, key: RecordKey.number(UInt64(number)), body: nil))
      return
    }
    let isWhole = windows.slots[number].isStoredWhole
    if isWhole != windows.slots[number].storedChunks.isEmpty {
      // Goes over from one form to the other: all of it is written.
      windows.slots[number].isRecordDirty = true
      windows.slots[number].dirtyFrom = .min
    }
    if isWhole {
      guard windows.slots[number].isRecordDirty || windows.slots[number].dirtyFrom != .max
      else { return }
      for chunk in windows.slots[number].storedChunks {
        records.append(Record(kind: .chunk, key: Engine.chunkKey(number, chunk), body: nil))
      }
      windows.slots[number].storedChunks = []
    }
    if windows.slots[number].isRecordDirty || isWhole {
      windows.slots[number].isRecordDirty = false
      windows.slots[number].isStored = true
      records.append(windowRecord(number, rule, isWhole: isWhole, &writer))
    }
    if isWhole {
      windows.slots[number].dirtyFrom = .max
    } else {
      windows.slots[number].takeChunks(shapes[rule]) { chunk, body in
        records.append(Record(kind: .chunk, key: Engine.chunkKey(number, chunk), body: body))
      }
    }
  }

  private func windowRecord(
    _ number: Int, _ rule: Int, isWhole: Bool, _ writer: inout ByteWriter
  ) -> Record {
    writer.removeAll()
    let window = windows.slots.pointer(number)
    writer.write(raw: recordHeads[rule])
    for symbol in window.pointee.group { catalog.writeStored(symbol, to: &writer) }
    window.pointee.writeState(isWhole: isWhole, to: &writer)
    return Record(
      kind: .window, key: RecordKey.number(UInt64(number)), body: writer.copy)
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
    let counts = [
      ("text", totals.text), ("computes_costs", totals.computesCosts ? 1 : 0),
      ("included_nano_usd", totals.includedValue.nano), ("ids_forgotten", ids.forgotten),
      ("ids_first", Int64(ids.first)), ("details_since", detailsSince?.seconds ?? 0),
    ]
    writer.write(list: counts) { writer, count in
      writer.write(count.0)
      writer.write(count.1)
    }
    return Record(kind: .meta, key: RecordKey.text("engine"), body: writer.bytes)
  }

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
    writer.write(optional: firstRead) { writer, read in
      writer.write(read.calls)
      writer.write(optional: read.since) { $0.write($1) }
    }
    writer.write(list: framing) { $0.write($1) }
    let counts = zip(LineFormat.counted, formats).filter { $1 > 0 }
    writer.write(list: counts) { writer, count in
      writer.write(count.0.rawValue)
      writer.write(count.1)
    }
    writer.write(optional: looksLike) { $0.write($1) }
    writer.write(list: spent.named.filter { $0.1 != 0 }) { writer, sum in
      writer.write(sum.0)
      writer.write(sum.1)
    }
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
    firstRead = isNew ? AlertDetails.FirstRead() : nil
    isDirty = false
    // An older program did not count it.
    guard !reader.isAtEnd else { return }
    firstRead = try reader.readOptional { reader throws(DamagedRecord) in
      AlertDetails.FirstRead(
        calls: try reader.readInt64(),
        since: try reader.readOptional { reader throws(DamagedRecord) in
          try reader.readTimestamp()
        })
    }
    guard !reader.isAtEnd else { return }
    let counts = try reader.readList { reader throws(DamagedRecord) in try reader.readInt64() }
    for (number, count) in counts.enumerated() where framing.indices.contains(number) {
      framing[number] = count
    }
    guard !reader.isAtEnd else { return }
    let named = try reader.readList { reader throws(DamagedRecord) in
      (try reader.readString(), try reader.readInt64())
    }
    for (name, count) in named {
      guard let place = LineFormat.counted.firstIndex(where: { $0.rawValue == name }) else {
        continue
      }
      formats[place] = count
    }
    guard !reader.isAtEnd else { return }
    looksLike = try reader.readOptional { reader throws(DamagedRecord) in
      try reader.readString()
    }
    guard !reader.isAtEnd else { return }
    let sums = try reader.readList { reader throws(DamagedRecord) in
      (try reader.readString(), try reader.readInt64())
    }
    spent = Spent(named: sums)
  }
}
