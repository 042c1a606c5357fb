import GRDB
import SpendCore

/// All digests of the state, and the number of its last commit: the tables `digest` and `root`.
///
/// Small (one entry a kind of record and at most three a day of history), so it is kept in memory
/// beside the database.
struct DigestTable: Sendable {
  private(set) var sequence: UInt64 = 0
  private var digests: [DigestKey: Digest] = [:]
  /// Over the checksums of the rows of `digest`.
  private var own = Digest()

  subscript(_ key: DigestKey) -> Digest { digests[key] ?? Digest() }

  /// Days of a level of the history that have rows, ascending.
  func parts(of scope: DigestKey.Scope) -> [Int64] {
    digests.keys.filter { $0.scope == scope }.map(\.part).sorted()
  }

  // MARK: Reading

  init() {}

  /// - Throws: ``DamagedRecord`` when it does not fit together.
  init(reading db: Database) throws {
    var stored: Digest?
    try RowStatement(db, "SELECT id, sequence, digests, total, checksum FROM root").run { row in
      let digest = Digest(rows: row.integer(2), total: row.integer(3))
      sequence = UInt64(bitPattern: row.integer(1))
      guard stored == nil, row.integer(0) == 1,
        row.integer(4) == Self.checksum(sequence: sequence, of: digest)
      else { throw DamagedRecord("root does not match its checksum") }
      stored = digest
      return true
    }
    let sql = "SELECT scope, part, entries, total, checksum FROM digest ORDER BY scope, part"
    try RowStatement(db, sql).run { row in
      guard let scope = DigestKey.Scope(rawValue: row.integer(0)) else {
        throw DamagedRecord("digest of an unknown table")
      }
      let key = DigestKey(scope: scope, part: row.integer(1))
      let digest = Digest(rows: row.integer(2), total: row.integer(3))
      guard row.integer(4) == key.checksum(of: digest), digests[key] == nil else {
        throw DamagedRecord("digest of \(key.scope) does not match its checksum")
      }
      digests[key] = digest
      own.add(row.integer(4))
      return true
    }
    guard stored == own else { throw DamagedRecord("digests are missing") }
  }

  // MARK: Writing

  /// Writes the root of a state that has nothing yet.
  static func create(in db: Database) throws {
    try RowStatement(
      db, "INSERT INTO root (id, sequence, digests, total, checksum) VALUES (1, 0, 0, 0, ?)"
    ).execute { $0.bind(0, checksum(sequence: 0, of: Digest())) }
  }

  /// Stores what changed, within the transaction of the change; this table is then what is stored.
  /// A caller whose transaction fails must forget it and keep the one that it had.
  mutating func store(
    _ changes: [DigestKey: Digest], sequence newSequence: UInt64, in db: Database
  ) throws {
    let upsert = try RowStatement(
      db, "INSERT OR REPLACE INTO digest (scope, part, entries, total, checksum) VALUES (?,?,?,?,?)"
    )
    let delete = try RowStatement(db, "DELETE FROM digest WHERE scope = ? AND part = ?")
    for (key, digest) in changes {
      if let old = digests[key] { own.remove(key.checksum(of: old)) }
      if digest.rows == 0 {
        digests[key] = nil
        try delete.execute {
          $0.bind(0, key.scope.rawValue)
          $0.bind(1, key.part)
        }
      } else {
        let checksum = key.checksum(of: digest)
        digests[key] = digest
        own.add(checksum)
        try upsert.execute {
          $0.bind(0, key.scope.rawValue)
          $0.bind(1, key.part)
          $0.bind(2, digest.rows)
          $0.bind(3, digest.total)
          $0.bind(4, checksum)
        }
      }
    }
    // Only the sequence that this table knows is replaced: if another writer was here, nothing is
    // changed.
    try RowStatement(
      db,
      """
      UPDATE root SET sequence = ?, digests = ?, total = ?, checksum = ? \
      WHERE id = 1 AND sequence = ?
      """
    ).execute {
      $0.bind(0, Int64(bitPattern: newSequence))
      $0.bind(1, own.rows)
      $0.bind(2, own.total)
      $0.bind(3, Self.checksum(sequence: newSequence, of: own))
      $0.bind(4, Int64(bitPattern: sequence))
    }
    guard db.changesCount == 1 else {
      throw DamagedRecord("somebody else wrote to it since commit \(sequence)")
    }
    sequence = newSequence
  }

  private static func checksum(sequence: UInt64, of digest: Digest) -> Int64 {
    var checksum = RowChecksum(table: .root)
    checksum.add(sequence)
    checksum.add(digest.rows)
    checksum.add(digest.total)
    return checksum.value
  }
}
