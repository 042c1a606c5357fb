/// The digests that a transaction changes, over those that were committed before it.
struct ChangedDigests {
  private let committed: DigestTable
  private(set) var changes: [DigestKey: Digest] = [:]

  init(_ committed: DigestTable) { self.committed = committed }

  subscript(_ key: DigestKey) -> Digest {
    get { changes[key] ?? committed[key] }
    set { changes[key] = newValue }
  }
}
