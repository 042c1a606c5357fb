import Operations
import Reporting
import SpendConfiguration
import SpendCore
import Terminal

/// What the history answers to a report, and what is said where it cannot.
enum HistoryAnswer {
  /// - Parameters:
  ///   - isWhole: a dimension that no call has is an error.
  ///   - advice: who can answer what the history cannot.
  /// - Returns: nil where there is no state, or no history that can know it: the
  ///   files are to be asked.
  static func part(
    _ query: ReportQuery, place: Locations, isQuiet: Bool, isWhole: Bool,
    advice: String = "--from-files counts from the files"
  ) throws(ReportFailure) -> ReportPart? {
    let asked = query.match.conditions.map(\.dimension) + query.dimensions
    guard !asked.contains(Dimension.source) else {
      if !isQuiet {
        Console.error("by source: counted from the files, as the history keeps no sources")
      }
      return nil
    }
    let askFiles = "; " + advice
    do { try place.checkOwner() } catch {
      throw ReportFailure(
        "the history cannot be read: \(error)\(askFiles)", isOfState: true)
    }
    let found: ReportPart?
    do {
      found = try HistoryReport.part(query, directory: place.state)
    } catch let failure as HistoryTally.Failure {
      throw ReportFailure(words(failure, query) + askFiles)
    } catch {
      throw ReportFailure("the history cannot be read: \(error)\(askFiles)")
    }
    guard let found else { return nil }
    if isWhole, let missing = found.missingDimension(query) {
      throw ReportFailure("no call in the history has '\(missing)'\(askFiles)")
    }
    return found
  }

  /// What the history cannot say, what it can, and who can.
  private static func words(_ failure: HistoryTally.Failure, _ query: ReportQuery) -> String {
    switch failure {
    case .dimension(let name, let kept):
      let near = DidYouMean.word(to: name, among: kept).map { " (did you mean '\($0)'?)" }
      return "'\(TerminalText.safe(name))' is not kept in the history\(near ?? ""), which has "
        + kept.joined(separator: ", ") + " (history.dimensions)"
    case .since(let name, let time):
      return "'\(TerminalText.safe(name))' is kept in the history since \(time.secondsText); ask "
        + "--from then, or later"
    case .costs: return "the history does not know what each class of tokens cost"
    case .detailsSince(let time):
      let odd = query.columns.first { ReportColumn(rawValue: $0)?.needs.isEmpty == false } ?? ""
      return "'\(odd)' is kept in the history since \(time.secondsText); ask --from then, or later"
    case .counting(let name):
      return "--count \(TerminalText.safe(name)): the history does not know calls one by one"
    case .time(let time, let start, let end):
      return "\(time.secondsText): the history has \(start.secondsText) to \(end.secondsText) as "
        + "one by now; ask from or to one of these"
    case .period(let start, let end):
      return "the history has \(start.secondsText) to \(end.secondsText) as one by now, and cannot "
        + "tell each \(query.period.rawValue) in \(query.zone.name)"
    }
  }
}
