import SpendConfiguration
import SpendCore
import Testing

/// No secret in any text that can reach a log.
@Suite("Secrets are never shown")
struct SecretLeakTests {
  /// Each value holds the word, so that one search finds every leak.
  static let word = "XyZZyHidden"

  /// Right and wrong, everywhere a secret can stand.
  static let yamls: [String] = {
    let values = [
      "https://hooks.example/\(word)", "http://\(word)@h.example/", "ftp://h.example/\(word)",
      "https://h.example:\(word)/", "\"https://h.example/ \(word)\"", "https:///\(word)",
      "\"\(word)\\n\(word)\"", "whsec_\(word)", "\"whsec_\(word)!\"", "[\"https://h/\(word)\"]",
      "{ https://h.example/\(word) }", "{ \(word): \(word) }", "{ file: \"x\", \(word): y }",
      "{ env: \"https://h.example/\(word)\" }", "https://h.example/\(word)#\(word)",
      "[[\(word)]]", "{ env: HIDDEN }", "{ file: hidden }", "{ file: hidden_lines }",
      "{ credential: hidden }", "\"\(word) \(word)\"", "https://h.example/\(word): x",
    ]
    let places = [
      "slack, url:", "pagerduty, routing_key:", "webhook, url: { env: HOOK }, secret:",
      "webhook, url: { env: HOOK }, token:", "webhook, url: { env: HOOK }, proxy:",
      "webhook, url: { env: HOOK }, username: u, password:", "alertmanager, urls:",
    ]
    let receivers = places.flatMap { place in
      values.map { value in
        """
        budgets: [{ feature: a, daily: 1, notify: { hard: x } }]
        receivers: { x: { type: \(place) \(value) } }
        """
      }
    }
    let headers = values.map {
      """
      budgets: [{ feature: a, daily: 1, notify: { hard: x } }]
      receivers: { x: { type: webhook, url: { env: HOOK }, headers: { Authorization: \($0) } } }
      heartbeat: { url: \($0) }
      """
    }
    return receivers + headers
  }()

  @Test("not in a problem, not in the configuration however it is printed, not in a difference")
  func leaks() {
    var machine = Machine()
    machine.mode = 0o644
    machine.environment["HIDDEN"] = "https://h.example/\(Self.word)"
    machine.files["/etc/app/hidden"] = .init(Self.word, mode: 0o644)
    machine.files["/etc/app/hidden_lines"] = .init("\(Self.word)\n\(Self.word)")
    machine.files["/run/credentials/hidden"] = .init("whsec_\(Self.word)")
    var loaded = 0
    let plain = machine.load("budgets: [{ feature: a, daily: 1 }]").configuration
    for yaml in Self.yamls {
      let result = machine.load(yaml)
      var texts = result.problems.map { $0.text(file: "alerts.yaml") }
      texts += ["\(result)", String(reflecting: result)]
      if let configuration = result.configuration {
        loaded += 1
        var dumped = ""
        dump(configuration, to: &dumped)
        texts += ["\(configuration)", String(reflecting: configuration), dumped]
        if let plain {
          texts += difference(from: plain, to: configuration)
          texts += difference(from: configuration, to: plain)
        }
      } else {
        #expect(!result.problems.isEmpty)
      }
      for text in texts { #expect(!text.contains(Self.word), "\(yaml)") }
    }
    // Both roads were taken.
    #expect(loaded > 20 && loaded < Self.yamls.count - 20)
  }
}
