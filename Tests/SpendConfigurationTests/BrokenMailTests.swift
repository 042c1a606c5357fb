import Testing

/// Broken configurations and what is said about them, word for word: mail.
@Suite("Broken configurations: mail")
struct BrokenMailTests {
  /// The keys of an `email` receiver, the column and key of each problem, and what is said.
  static let cases: [(keys: String, said: [String])] = [
    (
      "",
      [
        ":6: receivers.x: a receiver of type email needs a server: smtps://mail.example",
        ":6: receivers.x: a receiver of type email needs a from: who its mails are from",
        ":6: receivers.x: a receiver of type email needs a to: who gets its mails",
      ]
    ),
    (
      "url: smtps://m.example, from: a@b.example, to: a@b.example",
      [
        ":21: receivers.x.url: a receiver of type email has no such key; it belongs to slack, pagerduty, "
          + "webhook, alertmanager, discord, teams"
      ]
    ),
    (
      "server: mail.example, from: a@b.example, to: a@b.example",
      [":29: receivers.x.server: must be a server that begins with smtps:// or smtp://"]
    ),
    (
      "server: \"smtps://u:p@mail.example\", from: a@b.example, to: a@b.example",
      [":29: receivers.x.server: must not hold a login; write username and password"]
    ),
    (
      "server: smtps://mail.example/x, from: a@b.example, to: a@b.example",
      [":29: receivers.x.server: must be a scheme, a host and a port alone"]
    ),
    (
      "server: smtp://mail.example:0, from: a@b.example, to: a@b.example",
      [":29: receivers.x.server: is a URL whose port is not a number from 1 to 65535"]
    ),
    (
      "server: smtp://, from: a@b.example, to: a@b.example",
      [":29: receivers.x.server: is a URL without a host"]
    ),
    (
      "server: smtps://m.example, tls: off, from: a@b.example, to: a@b.example",
      [":53: receivers.x.tls: smtps:// is TLS; without it the server is smtp://"]
    ),
    (
      "server: smtp://m.example, tls: maybe, from: a@b.example, to: a@b.example",
      [":52: receivers.x.tls: 'maybe' is not known here; write on or off"]
    ),
    (
      "server: smtp://m.example, tls: off, username: u, password: { file: secrets/key }, from: a@b.example, to: a@b.example",
      [
        ":57: receivers.x.username: is not sent without TLS; take away tls: off, or the login"
      ]
    ),
    (
      "server: smtp://m.example, username: u, from: a@b.example, to: a@b.example",
      [":47: receivers.x.username: username and password belong together"]
    ),
    (
      "server: smtp://m.example, password: { env: NOPE }, from: a@b.example, to: a@b.example",
      [":47: receivers.x.password: username and password belong together"]
    ),
    (
      "server: smtp://m.example, from: spend, to: [a@b.example, \"a@b.example\", \"x y@b.example\", ü@b.example]",
      [
        ":53: receivers.x.from: 'spend' is not a mail address, like spend@example.com or Spend "
          + "<spend@example.com>",
        ":78: warning: receivers.x.to[1]: 'a@b.example' is in the list twice",
        ":93: receivers.x.to[2]: 'x y@b.example' is not a mail address, like spend@example.com or Spend "
          + "<spend@example.com>",
        ":110: receivers.x.to[3]: 'ü@b.example' is not a mail address, like spend@example.com or Spend "
          + "<spend@example.com>",
      ]
    ),
    (
      "server: smtp://m.example, from: a@b.example, to: \"a@b.example, c@b.example\"",
      [
        ":70: receivers.x.to: 'a@b.example, c@b.example' is more than one address; write a list: "
          + "[a@example.com, b@example.com]"
      ]
    ),
    (
      "server: smtp://m.example, from: a@b.example, to: \"a@b.example, J <c@d.example>\"",
      [
        ":70: receivers.x.to: 'a@b.example, J <c@d.example>' is more than one address; write a list: "
          + "[a@example.com, b@example.com]"
      ]
    ),
    (
      "server: smtp://m.example, from: a@b.example, to: []",
      [":70: receivers.x.to: is an empty list"]
    ),
    (
      "server: smtp://m.example, from: \"a@b.example\\nBcc: c@d.example\", to: a@b.example",
      [":53: receivers.x.from: must be a text of one line without control characters"]
    ),
    (
      "server: smtp://m.example, headers: { Subject: x, X-Ok: y, Content-Type: z, \"a b\": c }, "
        + "from: a@b.example, to: a@b.example",
      [
        ":58: receivers.x.headers.Subject: is a header that spendwatch sets itself",
        ":79: receivers.x.headers.Content-Type: is a header that spendwatch sets itself",
        ":96: receivers.x.headers.'a b': is not the name of a header",
      ]
    ),
  ]

  @Test("every problem is named with its place", arguments: cases.indices)
  func says(index: Int) {
    let (keys, said) = Self.cases[index]
    let receiver = keys.isEmpty ? "type: email" : "type: email, \(keys)"
    let broken = BrokenConfiguration(
      """
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { \(receiver) }
      """, said.map { "alerts.yaml:3\($0)" }.joined(separator: "\n"))
    #expect(broken.said == broken.expected)
  }
}
