/// The CSV that Cost Explorer offers: a line a day, a column a service (or usage type) with `($)`
/// at its end, the totals in the second line and the last column. Days are of UTC.
struct CostExplorerTable: Sendable {
  private struct Column {
    var index: Int
    var name: String
    /// Nil for another service.
    var model: String?
  }

  private let columns: [Column]
  private var rows = 0
  /// Every row is of the first of a month: nobody knows whether of the day or of the month.
  private var hasOnlyFirsts = true

  /// Nil where it is none.
  init?(_ titles: [String]) {
    columns = titles.enumerated().compactMap { index, title in
      guard title.hasSuffix("($)") else { return nil }
      let name = String(title.dropLast(3))
      guard name.lowercased() != "total costs" else { return nil }
      let isModel = BedrockNames.isBedrock(name) || BedrockNames.tokens(ofUsage: name) != nil
      let model =
        BedrockNames.model(ofService: name) ?? BedrockNames.model(ofUsage: name) ?? name
      return Column(index: index, name: name, model: isModel ? model : nil)
    }
    guard titles.dropFirst().contains(where: { $0.hasSuffix("($)") }) else { return nil }
  }

  mutating func add(
    _ record: borrowing CSVRecords.Record, to sums: inout ExportSums
  ) throws(ExportFailure) {
    guard record[0].hasSuffix(" total") == false else { return }
    guard let start = ExportTime.utc(record[0]) else {
      throw ExportFailure(
        "\(ExportFailure.quoted(record[0])) is not a date; choose Daily and a table of dates")
    }
    rows += 1
    let date = CivilDate(day: Timestamp.floorDivide(start.seconds, 86_400))
    if date.day != 1 { hasOnlyFirsts = false }
    let days = sums.query.zone.days(from: start, to: start.advanced(bySeconds: 86_400))
    for column in columns where !record[column.index].isEmpty {
      let cell = record[column.index]
      guard let money = ExportNumber.money(cell) else {
        throw ExportFailure(
          "\(ExportFailure.quoted(column.name)): \(ExportFailure.quoted(cell)) is not an amount")
      }
      guard let model = column.model else {
        sums.leaveOut(CostExplorerExport.others, money)
        continue
      }
      try sums.add(ExportRow(days: days, values: [Dimension.model: model], cost: money))
    }
    sums.touch(days, .money)
  }

  func finish() throws(ExportFailure) {
    guard rows > 0, hasOnlyFirsts else { return }
    throw ExportFailure("every line is of the first of a month; choose the granularity Daily")
  }
}
