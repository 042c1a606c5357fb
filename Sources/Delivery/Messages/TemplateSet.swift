package import SpendCore

/// The Mustache templates of the configuration: of budgets by name; those of a receiver are in its
/// settings. A budget's own template wins over the receiver's. A digest has those of its entry.
package struct TemplateSet: Sendable {
  package struct Pair: Hashable, Sendable {
    package var title: String?
    package var message: String?

    package init(title: String? = nil, message: String? = nil) {
      self.title = title
      self.message = message
    }
  }

  private var byBudget: [ExactText: Pair] = [:]

  private var byDigest: [DigestSettings.Question: Pair] = [:]

  package init() {}

  package init(budgets: [Budget], digests: [DigestSettings] = []) {
    for digest in digests where digest.titleTemplate != nil || digest.messageTemplate != nil {
      byDigest[digest.question] = Pair(title: digest.titleTemplate, message: digest.messageTemplate)
    }
    for budget in budgets where budget.titleTemplate != nil || budget.messageTemplate != nil {
      byBudget[ExactText(budget.name)] = Pair(
        title: budget.titleTemplate, message: budget.messageTemplate)
    }
  }

  package func templates(_ digest: SpendDigest) -> Pair {
    byDigest[.init(every: digest.every, by: digest.by)] ?? Pair()
  }

  package func templates(_ alert: Alert, _ receiver: ReceiverSettings) -> Pair {
    let own = byBudget[ExactText(alert.budget)]
    return Pair(
      title: own?.title ?? receiver.titleTemplate,
      message: own?.message ?? receiver.messageTemplate)
  }
}
