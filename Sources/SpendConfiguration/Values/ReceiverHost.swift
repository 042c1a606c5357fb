package import SpendCore

/// Which service a URL belongs to, by its scheme or host.
package enum ReceiverHost {
  /// nil: a host that says nothing.
  package static func kind(of url: String) -> ReceiverSettings.Kind? {
    guard let scheme = url.firstRange(of: "://") else { return nil }
    if ["smtp", "smtps"].contains(url[..<scheme.lowerBound].lowercased()) { return .email }
    let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
    let host = authority.split(separator: "@").last?.prefix { $0 != ":" }.lowercased() ?? ""
    func belongs(to domain: String) -> Bool { host == domain || host.hasSuffix("." + domain) }
    if belongs(to: "slack.com") || belongs(to: "slack-gov.com") { return .slack }
    if belongs(to: "discord.com") || belongs(to: "discordapp.com") { return .discord }
    if belongs(to: "pagerduty.com") { return .pagerduty }
    let teams = ["webhook.office.com", "logic.azure.com", "powerplatform.com", "powerautomate.com"]
    return teams.contains(where: belongs) ? .teams : nil
  }
}
