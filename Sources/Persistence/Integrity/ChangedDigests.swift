/// The digests that a transaction changes, over those that were committed before it.
struct ChangedDigests {
  let committed: DigestTable
  /// Number of the commit after the transaction.
  var sequence: UInt64
  private(set) var changes: [DigestKey: Digest] = [:]

  init(_ committed: DigestTable) {
    self.committed = committed
    sequence = committed.sequence
  }

  subscript(_ key: DigestKey) -> Digest {
    get { changes[key] ?? committed[key] }
    set { changes[key] = newValue }
  }
}
