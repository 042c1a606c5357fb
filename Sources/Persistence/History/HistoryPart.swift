import GRDB
import SpendCore

/// One row of the history: what one commit, or several that were merged, added to a stretch of
/// time.
struct HistoryPart {
  var level: HistoryLevel
  /// When the stretch begins; seconds since 1970.
  var start: Int64
  /// What its body is made of (``PartSums/layout``).
  var layout: Int64
  /// Tells the parts of a start apart; the later, the higher.
  var sequence: Int64
  var body: [UInt8]
  var checksum: Int64

  init(
    _ level: HistoryLevel, start: Int64, layout: Int64, sequence: Int64, body: [UInt8]
  ) {
    self.level = level
    self.start = start
    self.layout = layout
    self.sequence = sequence
    self.body = body
    var checksum = RowChecksum(table: DigestKey.Scope(level))
    checksum.add(start)
    checksum.add(layout)
    checksum.add(sequence)
    checksum.add(body)
    self.checksum = checksum.value
  }

  // MARK: Rows

  static let columns = "level, start, layout, sequence, body, checksum"

  /// - Parameter row: of ``columns``.
  /// - Throws: ``DamagedRecord`` when the row does not match its checksum.
  init(row: borrowing RowStatement.Columns) throws {
    guard let level = HistoryLevel(rawValue: row.integer(0)) else {
      throw DamagedRecord("the history has a row of an unknown level")
    }
    self.init(
      level, start: row.integer(1), layout: row.integer(2), sequence: row.integer(3),
      body: row.bytes(4))
    guard row.integer(5) == checksum else {
      throw DamagedRecord("a row of the history does not match its checksum")
    }
  }

  static func insertion(in db: Database) throws -> RowStatement {
    try RowStatement(db, "INSERT INTO history_part (\(columns)) VALUES (?, ?, ?, ?, ?, ?)")
  }

  func insert(with statement: RowStatement) throws {
    try statement.execute {
      $0.bind(0, level.rawValue)
      $0.bind(1, start)
      $0.bind(2, layout)
      $0.bind(3, sequence)
      $0.bind(4, body)
      $0.bind(5, checksum)
    }
  }

  // MARK: Digests

  var digestKey: DigestKey { Self.digestKey(level, start: start) }

  static func digestKey(_ level: HistoryLevel, start: Int64) -> DigestKey {
    DigestKey(scope: DigestKey.Scope(level), part: Timestamp.floorDivide(start, 86_400))
  }
}

extension DigestKey.Scope {
  init(_ level: HistoryLevel) {
    self =
      switch level {
      case .quarter: .quarterParts
      case .hour: .hourParts
      case .day: .dayParts
      }
  }
}
