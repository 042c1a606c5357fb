import SpendConfiguration
import SpendCore
import Testing

/// Secrets come from where they are kept, and are never seen.
@Suite("Secrets")
struct SecretTests {
  static let hook = Secret("https://hooks.example/T0/B0/XXXsecretXXX")

  @Test(
    "a URL in all its forms",
    arguments: [
      "url: https://hooks.example/T0/B0/XXXsecretXXX",
      "url: \"https://hooks.example/T0/B0/XXXsecretXXX \\n\"",
      "url: { file: secrets/slack }", "url: { file: /etc/app/./secrets//slack }",
      "url_file: secrets/slack", "url_file: secrets/marked", "url: { file: secrets/marked }",
      "url: { credential: slack-url }", "url: { env: HOOK }",
    ])
  func forms(url: String) throws {
    let result = Machine().load(
      """
      budgets: [{ feature: a, daily: 1, notify: { hard: x } }]
      receivers:
        x:
            type: slack
            \(url)
      """)
    #expect(result.problems.isEmpty)
    #expect(try #require(result.configuration).receivers[1].urls == [Self.hook])
  }

  @Test("a credential may have the prefix cred_")
  func credentialPrefix() throws {
    let result = Machine().load(
      """
      budgets: [{ feature: a, daily: 1, notify: { hard: x } }]
      receivers: { x: { type: pagerduty, routing_key: { credential: pager }, max_pages: 2/1h } }
      """)
    let receiver = try #require(result.configuration).receivers[1]
    #expect(receiver.routingKey == Secret("R0UT1NGK3Ysecret"))
    #expect(receiver.maxPages == .init(count: 2, seconds: 3600))
  }

  @Test("everything that an HTTP receiver may have")
  func connection() throws {
    let other = "whsec_" + String(repeating: "QUJD", count: 10)
    let result = Machine().load(
      """
      notify: { hard: [w, a] }
      budgets: [{ feature: a, daily: 1 }]
      receivers:
        w:
          type: webhook
          url: { env: HOOK }
          secret: [{ env: AUDIT_SECRET }, \(other)]
          headers: { X-Team: support, X-Api-Key: { file: secrets/key } }
          token_file: secrets/key
          ca_file: ca.pem
          client_cert: ca.pem
          client_key: secrets/key
          proxy: http://user:pw@proxy.example:3128
        a:
          type: alertmanager
          urls: [http://am1:9093, http://am2:9093]
          resolve_timeout: 1h
          username: me
          password: { file: secrets/key }
      """)
    #expect(result.problems.isEmpty)
    let receivers = try #require(result.configuration).receivers
    let webhook = receivers[1]
    #expect(webhook.secrets == [Secret(Machine.signingSecret), Secret(other)])
    #expect(
      webhook.headers == [
        "X-Team": Secret("support"), "X-Api-Key": Secret("R0UT1NGK3Ysecret"),
        "Authorization": Secret("Bearer R0UT1NGK3Ysecret"),
      ])
    #expect(webhook.certificateAuthorityPath == "/etc/app/ca.pem")
    #expect(webhook.clientCertificatePath == "/etc/app/ca.pem")
    #expect(webhook.clientKeyPath == "/etc/app/secrets/key")
    #expect(webhook.proxyURL == Secret("http://user:pw@proxy.example:3128"))
    #expect(receivers[2].urls == [Secret("http://am1:9093"), Secret("http://am2:9093")])
    #expect(receivers[2].resolveTimeoutSeconds == 3600)
    // printf 'me:R0UT1NGK3Ysecret' | base64
    #expect(
      receivers[2].headers == ["Authorization": Secret("Basic bWU6UjBVVDFOR0szWXNlY3JldA==")])
  }

  @Test("a heartbeat")
  func heartbeat() throws {
    let result = Machine().load(
      "heartbeat: { url: { env: HOOK } }\nbudgets: [{ feature: a, daily: 1 }]")
    #expect(try #require(result.configuration).heartbeat == .init(url: Self.hook, everySeconds: 60))
  }

  @Test("a secret that is missing is told apart from a file that is wrong")
  func kinds() {
    func load(_ url: String) -> LoadResult {
      Machine().load(
        """
        budgets: [{ feature: a, daily: 1, notify: { hard: x } }]
        receivers: { x: { type: slack, url: \(url) } }
        """)
    }
    for missing in [
      "{ env: NOT_SET }", "{ file: nope }", "{ credential: nope }", "{ file: secrets/denied }",
    ] {
      let result = load(missing)
      #expect(result.lacksSecrets && !result.isInvalid && result.configuration == nil)
    }
    for wrong in ["{ env: EMPTY }", "{ file: secrets/lines }", "{ vault: x }", "nonsense"] {
      let result = load(wrong)
      #expect(!result.lacksSecrets && result.isInvalid && result.configuration == nil)
    }
    var machine = Machine()
    machine.environment["CREDENTIALS_DIRECTORY"] = nil
    let result = machine.load(
      """
      budgets: [{ feature: a, daily: 1, notify: { hard: x } }]
      receivers: { x: { type: slack, url: { credential: slack-url } } }
      """)
    #expect(result.lacksSecrets && !result.isInvalid)
    #expect(result.problems.first?.message.contains("LoadCredential=") == true)
  }

  @Test(
    "plain addresses are not secrets, paths and passwords are, in a file that everybody can read")
  func literals() {
    func warnings(_ receiver: String) -> Int {
      var machine = Machine()
      machine.mode = 0o644
      let yaml = """
        budgets: [{ feature: a, daily: 1, notify: { hard: x } }]
        receivers: { x: { \(receiver) } }
        """
      return machine.load(yaml).problems.count { $0.severity == .warning }
    }
    #expect(warnings("type: alertmanager, url: http://localhost:9093/prefix") == 0)
    #expect(warnings("type: alertmanager, url: http://user:pw@localhost:9093") == 1)
    #expect(warnings("type: webhook, url: http://localhost:8080") == 0)
    #expect(warnings("type: webhook, url: http://localhost:8080/hook") == 1)
    #expect(warnings("type: slack, url: { env: HOOK }, proxy: http://proxy:3128") == 0)
    #expect(warnings("type: slack, url: { env: HOOK }, proxy: http://u:p@proxy:3128") == 1)
  }
}
