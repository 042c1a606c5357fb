import Testing

/// Broken configurations and what is said about them, word for word:
/// budgets and their matches.
@Suite("Broken configurations: budgets and their matches")
struct BrokenBudgetTests {
  @Test("every problem is named with its place", arguments: cases)
  func says(_ broken: BrokenConfiguration) {
    #expect(broken.said == broken.expected)
  }

  static let cases: [BrokenConfiguration] = [
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
      """#,
      #"""
      alerts.yaml:2:5: budgets[0]: needs a limit: daily, monthly or both
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          dayly: 5
      """#,
      #"""
      alerts.yaml:3:5: budgets[0].dayly: unknown key; did you mean 'daily'?
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          daily: 50 EUR
      """#,
      #"""
      alerts.yaml:3:12: budgets[0].daily: '50 EUR' is not an amount; write a plain number of USD: \#
      50
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          daily: 1,000
      """#,
      #"""
      alerts.yaml:3:12: budgets[0].daily: '1,000' is not an amount; write a plain number of \#
      USD: 1000
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          daily: fifty
      """#,
      #"""
      alerts.yaml:3:12: budgets[0].daily: 'fifty' is not an amount; write a plain number of \#
      USD: 49.90
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          daily: 50 USD
      """#,
      #"""
      alerts.yaml:3:12: budgets[0].daily: '50 USD' is not an amount; write a plain number of \#
      USD: 50
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          daily: 0
      """#,
      #"""
      alerts.yaml:3:12: budgets[0].daily: must be more than 0
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          daily: -5
      """#,
      #"""
      alerts.yaml:3:12: budgets[0].daily: must be more than 0
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          daily: 0.0000000001
      """#,
      #"""
      alerts.yaml:3:12: budgets[0].daily: must be more than 0
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          daily: 10000000000
      """#,
      #"""
      alerts.yaml:3:12: budgets[0].daily: is more than 9200000000 USD, the most that a limit \#
      can be
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          daily: 1e30
          monthly: 9300000000
      """#,
      #"""
      alerts.yaml:3:12: budgets[0].daily: is more than 9200000000 USD, the most that a limit \#
      can be
      alerts.yaml:4:14: budgets[0].monthly: is more than 9200000000 USD, the most that a limit \#
      can be
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          daily:
      """#,
      #"""
      alerts.yaml:3:11: budgets[0].daily: has no value
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          daily: [5]
      """#,
      #"""
      alerts.yaml:3:12: budgets[0].daily: must be an amount, not a list
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          limit: 5
      """#,
      #"""
      alerts.yaml:3:5: budgets[0].limit: unknown key; a limit is daily or monthly
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          weekly: 5
      """#,
      #"""
      alerts.yaml:3:5: budgets[0].weekly: there is no such window; a limit is daily or monthly
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          daily: 5
          url: https://a.example/SECRET
      """#,
      #"""
      alerts.yaml:4:5: budgets[0].url: unknown key; it belongs to a receiver, under receivers
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          daily: 5
          window: calender
      """#,
      #"""
      alerts.yaml:4:13: budgets[0].window: 'calender' is not known here; write rolling or \#
      calendar; did you mean 'calendar'?
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          daily: 5
          window: sliding
      """#,
      #"""
      alerts.yaml:4:13: budgets[0].window: 'sliding' is not known here; write rolling or \#
      calendar
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          daily: 5
        - feature: a
          monthly: 5
      """#,
      #"""
      alerts.yaml:4:5: budgets[1]: would be called 'a' like the budget on line 2; give one of \#
      them a name, or make them one with daily and monthly
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - name: x
          feature: a
          daily: 5
        - feature: b
          name: x
          daily: 5
      """#,
      #"""
      alerts.yaml:6:11: budgets[1].name: the name 'x' is taken by the budget on line 2
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: ""
          daily: 5
      """#,
      #"""
      alerts.yaml:2:14: budgets[0].feature: is empty; the feature of events without one is \#
      'untagged'
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: []
          daily: 5
      """#,
      #"""
      alerts.yaml:2:14: budgets[0].feature: is an empty list, and matches nothing
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: { not: a }
          daily: 5
      """#,
      #"""
      alerts.yaml:2:14: budgets[0].feature: must be a text, a glob or a list; more belongs \#
      under match
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature:
          daily: 5
      """#,
      #"""
      alerts.yaml:2:13: budgets[0].feature: has no value
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          unlisted: true
          daily: 5
      """#,
      #"""
      alerts.yaml:2:5: budgets[0].feature: does not go together with unlisted: true
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - match: { feature_name: a }
          unlisted: true
          daily: 5
      """#,
      #"""
      alerts.yaml:2:12: budgets[0].match: feature_name does not go together with unlisted: true
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - unlisted: maybe
          daily: 5
      """#,
      #"""
      alerts.yaml:2:15: budgets[0].unlisted: must be true or false, not 'maybe'
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - match: { model: { is: a } }
          daily: 5
      """#,
      #"""
      alerts.yaml:2:21: budgets[0].match.model: must be a text, a glob, a list of them, or { \#
      not: … }
      alerts.yaml:2:23: budgets[0].match.model.is: unknown key; known here: not
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - match: { model: {} }
          daily: 5
      """#,
      #"""
      alerts.yaml:2:21: budgets[0].match.model: must be a text, a glob, a list of them, or { \#
      not: … }
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - match: { model: { not: [] } }
          daily: 5
      """#,
      #"""
      alerts.yaml:2:28: budgets[0].match.model.not: is an empty list, and matches nothing
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - match: { model: [a, [b], {c: d}, ~] }
          daily: 5
      """#,
      #"""
      alerts.yaml:2:25: budgets[0].match.model[1]: must be a text, not a list
      alerts.yaml:2:30: budgets[0].match.model[2]: must be a text, not a mapping
      alerts.yaml:2:38: budgets[0].match.model[3]: has no value
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - match: enterprise
          daily: 5
      """#,
      #"""
      alerts.yaml:2:12: budgets[0].match: must be a mapping (key: value), not a text
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - match: { "": a }
          daily: 5
      """#,
      #"""
      alerts.yaml:2:14: budgets[0].match.'': a name must be a text of one line, at most 200 \#
      bytes long
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          per: [model, model]
          daily: 5
      """#,
      #"""
      alerts.yaml:3:18: warning: budgets[0].per[1]: 'model' is in the list twice
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          per: { model: true }
          daily: 5
      """#,
      #"""
      alerts.yaml:3:10: budgets[0].per: must be a text or a list, not a mapping
      """#),
  ]
}
