package import SpendCore

/// What the built-in `log` receiver is given to write: one message, about one alert or about what a
/// catch-up found.
package struct LogMessage: Hashable, Sendable {
  package var alerts: [Alert]
  /// One line.
  package var text: String
  package var isTest: Bool

  package init(alerts: [Alert], text: String, isTest: Bool = false) {
    self.alerts = alerts
    self.text = text
    self.isTest = isTest
  }
}
