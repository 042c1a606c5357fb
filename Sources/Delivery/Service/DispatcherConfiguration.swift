package import SpendCore

/// What the dispatcher takes from `alerts.yaml`.
package struct DispatcherConfiguration: Sendable {
  package var receivers: [ReceiverSettings]
  package var templates: TemplateSet
  package var zone: TimeZoneRules
  package var instance: String
  /// Budget name → level → receivers: who gets alerts, and which Alertmanager shows which.
  package var notify: [String: [Level: [String]]]
  /// For every text that a server answers.
  package var redactor: Redactor

  package init(
    receivers: [ReceiverSettings], budgets: [Budget], zone: TimeZoneRules, instance: String
  ) {
    self.receivers = receivers
    templates = TemplateSet(budgets: budgets)
    self.zone = zone
    self.instance = instance
    notify = Dictionary(budgets.map { ($0.name, $0.notify) }) { first, _ in first }
    redactor = Redactor(receivers.flatMap(\.everySecret))
  }

  /// - Parameter instance: the name that the state has kept.
  package init(_ configuration: Configuration, instance: String) {
    self.init(
      receivers: configuration.receivers, budgets: configuration.budgets,
      zone: configuration.timeZone, instance: instance)
    redactor = Redactor(configuration)
  }

  /// Receivers that any budget notifies; all of them when there is no budget.
  var notified: Set<String> {
    let names = notify.values.flatMap { $0.values.flatMap(\.self) }
    return notify.isEmpty ? Set(receivers.map(\.name)) : Set(names)
  }
}
