/// A limit in USD on the events that it matches, per group, over a window.
package struct Budget: Hashable, Sendable {
  /// Unique among the budgets.
  package var name: String
  package var match: Match
  /// Dimensions whose values make the groups; `[]` is one group for all.
  package var per: [String]
  /// Only events whose feature no other budget names.
  package var isUnlisted: Bool
  package var daily: Money?
  package var monthly: Money?
  package var kind: WindowKind
  /// Ascending by the spend that trips them.
  package var thresholds: [Threshold]
  /// Whether it fires again at 200, 400, 800 … percent.
  package var overrunDoubles: Bool
  /// Names of receivers for every level, the defaults already merged in.
  package var notify: [Level: [String]]
  package var runbookURL: String?
  /// Travel with its alerts. Sorted by key where order matters.
  package var labels: [String: String]
  /// Mustache templates; nil for the built-in text.
  package var titleTemplate: String?
  package var messageTemplate: String?
  /// Which of its dimensions are hashed, and by which key: with another, its groups are
  /// others. Empty: none.
  package internal(set) var hashing = ""

  package init(
    name: String, match: Match = Match(), per: [String] = [Dimension.feature],
    isUnlisted: Bool = false, daily: Money? = nil, monthly: Money? = nil,
    kind: WindowKind = .rolling,
    thresholds: [Threshold] = [
      Threshold(percent: 80, level: .soft), Threshold(percent: 100, level: .hard),
    ], overrunDoubles: Bool = true,
    notify: [Level: [String]] = [.info: [], .soft: ["log"], .hard: ["log"]],
    runbookURL: String? = nil, labels: [String: String] = [:], titleTemplate: String? = nil,
    messageTemplate: String? = nil
  ) {
    self.name = name
    self.match = match
    self.per = per
    self.isUnlisted = isUnlisted
    self.daily = daily
    self.monthly = monthly
    self.kind = kind
    self.thresholds = thresholds
    self.overrunDoubles = overrunDoubles
    self.notify = notify
    self.runbookURL = runbookURL
    self.labels = labels
    self.titleTemplate = titleTemplate
    self.messageTemplate = messageTemplate
  }

  package func limit(_ unit: WindowUnit) -> Money? { unit == .day ? daily : monthly }
}
