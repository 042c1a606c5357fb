import GRDB
import SpendCore

/// One level of the table of the history, of one layout, for as long as one access to the database
/// lasts. Rows of a layout that a later release has are left as they are.
///
/// A commit appends one part to every start that it touches, and what a start holds is the sum of
/// its parts; so a commit writes what changed, not what is there. When a start would have more than
/// ``HistoryParts/most``, the newest become one: all from the oldest that is at most twice as large
/// as everything after it. What is left out is larger than that, so sizes fall at least threefold
/// from part to part, and a byte is written again only together with at least half as many newer
/// ones: O(log(bytes of the start)) times.
struct HistoryTable<Sums: PartSums> {
  let level: HistoryLevel
  private let list: RowStatement
  private let tail: RowStatement
  private let insert: RowStatement
  private let delete: RowStatement
  private let database: Database

  init(_ level: HistoryLevel, in db: Database) throws {
    self.level = level
    database = db
    let which = "level = \(level.rawValue) AND layout = \(Sums.layout) AND start = ?"
    // The length of a blob is in the head of its row: the body is not read.
    list = try RowStatement(
      db, "SELECT sequence, length(body) FROM history_part WHERE \(which) ORDER BY sequence")
    tail = try RowStatement(
      db,
      """
      SELECT \(HistoryPart.columns) FROM history_part WHERE \(which) AND sequence >= ? \
      ORDER BY sequence
      """)
    insert = try HistoryPart.insertion(in: db)
    delete = try RowStatement(db, "DELETE FROM history_part WHERE \(which) AND sequence >= ?")
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
    if let first = HistoryParts.firstToMerge(parts.map(\.length), adding: body.count) {
      sequence = parts[first].sequence
      merged = try mergeNewest(
        start: start, from: sequence, count: parts.count - first, adding: body,
        digests: &digests)
    }
    let part = HistoryPart(
      level, start: start, layout: Sums.layout, sequence: sequence, body: merged)
    digests[part.digestKey].add(part.checksum)
    try part.insert(with: insert)
  }

  /// Takes the newest parts of a start out, and makes one body of them and another.
  private func mergeNewest(
    start: Int64, from sequence: Int64, count: Int, adding body: [UInt8],
    digests: inout ChangedDigests
  ) throws -> [UInt8] {
    var totals = HistoryTotals<Sums>()
    var digest = digests[HistoryPart.digestKey(level, start: start)]
    let bind: (borrowing RowStatement.Binder) -> Void = {
      $0.bind(0, start)
      $0.bind(1, sequence)
    }
    try tail.run(bind) {
      let part = try HistoryPart(row: $0)
      digest.remove(part.checksum)
      try totals.add(body: part.body)
      return true
    }
    try totals.add(body: body)
    try delete.execute(bind)
    guard database.changesCount == count else {
      throw DamagedRecord("the history has parts that come and go")
    }
    digests[HistoryPart.digestKey(level, start: start)] = digest
    return totals.body()
  }
}

/// When parts of a start become one.
enum HistoryParts {
  /// More than these are merged; as long as nothing can be merged cheaply, there may be more, at
  /// most the logarithm (base 3) of the bytes of the start.
  static let most = 16
  /// No merged body becomes longer, far from what SQLite can hold in a row (10⁹ bytes).
  private static let longestBody = 1 << 28

  /// Where merging begins, of parts with these lengths; nil when there is nothing to merge.
  static func firstToMerge(_ lengths: [Int], adding length: Int) -> Int? {
    guard lengths.count >= most else { return nil }
    var following = length
    var first: Int?
    for index in lengths.indices.reversed() {
      let together = following + lengths[index]
      guard together <= longestBody else { break }
      if lengths[index] <= 2 * following { first = index }
      following = together
    }
    return first
  }
}
