import SpendCore

/// A generation as it was committed.
extension StoredGeneration {
  /// The parts of one generation, as they are found in the state.
  struct Parts {
    var head: [UInt8]?
    var chunks: [Int: [UInt8]] = [:]
    var ends: [Int: [UInt8]] = [:]
    var window: [UInt8]?

    /// What an older program leaves of a generation that it removes.
    var isOnlyWindow: Bool { head == nil && chunks.isEmpty && ends.isEmpty }
  }

  /// Also says to which source it belongs.
  static func load(
    _ number: UInt64, _ parts: Parts
  ) throws(DamagedRecord) -> (source: String, StoredGeneration) {
    guard let head = parts.head else { throw DamagedRecord("generation \(number) without head") }
    var body = ByteReader(head)
    try body.expect(version: 1)
    let source = try body.readString()
    let slot = FilePath(bytes: try body.readBytes())
    let path = FilePath(bytes: try body.readBytes())
    let realPath = FilePath(bytes: try body.readBytes())
    guard let state = GenerationState(rawValue: try body.readUInt64()) else {
      throw DamagedRecord("generation \(number) in an unknown state")
    }
    let facts = try body.readOptional { (r) throws(DamagedRecord) in try r.readFacts() }
    let isCompressed = try body.readBool()
    let offset = try body.readInt64()
    let count = try body.readUInt64()
    let mark = TailMark(
      hash: try body.readUInt64(),
      ends: try body.readList { (r) throws(DamagedRecord) in try r.readLineEnd() })
    guard offset >= 0, count == UInt64(ChunkLayout.index(at: offset)) else {
      throw DamagedRecord("generation \(number): offset and hashes do not agree")
    }
    var stored = StoredGeneration(
      slot: slot, path: path, state: state, at: Timestamp(microseconds: 0))
    if let window = parts.window { stored.committedWindow = try self.window(window) }
    let longLine = stored.committedWindow?.offset == offset ? stored.committedWindow?.longLine : nil
    stored.fingerprint = Fingerprint(
      offset: offset, chunks: try hashes(parts, Int(count), number), ends: try ends(parts),
      mark: mark, longLine: longLine)
    stored.realPath = realPath
    stored.facts = facts
    stored.isCompressed = isCompressed
    try stored.loadCounters(&body, number)
    return (source, stored)
  }

  private mutating func loadCounters(
    _ body: inout ByteReader, _ number: UInt64
  ) throws(DamagedRecord) {
    knownSize = try body.readInt64()
    counts = LineCounts(
      events: try body.readInt64(), rejected: try body.readInt64(),
      nulBytes: try body.readInt64())
    oversize = try body.readInt64()
    gaps = try body.readInt64()
    unverifiedEnds = try body.readInt64()
    skipStart = try body.readOptional { (r) throws(DamagedRecord) in try r.readInt64() }
    base = try body.readInt64()
    isRemainder = try body.readBool()
    head = ContentHead(length: try body.readInt(), hash: try body.readUInt64())
    guard 0...ChunkLayout.small ~= head.length else { throw DamagedRecord("head too long") }
    supersededTo = try body.readInt64()
    copies = try body.readList { (r) throws(DamagedRecord) in
      KnownCopy(
        path: FilePath(bytes: try r.readBytes()), facts: try r.readFacts(),
        contentSize: try r.readInt64())
    }
    lastThere = try body.readTimestamp()
    guard body.isAtEnd else { throw DamagedRecord("generation \(number): too long") }
  }

  private static func hashes(
    _ parts: Parts, _ count: Int, _ number: UInt64
  ) throws(DamagedRecord) -> [UInt64] {
    var hashes: [UInt64] = []
    hashes.reserveCapacity(count)
    let groups = (count + chunksPerRecord - 1) / chunksPerRecord
    guard groups == parts.chunks.count else {
      throw DamagedRecord("generation \(number): hashes are missing")
    }
    for group in 0..<groups {
      guard let record = parts.chunks[group] else {
        throw DamagedRecord("generation \(number): hashes are missing")
      }
      var body = ByteReader(record)
      try body.expect(version: 1)
      let bytes = try body.readBytes()
      guard bytes.count == 8 * min(chunksPerRecord, count - group * chunksPerRecord) else {
        throw DamagedRecord("generation \(number): hashes are cut")
      }
      for start in stride(from: 0, to: bytes.count, by: 8) {
        hashes.append(bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
      }
    }
    return hashes
  }

  private static func ends(_ parts: Parts) throws(DamagedRecord) -> [Int: [LineEnd]] {
    var ends: [Int: [LineEnd]] = [:]
    for (group, record) in parts.ends {
      var body = ByteReader(record)
      try body.expect(version: 1)
      let list = try body.readList { (r) throws(DamagedRecord) in
        (
          try r.readUInt64(),
          try r.readList { (r) throws(DamagedRecord) in try r.readLineEnd() }
        )
      }
      for (index, lineEnds) in list {
        guard index < UInt64(chunksPerEndsRecord) else { throw DamagedRecord("line ends astray") }
        ends[group * chunksPerEndsRecord + Int(index)] = lineEnds
      }
    }
    return ends
  }
}

extension ByteReader {
  fileprivate mutating func readFacts() throws(DamagedRecord) -> FileFacts {
    let identity = FileIdentity(
      device: try readUInt64(), inode: try readUInt64(), birth: try readInt64())
    return FileFacts(
      identity: identity, size: try readInt64(), modified: try readInt64(),
      changed: try readInt64())
  }

  fileprivate mutating func readLineEnd() throws(DamagedRecord) -> LineEnd {
    LineEnd(position: try readInt(), hash: try readUInt64())
  }
}
