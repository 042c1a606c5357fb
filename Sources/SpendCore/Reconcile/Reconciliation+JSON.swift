extension Reconciliation {
  /// `{"from","to","timezone","formats","tolerance_percent","within","totals":{…},"counts":{…},
  /// "rows":[…],"left_out":{…},"other_models":{…},"notes":[…],"sentence"}` on one line; amounts are
  /// texts with nine digits, null is what one of the two does not say. O(rows).
  package var json: String {
    var json = JSONWriter()
    json.object { json in
      json.field("from", "\(CivilDate(day: days.lowerBound))")
      json.field("to", "\(CivilDate(day: days.upperBound - 1))")
      json.field("timezone", zone.name)
      json.array("formats") { json in for format in formats { json.element(format.rawValue) } }
      json.field("tolerance_percent", Money(nano: rules.tolerance))
      json.field("within", isWithin)
      json.object("totals") { writeTotals(&$0) }
      json.object("counts") { json in
        for outcome in Outcome.allCases {
          json.field(outcome.rawValue, judged.count { $0.outcome == outcome })
        }
        json.field("not_judged", rows.count { !$0.isJudged })
      }
      json.array("rows") { json in
        for row in rows { json.object { write(row, &$0) } }
      }
      json.object("left_out") { json in
        for (what, cost) in notes.leftOut.sorted(by: { $0.key < $1.key }) { json.field(what, cost) }
      }
      json.object("other_models") { json in
        for (name, cost) in notes.otherModels.sorted(by: { $0.key < $1.key }) {
          json.field(name, cost)
        }
      }
      json.array("notes") { json in for line in notes.lines { json.element(line) } }
      json.field("sentence", sentence)
    }
    return json.text
  }

  private func writeTotals(_ json: inout JSONWriter) {
    json.object("provider") { write(provider, &$0) }
    json.object("ours") { write(ours, &$0) }
    writeDifference(&json, difference, split)
    if measure == .money { json.field("unsplit_usd", unsplit) }
    if let percentText {
      json.decimal("difference_percent", percentText)
    } else {
      json.null("difference_percent")
    }
  }

  private func write(_ row: Row, _ json: inout JSONWriter) {
    if let day = row.day { json.field(ReconcileQuery.day, "\(CivilDate(day: day))") }
    let names = dimensions.filter { $0 != ReconcileQuery.day }
    for (name, value) in zip(names, row.values) { json.field(name, value) }
    json.field("outcome", row.outcome.rawValue)
    json.field("judged", row.isJudged)
    for (name, side) in [("provider", row.provider), ("ours", row.ours)] {
      if let side { json.object(name) { write(side, &$0) } } else { json.null(name) }
    }
    writeDifference(&json, row.difference, row.split)
  }

  private func writeDifference(_ json: inout JSONWriter, _ difference: Int64, _ split: Split?) {
    guard measure == .money else {
      return json.field(measure == .tokens ? "difference_tokens" : "difference_calls", difference)
    }
    json.field("difference_usd", Money(nano: difference))
    json.field("volume_usd", split?.volume.description)
    json.field("price_usd", split?.price.description)
  }

  private func write(_ side: Side, _ json: inout JSONWriter) {
    json.field("usd", side.cost?.description)
    for (name, count) in [
      ("calls", side.calls), ("input_tokens", side.inputTokens),
      ("output_tokens", side.outputTokens),
    ] {
      if let count { json.field(name, count) } else { json.null(name) }
    }
  }
}
