/// Whether a file still is what was consumed of it, by the bytes just before the offset.
extension StoredGeneration {
  /// Whether bytes begin with the last ones that were consumed.
  func isAnchor(atStartOf bytes: UnsafeRawBufferPointer) -> Bool {
    unsafe fingerprint.anchor.withUnsafeBytes { anchor in
      unsafe bytes.count >= anchor.count
        && UnsafeRawBufferPointer(rebasing: bytes[..<anchor.count]).isEqual(to: anchor)
    }
  }

  /// Before anything is consumed the first bytes that were seen stand in for the anchor. Those
  /// that are at hand tell, unless they are NULs.
  func isHead(
    atStartOf bytes: UnsafeRawBufferPointer, _ reader: any ContentReader
  ) throws(FileError) -> Bool {
    guard offset == 0, head.isKnown else { return true }
    let page = unsafe UnsafeRawBufferPointer(rebasing: bytes.prefix(ChunkLayout.small))
    if unsafe page.leadingZeros == page.count { return try hasHead(in: reader) }
    return unsafe page.count >= head.length
      && ContentHash.of(.init(rebasing: page[..<head.length])) == head.hash
  }

  /// Whether a file begins as this one did when nothing was consumed of it.
  func hasHead(in reader: any ContentReader) throws(FileError) -> Bool {
    guard head.isKnown else { return false }
    return try reader.head(atMost: head.length) == head
  }

  /// The first bytes that were consumed, or seen; nil: nothing is known of them.
  var beginning: FileBeginning? {
    if offset == 0 {
      return head.isKnown ? .init(length: head.length, isHead: true, hash: head.hash) : nil
    }
    if let first = fingerprint.chunks.first {
      return .init(length: ChunkLayout.small, isHead: false, hash: first)
    }
    return .init(
      length: fingerprint.tailLength, isHead: false, hash: fingerprint.tailMark.hash)
  }

  /// Reads the anchor again, before an open file is compared with others. True also where it
  /// cannot be read: that says nothing.
  func isAnchored(in reader: any ContentReader) -> Bool {
    let length = fingerprint.anchor.count
    guard let bytes = try? reader.bytes(length, at: offset - Int64(length)),
      let hasHead = try? unsafe isHead(atStartOf: .init(start: nil, count: 0), reader)
    else { return true }
    return unsafe hasHead && bytes.withUnsafeBytes { unsafe isAnchor(atStartOf: $0) }
  }
}
