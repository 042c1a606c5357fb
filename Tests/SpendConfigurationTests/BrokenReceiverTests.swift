import Testing

/// Broken configurations and what is said about them, word for word:
/// receivers.
@Suite("Broken configurations: receivers")
struct BrokenReceiverTests {
  @Test("every problem is named with its place", arguments: cases)
  func says(_ broken: BrokenConfiguration) {
    #expect(broken.said == broken.expected)
  }

  static let cases: [BrokenConfiguration] = [
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: slack
      """#,
      #"""
      alerts.yaml:3:6: receivers.x: must be a mapping with a type, not a text
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [slack] } }]
      receivers:
        slack: { url: https://a.example/SECRET }
      """#,
      #"""
      alerts.yaml:3:10: receivers.slack: has no type; add 'type: slack'
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { url: https://a.example/SECRET }
      """#,
      #"""
      alerts.yaml:3:6: receivers.x: has no type: log, slack, pagerduty, webhook, alertmanager, \#
      discord, teams, email
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: slak, url: https://a.example/SECRET }
      """#,
      #"""
      alerts.yaml:3:14: receivers.x.type: there is no receiver type 'slak'; did you mean \#
      'slack'?
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: irc, url: https://a.example/SECRET }
      """#,
      #"""
      alerts.yaml:3:14: receivers.x.type: there is no receiver type 'irc'; known are log, slack, \#
      pagerduty, webhook, alertmanager, discord, teams, email
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: slack }
      """#,
      #"""
      alerts.yaml:3:6: receivers.x: a receiver of type slack needs a url
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: slack, url: hooks.example/SECRET }
      """#,
      #"""
      alerts.yaml:3:26: receivers.x.url: must be a URL that begins with https:// or http://
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: slack, url: "https://hooks.example/SEC RET" }
      """#,
      #"""
      alerts.yaml:3:26: receivers.x.url: is not a URL: it holds a space or a character that \#
      must be escaped (%20)
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: slack, url: "https:///SECRET" }
      """#,
      #"""
      alerts.yaml:3:26: receivers.x.url: is a URL without a host
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: slack, url: "https://a.example:port/SECRET" }
      """#,
      #"""
      alerts.yaml:3:26: receivers.x.url: is a URL whose port is not a number from 1 to 65535
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: slack, url: "https://a.example/SECRET#x" }
      """#,
      #"""
      alerts.yaml:3:26: receivers.x.url: must not hold a fragment (#…)
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: slack, url: { https://a.example/SECRET } }
      """#,
      #"""
      alerts.yaml:3:26: receivers.x.url: must be a text, or one of {file: PATH}, {credential: \#
      NAME} and {env: NAME}
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: slack, url: [https://a.example/SECRET] }
      """#,
      #"""
      alerts.yaml:3:26: receivers.x.url: must be a text, or one of {file: PATH}, {credential: \#
      NAME} and {env: NAME}
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: slack, https://a.example/SECRET }
      """#,
      #"""
      alerts.yaml:3:21: receivers.x.<redacted>: unknown key; known here: type, send_resolved, \#
      title, message, url, url_file, concurrency, headers, ca_file, client_cert, client_key, proxy, \#
      proxy_file
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: slack, url: { env: HOOK }, url_file: secrets/slack }
      """#,
      #"""
      alerts.yaml:3:21: receivers.x.url: is there twice; write url or url_file
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: slack, url: { env: HOOK }, routing_key: SECRET }
      """#,
      #"""
      alerts.yaml:3:41: receivers.x.routing_key: a receiver of type slack has no such key; it \#
      belongs to pagerduty
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: slack, uri: https://a.example/SECRET }
      """#,
      #"""
      alerts.yaml:3:21: receivers.x.uri: unknown key; did you mean 'url'?
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: pagerduty }
      """#,
      #"""
      alerts.yaml:3:6: receivers.x: a receiver of type pagerduty needs a routing_key
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: pagerduty, routing_key: "SEC RET" }
      """#,
      #"""
      alerts.yaml:3:38: receivers.x.routing_key: is not a routing key: letters and digits \#
      without spaces
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: pagerduty, routing_key_file: secrets/key, max_pages: 5 }
      """#,
      #"""
      alerts.yaml:3:67: receivers.x.max_pages: must be a number of pages in a span of 1s to 1d, \#
      like 5/10m, not '5'
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: pagerduty, routing_key_file: secrets/key, concurrency: 0 }
      """#,
      #"""
      alerts.yaml:3:69: receivers.x.concurrency: must be a whole number from 1 to 64, not '0'
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: pagerduty, routing_key_file: secrets/key, max_pages: 0/10m }
      """#,
      #"""
      alerts.yaml:3:67: receivers.x.max_pages: must be a number of pages in a span of 1s to 1d, \#
      like 5/10m, not '0/10m'
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: webhook, url: { env: HOOK }, secret: SECRET }
      """#,
      #"""
      alerts.yaml:3:51: receivers.x.secret: must begin with whsec_, followed by 24 to 64 bytes \#
      in base64
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: webhook, url: { env: HOOK }, secret: "whsec_SECRET!!" }
      """#,
      #"""
      alerts.yaml:3:51: receivers.x.secret: is not base64 after whsec_
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: webhook, url: { env: HOOK }, secret: [whsec_U0VDUkVU, { env: AUDIT_SECRET }] \#
      }
      """#,
      #"""
      alerts.yaml:3:52: warning: receivers.x.secret[0]: holds 6 bytes after whsec_; it should be \#
      24 to 64
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: webhook, url: { env: HOOK }, secret: [] }
      """#,
      #"""
      alerts.yaml:3:51: receivers.x.secret: is an empty list
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: webhook, url: { env: HOOK }, send_resolved: sometimes }
      """#,
      #"""
      alerts.yaml:3:58: receivers.x.send_resolved: must be true or false, not 'sometimes'
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: webhook, url: { env: HOOK }, headers: { "a b": c, Host: d, X-Ok: [e], \#
      webhook-id: f } }
      """#,
      #"""
      alerts.yaml:3:54: receivers.x.headers.'a b': is not the name of an HTTP header
      alerts.yaml:3:64: receivers.x.headers.Host: is a header that spendwatch sets itself
      alerts.yaml:3:79: receivers.x.headers.X-Ok: must be a text, or one of {file: PATH}, \#
      {credential: NAME} and {env: NAME}
      alerts.yaml:3:84: receivers.x.headers.webhook-id: is a header that spendwatch sets itself
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: webhook, url: { env: HOOK }, token: { env: HOOK }, username: u }
      """#,
      #"""
      alerts.yaml:3:43: receivers.x.token: write either a token, or username and password
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: webhook, url: { env: HOOK }, username: u }
      """#,
      #"""
      alerts.yaml:3:43: receivers.x.username: username and password belong together
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: webhook, url: { env: HOOK }, ca_file: nope.pem, client_cert: ca.pem }
      """#,
      #"""
      alerts.yaml:3:52: receivers.x.ca_file: the file '/etc/app/nope.pem' does not exist
      alerts.yaml:3:62: receivers.x.client_cert: client_cert and client_key belong together
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: webhook, url: { env: HOOK }, proxy: socks5://user:SECRET@p.example }
      """#,
      #"""
      alerts.yaml:3:50: receivers.x.proxy: must be a URL that begins with https:// or http://
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: alertmanager, url: [], resolve_timeout: 30 }
      """#,
      #"""
      alerts.yaml:3:33: receivers.x.url: is an empty list
      alerts.yaml:3:54: receivers.x.resolve_timeout: '30' is not a duration; write it like \#
      500ms, 1s, 10m, 2h or 1d
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: alertmanager, url: http://a.example:9093, urls: [http://b.example:9093] }
      """#,
      #"""
      alerts.yaml:3:56: receivers.x.urls: is there twice; write url or urls
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers:
        x: { type: alertmanager, urls: [http://a.example:9093, http://a.example:9093, \#
      ftp://b.example], resolve_timeout: 1s }
      """#,
      #"""
      alerts.yaml:3:58: warning: receivers.x.urls[1]: is there twice; it counts once
      alerts.yaml:3:81: receivers.x.urls[2]: must be a URL that begins with https:// or http://
      alerts.yaml:3:116: receivers.x.resolve_timeout: must be from 1m to 7d
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5 }]
      receivers:
        log: { type: slack, url: { env: HOOK } }
      """#,
      #"""
      alerts.yaml:3:3: receivers.log: log is built in and cannot be redefined; choose another \#
      name
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5 }]
      receivers:
        x: { type: slack, url: { env: HOOK } }
      """#,
      #"""
      alerts.yaml:3:3: warning: receivers.x: nothing notifies this receiver
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5 }]
      receivers:
        x: { type: log, url: { env: HOOK } }
      """#,
      #"""
      alerts.yaml:3:3: warning: receivers.x: nothing notifies this receiver
      alerts.yaml:3:19: receivers.x.url: a receiver of type log has no such key; it belongs to \#
      slack, pagerduty, webhook, alertmanager, discord, teams
      """#),
  ]
}
