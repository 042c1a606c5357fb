package import SpendCore

/// A number of a row, under the name that its column has.
package enum ReportColumn: String, CaseIterable, Sendable {
  case calls
  case inputTokens = "input_tokens"
  case outputTokens = "output_tokens"
  case cost = "cost_usd"
  case averageCost = "avg_cost_usd"
  case cacheRead = "cache_read_tokens"
  case cacheWrite = "cache_write_tokens"
  case reasoning = "reasoning_tokens"
  /// Of all input, the part that came from a cache, 0 to 1; none without input.
  case cacheHitRate = "cache_hit_rate"
  case unpriced = "unpriced_calls"
  /// Of the cost, what was made of tokens and prices.
  case computed = "computed_usd"
  /// The list value of calls under a subscription, which cost nothing.
  case included = "included_usd"
  /// Of the cost of all rows, 0 to 1.
  case share
  /// The cost in the period before.
  case previous = "previous_usd"
  /// From that to the cost; none where nothing was spent before.
  case change = "change_percent"

  /// Of `--count`: how many different values, under the name of the dimension.
  case distinct = "count"
  /// The cost of one of these.
  case costOfDistinct = "cost_per"

  /// Those that can be asked for by name.
  package static let named = allCases.filter { !counting.contains($0) }
  /// Those that a report has that counts values.
  package static let counting: [ReportColumn] = [.distinct, .costOfDistinct]

  package static let usual: [ReportColumn] = [
    .calls, .inputTokens, .outputTokens, .cost, .averageCost,
  ]

  /// What has to be added up for it, beside the usual sums.
  package var needs: ReportDetails.Needs {
    switch self {
    case .cacheRead, .cacheWrite, .reasoning, .cacheHitRate, .unpriced, .computed, .included: .sums
    default: []
    }
  }

  /// Only a report that is compared with the period before has them.
  package var needsPrevious: Bool { self == .previous || self == .change }
}

/// What the columns of a row are made of.
struct ReportNumbers {
  var sums: ReportSums
  var details = ReportDetails()
  var distinct = ReportTable.Distinct()
  var previous: Money
  /// Of all rows.
  var whole: Money

  /// For machines: amounts as decimals with nine digits; nothing where there is no number.
  func text(_ column: ReportColumn) -> String {
    switch column {
    case .calls: String(sums.calls)
    case .inputTokens: String(sums.inputTokens)
    case .outputTokens: String(sums.outputTokens)
    case .cacheRead: String(details.tokens[.cacheRead])
    case .cacheWrite: String(details.cacheWriteTokens)
    case .reasoning: String(details.tokens[.reasoning])
    case .cacheHitRate: details.cacheHitRate.map { ReportTable.share($0) } ?? ""
    case .unpriced: String(details.unpricedCalls)
    case .computed: details.computed.description
    case .included: details.included.description
    case .distinct: String(distinct.count)
    case .costOfDistinct: distinct.averageCost.description
    case .cost: sums.cost.description
    case .averageCost: sums.averageCost.description
    case .share: ReportTable.share(ReportTable.share(sums.cost, of: whole))
    case .previous: previous.description
    case .change: change.map { Self.decimal($0) } ?? ""
    }
  }

  /// Amounts with cents, or as many digits as it takes.
  func textForPeople(_ column: ReportColumn) -> String {
    switch column {
    case .calls, .inputTokens, .outputTokens, .cacheRead, .cacheWrite, .reasoning, .unpriced,
      .distinct:
      text(column)
    case .cacheHitRate:
      details.cacheHitRate.map { Self.decimal(Int64(($0 * 1000).rounded())) + " %" } ?? "-"
    case .computed: details.computed.text
    case .included: details.included.text
    case .costOfDistinct: distinct.averageCost.text
    case .cost: sums.cost.text
    case .averageCost: sums.averageCost.text
    case .share: Self.decimal(permille(sums.cost, of: whole)) + " %"
    case .previous: previous.text
    case .change: change.map { ($0 > 0 ? "+" : "") + Self.decimal($0) + " %" } ?? "new"
    }
  }

  /// - Parameter title: of the column.
  func write(_ column: ReportColumn, _ title: String, to json: inout JSONWriter) {
    switch column {
    case .cost, .averageCost, .previous, .computed, .included, .costOfDistinct:
      json.field(title, text(column))
    case .calls, .inputTokens, .outputTokens, .cacheRead, .cacheWrite, .reasoning, .unpriced,
      .cacheHitRate, .share, .change, .distinct:
      let number = text(column)
      if number.isEmpty {
        json.field(title, nil as String?)
      } else {
        json.decimal(title, number)
      }
    }
  }

  /// In tenths of a percent, rounded half away from zero.
  private var change: Int64? {
    guard previous > .zero else { return nil }
    return permille(Money(nano: sums.cost.nano - previous.nano), of: previous)
  }

  private func permille(_ part: Money, of whole: Money) -> Int64 {
    guard whole > .zero else { return 0 }
    let doubled = Int128(part.nano) * 2000 / Int128(whole.nano)
    return Int64(clamping: (doubled + (doubled < 0 ? -1 : 1)) / 2)
  }

  private static func decimal(_ tenths: Int64) -> String {
    "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
  }
}

extension ReportTable {
  /// The columns of a report: the period, if there is one, the dimensions, then the numbers.
  package var titles: [String] {
    ReportColumns.period(query) + query.dimensions + columns.map(title)
  }

  func title(_ column: ReportColumn) -> String { ReportColumns.title(column, query) }

  package var columns: [ReportColumn] {
    query.columns.compactMap { ReportColumn(rawValue: $0) }
  }

  func numbers(_ row: Row) -> ReportNumbers {
    ReportNumbers(
      sums: row.sums, details: row.details, distinct: row.distinct, previous: row.previous,
      whole: totals.cost)
  }

  var totalNumbers: ReportNumbers {
    ReportNumbers(
      sums: totals, details: totalDetails, distinct: totalDistinct, previous: previousTotal,
      whole: totals.cost)
  }

  package func textsForPeople(_ row: Row) -> [String] {
    columns.map { numbers(row).textForPeople($0) }
  }

  package var totalsForPeople: [String] { columns.map { totalNumbers.textForPeople($0) } }
}
