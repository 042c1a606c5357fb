import SpendCore

/// One row of a history table: what one commit, or several that were merged, added to a stretch of
/// time.
struct HistoryPart {
  /// In units of the width since 1970.
  var start: Int64
  /// Tells the parts of a start apart; the later, the higher.
  var sequence: Int64
  var body: [UInt8]
  var checksum: Int64

  init(_ width: HistoryTable.Width, start: Int64, sequence: Int64, body: [UInt8]) {
    self.start = start
    self.sequence = sequence
    self.body = body
    checksum = Self.checksum(width, start: start, sequence: sequence, body: body)
  }

  /// - Parameter row: start, sequence, body, checksum.
  /// - Throws: ``DamagedRecord`` when the row does not match its checksum.
  init(_ width: HistoryTable.Width, row: borrowing RowStatement.Columns) throws {
    self.init(width, start: row.integer(0), sequence: row.integer(1), body: row.bytes(2))
    guard row.integer(3) == checksum else {
      throw DamagedRecord("a row of \(width.table) does not match its checksum")
    }
  }

  private static func checksum(
    _ width: HistoryTable.Width, start: Int64, sequence: Int64, body: [UInt8]
  ) -> Int64 {
    var checksum = RowChecksum(table: width.scope)
    checksum.add(start)
    checksum.add(sequence)
    checksum.add(body)
    return checksum.value
  }
}
