package import SpendCore

extension ReportTable {
  /// `{"rows":[…],"totals":{…},"rejected":{…},"untagged_share":0.013,"unpriced_calls":0}`
  /// (Semantics, Reports) on one line, with `count_complete` where values are counted, and null for
  /// calls that the history does not tell; by source each row says how many of its calls, and which
  /// share of its cost, have no feature. Members of a row are named as the columns; amounts are
  /// texts with nine digits; the share has six digits at most. O(length).
  package var json: String {
    var json = JSONWriter()
    json.object { json in
      json.array("rows") { json in
        for row in rows {
          json.object { write(row, &$0) }
        }
      }
      json.object("totals") { json in
        for column in columns { totalNumbers.write(column, title(column), to: &json) }
      }
      json.object("rejected") { json in
        for (reason, count) in rejected { json.field(reason.rawValue, count) }
      }
      json.decimal("untagged_share", Self.share(untaggedShare))
      if knowsUnpriced {
        json.field("unpriced_calls", unpricedCalls)
      } else {
        json.field("unpriced_calls", nil as String?)
      }
      if query.counted != nil { json.field("count_complete", !isCountCut) }
    }
    return json.text
  }

  private func write(_ row: Row, _ json: inout JSONWriter) {
    if let period = row.period { json.field(query.period.rawValue, period) }
    for (name, value) in zip(query.dimensions, row.values) { json.field(name, value) }
    let numbers = numbers(row)
    for column in columns { numbers.write(column, title(column), to: &json) }
    guard query.dimensions.contains(Dimension.source) else { return }
    json.field("untagged_calls", row.untagged.calls)
    json.decimal(
      "untagged_share", Self.share(Self.share(row.untagged.cost, of: row.sums.cost)))
  }

  /// A number between 0 and 1 as a decimal without an exponent.
  static func share(_ value: Double) -> String {
    let millionths = Int64((min(max(value, 0), 1) * 1_000_000).rounded())
    var digits = String(millionths % 1_000_000)
    digits = String(repeating: "0", count: 6 - digits.utf8.count) + digits
    while digits.hasSuffix("0"), digits.utf8.count > 1 { digits.removeLast() }
    return "\(millionths / 1_000_000).\(digits)"
  }
}
