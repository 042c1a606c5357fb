import SpendConfiguration
import SpendCore
import Testing

/// The example with every key loads, and means what its comments say.
@Suite("The example with every key")
struct FullExampleTests {
  static let yaml = #"""
    instance: web-17                      # default: the host name on the first start
    sources:                              # default: one source, cost_events.jsonl beside this file
      - path: cost_events.jsonl           # file or glob; relative to this file's directory
        read_from: all                    # all (rotated ones too) | file | end
        format: auto                      # auto or a profile
        fields: {}                        # canonical name: dotted path
        labels: {}                        # dimension: value, for events that lack it
        naive_timezone: UTC               # zone of timestamps without an offset
        rotated: []                       # extra globs where rotated files go
        max_line_bytes: 1MiB
      - journal: { unit: chatbot.service }   # events printed to stdout by a systemd service

    timezone: UTC                         # IANA name; calendar windows, printed times
    exclude: []                           # e.g. [{ environment: [staging, ci] }]

    thresholds: { 80: soft, 100: hard }   # percent: level; a budget's own map replaces it
    overrun: double                       # above 100: again at 200, 400, 800 … percent; or off

    notify:                               # level: receivers; a budget's own overrides them
      info: []
      soft: [log]
      hard: [log]

    budgets:
      - feature: support_qa               # short for match: { feature_name: support_qa }
        daily: 50                         # USD; number or decimal string
        notify: { soft: [slack], hard: [slack, oncall] }
        runbook_url: https://wiki.example/llm-budget
        labels: { team: support }         # travel with its alerts
      - feature: faq_response_generation
        monthly: 100
        window: calendar                  # rolling (default) | calendar
      - name: enterprise-per-model        # default name: made from the match
        match: { user_segment: enterprise, environment: { not: [staging, ci] }, model: "claude-*" }
        per: [feature_name, model]        # default: [feature_name]; [] is one group for all
        daily: 20
      - name: everything
        per: []
        monthly: 5000
      - name: default
        unlisted: true                    # every feature that no other budget names
        daily: 10

    receivers:
      slack:   { type: slack, url: { credential: slack-url } }
      oncall:  { type: pagerduty, routing_key: { file: /etc/spendwatch/pagerduty-key } }
      audit:   { type: webhook, url: https://audit.example/hook, secret: { env: AUDIT_SECRET },
                 send_resolved: true }

    state: { commit_interval: 1s, max_groups: 100000, max_ids: 2000000 }
    top: [model, user_segment, environment]   # dimensions shown in alerts
    pricing: { files: [], models: {}, builtin: on, unknown: unpriced }
    http: { listen: 127.0.0.1:9465 }      # (later) or off
    health: {}                            # (later)
    history: { dimensions: [feature_name, user_segment, model, environment, request_type], quarters: 30d, hours: 500d }
    digest: [{ every: week, on: friday, at: "17:30", by: [feature, model], notify: [slack] }]
    """#

  func load() -> LoadResult {
    var machine = Machine()
    machine.files["/etc/spendwatch/pagerduty-key"] = .init("R0UT1NGK3Ysecret\n")
    return machine.load(Self.yaml)
  }

  @Test("it loads without errors; audit is notified by nothing, and two keys come later")
  func problems() {
    let result = load()
    #expect(result.problems.map(\.message) == ["nothing notifies this receiver"])
    #expect(result.comesLater.map(\.keyPath) == ["http", "health"])
    #expect(!result.isInvalid && !result.lacksSecrets && result.hasWarnings)
  }

  @Test("sources and the rest of the top level")
  func topLevel() throws {
    let configuration = try #require(load().configuration)
    #expect(configuration.instance == "web-17")
    #expect(
      configuration.sources == [
        SourceSettings(origin: .file(pattern: "/etc/app/cost_events.jsonl", rotated: [])),
        SourceSettings(origin: .journal(unit: "chatbot.service")),
      ])
    #expect(configuration.timeZone == .utc)
    #expect(configuration.exclude.isEmpty)
    #expect(configuration.commitIntervalMilliseconds == 1000)
    #expect(configuration.maxGroups == 100_000)
    #expect(configuration.top == ["model", "user_segment", "environment"])
    #expect(configuration.heartbeat == nil)
    #expect(configuration.historyDimensions == Dimension.history)
    #expect(configuration.historyDays.quarters == 30 && configuration.historyDays.hours == 500)
    #expect(
      configuration.digests == [
        DigestSettings(
          every: .week, on: 4, minute: 17 * 60 + 30, by: ["feature_name", "model"],
          receivers: ["slack"])
      ])
  }

  @Test("budgets")
  func budgets() throws {
    let budgets = try #require(load().configuration).budgets
    try #require(budgets.count == 5)
    var support = Budget(
      name: "support_qa",
      match: Match([.init(dimension: "feature_name", patterns: [Glob("support_qa")])]),
      daily: Money(nano: 50_000_000_000),
      notify: [.info: [], .soft: ["slack"], .hard: ["slack", "oncall"]])
    support.runbookURL = "https://wiki.example/llm-budget"
    support.labels = ["team": "support"]
    #expect(budgets[0] == support)
    #expect(budgets[1].name == "faq_response_generation")
    #expect(budgets[1].kind == .calendar)
    #expect(budgets[1].monthly == Money(nano: 100_000_000_000))
    #expect(budgets[1].daily == nil)
    #expect(budgets[2].per == ["feature_name", "model"])
    #expect(
      budgets[2].match.conditions == [
        .init(dimension: "user_segment", patterns: [Glob("enterprise")]),
        .init(dimension: "model", patterns: [Glob("claude-*")]),
        .init(dimension: "environment", patterns: [Glob("ci"), Glob("staging")], isNegated: true),
      ])
    #expect(budgets[3].per.isEmpty && budgets[3].match == Match())
    #expect(budgets[4].isUnlisted && budgets[4].per == ["feature_name"])
    #expect(budgets[4].notify == [.info: [], .soft: ["log"], .hard: ["log"]])
  }

  @Test("receivers, in the order of the file after the built-in one")
  func receivers() throws {
    let receivers = try #require(load().configuration).receivers
    #expect(receivers.map(\.name) == ["log", "slack", "oncall", "audit"])
    #expect(receivers.map(\.kind) == [.log, .slack, .pagerduty, .webhook])
    #expect(receivers[1].urls == [Secret("https://hooks.example/T0/B0/XXXsecretXXX")])
    #expect(receivers[2].routingKey == Secret("R0UT1NGK3Ysecret"))
    #expect(receivers[2].urls.isEmpty && receivers[2].sendResolved)
    #expect(receivers[3].secrets == [Secret(Machine.signingSecret)])
    #expect(receivers[3].sendResolved)
  }
}
