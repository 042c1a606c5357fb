/// What the columns of a table mean.
enum TableLayout: Sendable {
  case plain(PlainTable)
  case usage(CostAndUsageTable)
  case explorer(CostExplorerTable)

  var format: ExportFormat {
    switch self {
    case .plain: .csv
    case .usage: .cur
    case .explorer: .aws
    }
  }

  /// - Parameter mark: of the file's numbers; nil: not known yet.
  init(
    _ titles: [String], mark: DecimalMark?, _ query: ReconcileQuery
  ) throws(ExportFailure) {
    let isRewritten = mark == nil
    let mark = query.decimalMark ?? mark
    let isTold = !query.columns.isEmpty || query.format == .csv
    if !isTold, let table = CostAndUsageTable(titles) {
      self = .usage(table)
    } else if !isTold, let table = CostExplorerTable(titles) {
      self = .explorer(table)
    } else {
      self = .plain(try PlainTable(titles, mark: mark, query))
    }
    if isRewritten, format != .csv {
      // `1.234` in it may be anything.
      throw ExportFailure(
        line: 1, "is separated by semicolons, which AWS does not write; use the file as it came")
    }
    guard let wanted = query.format, wanted != format else { return }
    throw ExportFailure(
      line: 1, "is not an export of \(wanted.rawValue); it has the columns " + Self.list(titles))
  }

  mutating func add(
    _ record: borrowing CSVRecords.Record, to sums: inout ExportSums
  ) throws(ExportFailure) {
    switch self {
    case .plain(var table):
      try table.add(record, to: &sums)
      self = .plain(table)
    case .usage(let table): try table.add(record, to: &sums)
    case .explorer(var table):
      try table.add(record, to: &sums)
      self = .explorer(table)
    }
  }

  func finish() throws(ExportFailure) {
    if case .explorer(let table) = self { try table.finish() }
  }

  static func list(_ titles: [String]) -> String {
    titles.prefix(12).map { ExportFailure.quoted($0) }.joined(separator: ", ")
      + (titles.count > 12 ? " and \(titles.count - 12) more" : "")
  }
}
