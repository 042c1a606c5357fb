/// The chunks of a window as the state has them: buckets and shares of an hour of a day, a day of a month, or a
/// calendar period.
extension SpendWindow {
  /// Chunk number of the minutes beside the buckets. Below all others.
  static var recentChunk: Int64 { .min }

  /// Hands over every chunk that changed since the last call, in the order of their numbers, and nil for those that
  /// are to be removed. They then count as stored. O(chunks and entries of the window that are not older).
  mutating func takeChunks(
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
      noteStored(Self.recentChunk)
    }
    let live = buckets.live
    var start = live.firstIndex { $0.bucket >= dirtyFrom } ?? live.endIndex
    dirtyFrom = .max
    while start < live.endIndex {
      let chunk = shape.chunk(of: live[start].bucket)
      while start > live.startIndex, shape.chunk(of: live[start - 1].bucket) == chunk { start -= 1 }
      var end = start
      while end < live.endIndex, shape.chunk(of: live[end].bucket) == chunk { end += 1 }
      body(chunk, chunkBody(chunk, live[start..<end]))
      noteStored(chunk)
      start = end
    }
  }

  private mutating func noteStored(_ chunk: Int64) {
    if !storedChunks.contains(chunk) { storedChunks.append(chunk) }
  }

  private func chunkBody(_ number: Int64, _ buckets: ArraySlice<Buckets.Entry>) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(UInt64(1))
    writer.write(list: buckets) { writer, entry in
      writer.write(entry.bucket)
      writer.write(entry.nano)
    }
    writer.write(list: shares.entries(of: number)) { writer, entry in
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
    writer.write(list: recent.live) { writer, entry in
      writer.write(entry.bucket)
      writer.write(entry.nano)
    }
    return writer.bytes
  }
}
