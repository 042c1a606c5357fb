import SpendCore

/// What an order of messages means: one group of one budget (Semantics, Delivery). Each
/// digest stands for itself.
struct GroupKey: Hashable, Sendable {
  var budget: ExactText
  var group: [LabelPair]

  private init(budget: String, group: [LabelPair]) {
    (self.budget, self.group) = (ExactText(budget), group)
  }

  init(_ alert: Alert) { self.init(budget: alert.budget, group: alert.group) }

  init(_ message: Message) {
    switch message {
    case .alert(let alert): self.init(alert)
    case .digest(let digest): self.init(budget: "", group: [LabelPair("digest", digest.id)])
    case .unknown(let unknown): self.init(budget: "", group: [LabelPair("unknown", unknown.sort)])
    }
  }
}
