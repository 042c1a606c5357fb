import SpendConfiguration
import SpendCore
import Testing

/// What a reload says that it changed.
@Suite("Differences between configurations")
struct DifferenceTests {
  func load(_ yaml: String) throws -> Configuration {
    try #require(Machine().load(yaml).configuration)
  }

  @Test("nothing changed, nothing said")
  func same() throws {
    let yaml = "budgets: [{ feature: a, daily: 1 }, { feature: b, daily: 1 }]"
    let other =
      "budgets: [{ feature: b, daily: 1.0 }, { match: { feature_name: a }, daily: \"1\" }]"
    #expect(difference(from: try load(yaml), to: try load(yaml)).isEmpty)
    #expect(difference(from: try load(yaml), to: try load(other)).isEmpty)
  }

  @Test("budgets, receivers, sources and the rest")
  func everything() throws {
    let old = try load(
      """
      instance: one
      budgets:
        - { feature: a, daily: 50, notify: { hard: [x] }, labels: { team: t } }
        - { feature: gone, monthly: 5 }
      receivers:
        x: { type: slack, url: https://h.example/OLDSECRET }
        y: { type: pagerduty, routing_key: k }
      """)
    let new = try load(
      """
      sources: [/var/log/app/*.jsonl]
      exclude: [{ environment: ci }]
      state: { commit_interval: 2s, max_groups: 5, max_ids: 7 }
      top: [model]
      digest: { every: day, notify: z }
      heartbeat: { url: https://h.example/NEWSECRET }
      budgets:
        - feature: a
          daily: 75
          monthly: 1000
          window: calendar
          per: []
          thresholds: { 90: soft }
          overrun: off
          notify: { hard: [x, z] }
          runbook_url: https://wiki.example/
          message: hi
        - { name: new, feature: b, daily: 5 }
      receivers:
        x: { type: slack, url: https://h.example/NEWSECRET, send_resolved: true }
        z: { type: log }
      """)
    let lines = difference(from: old, to: new)
    #expect(
      lines == [
        "budget 'a': daily $50.00 → $75.00", "budget 'a': monthly none → $1000.00",
        "budget 'a': window rolling → calendar", "budget 'a': per [feature_name] → []",
        "budget 'a': thresholds [80 soft, 100 hard] → [90 soft]",
        "budget 'a': overrun double → off", "budget 'a': notify hard [x] → [x, z]",
        "budget 'a': labels changed", "budget 'a': runbook_url changed",
        "budget 'a': message changed", "budget 'new' added ($5.00 a day, rolling)",
        "budget 'gone' removed; its alerts resolve",
        "receiver 'x': url, send_resolved changed", "receiver 'z' added (log)",
        "receiver 'y' removed", "source file:/var/log/app/*.jsonl added",
        "source file:/etc/app/cost_events.jsonl removed", "instance: one → (kept)",
        "exclude changed", "state.commit_interval: 1000ms → 2000ms",
        "state.max_groups: 100000 → 5", "state.max_ids: 2000000 → 7",
        "top: model, user_segment, environment → model",
        "digest changed", "heartbeat added",
      ])
    #expect(!lines.joined().contains("SECRET"))
  }
}
