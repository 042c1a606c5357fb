import SpendConfiguration
import SpendCore
import Testing

/// What a file leaves out, and how its scalars are read.
@Suite("Defaults and values")
struct DefaultsTests {
  @Test("three lines are enough")
  func threeLines() throws {
    let result = Machine().load("budgets:\n  - feature: support_qa\n    daily: 50\n")
    #expect(result.problems.isEmpty && result.comesLater.isEmpty)
    let configuration = try #require(result.configuration)
    #expect(
      configuration
        == Configuration(
          sources: [
            SourceSettings(origin: .file(pattern: "/etc/app/cost_events.jsonl", rotated: []))
          ],
          budgets: [
            Budget(
              name: "support_qa",
              match: Match([.init(dimension: "feature_name", patterns: [Glob("support_qa")])]),
              daily: Money(nano: 50_000_000_000))
          ]))
  }

  @Test("a default source that is not there yet is a note; without warnings")
  func defaultSource() {
    var machine = Machine()
    machine.files["/etc/app/cost_events.jsonl"] = nil
    let result = machine.load("budgets: [{ feature: a, daily: 1 }]")
    #expect(result.configuration != nil && !result.hasWarnings)
    #expect(
      result.problems.map { $0.text(file: "alerts.yaml") } == [
        "alerts.yaml: note: sources: the default source '/etc/app/cost_events.jsonl' "
          + "does not exist yet"
      ])
  }

  @Test(
    "limits are exact decimals",
    arguments: [
      ("50", 50_000_000_000), ("\"50\"", 50_000_000_000), ("0.1", 100_000_000),
      ("'0.30000000000000004'", 300_000_000), ("1e3", 1_000_000_000_000),
      ("0.000000001", 1), ("9200000000", 9_200_000_000_000_000_000), ("007", 7_000_000_000),
      (".5", 500_000_000),
    ] as [(String, Int64)])
  func limits(text: String, nano: Int64) throws {
    let result = Machine().load("budgets: [{ feature: a, daily: \(text), monthly: \(text) }]")
    let budget = try #require(result.configuration?.budgets.first)
    #expect(budget.daily == Money(nano: nano) && budget.monthly == Money(nano: nano))
  }

  @Test(
    "scalars are the text that was written, not what YAML 1.1 makes of it",
    arguments: ["on", "off", "no", "yes", "true", "null", "0.1", "0o17", "1_000", "12:30:45"])
  func scalars(text: String) throws {
    let result = Machine().load(
      """
      instance: \(text)
      exclude: [{ flag: \(text) }]
      budgets: [{ feature: \(text), daily: 1, labels: { \(text): \(text) } }]
      """)
    let configuration = try #require(result.configuration)
    #expect(configuration.instance == text)
    #expect(configuration.exclude.first?.conditions.first?.patterns == [Glob(text)])
    #expect(configuration.budgets.first?.name == text)
    #expect(configuration.budgets.first?.labels == [text: text])
  }

  @Test(
    "booleans in all their spellings",
    arguments: [
      ("true", true), ("yes", true), ("on", true), ("False", false), ("no", false), ("off", false),
      ("\"true\"", true),
    ])
  func booleans(text: String, value: Bool) throws {
    let result = Machine().load(
      """
      budgets: [{ feature: a, daily: 1, notify: { hard: x } }]
      receivers: { x: { type: webhook, url: { env: HOOK }, send_resolved: \(text) } }
      """)
    #expect(try #require(result.configuration).receivers[1].sendResolved == value)
  }

  @Test("resolves go by default to pagerduty, webhook and alertmanager, not to chats")
  func resolves() throws {
    let result = Machine().load(
      """
      notify: { hard: [s, d, t, p, w, a] }
      budgets: [{ feature: a, daily: 1 }]
      receivers:
        s: { type: slack, url: { env: HOOK } }
        d: { type: discord, url: { env: HOOK } }
        t: { type: teams, url: { env: HOOK } }
        p: { type: pagerduty, routing_key: k }
        w: { type: webhook, url: { env: HOOK } }
        a: { type: alertmanager, url: "http://localhost:9093", concurrency: 2 }
      """)
    let receivers = try #require(result.configuration).receivers
    // The built-in log first; what people read goes one at a time.
    #expect(receivers.map(\.concurrency) == [1, 1, 1, 1, 8, 8, 2])
    #expect(
      receivers.filter(\.sendResolved).map(\.name) == ["p", "w", "a"])
    #expect(receivers.allSatisfy { $0.maxPages == .init(count: 5, seconds: 600) })
    #expect(receivers.allSatisfy { $0.resolveTimeoutSeconds == 1800 })
  }

  @Test("every key of a source")
  func source() throws {
    var machine = Machine()
    machine.files["/usr/share/zoneinfo/Asia/Kolkata"] = .init("")
    machine.files["/usr/share/zoneinfo/Asia/Kolkata"]?.bytes = ZoneFixture.kolkata
    let result = machine.load(
      """
      sources:
        - path: /var/log/app/*.jsonl
          read_from: end
          format: python_repr
          fields: { cost_usd: usage.total_cost, model: [llm.model, model_id] }
          labels: { environment: prod }
          naive_timezone: Asia/Kolkata
          rotated: [old/*.gz, /srv/old/*]
          max_line_bytes: 512KiB
        - cost_events.jsonl
        - journal: chatbot
      budgets: [{ feature: a, daily: 1 }]
      """)
    #expect(result.problems.isEmpty)
    let sources = try #require(result.configuration).sources
    let first = try #require(sources.first)
    #expect(
      first.origin
        == .file(pattern: "/var/log/app/*.jsonl", rotated: ["/etc/app/old/*.gz", "/srv/old/*"]))
    #expect(first.readFrom == .end && first.format == .pythonRepr)
    #expect(
      first.fields == ["cost_usd": ["usage.total_cost"], "model": ["llm.model", "model_id"]])
    #expect(first.labels == ["environment": "prod"])
    #expect(first.naiveZone.name == "Asia/Kolkata")
    #expect(first.naiveZone.offsetSeconds(at: 1_800_000_000) == 19_800)
    #expect(first.maxLineBytes == 524_288)
    #expect(
      sources.dropFirst().map(\.key) == [
        "file:/etc/app/cost_events.jsonl", "journal:chatbot.service",
      ])
  }

  @Test("thresholds, overrun, notify and templates: of the file, and a budget's own")
  func alerting() throws {
    let result = Machine().load(
      """
      thresholds: { 100: hard, 50: info }
      overrun: off
      notify: { info: log, hard: [log, x] }
      budgets:
        - { feature: a, daily: 1 }
        - feature: b
          daily: 1
          thresholds: { 90: soft }
          overrun: double
          notify: { hard: [], info: [] }
          title: "{{budget}}"
          message: |
            {{spend}} of {{limit}}
      receivers: { x: { type: log, message: "hello" } }
      """)
    #expect(result.problems.isEmpty)
    let budgets = try #require(result.configuration).budgets
    #expect(
      budgets[0].thresholds == [
        Threshold(percent: 50, level: .info), Threshold(percent: 100, level: .hard),
      ])
    #expect(!budgets[0].overrunDoubles && budgets[1].overrunDoubles)
    #expect(budgets[0].notify == [.info: ["log"], .soft: ["log"], .hard: ["log", "x"]])
    #expect(budgets[1].thresholds == [Threshold(percent: 90, level: .soft)])
    #expect(budgets[1].notify == [.info: [], .soft: ["log"], .hard: []])
    #expect(budgets[1].messageTemplate == "{{spend}} of {{limit}}\n")
    #expect(
      result.templates.map { "\($0.line):\($0.column) \($0.keyPath)" } == [
        "14:39 receivers.x.message", "11:12 budgets[1].title", "12:14 budgets[1].message",
      ])
  }

  @Test("anchors, aliases and merge keys; own keys win over merged ones; x- keys are not looked at")
  func anchors() throws {
    let result = Machine().load(
      """
      x-team: &team { labels: { team: support }, daily: 5, window: calendar }
      x-more: &more { daily: 7, monthly: 70 }
      x-anything: [{ a: [] }, 5]
      budgets:
        - { <<: *team, feature: a, daily: 6 }
        - { <<: [*team, *more], feature: &b b }
        - { feature: c, match: { model: *b }, daily: 1 }
      """)
    #expect(result.problems.isEmpty)
    let budgets = try #require(result.configuration).budgets
    #expect(budgets.map(\.daily?.text) == ["$6.00", "$5.00", "$1.00"])
    #expect(budgets.map(\.monthly?.text) == [nil, "$70.00", nil])
    #expect(budgets.map(\.kind) == [.calendar, .calendar, .rolling])
    #expect(budgets[0].labels == ["team": "support"])
    #expect(budgets[2].match.conditions.map(\.patterns) == [[Glob("c")], [Glob("b")]])
  }
}
