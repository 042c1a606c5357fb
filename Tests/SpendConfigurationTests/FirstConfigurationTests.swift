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
