/// What a file is known by of which nothing is consumed: a hash of its first bytes.
struct ContentHead: Hashable, Sendable {
  /// How many bytes the hash is made of; 0 as long as nothing can be said.
  var length: Int
  var hash: UInt64

  static let unknown = ContentHead(length: 0, hash: 0)

  var isKnown: Bool { length > 0 }
}
