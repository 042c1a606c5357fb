import Testing

/// Broken configurations and what is said about them, word for word:
/// what is not YAML, or not one mapping.
@Suite("Broken configurations: what is not YAML, or not one mapping")
struct BrokenSyntaxTests {
  @Test("every problem is named with its place", arguments: cases)
  func says(_ broken: BrokenConfiguration) {
    #expect(broken.said == broken.expected)
  }

  static let cases: [BrokenConfiguration] = [
    BrokenConfiguration(
      #"""
      """#,
      #"""
      alerts.yaml: is empty; three lines are enough: 'budgets:', '  - feature: support_qa', '   \#
       daily: 50'
      """#),
    BrokenConfiguration(
      #"""
      # only a comment
      """#,
      #"""
      alerts.yaml: is empty; three lines are enough: 'budgets:', '  - feature: support_qa', '   \#
       daily: 50'
      """#),
    BrokenConfiguration(
      #"""
      ~
      """#,
      #"""
      alerts.yaml: is empty; three lines are enough: 'budgets:', '  - feature: support_qa', '   \#
       daily: 50'
      """#),
    BrokenConfiguration(
      #"""
      ---
      ...
      """#,
      #"""
      alerts.yaml: is empty; three lines are enough: 'budgets:', '  - feature: support_qa', '   \#
       daily: 50'
      """#),
    BrokenConfiguration(
      #"""
      budgets: [
      """#,
      #"""
      alerts.yaml:2:1: a value is missing before this point, or a bracket is not closed
      """#),
    BrokenConfiguration(
      #"""
      budgets:
      \#t- feature: a
      """#,
      #"""
      alerts.yaml:2:1: a tab cannot be used for indentation; use spaces
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
           daily: 5
      """#,
      #"""
      alerts.yaml:3:11: a colon is not expected here; check the indentation, or put the text in \#
      quotes
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
         daily: 5
      """#,
      #"""
      alerts.yaml:3:4: this line does not fit the list above; begin each entry with '- ', \#
      equally indented
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: "a
          daily: 5
      """#,
      #"""
      alerts.yaml:2:14: the file ends inside of a quoted text; a closing quote is missing
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: @a
          daily: 5
      """#,
      #"""
      alerts.yaml:2:14: a text cannot begin with @; put it in quotes
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: *a
          daily: 5
      """#,
      #"""
      alerts.yaml:2:14: an alias of something that is not defined above; a text that begins \#
      with * needs quotes: "*"
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          daily 5
      """#,
      #"""
      alerts.yaml:3:5: a colon is missing after the key (key: value), or the indentation is \#
      wrong
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{feature: a daily: 5]
      """#,
      #"""
      alerts.yaml:1:28: a comma or } is missing in the mapping before this point
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{feature: a, daily: 5]
      """#,
      #"""
      alerts.yaml:1:32: a comma or } is missing in the mapping before this point
      """#),
    BrokenConfiguration(
      #"""
      budgets: []
      ---
      budgets: []
      """#,
      #"""
      alerts.yaml:2:1: a second document begins here; one file is one configuration
      """#),
    BrokenConfiguration(
      #"""
      - feature: a
        daily: 5
      """#,
      #"""
      alerts.yaml:1:1: must be a mapping (key: value), not a list
      """#),
    BrokenConfiguration(
      #"""
      hello
      """#,
      #"""
      alerts.yaml:1:1: must be a mapping (key: value), not a text
      """#),
    BrokenConfiguration(
      #"""
      [a]: 1
      budgets: [{feature: a, daily: 5}]
      """#,
      #"""
      alerts.yaml:1:1: a key must be a text, not a list
      """#),
    BrokenConfiguration(
      #"""
      budgets: [{feature: a, daily: 5}]
      budgets: [{feature: b, daily: 5}]
      """#,
      #"""
      alerts.yaml:2:1: budgets: the key is there twice; first on line 1
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: a
          daily: 5
          daily: 6
          feature: b
      receivers:
        x: { type: slack, url: https://a.example, url: https://b.example }
      """#,
      #"""
      alerts.yaml:4:5: budgets[0].daily: the key is there twice; first on line 3
      alerts.yaml:5:5: budgets[0].feature: the key is there twice; first on line 2
      alerts.yaml:7:3: warning: receivers.x: nothing notifies this receiver
      alerts.yaml:7:45: receivers.x.url: the key is there twice; first on line 7
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - <<: yes
          feature: a
          daily: 5
      """#,
      #"""
      alerts.yaml:2:9: budgets[0].'<<': takes a mapping or a list of mappings (*name)
      """#),
    BrokenConfiguration(
      #"""
      x-base: &base { daily: 5, dayly: 6 }
      budgets:
        - { <<: *base, feature: a }
        - { <<: *base, feature: b }
      """#,
      #"""
      alerts.yaml:1:27: budgets[0].dayly: unknown key; did you mean 'daily'?
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - feature: "\x07\z"
          daily: 5
      """#,
      #"""
      alerts.yaml:2:19: is not valid YAML: while parsing a quoted scalar, found unknown escape \#
      character
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - { name: all, feature: *, daily: 5 }
      """#,
      #"""
      alerts.yaml:2:27: a text that begins with * needs quotes: "*"
      """#),
    BrokenConfiguration(
      #"""
      %YAML 9.9
      ---
      budgets: []
      """#,
      #"""
      alerts.yaml:1:1: is not valid YAML: found incompatible YAML document
      """#),
    BrokenConfiguration(
      #"""
      budgets:
        - !!foo!bar feature: a
      """#,
      #"""
      alerts.yaml:2:5: budgets[0]: needs a limit: daily, monthly or both
      """#),
  ]
}
