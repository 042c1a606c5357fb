package import SpendCore

/// What rendering knows besides the message: no clock, no network.
package struct RenderContext: Sendable {
  package var settings: ReceiverSettings
  package var templates: TemplateSet
  package var zone: TimeZoneRules
  /// Wall time of this attempt.
  package var now: Timestamp
  /// What tells this daemon from another, for messages that are not about an alert.
  package var instance: String

  package init(
    settings: ReceiverSettings, templates: TemplateSet = TemplateSet(), zone: TimeZoneRules = .utc,
    now: Timestamp, instance: String
  ) {
    self.settings = settings
    self.templates = templates
    self.zone = zone
    self.now = now
    self.instance = instance
  }

  /// In front of every first line: `[TEST] ` in messages that are only a test.
  package var prefix = ""

  func prefixed(for attempt: Attempt) -> RenderContext {
    if case .test = attempt.content { testing } else { self }
  }

  /// As for a test.
  var testing: RenderContext {
    var context = self
    context.prefix = "[TEST] "
    return context
  }

  func text(_ digest: SpendDigest) -> DigestText {
    DigestText(digest, zone: zone, templates: templates.templates(digest))
  }

  func text(_ alert: Alert) -> AlertText { AlertText(alert, zone: zone) }
}
