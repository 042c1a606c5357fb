import SpendCore
import Terminal

/// A comparison for a terminal: what differs, with the totals below it. Texts of exports and events
/// are made harmless.
struct ReconciliationGrid {
  /// Also rows that match.
  var isWhole: Bool
  var width: Int?

  func text(_ result: Reconciliation, heading: String) -> String {
    let rows = result.rows.filter { isWhole || $0.outcome != .matched || !$0.isJudged }
    var text = TerminalText.safe(heading) + "\n"
    if !rows.isEmpty { text += grid(result, rows) }
    let matched = result.judged.count { $0.outcome == .matched }
    if !isWhole, matched > 0 {
      text += matched == 1 ? "1 row matches" : "\(matched) rows match"
      text += " (--all shows \(matched == 1 ? "it" : "them"))\n"
    }
    return text + TerminalText.safe(result.sentence) + "\n"
  }

  private func grid(_ result: Reconciliation, _ rows: [Reconciliation.Row]) -> String {
    let numbers = Self.numbers(result.measure)
    var grid = TextGrid(
      result.dimensions.map { TextGrid.Column($0, minimum: 10) } + [TextGrid.Column("outcome")]
        + numbers.map { TextGrid.Column($0, isRightAligned: true) })
    for row in rows {
      var values = row.values[...]
      let texts = result.dimensions.map { name in
        let value =
          name == ReconcileQuery.day
          ? row.day.map { "\(CivilDate(day: $0))" } ?? "" : values.popFirst() ?? ""
        return value.isEmpty ? "-" : TerminalText.safe(value)
      }
      let outcome = row.outcome.words + (row.isJudged ? "" : " (not judged)")
      grid.rows.append(
        texts + [outcome]
          + cells(result.measure, row.provider, row.ours, row.difference, row.split))
    }
    let empty = [String](repeating: "", count: result.dimensions.count)
    let total = (["total"] + empty.dropFirst()).prefix(max(1, empty.count))
    // Without dimensions the outcome stands first.
    let label = empty.isEmpty ? ["total"] : Array(total) + [""]
    let split = result.unsplit == .zero ? result.split : nil
    grid.rows.append(
      label + cells(result.measure, result.provider, result.ours, result.difference, split))
    return grid.lines(width: width).map { $0 + "\n" }.joined()
  }

  private static func numbers(_ measure: Reconciliation.Measure) -> [String] {
    measure == .money
      ? ["provider", "ours", "difference", "volume", "price"]
      : ["calls", "ours", "input_tokens", "ours", "output_tokens", "ours", "difference"]
  }

  private func cells(
    _ measure: Reconciliation.Measure, _ theirs: Reconciliation.Side?,
    _ ours: Reconciliation.Side?, _ difference: Int64, _ split: Reconciliation.Split?
  ) -> [String] {
    func count(_ count: Int64?) -> String { count.map { "\($0)" } ?? "-" }
    guard measure == .money else {
      return [
        count(theirs?.calls), count(ours?.calls), count(theirs?.inputTokens),
        count(ours?.inputTokens), count(theirs?.outputTokens), count(ours?.outputTokens),
        "\(difference)",
      ]
    }
    return [
      theirs?.cost?.text ?? "-", ours?.cost?.text ?? "-", Money(nano: difference).text,
      split?.volume.text ?? "-", split?.price.text ?? "-",
    ]
  }
}
