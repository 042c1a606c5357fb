import SpendCore

/// The records of a generation: a small head that changes with every commit, hashes of chunks in
/// groups of 256 (2 KiB) of which only the last changes, and line ends in groups of 16 chunks. So
/// what is written follows what changed, not how long the file is.
extension Generation {
  static let chunksPerRecord = 256
  static let chunksPerEndsRecord = 16

  /// Records of everything that is not committed yet.
  func changes(source: String) -> [Record] {
    guard log.isDirty else { return [] }
    var records = [
      Record(kind: .generation, key: GenerationKeys.part(number, .head), body: head(source))
    ]
    let chunks = fingerprint.chunks
    var group = log.chunks / Self.chunksPerRecord
    while group * Self.chunksPerRecord < chunks.count, log.chunks < chunks.count {
      var body = ByteWriter()
      body.write(UInt64(1))
      let range =
        group * Self.chunksPerRecord..<min((group + 1) * Self.chunksPerRecord, chunks.count)
      body.write(Self.bytes(of: chunks[range]))
      records.append(
        Record(
          kind: .generation, key: GenerationKeys.part(number, .chunks, group), body: body.bytes))
      group += 1
    }
    let groups = Set(fingerprint.ends.keys.map { $0 / Self.chunksPerEndsRecord })
    let firstNew = log.chunks / Self.chunksPerEndsRecord
    for each in groups.sorted() where each >= firstNew || !log.groups.contains(each) {
      records.append(
        Record(
          kind: .generation, key: GenerationKeys.part(number, .ends, each), body: ends(each)))
    }
    for each in log.groups.subtracting(groups).sorted() {
      records.append(
        Record(kind: .generation, key: GenerationKeys.part(number, .ends, each), body: nil))
    }
    log.made(chunks: chunks.count, groups: groups, offset: offset)
    return records
  }

  /// Removes every record of it.
  func removal() -> [Record] {
    var keys = [GenerationKeys.part(number, .head)]
    let groups = (max(log.chunks, fingerprint.chunks.count) + Self.chunksPerRecord - 1)
    for each in 0..<groups / Self.chunksPerRecord {
      keys.append(GenerationKeys.part(number, .chunks, each))
    }
    let ends = Set(fingerprint.ends.keys.map { $0 / Self.chunksPerEndsRecord })
    for each in log.groups.union(ends).sorted() {
      keys.append(GenerationKeys.part(number, .ends, each))
    }
    return keys.map { Record(kind: .generation, key: $0, body: nil) }
  }

  private func head(_ source: String) -> [UInt8] {
    var body = ByteWriter()
    body.write(UInt64(1))
    body.write(source)
    body.write(slot)
    body.write(path)
    body.write(realPath)
    body.write(state.rawValue)
    body.write(optional: facts) { $0.write($1) }
    body.write(isCompressed)
    body.write(offset)
    body.write(UInt64(fingerprint.chunks.count))
    let mark = fingerprint.tailMark
    body.write(mark.hash)
    body.write(list: mark.ends) { $0.write($1) }
    body.write(knownSize)
    body.write(counts.events)
    body.write(counts.rejected)
    body.write(counts.nulBytes)
    body.write(oversize)
    body.write(gaps)
    body.write(unverifiedEnds)
    body.write(optional: skipStart) { $0.write($1) }
    body.write(base)
    body.write(isRemainder)
    body.write(headLength)
    body.write(headHash)
    body.write(supersededTo)
    body.write(list: copies) { body, copy in
      body.write(copy.path)
      body.write(copy.facts)
      body.write(copy.contentSize)
    }
    body.write(lastThere)
    return body.bytes
  }

  private func ends(_ group: Int) -> [UInt8] {
    let first = group * Self.chunksPerEndsRecord
    let chunks = (first..<first + Self.chunksPerEndsRecord).filter {
      fingerprint.ends[$0] != nil
    }
    let count = chunks.reduce(0) { $0 + (fingerprint.ends[$1]?.count ?? 0) }
    var body = ByteWriter(capacity: 64 + 14 * count)
    body.write(UInt64(1))
    body.write(UInt64(chunks.count))
    for chunk in chunks {
      let ends = fingerprint.ends[chunk] ?? []
      body.write(UInt64(chunk - first))
      // Some hundreds in every commit of a busy file; the generic way of writing a list takes several times as long.
      body.write(UInt64(ends.count))
      for end in ends { body.write(end) }
    }
    return body.bytes
  }

  private static func bytes(of hashes: ArraySlice<UInt64>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(hashes.count * 8)
    for hash in hashes {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: hash >> shift))
      }
    }
    return bytes
  }
}

extension ByteWriter {
  fileprivate mutating func write(_ facts: FileFacts) {
    write(facts.identity.device)
    write(facts.identity.inode)
    write(facts.identity.birth)
    write(facts.size)
    write(facts.modified)
    write(facts.changed)
  }

  fileprivate mutating func write(_ end: LineEnd) {
    write(end.position)
    write(end.hash)
  }
}
