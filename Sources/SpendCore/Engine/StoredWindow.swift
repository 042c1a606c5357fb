/// A window as the state has it, or as it was before a reload: with texts in place of numbers, so
/// that it can be laid under other rules.
struct StoredWindow: Sendable {
  var number: Int
  var identity: String
  /// The limit that its crossed thresholds were judged against.
  var limit: Money
  var group: [String]
  /// The record has all of its spend, so it has no chunks.
  var isWhole = false
  /// Its `rule` and `group` mean nothing yet.
  var window: SpendWindow
}

extension StoredWindow {
  init(from record: Record) throws(DamagedRecord) {
    var identities = RepeatedTexts()
    try self.init(from: record, &identities)
  }

  /// - Parameter identities: those of other windows, which most share.
  init(from record: Record, _ identities: inout RepeatedTexts) throws(DamagedRecord) {
    number = Int(truncatingIfNeeded: try RecordKey.number(record.key))
    guard number >= 0, number < 1 << 40 else { throw DamagedRecord("number of a window") }
    var reader = ByteReader(record.body ?? [])
    let version = try reader.readVersion(upTo: 3)
    identity = try reader.withBytes { identities.text($0) }
    limit = try reader.readMoney()
    if version > 2 {
      // Its rule says it too: a window that another measure or a run is of belongs to no rule of
      // today.
      _ = try reader.readString()
      _ = try reader.readOptional { reader throws(DamagedRecord) in
        (try reader.readInt64(), try reader.readInt64())
      }
    }
    group = try reader.readList { reader throws(DamagedRecord) in try reader.readString() }
    window = SpendWindow(rule: 0, group: [])
    window.currentPeriod = try reader.readInt64()
    window.partialSince = try reader.readOptional { reader throws(DamagedRecord) in
      try reader.readTimestamp()
    }
    window.crossed = try reader.readList { reader throws(DamagedRecord) in
      version > 2 ? try CrossedThreshold.read(from: &reader) : try CrossedThreshold(old: &reader)
    }.compactMap(\.self)
    window.isRecordDirty = false
    window.isStored = true
    guard version > 1 else { return }
    isWhole = try reader.readBool()
    if isWhole { try window.readEntries(from: &reader) }
    if version == 2 { try window.readDetails(from: &reader) }
  }

  /// The record that it was read from, in the form of today.
  func record() -> Record {
    var writer = ByteWriter()
    writer.write(windowOf: identity, limit: limit, values: group.count)
    for value in group { writer.write(value) }
    var window = window
    window.writeState(isWhole: isWhole, to: &writer)
    return Record(kind: .window, key: RecordKey.number(UInt64(number)), body: writer.copy)
  }

  /// Takes in a chunk record.
  mutating func load(chunk number: Int64, body: [UInt8]) throws(DamagedRecord) {
    var reader = ByteReader(body)
    try reader.expect(version: 1)
    window.storedChunks.append(number)
    let entries = try reader.readList { reader throws(DamagedRecord) in
      (try reader.readInt64(), try reader.readInt64())
    }
    if number == SpendWindow.recentChunk {
      for (minute, nano) in entries { _ = window.recent.add(nano, to: minute) }
      return
    }
    for (bucket, nano) in entries { _ = window.buckets.add(nano, to: bucket) }
    let breakdown = try reader.readList { reader throws(DamagedRecord) in
      (try reader.readUInt32(), try reader.readInt64())
    }
    for (labelSet, nano) in breakdown {
      var hint: UInt32 = .max
      window.breakdown.add(nano, chunk: number, labelSet: labelSet, hint: &hint)
    }
    let quality = SpendWindow.Quality(
      chunk: number, unpriced: try reader.readInt64(), late: try reader.readInt64())
    if quality.unpriced + quality.late > 0 { window.quality.append(quality) }
  }
}

/// A few texts that come again and again, mostly in the same order, each kept once.
struct RepeatedTexts {
  private var texts: [String] = []
  private var place = 0

  mutating func text(_ bytes: UnsafeRawBufferPointer) -> String {
    for _ in texts.indices {
      place = place + 1 < texts.count ? place + 1 : 0
      if texts[place].utf8.elementsEqual(bytes) { return texts[place] }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if texts.count < 64 { texts.append(text) }
    return text
  }
}

/// The record of a window: these two, with the texts of its group between them.
extension ByteWriter {
  mutating func write(windowOf identity: String, limit: Money, values: Int) {
    write(UInt64(3))
    write(identity)
    write(limit)
    // What the limit is a number of, and no run that the window is of.
    write("usd")
    write(false)
    write(UInt64(values))
  }
}

extension SpendWindow {
  /// Mutating only so that the window is not copied for it, which is a dozen reference counts: a
  /// commit may have all there are.
  mutating func writeState(isWhole: Bool, to writer: inout ByteWriter) {
    writer.write(currentPeriod)
    writer.write(optional: partialSince) { $0.write($1) }
    writer.write(list: crossed) { $1.write(to: &$0) }
    writer.write(isWhole)
    if isWhole { writeEntries(to: &writer) }
  }
}
