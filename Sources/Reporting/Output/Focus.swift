package import SpendCore

/// FOCUS, the FinOps Open Cost and Usage Specification: the Cost and Usage dataset as CSV, one row
/// per period × feature × model × class of tokens.
///
/// The four costs of a row are the same, as a log knows of no discount. Where prices made the cost
/// of a call, it is split by class in whole nano-dollars; a cost that was logged says nothing of
/// classes and is, with all its tokens, in a row of the class `all`. So the rows add up to the cost
/// of the calls, to the nano-dollar. Unit prices are left out (they are conditional): calls of one
/// row may have several.
package enum Focus: String, Sendable {
  /// Ratified on 2026-06-04: service and host provider in place of provider and publisher.
  case v14 = "1.4"
  /// Of 2025-05-29.
  case v12 = "1.2"

  /// A column that the specification has, by its Column ID.
  enum Column: String, CaseIterable {
    case billedCost = "BilledCost"
    case billingAccountID = "BillingAccountId"
    case billingAccountName = "BillingAccountName"
    case billingCurrency = "BillingCurrency"
    case billingPeriodEnd = "BillingPeriodEnd"
    case billingPeriodStart = "BillingPeriodStart"
    case chargeCategory = "ChargeCategory"
    case chargeClass = "ChargeClass"
    case chargeDescription = "ChargeDescription"
    case chargeFrequency = "ChargeFrequency"
    case chargePeriodEnd = "ChargePeriodEnd"
    case chargePeriodStart = "ChargePeriodStart"
    case consumedQuantity = "ConsumedQuantity"
    case consumedUnit = "ConsumedUnit"
    case contractedCost = "ContractedCost"
    case effectiveCost = "EffectiveCost"
    case hostProviderName = "HostProviderName"
    case invoiceIssuerName = "InvoiceIssuerName"
    case listCost = "ListCost"
    case pricingQuantity = "PricingQuantity"
    case pricingUnit = "PricingUnit"
    case providerName = "ProviderName"
    case publisherName = "PublisherName"
    case serviceCategory = "ServiceCategory"
    case serviceName = "ServiceName"
    case serviceProviderName = "ServiceProviderName"
    case serviceSubcategory = "ServiceSubcategory"
    case skuID = "SkuId"
    case skuMeter = "SkuMeter"
    case tags = "Tags"
  }

  /// Columns of our own, after those of the specification.
  static let ownColumns = ["x_FeatureName", "x_ModelName", "x_TokenClass", "x_UnpricedCalls"]

  var columns: [Column] {
    let others: [Column] =
      switch self {
      case .v14: [.providerName, .publisherName]
      case .v12: [.hostProviderName, .serviceProviderName]
      }
    return Column.allCases.filter { !others.contains($0) }
  }

  /// Dimensions that its rows are by; whoever knows providers adds ``Dimension/provider``.
  package static let dimensions = [Dimension.feature, Dimension.model]

  /// What a period is that no other is asked for: a week may be of two billing periods.
  package static func period(_ asked: ReportQuery.Period) -> ReportQuery.Period? {
    switch asked {
    case .total: .day
    case .week: nil
    case .hour, .day, .month: asked
    }
  }

  /// What a row is of: a class of tokens, or all of them.
  struct Charge {
    /// Nil: all.
    var kind: TokenClass?
    var tokens: Int64
    var cost: Money

    var name: String { kind?.rawValue ?? "all" }

    var meter: String {
      switch kind {
      case .input: "Input Tokens"
      case .cacheRead: "Cache Read Tokens"
      case .cacheWrite: "Cache Write Tokens"
      case .cacheWrite1h: "Cache Write 1h Tokens"
      case .output: "Output Tokens"
      case .reasoning: "Reasoning Tokens"
      case nil: "Tokens"
      }
    }
  }

  /// The charges of a row; at least one, which costs nothing where nothing does.
  static func charges(_ row: ReportTable.Row) -> [Charge] {
    var details = row.details
    if details == ReportDetails() {
      // Of the history, which has no classes.
      details.addWhole(
        row.sums.tokens, row.sums.cost)
    }
    var charges = TokenClass.allCases.compactMap { kind -> Charge? in
      let (tokens, nano) = (details.splitTokens[kind], details.splitCosts[kind])
      return tokens > 0 || nano > 0
        ? Charge(kind: kind, tokens: tokens, cost: Money(nano: nano)) : nil
    }
    if charges.isEmpty || details.wholeTokens > 0 || details.wholeCost > .zero
      || details.unpricedCalls > 0
    {
      charges.append(Charge(tokens: details.wholeTokens, cost: details.wholeCost))
    }
    return charges
  }
}
