import GRDB
import SpendCore

/// One of the two history tables, for as long as one access to the database lasts. Rows are sums,
/// so whatever comes for a start and a label set that is there is added to it.
struct HistoryTable {
  enum Width: Sendable {
    case quarter, hour

    var seconds: Int64 { self == .quarter ? 900 : 3600 }
    var perDay: Int64 { self == .quarter ? 96 : 24 }
    var table: String { self == .quarter ? "history_quarter" : "history_hour" }
    var scope: DigestKey.Scope { self == .quarter ? .quarters : .hours }
  }

  /// Start and label set, and what is summed up for them.
  struct Entry {
    /// In units of the width since 1970.
    var start: Int64
    var labelSet: Int64
    var calls: Int64 = 0
    var spend: Int64 = 0
    var inputTokens: Int64 = 0
    var outputTokens: Int64 = 0

    mutating func add(_ other: Entry) {
      calls = Money.saturating(calls, other.calls)
      spend = Money.saturating(spend, other.spend)
      inputTokens = Money.saturating(inputTokens, other.inputTokens)
      outputTokens = Money.saturating(outputTokens, other.outputTokens)
    }
  }

  private static let columns = "start, labelSet, calls, spend, inputTokens, outputTokens, checksum"
  let width: Width
  private let find: RowStatement
  private let upsert: RowStatement
  private let delete: RowStatement

  init(_ width: Width, in db: Database) throws {
    self.width = width
    let table = width.table
    find = try RowStatement(
      db, "SELECT \(Self.columns) FROM \(table) WHERE start = ? AND labelSet = ?")
    upsert = try RowStatement(
      db, "INSERT OR REPLACE INTO \(table) (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?)")
    delete = try RowStatement(db, "DELETE FROM \(table) WHERE start = ? AND labelSet = ?")
  }

  func add(_ delta: Entry, digests: inout ChangedDigests) throws {
    var entry = delta
    let key = digestKey(start: delta.start)
    let old = try find.first({
      $0.bind(0, delta.start)
      $0.bind(1, delta.labelSet)
    }) { try Self.entry(of: $0, width: width) }
    if let old {
      entry.add(old)
      digests[key].remove(checksum(of: old))
    }
    let checksum = checksum(of: entry)
    digests[key].add(checksum)
    try upsert.execute {
      $0.bind(0, entry.start)
      $0.bind(1, entry.labelSet)
      $0.bind(2, entry.calls)
      $0.bind(3, entry.spend)
      $0.bind(4, entry.inputTokens)
      $0.bind(5, entry.outputTokens)
      $0.bind(6, checksum)
    }
  }

  func remove(_ entry: Entry, digests: inout ChangedDigests) throws {
    digests[digestKey(start: entry.start)].remove(checksum(of: entry))
    try delete.execute {
      $0.bind(0, entry.start)
      $0.bind(1, entry.labelSet)
    }
  }

  /// Rows that start in a range, in the order of start and label set.
  /// - Throws: ``DamagedRecord`` when a row does not match its checksum.
  static func read(
    _ width: Width, starts: Range<Int64>, limit: Int = .max, in db: Database
  ) throws -> [Entry] {
    var entries: [Entry] = []
    let sql = """
      SELECT \(columns) FROM \(width.table) WHERE start >= ? AND start < ? \
      ORDER BY start, labelSet LIMIT ?
      """
    try RowStatement(db, sql).run({
      $0.bind(0, starts.lowerBound)
      $0.bind(1, starts.upperBound)
      $0.bind(2, Int64(limit))
    }) {
      entries.append(try entry(of: $0, width: width))
      return true
    }
    return entries
  }

  /// All rows of a day, which have to add up to its digest.
  static func readDay(
    _ width: Width, day: Int64, expecting digest: Digest, in db: Database
  ) throws -> [Entry] {
    let starts = day * width.perDay..<(day + 1) * width.perDay
    let entries = try read(width, starts: starts, in: db)
    var found = Digest()
    for entry in entries { found.add(checksum(of: entry, width: width)) }
    guard found == digest else {
      throw DamagedRecord("\(width.table) has rows that do not add up")
    }
    return entries
  }

  private func digestKey(start: Int64) -> DigestKey {
    DigestKey(scope: width.scope, part: Timestamp.floorDivide(start, width.perDay))
  }

  private func checksum(of entry: Entry) -> Int64 { Self.checksum(of: entry, width: width) }

  private static func checksum(of entry: Entry, width: Width) -> Int64 {
    var checksum = RowChecksum(table: width.scope)
    for value in [
      entry.start, entry.labelSet, entry.calls, entry.spend, entry.inputTokens, entry.outputTokens,
    ] {
      checksum.add(value)
    }
    return checksum.value
  }

  private static func entry(
    of row: borrowing RowStatement.Columns, width: Width
  ) throws -> Entry {
    let entry = Entry(
      start: row.integer(0), labelSet: row.integer(1), calls: row.integer(2),
      spend: row.integer(3), inputTokens: row.integer(4), outputTokens: row.integer(5))
    guard row.integer(6) == checksum(of: entry, width: width) else {
      throw DamagedRecord("a row of \(width.table) does not match its checksum")
    }
    return entry
  }
}

extension Money {
  /// The sum, pinned to the range of 64 bits.
  fileprivate static func saturating(_ a: Int64, _ b: Int64) -> Int64 {
    (Money(nano: a) + Money(nano: b)).nano
  }
}
