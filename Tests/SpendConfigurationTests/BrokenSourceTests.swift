import Testing

/// Broken configurations and what is said about them, word for word:
/// sources.
@Suite("Broken configurations: sources")
struct BrokenSourceTests {
  @Test("every problem is named with its place", arguments: cases)
  func says(_ broken: BrokenConfiguration) {
    #expect(broken.said == broken.expected)
  }

  static let cases: [BrokenConfiguration] = [
    BrokenConfiguration(
      #"""
      sources:
        - { path: "/l/{team}/{feature}/{team}.log", labels: { pod: x } }
        - { path: "/l/{pod}.log", labels: { pod: x } }
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:2:13: warning: sources[0].path: '/l/{team}/{feature}/{team}.log' matches no file yet
      alerts.yaml:2:13: sources[0].path: {feature}: unknown dimension; did you mean {feature_name}?
      alerts.yaml:2:13: sources[0].path: {team} is there twice; each name stands for one part of the path
      alerts.yaml:3:13: warning: sources[1].path: '/l/{pod}.log' matches no file yet
      alerts.yaml:3:13: sources[1].path: {pod} is also in labels; a dimension has one of them
      """#),
    BrokenConfiguration(
      #"""
      sources: cost_events.jsonl?
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:1:10: warning: sources: '/etc/app/cost_events.jsonl?' matches no file yet
      """#),
    BrokenConfiguration(
      #"""
      sources: []
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:1:10: sources: is an empty list; without the key, cost_events.jsonl is read
      """#),
    BrokenConfiguration(
      #"""
      sources: { path: cost_events.jsonl }
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:1:10: sources: must be a text or a list, not a mapping
      """#),
    BrokenConfiguration(
      #"""
      sources: [nope.jsonl]
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:1:11: warning: sources[0]: '/etc/app/nope.jsonl' does not exist yet
      """#),
    BrokenConfiguration(
      #"""
      sources: [logs/*.jsonl]
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:1:11: warning: sources[0]: '/etc/app/logs/*.jsonl' matches no file yet
      """#),
    BrokenConfiguration(
      #"""
      sources:
        - cost_events.jsonl
        - path: ./cost_events.jsonl
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:3:5: sources[1]: this source is there twice; first on line 2
      """#),
    BrokenConfiguration(
      #"""
      sources:
        - pth: cost_events.jsonl
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:2:5: sources[0].pth: unknown key; did you mean 'path'?
      """#),
    BrokenConfiguration(
      #"""
      sources:
        - path: cost_events.jsonl
          read_from: begin
          format: jsn
          max_line_bytes: 1MB
          naive_timezone: Nowhere
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:3:16: sources[0].read_from: 'begin' is not known here; write all, file or end
      alerts.yaml:4:13: sources[0].format: there is no format 'jsn'; write auto, native, \#
      python_repr, openai, anthropic, gemini, bedrock, openrouter, litellm, langfuse, langsmith, otel, \#
      claude_code, vercel, fields
      alerts.yaml:5:21: sources[0].max_line_bytes: '1MB' is not a size; write it like 1MiB, \#
      512KiB or 1048576
      alerts.yaml:6:21: sources[0].naive_timezone: unknown time zone 'Nowhere'; write a name \#
      like Europe/Berlin or UTC
      """#),
    BrokenConfiguration(
      #"""
      sources:
        - path: cost_events.jsonl
          format: opnai
          max_line_bytes: 1
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:3:13: sources[0].format: there is no format 'opnai'; write auto, native, \#
      python_repr, openai, anthropic, gemini, bedrock, openrouter, litellm, langfuse, langsmith, otel, \#
      claude_code, vercel, fields; did you mean 'openai'?
      alerts.yaml:4:21: sources[0].max_line_bytes: must be from 64 bytes to 1GiB
      """#),
    BrokenConfiguration(
      #"""
      sources:
        - path: cost_events.jsonl
          format: claude_code
          cost: guessed
          input_includes_cache: no
          duplicates: sometimes
          attribute: [{ when: { model: x } }, { set: { feature_name: "" } }, { if: {}, set: { a: b } }]
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:4:11: sources[0].cost: 'guessed' is not known here; write auto, logged or computed
      alerts.yaml:5:27: sources[0].input_includes_cache: 'no' is not known here; write auto, true or false
      alerts.yaml:6:17: sources[0].duplicates: 'sometimes' is not known here; write auto, on or off
      alerts.yaml:7:17: sources[0].attribute[0]: needs what to set: { when: { request_type: embed }, set: { feature_name: search } }
      alerts.yaml:7:48: sources[0].attribute[1].set: 'feature_name' has no value
      alerts.yaml:7:74: sources[0].attribute[2].if: unknown key; known here: when, set
      """#),
    BrokenConfiguration(
      #"""
      sources:
        - path: cost_events.jsonl
          fields: { cost_usd: a..b, model: [x, ""] }
          labels: [a]
          rotated: { a: b }
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:3:25: sources[0].fields.cost_usd: 'a..b' is not a dotted path; write it like \#
      usage.total_cost
      alerts.yaml:3:42: sources[0].fields.model[1]: has no value
      alerts.yaml:4:13: sources[0].labels: must be a mapping (key: value), not a list
      alerts.yaml:5:14: sources[0].rotated: must be a text or a list, not a mapping
      """#),
    BrokenConfiguration(
      #"""
      sources:
        - path: logs/
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:2:11: sources[0].path: must be the path of a file, or a glob
      """#),
    BrokenConfiguration(
      #"""
      sources:
        - journal: { unit: chatbot }
          path: cost_events.jsonl
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:3:5: sources[0].path: does not go together with journal
      """#),
    BrokenConfiguration(
      #"""
      sources:
        - journal: {}
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:2:14: sources[0].journal: needs a unit: journal: { unit: NAME.service }
      """#),
    BrokenConfiguration(
      #"""
      sources:
        - journal: chatbot
        - journal: { unit: chatbot.service }
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:3:5: sources[1]: this source is there twice; first on line 2
      """#),
    BrokenConfiguration(
      #"""
      sources:
        - journal: a/b
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:2:14: sources[0].journal: 'a/b' is not the name of a systemd unit
      """#),
    BrokenConfiguration(
      #"""
      sources:
        -
      budgets: [{ feature: a, daily: 5 }]
      """#,
      #"""
      alerts.yaml:2:4: sources[0]: has no value
      """#),
  ]
}
