import GRDB
import SpendCore

/// The table of one kind of record, for as long as one access to the database lasts.
struct RecordTable {
  private let kind: Record.Kind
  private let find: RowStatement
  private let upsert: RowStatement
  private let delete: RowStatement
  /// The largest key that is known to be there, if any is: what stands behind it is new, and need
  /// not be looked for.
  private var last: [UInt8]?

  init(_ kind: Record.Kind, in db: Database) throws {
    let table = kind.table
    self.kind = kind
    find = try RowStatement(db, "SELECT checksum FROM \(table) WHERE key = ?")
    upsert = try RowStatement(
      db, "INSERT OR REPLACE INTO \(table) (key, body, checksum) VALUES (?, ?, ?)")
    delete = try RowStatement(db, "DELETE FROM \(table) WHERE key = ?")
    last = try RowStatement(db, "SELECT key FROM \(table) ORDER BY key DESC LIMIT 1")
      .first(row: { $0.bytes(0) })
  }

  /// Stores or removes one record and brings the digest of its table along.
  mutating func apply(_ record: Record, digest: inout Digest) throws {
    let isNew = last?.lexicographicallyPrecedes(record.key) ?? true
    let old =
      isNew ? nil : try find.first({ $0.bind(0, record.key) }, row: { $0.integer(0) })
    if let old { digest.remove(old) }
    if let body = record.body {
      if isNew { last = record.key }
      let checksum = RowChecksum.of(record: kind, key: record.key, body: body)
      digest.add(checksum)
      try upsert.execute {
        $0.bind(0, record.key)
        $0.bind(1, body)
        $0.bind(2, checksum)
      }
    } else if old != nil {
      try delete.execute { $0.bind(0, record.key) }
    }
  }

  /// Every record in the order of the keys.
  /// - Throws: ``DamagedRecord`` when a row, or the table as a whole, is not what was committed.
  static func readAll(
    _ kind: Record.Kind, in db: Database, expecting digest: Digest
  ) throws -> [Record] {
    var records: [Record] = []
    // A damaged count must not ask for all memory.
    records.reserveCapacity(Int(min(max(digest.rows, 0), 1 << 20)))
    var found = Digest()
    let sql = "SELECT key, body, checksum FROM \(kind.table) ORDER BY key"
    try RowStatement(db, sql).run { row in
      let (key, body) = (row.bytes(0), row.bytes(1))
      guard row.integer(2) == RowChecksum.of(record: kind, key: key, body: body) else {
        throw DamagedRecord("a row of \(kind.table) does not match its checksum")
      }
      if let last = records.last, !last.key.lexicographicallyPrecedes(key) {
        throw DamagedRecord("the rows of \(kind.table) are out of order")
      }
      found.add(row.integer(2))
      records.append(Record(kind: kind, key: key, body: body))
      return true
    }
    guard found == digest else {
      throw DamagedRecord("\(kind.table) has \(found.rows) rows that do not add up")
    }
    return records
  }

  /// Every record whose checksum is right, up to where the table cannot be read any further.
  static func salvage(_ kind: Record.Kind, in db: Database) -> [Record] {
    var records: [Record] = []
    do {
      let sql = "SELECT key, body, checksum FROM \(kind.table) ORDER BY key"
      try RowStatement(db, sql).run { row in
        let (key, body) = (row.bytes(0), row.bytes(1))
        if row.integer(2) == RowChecksum.of(record: kind, key: key, body: body) {
          records.append(Record(kind: kind, key: key, body: body))
        }
        return true
      }
    } catch {
      // Salvage takes what there is; that something is missing was known before it began.
    }
    return records
  }
}
