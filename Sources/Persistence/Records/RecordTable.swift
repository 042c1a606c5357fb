import GRDB
import SpendCore

/// The table of one kind of record, for as long as one access to the database lasts.
struct RecordTable {
  private let kind: Record.Kind
  private let find: RowStatement
  private let walk: RowStatement
  private let upsert: RowStatement
  private let delete: RowStatement
  /// The largest key that is known to be there, if any is: what stands after it is new, and need
  /// not be looked for.
  private var last: [UInt8]?

  init(_ kind: Record.Kind, in db: Database) throws {
    let table = kind.table
    self.kind = kind
    find = try RowStatement(db, "SELECT checksum FROM \(table) WHERE key = ?")
    walk = try RowStatement(
      db, "SELECT key, checksum FROM \(table) WHERE key BETWEEN ? AND ? ORDER BY key")
    upsert = try RowStatement(
      db, "INSERT OR REPLACE INTO \(table) (key, body, checksum) VALUES (?, ?, ?)")
    delete = try RowStatement(db, "DELETE FROM \(table) WHERE key = ?")
    last = try RowStatement(db, "SELECT key FROM \(table) ORDER BY key DESC LIMIT 1")
      .first(row: { $0.bytes(0) })
  }

  /// Stores or removes records in their order, and brings the digest of their table along.
  ///
  /// O(records · log rows). Where they are a good part of the table, what they replace is read in
  /// one walk over it, which takes a third of the time of looking for each.
  mutating func apply(_ records: ArraySlice<Record>, digest: inout Digest) throws {
    guard records.count >= Self.blockLength, digest.rows / 4 <= Int64(records.count) else {
      for record in records { try apply(record, replacing: checksum(of: record), &digest) }
      return
    }
    var rest = records
    while !rest.isEmpty {
      let block = Self.ascending(rest.prefix(Self.blockLength))
      let replaced = try checksums(of: block)
      for (record, old) in zip(block, replaced) { try apply(record, replacing: old, &digest) }
      rest = rest[block.endIndex...]
    }
  }

  /// Few enough that the pages of their rows are still at hand when they are written.
  private static var blockLength: Int { 256 }

  /// The first ones, as long as their keys ascend, so that none is there twice.
  private static func ascending(_ records: ArraySlice<Record>) -> ArraySlice<Record> {
    let end = records.indices.dropFirst().first {
      !records[$0 - 1].key.lexicographicallyPrecedes(records[$0].key)
    }
    return records[..<(end ?? records.endIndex)]
  }

  /// Of the row with the key of a record; nil when there is none.
  private func checksum(of record: Record) throws -> Int64? {
    guard let last, !last.lexicographicallyPrecedes(record.key) else { return nil }
    return try find.first({ $0.bind(0, record.key) }, row: { $0.integer(0) })
  }

  /// - Parameter records: with ascending keys.
  private func checksums(of records: ArraySlice<Record>) throws -> [Int64?] {
    var found = [Int64?](repeating: nil, count: records.count)
    guard let first = records.first?.key, let end = records.last?.key, let last,
      !last.lexicographicallyPrecedes(first)
    else { return found }
    var place = records.startIndex
    try walk.run {
      $0.bind(0, first)
      $0.bind(1, end)
    } row: { row in
      while place < records.endIndex, row.isBehind(0, records[place].key) { place += 1 }
      guard place < records.endIndex else { return false }
      if row.isEqual(0, records[place].key) {
        found[place - records.startIndex] = row.integer(1)
      }
      return true
    }
    return found
  }

  /// - Parameter old: checksum of the row that is there.
  private mutating func apply(
    _ record: Record, replacing old: Int64?, _ digest: inout Digest
  ) throws {
    if let old { digest.remove(old) }
    if let body = record.body {
      if old == nil, last?.lexicographicallyPrecedes(record.key) ?? true { last = record.key }
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
