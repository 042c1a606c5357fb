import Operations
import Reporting
import SpendCore

/// What stands below the table of a page: more of what the history knows.
extension ReportCommand {
  /// - Parameter table: of the page; from the history.
  func sections(
    below table: ReportTable, _ checked: Configuration?
  ) throws(ReportFailure) -> [(title: String, table: String)] {
    var sections: [(title: String, table: String)] = []
    let place = Locations.current(configuration: config, state: stateDir)
    if !table.query.dimensions.contains(Dimension.model) {
      var query = table.query
      (query.dimensions, query.period, query.top) = ([Dimension.model], .total, 20)
      query.columns = ["calls", "cost_usd", "share"]
      let part = try HistoryAnswer.part(query, place: place, isQuiet: true, isWhole: false)
      if let part, part.missingDimension(query) == nil {
        sections.append(("By model", ReportTable(part, query: query).htmlTable))
      }
    }
    guard let checked else { return sections }
    do {
      let rows = try Engine.budgets(checked, directory: place.state)
      if let budgets = BudgetSection.html(rows) { sections.append(("Budgets now", budgets)) }
    } catch { throw ReportFailure("the state cannot be read: \(error)") }
    return sections
  }
}
