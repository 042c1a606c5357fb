/// The chunks of a window as the state has them: buckets and breakdown of an hour of a day, a day
/// of a month, or a calendar period.
extension SpendWindow {
  /// Chunk number of the minutes beside the buckets. Below all others.
  static var recentChunk: Int64 { .min }

  /// Whether it is few enough entries for one record. Halfway back it stays as it is, so that a
  /// window does not go to and fro.
  var isStoredWhole: Bool {
    let entries = buckets.count + recent.count + breakdown.count + quality.count
    return entries <= (storedChunks.isEmpty ? 192 : 96)
  }

  /// All of its entries, numbers of buckets and chunks as differences.
  mutating func writeEntries(to writer: inout ByteWriter) {
    writer.write(buckets.list)
    writer.write(recent)
    var last: Int64 = 0
    writer.write(UInt64(breakdown.count))
    breakdown.forEach { entry in
      writer.write(entry.chunk &- last)
      writer.write(entry.labelSet)
      writer.write(entry.nano)
      last = entry.chunk
    }
    writer.write(list: quality) { writer, entry in
      writer.write(entry.chunk)
      writer.write(entry.unpriced)
      writer.write(entry.late)
    }
  }

  /// What ``writeEntries(to:)`` wrote.
  mutating func readEntries(from reader: inout ByteReader) throws(DamagedRecord) {
    try reader.readBuckets {
      buckets.reserve($0)
    } each: {
      _ = buckets.add($1, to: $0)
    }
    try reader.readBuckets {
      recent.reserve($0)
    } each: {
      _ = recent.add($1, to: $0)
    }
    let count = try reader.readCount()
    breakdown.reserve(count)
    var last: Int64 = 0
    for _ in 0..<count {
      last = last &+ (try reader.readInt64())
      let labelSet = try reader.readUInt32()
      var hint: UInt32 = .max
      breakdown.add(try reader.readInt64(), chunk: last, labelSet: labelSet, hint: &hint)
    }
    quality = try reader.readList { reader throws(DamagedRecord) in
      Quality(
        chunk: try reader.readInt64(), unpriced: try reader.readInt64(),
        late: try reader.readInt64())
    }
  }

  /// Hands over every chunk that changed since the last call, in the order of their numbers, and
  /// nil for those that are to be removed. They then count as stored. O(chunks and entries of the
  /// window that are not older).
  mutating func drainChunks(
    _ shape: RuleShape, into body: (_ chunk: Int64, _ body: [UInt8]?) -> Void
  ) {
    let oldest = buckets.first.map { shape.chunk(of: $0.bucket) } ?? .max
    if storedChunks.contains(where: { $0 != Self.recentChunk && $0 < oldest }) {
      for chunk in storedChunks where chunk != Self.recentChunk && chunk < oldest {
        body(chunk, nil)
      }
      storedChunks.removeAll { $0 != Self.recentChunk && $0 < oldest }
    }
    guard dirtyFrom != .max else { return }
    if !recent.isEmpty {
      body(Self.recentChunk, recentBody)
      markStored(Self.recentChunk)
    }
    let first = dirtyFrom == .min ? .min : shape.firstBucket(ofChunkOf: dirtyFrom)
    let live = buckets.live(from: first)
    dirtyFrom = .max
    var start = live.startIndex
    while start < live.endIndex {
      let chunk = shape.chunk(of: live[start].bucket)
      var end = start
      while end < live.endIndex, shape.chunk(of: live[end].bucket) == chunk { end += 1 }
      body(chunk, chunkBody(chunk, live[start..<end]))
      markStored(chunk)
      start = end
    }
  }

  private mutating func markStored(_ chunk: Int64) {
    if !storedChunks.contains(chunk) { storedChunks.append(chunk) }
  }

  private mutating func chunkBody(_ number: Int64, _ buckets: ArraySlice<Buckets.Entry>) -> [UInt8]
  {
    var writer = ByteWriter()
    writer.write(UInt64(1))
    writer.write(list: buckets) { writer, entry in
      writer.write(entry.bucket)
      writer.write(entry.nano)
    }
    writer.write(list: breakdown.entries(of: number)) { writer, entry in
      writer.write(entry.labelSet)
      writer.write(entry.nano)
    }
    let quality = quality.first { $0.chunk == number }
    writer.write(quality?.unpriced ?? 0)
    writer.write(quality?.late ?? 0)
    return writer.bytes
  }

  private var recentBody: [UInt8] {
    var writer = ByteWriter()
    writer.write(UInt64(1))
    writer.write(list: recent.live()) { writer, entry in
      writer.write(entry.bucket)
      writer.write(entry.nano)
    }
    return writer.bytes
  }
}

extension ByteWriter {
  fileprivate mutating func write(_ buckets: BucketList) {
    write(UInt64(buckets.count))
    var last: Int64 = 0
    buckets.forEach { entry in
      write(entry.bucket &- last)
      write(entry.nano)
      last = entry.bucket
    }
  }
}

extension ByteReader {
  fileprivate mutating func readBuckets(
    _ reserve: (Int) -> Void, each: (_ bucket: Int64, _ nano: Int64) -> Void
  ) throws(DamagedRecord) {
    let count = try readCount()
    reserve(count)
    var last: Int64 = 0
    for _ in 0..<count {
      last = last &+ (try readInt64())
      each(last, try readInt64())
    }
  }
}
