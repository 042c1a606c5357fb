import Reporting
import SpendCore
import Terminal

extension HistoryTally.Failure {
  /// What the history cannot say, and what it can.
  func words(_ query: ReportQuery) -> String {
    switch self {
    case .dimension(let name, let kept):
      let near = DidYouMean.word(to: name, among: kept + ["feature"])
        .map { " (did you mean '\($0)'?)" }
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
