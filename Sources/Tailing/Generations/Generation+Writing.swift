import SpendCore

/// The records of a generation: a small head that changes with every commit, hashes of chunks in
/// groups of 256 (2 KiB) of which only the last changes, and line ends in groups of 16 chunks. So
/// what is written follows what changed, not how long the file is.
extension Generation {
  private static let chunksPerRecord = StoredGeneration.chunksPerRecord
  private static let chunksPerEndsRecord = StoredGeneration.chunksPerEndsRecord

  /// Records of everything that is not committed yet.
  func changes(source: String) -> [Record] {
    guard log.isDirty else { return [] }
    var records = [
      Record(
        kind: .generation, key: GenerationKeys.part(number, .head), body: stored.headBody(source))
    ]
    let chunkCount = stored.fingerprint.chunks.count
    var group = log.chunks / Self.chunksPerRecord
    while group * Self.chunksPerRecord < chunkCount, log.chunks < chunkCount {
      records.append(
        Record(
          kind: .generation, key: GenerationKeys.part(number, .chunks, group),
          body: stored.chunksBody(group)))
      group += 1
    }
    let groups = Set(stored.fingerprint.ends.keys.map { $0 / Self.chunksPerEndsRecord })
    let firstNew = log.chunks / Self.chunksPerEndsRecord
    for each in groups.sorted() where each >= firstNew || !log.groups.contains(each) {
      records.append(
        Record(
          kind: .generation, key: GenerationKeys.part(number, .ends, each),
          body: stored.endsBody(each)))
    }
    for each in log.groups.subtracting(groups).sorted() {
      records.append(
        Record(kind: .generation, key: GenerationKeys.part(number, .ends, each), body: nil))
    }
    var windowOffset = log.windowOffset
    if windowOffset != offset, let window = stored.tailWindow {
      // Until more is consumed nobody makes it again.
      stored.committedWindow = window
      records.append(
        Record(
          kind: .generation, key: GenerationKeys.part(number, .window),
          body: StoredGeneration.windowBody(window)))
      windowOffset = offset
    }
    log.made(chunks: chunkCount, groups: groups, offset: offset, windowOffset: windowOffset)
    return records
  }

  /// Removes every record of it.
  func removal() -> [Record] {
    var keys = [GenerationKeys.part(number, .head)]
    let groups = (max(log.chunks, stored.fingerprint.chunks.count) + Self.chunksPerRecord - 1)
    for each in 0..<groups / Self.chunksPerRecord {
      keys.append(GenerationKeys.part(number, .chunks, each))
    }
    let ends = Set(stored.fingerprint.ends.keys.map { $0 / Self.chunksPerEndsRecord })
    for each in log.groups.union(ends).sorted() {
      keys.append(GenerationKeys.part(number, .ends, each))
    }
    keys.append(GenerationKeys.part(number, .window))
    return keys.map { Record(kind: .generation, key: $0, body: nil) }
  }
}
