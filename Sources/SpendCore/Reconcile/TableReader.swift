/// A file of separated values: its title line says how it is separated and what it is, then row by
/// row.
struct TableReader: Sendable {
  private var head: [UInt8] = []
  private var isQuoted = false
  private var body: Body?

  private struct Body {
    var records: CSVRecords
    var layout: TableLayout
    var width: Int
  }

  mutating func add(
    _ chunk: ArraySlice<UInt8>, to sums: inout ExportSums
  ) throws(ExportFailure) {
    guard body == nil else { return try addRows(chunk, to: &sums) }
    // The title line, whose values may be quoted.
    for index in chunk.indices {
      let byte = chunk[index]
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      guard !isQuoted, byte == 0x0A || byte == 0x0D else { continue }
      head += chunk[...index]
      try begin(&sums)
      return try addRows(chunk[(index + 1)...], to: &sums)
    }
    head += chunk
    guard head.count <= CSVRecords.longest else {
      throw ExportFailure(line: 1, "is not CSV: the first line has no end")
    }
  }

  private mutating func begin(_ sums: inout ExportSums) throws(ExportFailure) {
    var best: (titles: [String], separator: UInt8)?
    var failure: ExportFailure?
    for separator in [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")] {
      do throws(ExportFailure) {
        let titles = try Self.titles(head, separator)
        if titles.count > best?.titles.count ?? 0 { best = (titles, separator) }
      } catch {
        failure = failure ?? error
      }
    }
    // With another separator a line is one value.
    guard let best, failure == nil || best.titles.count > 1 else {
      throw failure ?? ExportFailure(line: 1, "the first line is empty; it has to be the titles")
    }
    let layout = try TableLayout(
      best.titles, mark: best.separator == UInt8(ascii: ";") ? nil : .point, sums.query)
    sums.isOf(layout.format)
    let lines = head.count { $0 == 0x0A }
    body = Body(
      records: CSVRecords(
        separator: best.separator, line: max(lines, 1) + 1, isAfterReturn: head.last == 0x0D),
      layout: layout, width: best.titles.count)
    head = []
  }

  private static func titles(
    _ line: [UInt8], _ separator: UInt8
  ) throws(ExportFailure) -> [String] {
    var records = CSVRecords(separator: separator)
    var titles: [String] = []
    try records.add(line[...]) { titles = $0.fields }
    try records.finish { titles = $0.fields }
    return titles
  }

  private mutating func addRows(
    _ chunk: ArraySlice<UInt8>, to sums: inout ExportSums
  ) throws(ExportFailure) {
    guard var body else { return }
    self.body = nil
    try body.records.add(chunk) { record throws(ExportFailure) in
      try Self.add(record, body.width, &body.layout, &sums)
    }
    self.body = body
  }

  private static func add(
    _ record: borrowing CSVRecords.Record, _ width: Int, _ layout: inout TableLayout,
    _ sums: inout ExportSums
  ) throws(ExportFailure) {
    guard record.count == width else {
      throw ExportFailure(
        line: record.line, "\(record.count) values, and the titles are \(width)")
    }
    do throws(ExportFailure) { try layout.add(record, to: &sums) } catch {
      throw ExportFailure(line: record.line, error.text)
    }
  }

  mutating func finish(_ sums: inout ExportSums) throws(ExportFailure) {
    if body == nil { try begin(&sums) }
    guard var body else { return }
    try body.records.finish { record throws(ExportFailure) in
      try Self.add(record, body.width, &body.layout, &sums)
    }
    try body.layout.finish()
  }
}
