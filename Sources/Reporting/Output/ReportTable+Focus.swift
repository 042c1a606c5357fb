package import SpendCore

extension ReportTable {
  /// Rows of FOCUS, for a query by ``Focus/dimensions`` and a period that ``Focus/period(_:)``
  /// gives. What else the query is by stands in the tags. O(length).
  ///
  /// - Parameter isRaw: as for `csv(isRaw:)`.
  package func focus(_ version: Focus, isRaw: Bool = false) -> String {
    func cell(_ text: String) -> String { CSVText.quoted(isRaw ? text : CSVText.safe(text)) }
    let columns = version.columns
    var text = CSVText.line(columns.map(\.rawValue) + Focus.ownColumns)
    for row in rows {
      let common = FocusRow(row, query)
      for charge in Focus.charges(row) {
        let own = [
          common.feature, common.model, charge.name,
          String(charge.kind == nil ? row.details.unpricedCalls : 0),
        ]
        text += CSVText.line((columns.map { common.text($0, charge) } + own).map(cell))
      }
    }
    return text
  }
}

/// What the charges of a row have in common.
private struct FocusRow {
  let feature: String
  let model: String
  private let provider: ModelProvider
  private let tags: String
  private let start: Timestamp
  private let end: Timestamp
  private let month: (start: Timestamp, end: Timestamp)

  init(_ row: ReportTable.Row, _ query: ReportQuery) {
    let values = Dictionary(zip(query.dimensions, row.values)) { first, _ in first }
    feature = values[Dimension.feature] ?? Dimension.untagged
    model = values[Dimension.model] ?? ""
    provider = ModelProvider(provider: values[Dimension.provider] ?? "", model: model)
    var json = JSONWriter()
    json.object { json in
      for (name, value) in zip(query.dimensions, row.values)
      where !value.isEmpty && name != Dimension.provider {
        json.field(name, value)
      }
    }
    tags = json.text
    (start, end) = (row.start, row.end)
    month = query.zone.period(.month, containing: start)
  }

  /// Empty for null.
  func text(_ column: Focus.Column, _ charge: Focus.Charge) -> String {
    switch column {
    case .billedCost, .contractedCost, .effectiveCost, .listCost: charge.cost.description
    // A log knows of no account.
    case .billingAccountID: "spendwatch"
    case .billingAccountName, .chargeClass: ""
    case .billingCurrency: "USD"
    case .billingPeriodEnd: month.end.secondsText
    case .billingPeriodStart: month.start.secondsText
    case .chargeCategory: "Usage"
    case .chargeDescription: "\(charge.meter) of \(sku)"
    case .chargeFrequency: "Usage-Based"
    case .chargePeriodEnd: end.secondsText
    case .chargePeriodStart: start.secondsText
    case .consumedQuantity, .pricingQuantity: String(charge.tokens)
    case .consumedUnit, .pricingUnit: "Tokens"
    case .hostProviderName, .invoiceIssuerName, .providerName, .serviceProviderName:
      provider.seller
    case .publisherName: provider.maker
    case .serviceCategory: "AI and Machine Learning"
    case .serviceName: "\(provider.seller) API"
    case .serviceSubcategory: "Generative AI"
    case .skuID: "\(sku)/\(charge.name)"
    case .skuMeter: charge.meter
    case .tags: tags
    }
  }

  private var sku: String { model.isEmpty ? "unknown model" : model }
}
