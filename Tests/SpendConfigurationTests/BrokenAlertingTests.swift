import Testing

/// Broken configurations and what is said about them, word for word:
/// thresholds, notify, labels, and files without budgets.
@Suite("Broken configurations: thresholds, notify, labels, and files without budgets")
struct BrokenAlertingTests {
  @Test("every problem is named with its place", arguments: cases)
  func says(_ broken: BrokenConfiguration) {
    #expect(broken.said == broken.expected)
  }

  static let cases: [BrokenConfiguration] = [
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          thresholds: { 0: soft, 1001: hard, 80%: soft, 50.5: info }
          daily: 5
      """#,
      #"""
      alerts.yaml:3:19: budgets[0].thresholds.0: '0' is not a threshold; write a whole number \#
      of percent from 1 to 1000
      alerts.yaml:3:28: budgets[0].thresholds.1001: '1001' is not a threshold; write a whole \#
      number of percent from 1 to 1000
      alerts.yaml:3:40: budgets[0].thresholds.'80%': '80%' is not a threshold; write a whole \#
      number of percent from 1 to 1000
      alerts.yaml:3:51: budgets[0].thresholds.'50.5': '50.5' is not a threshold; write a whole \#
      number of percent from 1 to 1000
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          thresholds: { 80: sof, 090: hard, 90: soft }
          daily: 5
      """#,
      #"""
      alerts.yaml:3:23: budgets[0].thresholds.80: 'sof' is not known here; write info, soft or \#
      hard; did you mean 'soft'?
      alerts.yaml:3:39: budgets[0].thresholds.90: the threshold of 90 percent is there twice
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          thresholds: [80, eighty, 80, [90]]
          daily: 5
      """#,
      #"""
      alerts.yaml:3:22: budgets[0].thresholds[1]: 'eighty' is not a threshold; write a whole \#
      number of percent from 1 to 1000
      alerts.yaml:3:30: budgets[0].thresholds[2]: the threshold of 80 percent is there twice
      alerts.yaml:3:34: budgets[0].thresholds[3]: must be a text, not a list
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          thresholds: {}
          daily: 5
      """#,
      #"""
      alerts.yaml:3:17: warning: budgets[0].thresholds: is empty: nothing will alert below an \#
      overrun
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          overrun: triple
          daily: 5
      """#,
      #"""
      alerts.yaml:3:14: budgets[0].overrun: 'triple' is not known here; write double or off
      """#),
    BrokenConfiguration(
      #"""
      overrun: true
      thresholds: 80
      notify: slack
      budgets:
        - feature: a
          daily: 5
      """#,
      #"""
      alerts.yaml:1:10: overrun: 'true' is not known here; write double or off
      alerts.yaml:2:13: thresholds: must be a mapping (key: value), not a text
      alerts.yaml:3:9: notify: there is no receiver 'slack'; there is 'log'
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          notify: { hart: [log] }
          daily: 5
      """#,
      #"""
      alerts.yaml:3:15: budgets[0].notify.hart: unknown key; did you mean 'hard'?
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          notify: { hard: [slak, logg, nobody] }
          daily: 5
      receivers: { slack: { type: slack, url: { env: HOOK } } }
      """#,
      #"""
      alerts.yaml:3:22: budgets[0].notify.hard[0]: there is no receiver 'slak'; did you mean \#
      'slack'?
      alerts.yaml:3:28: budgets[0].notify.hard[1]: there is no receiver 'logg'; did you mean \#
      'log'?
      alerts.yaml:3:34: budgets[0].notify.hard[2]: there is no receiver 'nobody'; there is \#
      'log', 'slack'
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          notify: { soft: [log, log], hard: { log: true } }
          daily: 5
      """#,
      #"""
      alerts.yaml:3:27: warning: budgets[0].notify.soft[1]: 'log' is in the list twice
      alerts.yaml:3:39: budgets[0].notify.hard: must be a text or a list, not a mapping
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          runbook_url: wiki/page
          daily: 5
      """#,
      #"""
      alerts.yaml:3:18: budgets[0].runbook_url: must be a URL that begins with https:// or \#
      http://
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          labels: { team: [a, b] }
          daily: 5
      """#,
      #"""
      alerts.yaml:3:21: budgets[0].labels.team: must be a text, not a list
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          labels: team
          daily: 5
      """#,
      #"""
      alerts.yaml:3:13: budgets[0].labels: must be a mapping (key: value), not a text
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          name: "two\nlines"
          daily: 5
      """#,
      #"""
      alerts.yaml:3:11: budgets[0].name: must be a text of one line without control characters
      """#),
    BrokenConfiguration(
      #"""
      exclude: [{}]
      budgets:
        - feature: a
          daily: 5
      """#,
      #"""
      alerts.yaml:1:11: exclude[0]: is empty, and would exclude every event
      """#),
    BrokenConfiguration(
      #"""
      exclude: { environment: staging }
      budgets:
        - feature: a
          daily: 5
      """#,
      #"""
      alerts.yaml:1:10: exclude: must be a list (- …), not a mapping
      """#),
    BrokenConfiguration(
      #"""
      exclude: [{ environment: [] }, staging]
      budgets:
        - feature: a
          daily: 5
      """#,
      #"""
      alerts.yaml:1:11: exclude[0]: is empty, and would exclude every event
      alerts.yaml:1:26: exclude[0].environment: is an empty list, and matches nothing
      alerts.yaml:1:32: exclude[1]: must be a mapping (key: value), not a text
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          title: [x]
          message:
          daily: 5
      """#,
      #"""
      alerts.yaml:3:12: budgets[0].title: must be a text, not a list
      alerts.yaml:4:13: budgets[0].message: has no value
      """#),
    BrokenConfiguration(
      #"""
      budgets: []
      """#,
      #"""
      alerts.yaml:1:10: warning: budgets: there are no budgets; nothing will alert
      """#),
    BrokenConfiguration(
      #"""
      timezone: UTC
      """#,
      #"""
      alerts.yaml: warning: budgets: there are no budgets; nothing will alert
      """#),
    BrokenConfiguration(
      #"""
      budgets:
      """#,
      #"""
      alerts.yaml: warning: budgets: there are no budgets; nothing will alert
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          dayly: 5
          windw: calendar
        - feature: b
          daily: zero
          notify: { hard: [ghost] }
      timezon: UTC
      """#,
      #"""
      alerts.yaml:3:5: budgets[0].dayly: unknown key; did you mean 'daily'?
      alerts.yaml:4:5: budgets[0].windw: unknown key; did you mean 'window'?
      alerts.yaml:6:12: budgets[1].daily: 'zero' is not an amount; write a plain number of USD: \#
      49.90
      alerts.yaml:7:22: budgets[1].notify.hard[0]: there is no receiver 'ghost'; there is 'log'
      alerts.yaml:8:1: timezon: unknown key; did you mean 'timezone'?
      """#),
  ]
}
