/// Any table, by the columns that `--columns` names; without it by its own titles, which
/// `report -o csv` has.
struct PlainTable: Sendable {
  /// Titles that mean the same without being told.
  private static let titles = ["date": "day", "cost_usd": "usd"]

  /// Number of the column of each meaning.
  private let columns: [String: Int]
  private var mark: DecimalMark?
  private var content: ExportSums.Content { hasMoney ? .money : .usage }
  private var hasMoney: Bool { columns["usd"] != nil || columns["cents"] != nil }

  init(
    _ titles: [String], mark: DecimalMark?, _ query: ReconcileQuery
  ) throws(ExportFailure) {
    self.mark = mark
    var columns: [String: Int] = [:]
    if query.columns.isEmpty {
      for (column, title) in titles.enumerated() {
        let name = Self.titles[title] ?? title
        if ReconcileQuery.columnMeanings.contains(name) {
          columns[name] = columns[name] ?? column
        }
      }
    }
    for (meaning, title) in query.columns.sorted(by: { $0.key < $1.key }) {
      guard let column = titles.firstIndex(of: title) else {
        throw ExportFailure(
          line: 1,
          "there is no column \(ExportFailure.quoted(title)); there are "
            + TableLayout.list(titles))
      }
      guard titles.lastIndex(of: title) == column else {
        throw ExportFailure(line: 1, "two columns are called \(ExportFailure.quoted(title))")
      }
      columns[meaning] = column
    }
    if columns["usd"] != nil, columns["cents"] != nil {
      guard query.columns.isEmpty else {
        throw ExportFailure("--columns: usd and cents; which of them is the amount?")
      }
      columns["cents"] = nil
    }
    let needed = columns["day"] == nil ? "day" : nil
    let measures = ["usd", "cents", "calls", "input_tokens", "output_tokens"]
    guard needed == nil, measures.contains(where: { columns[$0] != nil }) else {
      throw ExportFailure(
        line: 1,
        "say which column is the \(needed ?? "amount"), as --columns day=…,model=…,usd=…; "
          + "there are " + TableLayout.list(titles))
    }
    self.columns = columns
  }

  mutating func add(
    _ record: borrowing CSVRecords.Record, to sums: inout ExportSums
  ) throws(ExportFailure) {
    var row = ExportRow(days: try days(record, sums.query.zone))
    for name in Dimension.history {
      if let column = columns[name] { row.values[name] = String(record[column]) }
    }
    if let column = columns["currency"] {
      try Documents.checkCurrency(String(record[column]))
    }
    for (name, power) in [("usd", 0), ("cents", -2)] {
      guard let text = try number(record, name) else { continue }
      guard let money = ExportNumber.money(text, power: power) else {
        throw ExportFailure("\(name): \(ExportFailure.quoted(text)) is not an amount")
      }
      row.cost = (row.cost ?? .zero) + money
    }
    row.calls = try count(record, "calls")
    row.inputTokens = try count(record, "input_tokens")
    row.outputTokens = try count(record, "output_tokens")
    try sums.add(row)
    sums.touch(row.days, content)
  }

  private func days(
    _ record: borrowing CSVRecords.Record, _ zone: TimeZoneRules
  ) throws(ExportFailure) -> Range<Int64> {
    let text = record[columns["day"] ?? 0]
    switch ExportTime.read(text) {
    case .days(let days): return days
    case .instant(let time):
      let day = zone.localDate(at: time).dayNumber
      return day..<day + 1
    case .local(let time):
      let day = Timestamp.floorDivide(time.seconds, 86_400)
      return day..<day + 1
    case nil:
      throw ExportFailure(
        "day: \(ExportFailure.quoted(text)) is not a date; it has to be written like 2026-05-01")
    }
  }

  private mutating func number(
    _ record: borrowing CSVRecords.Record, _ name: String
  ) throws(ExportFailure) -> String? {
    guard let column = columns[name] else { return nil }
    let cell = record[column]
    switch DecimalMark.read(cell, mark) {
    case .number(let text, let shown):
      guard let shown else { return text }
      guard mark == nil || mark == shown else {
        throw ExportFailure(
          "\(name): \(ExportFailure.quoted(cell)) has a decimal \(shown.rawValue), and the numbers "
            + "of this file a decimal \(mark?.rawValue ?? "")")
      }
      mark = shown
      return text
    case .ambiguous:
      throw ExportFailure(
        "\(name): \(ExportFailure.quoted(cell)) may be a thousand and more, or a number with three "
          + "decimals; say which with --decimal comma or --decimal point")
    case .malformed:
      throw ExportFailure(
        cell.isEmpty
          ? "\(name): the value is missing; for nothing write 0"
          : "\(name): \(ExportFailure.quoted(cell)) is not a number\(hint)")
    }
  }

  private var hint: String {
    mark.map { " with a decimal \($0.rawValue) (--decimal)" } ?? ""
  }

  private mutating func count(
    _ record: borrowing CSVRecords.Record, _ name: String
  ) throws(ExportFailure) -> Int64? {
    guard let text = try number(record, name) else { return nil }
    guard let count = ExportNumber.count(text) else {
      throw ExportFailure("\(name): \(ExportFailure.quoted(text)) is not a whole number from 0 on")
    }
    return count
  }
}
