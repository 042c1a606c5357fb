import Testing

/// Broken configurations and what is said about them, word for word:
/// secrets that are missing or wrong.
@Suite("Broken configurations: secrets that are missing or wrong")
struct BrokenSecretTests {
  @Test("every problem is named with its place", arguments: cases)
  func says(_ broken: BrokenConfiguration) {
    #expect(broken.said == broken.expected)
  }

  static let cases: [BrokenConfiguration] = [
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url: { env: NOT_SET } } }
      """#,
      #"""
      alerts.yaml:2:37: receivers.x.url: the environment variable 'NOT_SET' is not set
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url: { env: EMPTY } } }
      """#,
      #"""
      alerts.yaml:2:37: receivers.x.url: the environment variable EMPTY is empty
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url: { env: https://a.example/SECRET } } }
      """#,
      #"""
      alerts.yaml:2:37: receivers.x.url: env takes the name of an environment variable: \#
      letters, digits and _
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url: { file: secrets/nope } } }
      """#,
      #"""
      alerts.yaml:2:37: receivers.x.url: the file '/etc/app/secrets/nope' does not exist
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url_file: /nope } }
      """#,
      #"""
      alerts.yaml:2:42: receivers.x.url_file: the file '/nope' does not exist
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url: { file: secrets/empty } } }
      """#,
      #"""
      alerts.yaml:2:37: receivers.x.url: the file '/etc/app/secrets/empty' is empty
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url: { file: secrets/mark } } }
      """#,
      #"""
      alerts.yaml:2:37: receivers.x.url: the file '/etc/app/secrets/mark' is empty
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url: { file: secrets/lines } } }
      """#,
      #"""
      alerts.yaml:2:37: receivers.x.url: the file '/etc/app/secrets/lines' holds a line break \#
      or another control character
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url: { file: secrets/denied } } }
      """#,
      #"""
      alerts.yaml:2:37: receivers.x.url: the file '/etc/app/secrets/denied' cannot be read: \#
      permission denied
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url: { file: secrets/folder } } }
      """#,
      #"""
      alerts.yaml:2:37: receivers.x.url: the file '/etc/app/secrets/folder' is a directory, not \#
      a file
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url: { file: secrets/open } } }
      """#,
      #"""
      alerts.yaml:2:37: warning: receivers.x.url: every user can read the file \#
      '/etc/app/secrets/open'; chmod o-r keeps it secret
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url: { credential: nope } } }
      """#,
      #"""
      alerts.yaml:2:37: receivers.x.url: there is no credential 'nope' (nor 'cred_nope') in \#
      $CREDENTIALS_DIRECTORY
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url: { credential: ../slack } } }
      """#,
      #"""
      alerts.yaml:2:37: receivers.x.url: '../slack' is not the name of a credential: a file \#
      name without directories
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url: { vault: slack } } }
      """#,
      #"""
      alerts.yaml:2:37: receivers.x.url: must be a text, or one of {file: PATH}, {credential: \#
      NAME} and {env: NAME}
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url: { env: HOOK, file: secrets/slack } } }
      """#,
      #"""
      alerts.yaml:2:37: receivers.x.url: must be a text, or one of {file: PATH}, {credential: \#
      NAME} and {env: NAME}
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url: "" } }
      """#,
      #"""
      alerts.yaml:2:37: receivers.x.url: the text is empty
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url: } }
      """#,
      #"""
      alerts.yaml:2:37: receivers.x.url: has no value
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{ feature: a, daily: 5, notify: { hard: [x] } }]
      receivers: { x: { type: slack, url: "https://a.example/SEC\nRET" } }
      """#,
      #"""
      alerts.yaml:2:37: receivers.x.url: the text holds a line break or another control \#
      character
      """#),
    BrokenConfiguration(
      #"""
      #open
      budgets: [{ feature: a, daily: 5, notify: { hard: [x, y, z, w] } }]
      receivers:
        x: { type: slack, url: https://a.example/SECRET }
        y: { type: pagerduty, routing_key: SECRET }
        z: { type: webhook, url: https://a.example/SECRET, secret: \#
      whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, headers: { Authorization: SECRET, X-Team: open } }
        w: { type: alertmanager, url: http://localhost:9093/prefix, token: SECRET }
      heartbeat: { url: https://a.example/SECRET }
      """#,
      #"""
      alerts.yaml:4:26: warning: receivers.x.url: a secret in a file that every user can read; \#
      move it to a file or credential, or chmod o-r this one
      alerts.yaml:5:38: warning: receivers.y.routing_key: a secret in a file that every user \#
      can read; move it to a file or credential, or chmod o-r this one
      alerts.yaml:6:28: warning: receivers.z.url: a secret in a file that every user can read; \#
      move it to a file or credential, or chmod o-r this one
      alerts.yaml:6:62: warning: receivers.z.secret: a secret in a file that every user can \#
      read; move it to a file or credential, or chmod o-r this one
      alerts.yaml:6:128: warning: receivers.z.headers.Authorization: a secret in a file that \#
      every user can read; move it to a file or credential, or chmod o-r this one
      alerts.yaml:7:70: warning: receivers.w.token: a secret in a file that every user can \#
      read; move it to a file or credential, or chmod o-r this one
      alerts.yaml:8:19: warning: heartbeat.url: a secret in a file that every user can read; \#
      move it to a file or credential, or chmod o-r this one
      """#, mode: 0o644),
  ]
}
