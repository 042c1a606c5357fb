import ArgumentParser
import Reporting
import SpendCore

/// What is different where a report is written in the columns of FOCUS.
extension ReportCommand {
  func validateFocus() throws {
    guard let format, format.focus != nil else { return }
    let name = "--output \(format.rawValue)"
    if columns != nil || compare || top != nil || count != nil {
      throw ValidationError("\(name): has all rows, in columns of its own")
    }
    if Focus.period(per) == nil {
      throw ValidationError(
        "\(name): --per hour, day or month; a week may be of two billing periods")
    }
  }

  /// By feature and model, and what else is asked for; by the day, unless otherwise said.
  func focusQuery(_ query: ReportQuery) -> ReportQuery {
    guard format?.focus != nil else { return query }
    var focus = query
    focus.optionalDimensions = Set(Focus.dimensions).subtracting(query.dimensions)
    focus.dimensions = Focus.dimensions + query.dimensions.filter { !Focus.dimensions.contains($0) }
    focus.period = Focus.period(per) ?? per
    return focus
  }

  /// What files can tell beside what was asked for.
  func fileQuery(_ query: ReportQuery) -> ReportQuery {
    guard format?.focus != nil else { return query }
    var focus = query
    focus.details = [.sums, .costs]
    if !focus.dimensions.contains(Dimension.provider) {
      focus.dimensions.append(Dimension.provider)
    }
    return focus
  }

  static let focusOfHistory =
    "the history does not tell providers apart, or what each class of tokens cost: a row has all "
    + "tokens, and its provider is that of the model; --from-files tells them apart"
}
