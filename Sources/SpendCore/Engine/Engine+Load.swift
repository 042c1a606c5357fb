/// From the records of the last commit back to an engine.
extension Engine {
  mutating func load(_ state: StoredState) throws(DamagedRecord) -> [StoredWindow] {
    try ledger.labelSets.load(state.records[.labelSet] ?? [])
    try ledger.features.load(state.records[.feature] ?? [])
    try ledger.ids.load(state.records[.seen] ?? [])
    for record in state.records[.meta] ?? [] where record.key == RecordKey.text("engine") {
      try loadMeta(record)
    }
    for record in state.records[.meta] ?? [] where record.key == RepeatedFirings.key {
      try thresholds.firings.load(record)
    }
    for record in state.records[.delivery] ?? [] {
      var reader = ByteReader(record.body ?? [])
      outbox.load(try Delivery(from: &reader))
    }
    try alertLog.load(state.records[.alert] ?? [])
    try loadSources(state.records[.source] ?? [])
    try loadReading(state.records[.meta] ?? [])
    digestMarks = try DigestMark.all(in: state)
    ledger.knownRules = Engine.storedRules(state)
    ledger.knownZone = Engine.storedZone(state)
    var windows = try Engine.storedWindows(state)
    try addMarked(state.records[.alert] ?? [], to: &windows)
    return windows
  }

  static var rulesKey: String { "rules" }

  static func storedRules(_ state: StoredState) -> [String] {
    let record = state.records[.meta]?.first { $0.key == RecordKey.text(rulesKey) }
    var reader = ByteReader(record?.body ?? [])
    guard (try? reader.expect(version: 1)) != nil else { return [] }
    let rules = try? reader.readList { reader throws(DamagedRecord) in try reader.readString() }
    return rules ?? []
  }

  static var zoneKey: String { "zone" }

  /// The time zone that the windows were laid in; nil in a state of a version that did not note it.
  static func storedZone(_ state: StoredState) -> String? {
    let record = state.records[.meta]?.first { $0.key == RecordKey.text(zoneKey) }
    var reader = ByteReader(record?.body ?? [])
    guard (try? reader.expect(version: 1)) != nil else { return nil }
    return try? reader.readString()
  }

  static func storedPosition(_ state: StoredState) -> Int64? {
    let record = state.records[.meta]?.first { $0.key == RecordKey.text("engine") }
    var reader = ByteReader(record?.body ?? [])
    guard (try? reader.expect(version: 1)) != nil, (try? reader.readString()) != nil else {
      return nil
    }
    let position = try? reader.readOptional { reader throws(DamagedRecord) in
      try reader.readInt64()
    }
    return position ?? nil
  }

  /// What a state has counted, rejected and flagged, and when it was committed last.
  package static func storedTotals(
    _ state: StoredState
  ) throws(DamagedRecord) -> (totals: Totals, clock: Timestamp?, partialSince: Timestamp?) {
    var totals = Totals()
    let record = state.records[.meta]?.first { $0.key == RecordKey.text("engine") }
    guard let record else { return (totals, nil, nil) }
    var reader = ByteReader(record.body ?? [])
    try reader.expect(version: 1)
    _ = try reader.readString()
    _ = try reader.readOptional { reader throws(DamagedRecord) in try reader.readInt64() }
    let clock = try reader.readTimestamp()
    let partialSince = try reader.readOptional { reader throws(DamagedRecord) in
      try reader.readTimestamp()
    }
    totals.events = try reader.readInt64()
    totals.spend = try reader.readMoney()
    for list in [\Totals.rejected, \Totals.flagged] {
      let counts = try reader.readList { reader throws(DamagedRecord) in try reader.readInt64() }
      for (index, count) in counts.enumerated() where index < totals[keyPath: list].count {
        totals[keyPath: list][index] = count
      }
    }
    return (totals, clock, partialSince)
  }

  /// See ``Totals/computesCosts``.
  package static func storedComputesCosts(_ state: StoredState) -> Bool {
    storedCounts(state).contains { $0.0 == "computes_costs" && $0.1 == 1 }
  }

  /// From when on the history has details of all that was counted (``HistoryDetails``); nil: from
  /// the beginning.
  package static func storedDetailsSince(_ state: StoredState) -> Timestamp? {
    // A program that did not keep them is not newer than its last commit.
    let since = detailsSince(in: storedCounts(state))
    return since ?? (try? storedTotals(state))?.clock
  }

  /// The named counts of meta `engine`; none in a state of an older program.
  private static func storedCounts(_ state: StoredState) -> [(String, Int64)] {
    let record = state.records[.meta]?.first { $0.key == RecordKey.text("engine") }
    var reader = ByteReader(record?.body ?? [])
    guard (try? passCounters(&reader)) != nil,
      (try? reader.readList({ reader throws(DamagedRecord) in
        (try reader.readString(), try reader.readTimestamp())
      })) != nil,
      let counts = try? reader.readList({ reader throws(DamagedRecord) in
        (try reader.readString(), try reader.readInt64())
      })
    else { return [] }
    return counts
  }

