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
  mutating func apply(
    _ records: RecordList, in places: Range<Int>, digest: inout Digest
  ) throws {
    guard places.count >= Self.blockLength, digest.rows / 4 <= Int64(places.count) else {
      for place in places {
        let old = try unsafe records.withBytes(place) { key, _ in try unsafe checksum(of: key) }
        try apply(records, place, replacing: old, &digest)
      }
      return
    }
    var rest = places
    while !rest.isEmpty {
      let block = Self.ascending(rest.prefix(Self.blockLength), records)
      let replaced = try checksums(of: records, in: block)
      for (place, old) in zip(block, replaced) {
        try apply(records, place, replacing: old, &digest)
      }
      rest = block.endIndex..<rest.endIndex
    }
  }

  /// Few enough that the pages of their rows are still at hand when they are written.
  private static var blockLength: Int { 256 }

  /// The first ones, as long as their keys ascend, so that none is there twice.
  private static func ascending(_ places: Range<Int>, _ records: RecordList) -> Range<Int> {
    let end = places.dropFirst().first { place in
      unsafe records.withBytes(place - 1) { last, _ in
        unsafe records.withBytes(place) { key, _ in unsafe Blob.compare(last, key) >= 0 }
      }
    }
    return places.startIndex..<(end ?? places.endIndex)
  }

  /// Whether there may be a row with a key.
  private func reaches(_ key: UnsafeRawBufferPointer) -> Bool {
    unsafe last?.withUnsafeBytes { unsafe Blob.compare($0, key) >= 0 } ?? false
  }

  /// Of the row with a key; nil when there is none.
  private func checksum(of key: UnsafeRawBufferPointer) throws -> Int64? {
    guard unsafe reaches(key) else { return nil }
    return try find.first({ unsafe $0.bind(0, key) }, row: { $0.integer(0) })
  }

  /// - Parameter places: of records with ascending keys.
  private func checksums(of records: RecordList, in places: Range<Int>) throws -> [Int64?] {
    var found = [Int64?](repeating: nil, count: places.count)
    guard let first = places.first, let end = places.last else { return found }
    var place = first
    try unsafe records.withBytes(first) { firstKey, _ in
      try unsafe records.withBytes(end) { endKey, _ in
        guard unsafe reaches(firstKey) else { return }
        try walk.run {
          unsafe $0.bind(0, firstKey)
          unsafe $0.bind(1, endKey)
        } row: { row in
          while place <= end {
            let order = unsafe records.withBytes(place) { key, _ in
              unsafe row.compare(0, to: key)
            }
            if order < 0 { return true }
            if order == 0 { found[place - first] = row.integer(1) }
            place += 1
          }
          return false
        }
      }
    }
    return found
  }

  /// - Parameter old: checksum of the row that is there.
  private mutating func apply(
    _ records: RecordList, _ place: Int, replacing old: Int64?, _ digest: inout Digest
  ) throws {
    if let old { digest.remove(old) }
    try unsafe records.withBytes(place) { key, body in
      if let body = unsafe body {
        if old == nil, unsafe !reaches(key) { last = unsafe Array(key) }
        let checksum = unsafe RowChecksum.of(record: kind, key: key, body: body)
        digest.add(checksum)
        try upsert.execute {
          unsafe $0.bind(0, key)
          unsafe $0.bind(1, body)
          $0.bind(2, checksum)
        }
      } else if old != nil {
        try delete.execute { unsafe $0.bind(0, key) }
      }
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
