/// Reads the files of exports, one after the other, and adds them up.
///
///     reader.add(chunk)  // again and again
///     reader.finish()    // the file
///
/// What is in a file is told by its first bytes and the names in it. O(bytes); memory as
/// ``JSONDocuments``, ``CSVRecords`` and ``ExportSums`` have it.
package struct ExportReader: Sendable {
  package private(set) var sums: ExportSums
  let query: ReconcileQuery
  private var content = Content.start([])
  /// Of files, so that the same one is not added twice.
  private var seen: Set<Int> = []
  private var hasher = Hasher()
  /// Of the files before this one.
  private var rowsBefore = 0

  private enum Content {
    /// Nothing but white space so far, and perhaps a byte order mark.
    case start([UInt8])
    case documents(JSONDocuments)
    case table(TableReader)
  }

  package init(_ query: ReconcileQuery) {
    self.query = query
    sums = ExportSums(query)
  }

  package mutating func add(_ chunk: ArraySlice<UInt8>) throws(ExportFailure) {
    chunk.withUnsafeBytes { hasher.combine(bytes: $0) }
    switch content {
    case .start(let front):
      let bytes = front + chunk
      guard bytes.count >= 4, try begin(bytes[...]) else {
        content = .start(bytes)
        return
      }
    case .documents: try addDocuments(chunk)
    case .table: try addTable(chunk)
    }
  }

  /// False where it is not to be told yet.
  private mutating func begin(_ bytes: ArraySlice<UInt8>) throws(ExportFailure) -> Bool {
    let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    if isWide || bytes.prefix(4).contains(0) {
      throw ExportFailure("is not a text in UTF-8; save it as CSV UTF-8")
    }
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
    guard let first = text.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
      guard text.count < 1 << 16 else { throw ExportFailure("begins with nothing but white space") }
      return false
    }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      if query.format == .csv || query.format == .cur {
        throw ExportFailure("is JSON, and --format says \(query.format?.rawValue ?? "")")
      }
      content = .documents(JSONDocuments())
      try addDocuments(text)
    } else {
      content = .table(TableReader())
      try addTable(text)
    }
    return true
  }

  private mutating func addDocuments(_ chunk: ArraySlice<UInt8>) throws(ExportFailure) {
    guard case .documents(var documents) = content else { return }
    content = .start([])
    try documents.add(chunk) { value, line throws(ExportFailure) in
      do throws(ExportFailure) { try Documents.add(value, to: &sums) } catch {
        throw ExportFailure(line: line, error.text)
      }
    }
    content = .documents(documents)
  }

  private mutating func addTable(_ chunk: ArraySlice<UInt8>) throws(ExportFailure) {
    guard case .table(var table) = content else { return }
    content = .start([])
    try table.add(chunk, to: &sums)
    content = .table(table)
  }

  /// The end of a file.
  package mutating func finish() throws(ExportFailure) {
    if case .start(let bytes) = content, !bytes.isEmpty { _ = try begin(bytes[...]) }
    switch content {
    case .start: throw ExportFailure("is empty")
    case .documents(let documents): try documents.finish()
    case .table(var table): try table.finish(&sums)
    }
    content = .start([])
    sums.endFile()
    let hash = hasher.finalize()
    hasher = Hasher()
    defer { rowsBefore = sums.rowCount }
    guard sums.rowCount == rowsBefore || seen.insert(hash).inserted else {
      throw ExportFailure("has the same in it as a file before; name each once")
    }
  }
}
