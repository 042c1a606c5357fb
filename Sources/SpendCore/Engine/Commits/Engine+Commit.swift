/// What changed since the last commit, as records. Their number follows what
/// happened, not what is there.
extension Engine {
  /// The next commit. It is answered by ``Input/committed`` or ``Input/commitFailed(forSeconds:)``;
  /// lines may be applied meanwhile, and belong to the one after. After a failure the next one
  /// holds all of it again.
  package mutating func makeCommit(adding records: [Record]) -> Commit {
    log.restoreFailed()
    ledger.flushAllSeries(&log)
    var own = RecordList(log.drainRecords())
    own.append(contentsOf: ledger.labelSets.drainNewRecords())
    var writer = ByteWriter(capacity: 2048)
    let numbers = log.drainWindows()
    for (index, number) in numbers.enumerated() {
      ledger.fetchForCommit(numbers, ahead: index)
      ledger.drainRecords(of: number, into: &own, &writer)
    }
    let fired = Set(log.drainFired() + alertLog.drainDirty())
    for id in fired.sorted() {
      own.append(.alert, RecordKey.text(id), alertLog.body(id) ?? [1])
    }
    for id in alertLog.trim(at: clock, position: position ?? .min) {
      own.append(.alert, RecordKey.text(id), nil)
    }
    own.append(contentsOf: ledger.features.drainRecords())
    for index in sources.indices where sources[index].isDirty {
      sources[index].isDirty = false
      own.append(sources[index].record())
    }
    own.append(contentsOf: outbox.drainRemoved())
    own.append(contentsOf: outbox.drainRecords())
    own.append(contentsOf: ledger.ids.drainRecords())
    own.append(metaRecord())
    if let record = thresholds.firings.drainRecord() { own.append(record) }
    return log.begin(own, adding: records, expectsAsMuch: !isReady, retention)
  }

  /// A commit of what the outbox has to say alone: alerts that fired, each with the thresholds that
  /// its window has crossed, and what became of deliveries. So an alert waits for a few records,
  /// however many there are of all that changed. What was read to get there comes with the next
  /// commit, which should follow at once (``hasUncommittedSpend``); after a kill in between it is
  /// read again, and finds its thresholds crossed already.
  ///
  /// - Precondition: ``urgency`` asks for no more, and the commit before is answered for.
  package mutating func makeOutboxCommit() -> Commit {
    var records = RecordList()
    var writer = ByteWriter(capacity: 2048)
    for marker in log.drainMarkers() {
      let rule = ledger.windows.slots[marker.window].rule
      var window: Record?
      if rule >= 0 {
        ledger.writeWindow(marker.window, rule, isWhole: false, to: &writer)
        window = Record(
          kind: .window, key: RecordKey.number(UInt64(marker.window)), body: writer.copy)
      }
      records.append(AlertMarker.record(marker.id, window: window))
    }
    records.append(contentsOf: outbox.drainRecords())
    return log.begin(outbox: records)
  }

  /// How finely the history is kept by now.
  package var retention: HistoryRetention { ledger.retention }

  /// Number of the last commit that is known to be durable.
  package var sequence: UInt64 { log.sequence }
  package var urgency: CommitUrgency { log.urgency }
  /// What waits for the next commit takes some 25 MB, and as much again what is on its way: more
  /// should not come before it is committed.
  package var holdsMuch: Bool { log.waitingDeltas >= 500_000 }
  /// Windows that the next commit is going to write.
  package var waitingWindows: Int { log.waitingWindows }
  /// Something changed since the last commit was made.
  package var isDirty: Bool { log.hasChanged }
  /// Whether alerts are committed ahead of the spend that led to them.
  package var hasUncommittedSpend: Bool { log.hasUncommittedSpend }
  /// Whether a commit was made and is not answered for.
  package var isCommitting: Bool { log.isCommitting }

  mutating func confirmCommit(into effects: inout [Effect]) {
    guard log.confirm() else { return }
    for delivery in outbox.confirm() { alertLog.forgot(delivery) }
    handOver(into: &effects)
  }

  private func metaRecord() -> Record {
    var writer = ByteWriter()
    writer.write(UInt64(1))
    writer.write(instance)
    writer.write(optional: position) { $0.write($1) }
    writer.write(clock)
    writer.write(optional: ledger.partialSince) { $0.write($1) }
    writer.write(ledger.totals.events)
    writer.write(ledger.totals.spend)
    writer.write(list: ledger.totals.rejected) { $0.write($1) }
    writer.write(list: ledger.totals.flagged) { $0.write($1) }
    writer.write(ledger.totals.gaps)
    writer.write(ledger.totals.unverifiedEnds)
    writer.write(outbox.nextSequence)
    let unseeded = ledger.unseededRules.sorted { $0.key < $1.key }
    writer.write(list: unseeded) { writer, entry in
      writer.write(entry.key.text)
      writer.write(entry.value)
    }
    let counts = [
      ("text", ledger.totals.text), ("computes_costs", ledger.totals.computesCosts ? 1 : 0),
      ("included_nano_usd", ledger.totals.includedValue.nano),
      ("ids_forgotten", ledger.ids.forgotten),
      ("ids_first", Int64(ledger.ids.first)), ("details_since", detailsSince?.seconds ?? 0),
      ("rewritten", ledger.totals.rewritten),
    ]
    writer.write(list: counts) { writer, count in
      writer.write(count.0)
      writer.write(count.1)
    }
    return Record(kind: .meta, key: RecordKey.text("engine"), body: writer.bytes)
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
    writer.write(text)
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
      guard let index = LineFormat.counted.firstIndex(where: { $0.rawValue == name }) else {
        continue
      }
      formats[index] = count
    }
    guard !reader.isAtEnd else { return }
    looksLike = try reader.readOptional { reader throws(DamagedRecord) in
      try reader.readString()
    }
    guard !reader.isAtEnd else { return }
    let sums = try reader.readList { reader throws(DamagedRecord) in
      (try reader.readString(), try reader.readInt64())
    }
    spent = SourceSpend(named: sums)
    guard !reader.isAtEnd else { return }
    text = try reader.readInt64()
  }
}
