import GRDB
import SpendCore

/// One of the two history tables, for as long as one access to the database lasts.
///
/// A commit appends one part to every start that it touches, and what a start holds is the sum of
/// its parts; so a commit writes what changed, not what is there. When a start would have more than
/// ``mostParts``, the newest become one: all from the oldest that is at most twice as large as
/// everything behind it. What is left out is larger than that, so sizes fall at least threefold
/// from part to part, and a byte is written again only together with at least half as many newer
/// ones: O(log(bytes of the start)) times.
struct HistoryTable {
  enum Width: Sendable {
    case quarter, hour

    var seconds: Int64 { self == .quarter ? 900 : 3600 }
    var perDay: Int64 { self == .quarter ? 96 : 24 }

    func start(ofQuarter quarter: Int64) -> Int64 {
      self == .quarter ? quarter : Timestamp.floorDivide(quarter, 4)
    }

    var table: String { self == .quarter ? "history_quarter" : "history_hour" }
    var scope: DigestKey.Scope { self == .quarter ? .quarters : .hours }
  }

  /// More than these are merged; as long as nothing can be merged cheaply, there may be more, at
  /// most the logarithm (base 3) of the bytes of the start.
  static let mostParts = 16
  /// No merged body becomes longer, far from what SQLite can hold in a row (10⁹ bytes).
  private static let longestBody = 1 << 28

  let width: Width
  private let list: RowStatement
  private let tail: RowStatement
  private let insert: RowStatement
  private let delete: RowStatement
  private let database: Database

  init(_ width: Width, in db: Database) throws {
    self.width = width
    database = db
    let table = width.table
    // The length of a blob is in the head of its row: the body is not read.
    list = try RowStatement(
      db, "SELECT sequence, length(body) FROM \(table) WHERE start = ? ORDER BY sequence")
    tail = try RowStatement(
      db,
      """
      SELECT start, sequence, body, checksum FROM \(table) WHERE start = ? AND sequence >= ? \
      ORDER BY sequence
      """)
    insert = try RowStatement(
      db, "INSERT INTO \(table) (start, sequence, body, checksum) VALUES (?, ?, ?, ?)")
    delete = try RowStatement(db, "DELETE FROM \(table) WHERE start = ? AND sequence >= ?")
  }

  /// Adds a part to a start, merging it with earlier ones when there are too many.
  func append(_ body: [UInt8], start: Int64, digests: inout ChangedDigests) throws {
    guard !body.isEmpty else { return }
    var parts: [(sequence: Int64, length: Int)] = []
    try list.run({ $0.bind(0, start) }) {
      parts.append(($0.integer(0), Int($0.integer(1))))
      return true
    }
    var (sequence, merged) = ((parts.last?.sequence ?? 0) &+ 1, body)
    if let first = Self.firstToMerge(parts.map(\.length), adding: body.count) {
      sequence = parts[first].sequence
      merged = try take(
        start: start, from: sequence, count: parts.count - first, adding: body,
        digests: &digests)
    }
    let part = HistoryPart(width, start: start, sequence: sequence, body: merged)
    digests[digestKey(start: start)].add(part.checksum)
    try insert.execute {
      $0.bind(0, part.start)
      $0.bind(1, part.sequence)
      $0.bind(2, part.body)
      $0.bind(3, part.checksum)
    }
  }

  /// Where merging begins, of parts with these lengths; nil when there is nothing to merge.
  static func firstToMerge(_ lengths: [Int], adding length: Int) -> Int? {
    guard lengths.count >= mostParts else { return nil }
    var behind = length
    var first: Int?
    for index in lengths.indices.reversed() {
      let together = behind + lengths[index]
      guard together <= longestBody else { break }
      if lengths[index] <= 2 * behind { first = index }
      behind = together
    }
    return first
  }

  /// Takes the newest parts of a start out, and makes one body of them and another.
  private func take(
    start: Int64, from sequence: Int64, count: Int, adding body: [UInt8],
    digests: inout ChangedDigests
  ) throws -> [UInt8] {
    var totals = HistoryTotals()
    var digest = digests[digestKey(start: start)]
    let bind: (borrowing RowStatement.Binder) -> Void = {
      $0.bind(0, start)
      $0.bind(1, sequence)
    }
    try tail.run(bind) {
      let part = try HistoryPart(width, row: $0)
      digest.remove(part.checksum)
      try totals.add(body: part.body)
      return true
    }
    try totals.add(body: body)
    try delete.execute(bind)
    guard database.changesCount == count else {
      throw DamagedRecord("\(width.table) has parts that come and go")
    }
    digests[digestKey(start: start)] = digest
    return totals.body()
  }

  private func digestKey(start: Int64) -> DigestKey {
    Self.digestKey(width, start: start)
  }

  static func digestKey(_ width: Width, start: Int64) -> DigestKey {
    DigestKey(scope: width.scope, part: Timestamp.floorDivide(start, width.perDay))
  }
}
