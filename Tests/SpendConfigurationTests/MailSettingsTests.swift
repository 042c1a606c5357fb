import SpendConfiguration
import SpendCore
import Testing

/// What an `email` receiver's keys mean.
@Suite("Mail settings")
struct MailSettingsTests {
  private func receiver(_ keys: String) throws -> ReceiverSettings {
    let machine = Machine()
    let result = machine.load(
      """
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: email, from: spend@example.com, to: ops@example.com, \(keys) }
      """)
    #expect(result.problems.map(\.message) == [])
    return try #require(result.configuration?.receivers.last)
  }

  @Test(
    "the scheme, tls and the port say how a server is reached",
    arguments: [
      ("server: smtps://m.example", "smtps://m.example:465", MailSettings.Security.tls),
      ("server: smtps://m.example:4650/", "smtps://m.example:4650", .tls),
      ("server: smtp://m.example", "smtp://m.example:587", .startTLS),
      ("server: SMTP://m.example:25, tls: on", "smtp://m.example:25", .startTLS),
      ("server: smtp://localhost, tls: off", "smtp://localhost:25", .off),
      ("server: \"smtp://[::1]:2525\", tls: off", "smtp://[::1]:2525", .off),
    ])
  func servers(keys: String, server: String, security: MailSettings.Security) throws {
    let mail = try #require(try receiver(keys).mail)
    #expect(mail.server == server && mail.security == security && mail.login == nil)
  }

  @Test("the example of the manual")
  func example() throws {
    let receiver = try receiver(
      """
      server: smtps://m.example, username: spend, password: { file: secrets/key },
          title: "{{who}}", headers: { X-Team: a }, ca_file: ca.pem, proxy: "http://p.example:3128"
      """)
    let mail = try #require(receiver.mail)
    #expect(mail.login == .init(username: "spend", password: Secret("R0UT1NGK3Ysecret")))
    #expect(mail.from == MailAddress("spend@example.com"))
    #expect(mail.to == [MailAddress("ops@example.com")])
    #expect(!receiver.sendResolved && receiver.concurrency == 1 && receiver.urls.isEmpty)
    #expect(receiver.headers == ["X-Team": Secret("a")])
    #expect(receiver.certificateAuthorityPath == "/etc/app/ca.pem")
    #expect(receiver.everySecret.contains(Secret("R0UT1NGK3Ysecret")))
  }

  @Test(
    "addresses with names and without",
    arguments: [
      ("a@b.example", nil, "a@b.example"), ("Spend <a@b>", "Spend", "a@b"),
      ("<a@b.example>", nil, "a@b.example"),
      ("\\\"Doe, Jane\\\" <j@b.example>", "Doe, Jane", "j@b.example"),
      ("Jäne, =?x?= <j+x@b.example>", "Jäne, =?x?=", "j+x@b.example"),
      ("r@[10.0.0.1]", nil, "r@[10.0.0.1]"),
    ] as [(String, String?, String)])
  func addresses(text: String, name: String?, address: String) throws {
    let result = Machine().load(
      """
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: email, server: smtps://m.example, from: "\(text)", to: ["\(text)", z@b.example] }
      """)
    #expect(result.problems.map(\.message) == [])
    let mail = try #require(result.configuration?.receivers.last?.mail)
    #expect(mail.from == MailAddress(name: name, address))
    #expect(mail.to == [MailAddress(name: name, address), MailAddress("z@b.example")])
  }

  @Test("a server alone is an email receiver that lacks its addresses")
  func alone() {
    let result = Machine().load(
      """
      budgets: [{ feature: a, daily: 5, notify: { hard: [mail] } }]
      receivers: { mail: "smtps://m.example" }
      """)
    #expect(result.problems.map(\.message).allSatisfy { $0.contains("type email needs a") })
    #expect(result.problems.count == 2)
  }

  @Test("what changed is named by its key")
  func differences() throws {
    let old = try receiver(
      "server: smtps://m.example, username: a, password: { file: secrets/key }")
    var new = old
    new.mail?.login?.password = Secret("other")
    new.mail?.host = "n.example"
    new.mail?.to = []
    let lines = difference(
      from: Configuration(receivers: [old]), to: Configuration(receivers: [new]))
    #expect(lines == ["receiver 'x': server, username or password, to changed"])
  }
}
