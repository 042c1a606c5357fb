package import SpendCore

/// What the dispatcher takes from `alerts.yaml`.
package struct DispatcherConfiguration: Sendable {
  package var receivers: [ReceiverSettings]
  package var templates: TemplateSet
  package var zone: TimeZoneRules
  package var instance: String
  /// Budget name → level → receivers: who gets alerts, and which Alertmanager shows which.
  package var notify: [ExactText: [Level: [String]]]
  /// For every text that a server answers.
  package var redactor: Redactor

  package init(
    receivers: [ReceiverSettings], budgets: [Budget], digests: [DigestSettings] = [],
    zone: TimeZoneRules, instance: String
  ) {
    self.receivers = receivers
    templates = TemplateSet(budgets: budgets, digests: digests)
    self.zone = zone
    self.instance = instance
    notify = Dictionary(budgets.map { (ExactText($0.name), $0.notify) }) { first, _ in first }
    redactor = Redactor(receivers.flatMap(\.everySecret))
  }

  /// - Parameter instance: the name that the state has kept.
  package init(_ configuration: Configuration, instance: String) {
    self.init(
      receivers: configuration.receivers, budgets: configuration.budgets,
      digests: configuration.digests, zone: configuration.timeZone, instance: instance)
    redactor = Redactor(configuration)
  }

  /// Who is told about the daemon itself: the receivers of soft alerts that wake nobody
  /// (Semantics, Notices). Where these are only the log, or troubled, those of hard alerts, or
  /// nobody would hear of it.
  func careful(unless troubled: Set<String>) -> Set<String> {
    let left = Set(receivers.filter { !$0.kind.pages && !troubled.contains($0.name) }.map(\.name))
    let soft = receivers(of: .soft).intersection(left)
    let isHeard = receivers.contains { $0.kind != .log && soft.contains($0.name) }
    return isHeard ? soft : soft.union(receivers(of: .hard).intersection(left))
  }

  /// Those that wake somebody for a hard alert.
  var pagers: Set<String> { pagers(among: receivers(of: .hard)) }

  func receivers(of level: Level) -> Set<String> {
    Set(notify.values.flatMap { $0[level] ?? [] })
  }

  private func pagers(among names: some Collection<String>) -> Set<String> {
    Set(receivers.filter { $0.kind.pages && names.contains($0.name) }.map(\.name))
  }
}
