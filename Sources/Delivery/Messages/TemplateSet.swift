package import SpendCore

/// The Mustache templates of the configuration: of budgets by name; those of a receiver are in its
/// settings. A budget's own template wins over the receiver's.
package struct TemplateSet: Sendable {
  package struct Pair: Hashable, Sendable {
    package var title: String?
    package var message: String?

    package init(title: String? = nil, message: String? = nil) {
      self.title = title
      self.message = message
    }
  }

  private var byBudget: [String: Pair] = [:]

  package init() {}

  package init(budgets: [Budget]) {
    for budget in budgets where budget.titleTemplate != nil || budget.messageTemplate != nil {
      byBudget[budget.name] = Pair(title: budget.titleTemplate, message: budget.messageTemplate)
    }
  }

  package func templates(_ alert: Alert, _ receiver: ReceiverSettings) -> Pair {
    let own = byBudget[alert.budget]
    return Pair(
      title: own?.title ?? receiver.titleTemplate,
      message: own?.message ?? receiver.messageTemplate)
  }
}
