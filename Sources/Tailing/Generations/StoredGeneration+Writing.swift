import SpendCore

/// The bodies of a generation's records.
extension StoredGeneration {
  static let chunksPerRecord = 256
  static let chunksPerEndsRecord = 16

  func headBody(_ source: String) -> [UInt8] {
    var body = ByteWriter()
    body.write(UInt64(1))
    body.write(source)
    body.write(slot.bytes)
    body.write(path.bytes)
    body.write(realPath.bytes)
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
    body.write(head.length)
    body.write(head.hash)
    body.write(supersededTo)
    body.write(list: copies) { body, copy in
      body.write(copy.path.bytes)
      body.write(copy.facts)
      body.write(copy.contentSize)
    }
    body.write(lastThere)
    return body.bytes
  }

  func endsBody(_ group: Int) -> [UInt8] {
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
      // Some hundreds in every commit of a busy file; the generic way of writing a list takes
      // several times as long.
      body.write(UInt64(ends.count))
      for end in ends { body.write(end) }
    }
    return body.bytes
  }

  func chunksBody(_ group: Int) -> [UInt8] {
    let first = group * Self.chunksPerRecord
    let hashes = fingerprint.chunks[first...].prefix(Self.chunksPerRecord)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(hashes.count * 8)
    for hash in hashes {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: hash >> shift))
      }
    }
    var body = ByteWriter()
    body.write(UInt64(1))
    body.write(bytes)
    return body.bytes
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
