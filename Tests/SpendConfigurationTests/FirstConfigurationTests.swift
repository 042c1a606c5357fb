import SpendConfiguration
import SpendCore
import Testing

/// What `init` writes is what `check` accepts, whatever the logs hold.
@Suite("The first configuration")
struct FirstConfigurationTests {
  private func guess(_ cents: Int64) throws -> BudgetGuess {
    try #require(BudgetGuess(days: [Money(nano: cents * 10_000_000)]))
  }

  @Test("features, sources and the receiver come back as they are")
  func comesBack() throws {
    var machine = Machine()
    machine.files["/etc/app/slack-url"] = .init("https://hooks.slack.com/services/T/B/X\n")
    let names = [
      "support_qa", "a: b # c", "\"quoted\" 'x'", "dé 功能", "- item", "~", "untagged", "80",
    ]
    let first = FirstConfiguration(
      sources: ["cost_events.jsonl"],
      features: try names.map { .init(name: $0, guess: try guess(1050)) }, total: try guess(9000),
      receiver: .init(kind: .slack, secret: .file("slack-url")))
    let result = machine.load(first.text)
    #expect(result.problems.isEmpty, "\(result.problems)\n\(first.text)")
    let configuration = try #require(result.configuration)
    let features = configuration.budgets.dropLast(2).map { budget in
      budget.match.conditions.flatMap { $0.patterns.map(\.text) }
    }
    #expect(features == names.map { [$0] })
    #expect(configuration.budgets.first?.daily == Money(nano: 13_000_000_000))
    #expect(configuration.budgets.last?.daily == Money(nano: 110_000_000_000))
    #expect(configuration.budgets.allSatisfy { $0.notify[.hard] == ["slack"] })
    #expect(configuration.receivers.last?.urls.first?.reveal().hasPrefix("https://hooks") == true)
    #expect(!first.text.contains("hooks.slack.com/services/T"))
  }

  /// Names that are hard to tell apart, to write down, or are taken.
  static let odd = [
    "\u{E9}", "e\u{301}", "a b", "a\nb", "a\tb", "\u{1}\u{2}", "\u{3}", " ", "a b-2", "\"\"", "",
    "*\u{301}", "\\\u{301}q", "a\\*b?", "\u{2028}", "\u{FEFF}", "everything", "each-other-feature",
    String(repeating: "\u{E9}", count: 400), String(repeating: "x", count: 1043),
    String(repeating: "*", count: 600),
  ]

  @Test("budgets that are suggested are accepted, each for its value and no other")
  func suggested() throws {
    let days = (0..<10).map {
      BudgetSuggestion.Hour(start: 1_793_000_000 + $0 * 86_400, cost: .dollar)
    }
    for dimension in [Dimension.feature, Dimension.model] {
      let values = Self.odd.filter { dimension != Dimension.feature || !$0.isEmpty }
      let hours = Dictionary(values.map { (ExactText($0), days) }) { first, _ in first }
      let yaml = SuggestedBudgets(hours, dimension: dimension, zone: .utc, .init()).yaml
      let result = Machine().load(yaml)
      #expect(result.problems.allSatisfy { $0.severity == .note }, "\(result.problems)")
      let budgets = try #require(result.configuration).budgets
      let named = values.filter { $0.utf8.count <= 1024 && !$0.hasPrefix("****") }
      #expect(budgets.count == named.count && values.count == named.count + 2)
      for value in values {
        let own = budgets.filter { $0.match.conditions[0].matches(value) }
        #expect(own.count == (named.contains(exactly: value) ? 1 : 0), "\(value.prefix(40))")
      }
      #expect(yaml.contains("# Longer than a pattern may be, so without a budget: \"****"))
    }
  }

  @Test("features that are called as the other budgets are, or alike, have budgets of their own")
  func taken() throws {
    let names = Self.odd.filter { !$0.isEmpty }
    let first = FirstConfiguration(
      sources: [], features: try names.map { .init(name: $0, guess: try guess(100)) },
      total: try guess(200), receiver: nil)
    let result = Machine().load(first.text)
    #expect(result.problems.allSatisfy { $0.severity == .note }, "\(result.problems)")
    let budgets = try #require(result.configuration).budgets.map(\.name)
    #expect(budgets.suffix(2) == ["each-other-feature-2", "everything-2"])
    #expect(budgets.contains("everything") && budgets.contains("each-other-feature"))
    #expect(Set(budgets.map { ExactText($0) }).count == budgets.count)
  }

  @Test("a mail server comes back with its login and its addresses, or without a login")
  func mail() throws {
    var machine = Machine()
    machine.files["/etc/app/email-password"] = .init("p4ss: word\n")
    let addresses = ["ops@example.com", "Jane Doe <jane@example.com>"]
    for username in ["spend: x", ""] {
      let mail = FirstConfiguration.Receiver.Mail(
        server: "smtps://mail.example:4650", username: username, from: "spend@example.com",
        to: addresses)
      let secret: FirstConfiguration.Receiver.Secret? =
        username.isEmpty ? nil : .file("email-password")
      let first = FirstConfiguration(
        sources: [], features: [], total: nil,
        receiver: .init(kind: .email, secret: secret, mail: mail))
      let result = machine.load(first.text)
      #expect(result.problems.isEmpty, "\(result.problems)\n\(first.text)")
      let settings = try #require(result.configuration?.receivers.last?.mail)
      #expect(settings.server == "smtps://mail.example:4650")
      #expect(settings.login?.username == (username.isEmpty ? nil : username))
      #expect(settings.login?.password == (username.isEmpty ? nil : Secret("p4ss: word")))
      #expect(
        settings.to == [
          MailAddress("ops@example.com"), .init(name: "Jane Doe", "jane@example.com"),
        ])
    }
  }

  @Test("names that would be patterns, or that nobody can read, are left to the last budget")
  func hostile() throws {
    let names = ["a*", "b?", "c\\d", "e\u{1B}[31m", "f\ng", "h\u{202E}i", " ", ""]
    let first = FirstConfiguration(
      sources: [], features: try names.map { .init(name: $0, guess: try guess(100)) }, total: nil,
      receiver: nil)
    let result = Machine().load(first.text)
    #expect(result.problems.isEmpty, "\(result.problems)\n\(first.text)")
    #expect(result.configuration?.budgets.map(\.name) == ["each-other-feature"])
    #expect(first.text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
  }

  @Test("a path with whatever in its name is a source")
  func paths() throws {
    var machine = Machine()
    let name = "logs: \"my\" #1\ttab.jsonl"
    machine.files["/etc/app/\(name)"] = .init("")
    let first = FirstConfiguration(sources: [name], features: [], total: nil, receiver: nil)
    let result = machine.load(first.text)
    #expect(result.problems.isEmpty, "\(result.problems)")
    #expect(
      result.configuration?.sources.first?.origin
        == .file(pattern: "/etc/app/\(name)", rotated: []))
  }
}
