/// The CSV that Cost Explorer offers: a line a day, a column a service (or usage type) with `($)` at its
/// end, the totals in the second line and the last column. Days are of UTC.
struct CostExplorerTable: Sendable {
  /// The columns with amounts and what they are of.
  private let columns: [(place: Int, name: String)]
  private var rows = 0
  /// Every row is of the first of a month: nobody knows whether of the day or of the month.
  private var hasOnlyFirsts = true

  /// Nil where it is none.
  init?(_ titles: [String]) {
    columns = titles.enumerated().compactMap { place, title in
      guard title.hasSuffix("($)") else { return nil }
      let name = String(title.dropLast(3))
      return name.lowercased() == "total costs" ? nil : (place, name)
    }
    guard titles.dropFirst().contains(where: { $0.hasSuffix("($)") }) else { return nil }
  }

  mutating func add(
    _ record: borrowing CSVRecords.Record, to sums: inout ExportSums
  ) throws(ExportFailure) {
    guard record[0].hasSuffix(" total") == false else { return }
    guard let start = ExportTime.utc(record[0]) else {
      throw ExportFailure(
        "\(ExportFailure.quoted(record[0])) is no date; choose Daily and a table of dates")
    }
    rows += 1
    let date = CivilDate(day: Timestamp.floorDivide(start.seconds, 86_400))
    if date.day != 1 { hasOnlyFirsts = false }
    let days = sums.query.zone.days(from: start, to: start.advanced(bySeconds: 86_400))
    for (place, name) in columns where !record[place].isEmpty {
      guard let money = ExportNumber.money(record[place]) else {
        throw ExportFailure(
          "\(ExportFailure.quoted(name)): \(ExportFailure.quoted(record[place])) is no amount")
      }
      let isModel = BedrockNames.isBedrock(name) || BedrockNames.tokens(ofUsage: name) != nil
      guard isModel else {
        sums.leaveOut(CostExplorerExport.others, money)
        continue
      }
      var row = ExportRow(days: days)
      row.cost = money
      row.values[Dimension.model] =
        BedrockNames.model(ofService: name) ?? BedrockNames.model(ofUsage: name) ?? name
      try sums.add(row)
    }
    sums.touch(days, .money)
  }

  func finish() throws(ExportFailure) {
    guard rows > 0, hasOnlyFirsts else { return }
    throw ExportFailure("every line is of the first of a month; choose the granularity Daily")
  }
}
