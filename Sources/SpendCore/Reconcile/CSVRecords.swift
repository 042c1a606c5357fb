/// Cuts a file of separated values into records (RFC 4180, with lone line feeds and carriage
/// returns as line ends too).
///
/// O(length); holds one record at a time, of at most ``longest`` bytes and ``widest`` fields.
struct CSVRecords {
  static let longest = 4 << 20
  static let widest = 20_000

  /// The fields of a record, where they stand in one buffer.
  struct Record {
    fileprivate(set) var bytes: [UInt8] = []
    fileprivate(set) var ends: [Int] = []
    /// On which it begins.
    fileprivate(set) var line = 1

    var count: Int { ends.count }

    subscript(index: Int) -> Substring {
      let start = index == 0 ? 0 : ends[index - 1]
      return Substring(decoding: bytes[start..<ends[index]], as: UTF8.self)
    }

    var fields: [String] { ends.indices.map { String(self[$0]) } }
    /// A line without anything on it.
    var isBlank: Bool { ends.count == 1 && bytes.isEmpty }
  }

  private enum Place { case fieldStart, plain, quoted, afterQuote }
  let separator: UInt8
  private var place = Place.fieldStart
  private var record = Record()
  private var line = 1
  private var isAfterReturn: Bool

  /// - Parameters:
  ///   - line: the number of the first line of what is to come.
  ///   - isAfterReturn: a carriage return came before, whose line feed may follow.
  init(separator: UInt8, line: Int = 1, isAfterReturn: Bool = false) {
    self.separator = separator
    self.line = line
    self.isAfterReturn = isAfterReturn
    record.line = line
  }

  mutating func add(
    _ chunk: ArraySlice<UInt8>, _ body: (borrowing Record) throws(ExportFailure) -> Void
  ) throws(ExportFailure) {
    for byte in chunk {
      if isAfterReturn {
        isAfterReturn = false
        if byte == 0x0A { continue }
      }
      switch (place, byte) {
      case (.quoted, UInt8(ascii: "\"")): place = .afterQuote
      case (.quoted, _):
        if byte == 0x0A { line += 1 }
        record.bytes.append(byte)
      case (.afterQuote, UInt8(ascii: "\"")):
        record.bytes.append(byte)
        place = .quoted
      case (_, separator): try endField()
      case (_, 0x0A), (_, 0x0D):
        isAfterReturn = byte == 0x0D
        try endRecord(body)
      case (.fieldStart, UInt8(ascii: "\"")): place = .quoted
      case (.afterQuote, _):
        throw ExportFailure(line: line, "text follows the quotation mark that closes a value")
      default:
        record.bytes.append(byte)
        place = .plain
      }
      if record.bytes.count > Self.longest {
        throw ExportFailure(
          line: record.line,
          "a line of more than \(Self.longest >> 20) MiB; is a quotation mark missing?")
      }
    }
  }

  private mutating func endField() throws(ExportFailure) {
    record.ends.append(record.bytes.count)
    place = .fieldStart
    guard record.ends.count <= Self.widest else {
      throw ExportFailure(line: record.line, "more than \(Self.widest) columns")
    }
  }

  private mutating func endRecord(
    _ body: (borrowing Record) throws(ExportFailure) -> Void
  ) throws(ExportFailure) {
    try endField()
    line += 1
    if !record.isBlank { try body(record) }
    record.bytes.removeAll(keepingCapacity: true)
    record.ends.removeAll(keepingCapacity: true)
    record.line = line
  }

  /// The last line may lack its end.
  mutating func finish(
    _ body: (borrowing Record) throws(ExportFailure) -> Void
  ) throws(ExportFailure) {
    guard place != .quoted else {
      throw ExportFailure(line: record.line, "a quotation mark is not closed; is the file whole?")
    }
    guard place != .fieldStart || !record.ends.isEmpty else { return }
    try endRecord(body)
  }
}
