import SpendCore

/// How many rows a part of the state has, and the sum of their checksums (modulo 2⁶⁴).
///
/// A checksum in a row finds a row that was changed; this finds one that is gone, doubled, or of
/// another commit than its neighbours, as a cut or half-restored database has them. Kept up with
/// every commit: a row that comes or goes is added or taken off in O(1).
struct Digest: Hashable, Sendable {
  var rows: Int64 = 0
  var total: Int64 = 0

  mutating func add(_ checksum: Int64) {
    rows += 1
    total &+= checksum
  }

  mutating func remove(_ checksum: Int64) {
    rows -= 1
    total &-= checksum
  }
}

/// What a ``Digest`` is of: all records of a kind, or one day of a level of the history.
struct DigestKey: Hashable, Comparable, Sendable {
  /// Stored: numbers are never given to something else.
  enum Scope: Int64, CaseIterable, Sendable {
    case meta = 1
    case source = 2
    case generation = 3
    case labelSet = 4
    case window = 5
    case chunk = 6
    case feature = 7
    case alert = 8
    case delivery = 9
    case receiver = 10
    case seen = 12
    /// Of schema 1 and 2.
    case quarters = 32
    case hours = 33
    case quarterParts = 34
    case hourParts = 35
    case dayParts = 36
    case digests = 64
    case root = 65

    init(_ kind: Record.Kind) {
      self =
        switch kind {
        case .meta: .meta
        case .source: .source
        case .generation: .generation
        case .labelSet: .labelSet
        case .window: .window
        case .chunk: .chunk
        case .feature: .feature
        case .alert: .alert
        case .delivery: .delivery
        case .receiver: .receiver
        case .seen: .seen
        }
    }
  }

  var scope: Scope
  /// Day since 1970 in UTC of the history; 0 for records.
  var part: Int64 = 0

  static func < (a: DigestKey, b: DigestKey) -> Bool {
    (a.scope.rawValue, a.part) < (b.scope.rawValue, b.part)
  }

  static func records(_ kind: Record.Kind) -> DigestKey { DigestKey(scope: Scope(kind)) }

  func checksum(of digest: Digest) -> Int64 {
    var checksum = RowChecksum(table: .digests)
    checksum.add(scope.rawValue)
    checksum.add(part)
    checksum.add(digest.rows)
    checksum.add(digest.total)
    return checksum.value
  }
}