  /// Reads over what stands in front of the rules whose past is not known, in meta `engine`.
  static func passCounters(_ reader: inout ByteReader) throws(DamagedRecord) {
    try reader.expect(version: 1)
    _ = try reader.readString()
    _ = try reader.readOptional { reader throws(DamagedRecord) in try reader.readInt64() }
    _ = try reader.readTimestamp()
    _ = try reader.readOptional { reader throws(DamagedRecord) in try reader.readTimestamp() }
    _ = (try reader.readInt64(), try reader.readMoney())
    for _ in 0..<2 {
      _ = try reader.readList { reader throws(DamagedRecord) in try reader.readInt64() }
    }
    _ = (try reader.readInt64(), try reader.readInt64(), try reader.readUInt64())
  }

  private mutating func loadMeta(_ record: Record) throws(DamagedRecord) {
    var reader = ByteReader(record.body ?? [])
    try reader.expect(version: 1)
    let storedInstance = try reader.readString()
    instance = configuration.instance ?? storedInstance
    ledger.position = try reader.readOptional { reader throws(DamagedRecord) in
      try reader.readInt64()
    }
    storedClock = try reader.readTimestamp()
    ledger.partialSince = try reader.readOptional { reader throws(DamagedRecord) in
      try reader.readTimestamp()
    }
    ledger.totals.events = try reader.readInt64()
    ledger.totals.spend = try reader.readMoney()
    let rejected = try reader.readList { reader throws(DamagedRecord) in
      try reader.readInt64()
    }
    let flagged = try reader.readList { reader throws(DamagedRecord) in
      try reader.readInt64()
    }
    for (index, count) in rejected.enumerated() where index < ledger.totals.rejected.count {
      ledger.totals.rejected[index] = count
    }
    for (index, count) in flagged.enumerated() where index < ledger.totals.flagged.count {
      ledger.totals.flagged[index] = count
    }
    ledger.totals.gaps = try reader.readInt64()
    ledger.totals.unverifiedEnds = try reader.readInt64()
    outbox.nextSequence = max(outbox.nextSequence, try reader.readUInt64())
    let unseeded = try reader.readList { reader throws(DamagedRecord) in
      (ExactText(try reader.readString()), try reader.readTimestamp())
    }
    ledger.unseededRules = Dictionary(unseeded) { first, _ in first }
    ledger.totals.computesCosts = false
    detailsSince = quarterAfter(clock)
    guard !reader.isAtEnd else { return }
    let counts = try reader.readList { reader throws(DamagedRecord) in
      (try reader.readString(), try reader.readInt64())
    }
    ledger.totals.text = counts.first { $0.0 == "text" }?.1 ?? 0
    ledger.totals.rewritten = counts.first { $0.0 == "rewritten" }?.1 ?? 0
    ledger.totals.includedValue = Money(nano: counts.first { $0.0 == "included_nano_usd" }?.1 ?? 0)
    ledger.ids.forgotten = counts.first { $0.0 == "ids_forgotten" }?.1 ?? 0
    ledger.ids.forget(upTo: UInt64(max(0, counts.first { $0.0 == "ids_first" }?.1 ?? 0)))
    ledger.totals.computesCosts = counts.contains { $0.0 == "computes_costs" && $0.1 == 1 }
    if let since = Engine.detailsSince(in: counts) { detailsSince = since }
  }

  /// - Returns: nil where an older program wrote it; a time in nil: the history has all details.
  private static func detailsSince(in counts: [(String, Int64)]) -> Timestamp?? {
    guard let since = counts.first(where: { $0.0 == "details_since" })?.1 else { return nil }
    return .some(since == 0 ? nil : Timestamp(seconds: since))
  }

  private func quarterAfter(_ time: Timestamp) -> Timestamp {
    Timestamp(seconds: (Timestamp.floorDivide(time.seconds, 900) + 1) * 900)
  }

  private mutating func loadSources(_ records: [Record]) throws(DamagedRecord) {
    var known: [ExactText: SourceState] = [:]
    for record in records {
      let source = try SourceState(from: record)
      known[ExactText(source.key)] = source
    }
    sources = configuration.sources.map { known[ExactText($0.key)] ?? SourceState(key: $0.key) }
  }

  private mutating func loadReading(_ records: [Record]) throws(DamagedRecord) {
    for record in records {
      guard let (key, reading) = try SourceReading.read(record),
        let index = sources.firstIndex(where: { ExactText($0.key) == ExactText(key) })
      else { continue }
      sources[index].reading = reading
    }
  }

  /// O(records): chunks come in the order of their windows.
  static func storedWindows(_ state: StoredState) throws(DamagedRecord) -> [StoredWindow] {
    let records = state.records[.window] ?? []
    var stored: [StoredWindow] = []
    stored.reserveCapacity(records.count)
    var identities = RepeatedTexts()
    for record in records { stored.append(try StoredWindow(from: record, &identities)) }
    let chunks = state.records[.chunk] ?? []
    guard !chunks.isEmpty else { return stored }
    var indices: [Int: Int] = [:]
    for index in stored.indices { indices[stored[index].number] = index }
    for record in chunks {
      guard record.key.count == 16 else { throw DamagedRecord("key of a chunk") }
      let number = Int(truncatingIfNeeded: try RecordKey.number(record.key[..<8]))
      let chunk = Int64(bitPattern: try RecordKey.number(record.key[8...]) ^ 1 << 63)
      guard let index = indices[number] else { throw DamagedRecord("chunk without a window") }
      try stored[index].load(chunk: chunk, body: record.body ?? [])
    }
    return stored
  }
}
