import SpendTesting
import Testing

@testable import SpendCore

/// Which rules lines were read by, and from where on (SPEC 3.7).
@Suite struct ReadingRulesTests {
  private static let plain = SourceSettings(origin: .file(pattern: "/log", rotated: []))

  private static let match = Match([.init(dimension: "model", patterns: [Glob("a")])])

  /// What is changed, and the part of the rules that it belongs to; nil: lines are read as before.
  private static let changes: [(String?, @Sendable (inout SourceSettings) -> Void)] = [
    ("format", { $0.format = .openai }), ("format", { $0.framing = .docker }),
    ("format", { $0.maxLineBytes = 5 }), ("fields", { $0.fields = ["model": ["m"]] }),
    ("labels", { $0.labels = ["model": "m"] }),
    ("naive_timezone", { $0.naiveZone = TimeZoneRules(name: "X", initialOffsetSeconds: 60) }),
    ("attribute", { $0.attribution = [AttributionRule(match: match, values: ["user_id": "u"])] }),
    ("included", { $0.included = [match] }),
    ("hash", { $0.hash = ValueHashTests.hash(["user_id"]) }),
    ("duplicates", { $0.duplicates = .off }), ("cost", { $0.cost = .computed }),
    ("cost", { $0.inputIncludesCache = true }), ("prices", { $0.prices = .empty }),
    (nil, { $0.origin = .file(pattern: "/other", rotated: ["/x"]) }),
    (nil, { $0.readFrom = .end }), (nil, { $0.cost = .auto }),
  ]

  private static func rules(_ change: (inout SourceSettings) -> Void = { _ in }) -> ReadingRules {
    var settings = plain
    change(&settings)
    return ReadingRules(settings, digest: EngineHarness.digest)
  }

  @Test("Every setting that makes something else of a line is one part, and nothing else is")
  func parts() {
    for (name, change) in Self.changes {
      #expect(Self.rules(change).changes(from: Self.rules()) == (name.map { [$0] } ?? []))
      #expect(Self.rules(change) == Self.rules(change))
    }
    // Texts do not run into each other.
    let a = Self.rules { $0.fields = ["model": ["a", "b"], "x": ["c"]] }
    let b = Self.rules { $0.fields = ["model": ["a"], "x": ["b", "c"]] }
    #expect(a.changes(from: b) == ["fields"])
    #expect(
      Self.rules { $0.cost = .logged }.parts.first { $0.name == "prices" }?.digest
        == Self.rules {
          $0.cost = .logged; $0.prices = .empty
        }.parts.first { $0.name == "prices" }?
        .digest)
  }

  private static func configuration(_ change: (inout SourceSettings) -> Void = { _ in })
    -> Configuration
  {
    var configuration = AlertTests.configuration()
    var settings = plain
    change(&settings)
    configuration.sources = [settings]
    return configuration
  }

  private static func event(_ minute: Int64, _ flags: Flags = []) -> TestEvent {
    TestEvent(
      AlertTests.start.advanced(bySeconds: minute * 60), "f", nano: 5, flags: flags)
  }

  @Test("What was counted by then and how far is kept, over kills, until the rules change again")
  func kept() throws {
    var harness = try EngineHarness(Self.configuration(), now: AlertTests.start)
    harness.step(.readingRules(offsets: [:]))
    harness.feed([Self.event(0), Self.event(1, .computed), Self.event(2, .unpriced)])
    harness.commit()
    let first = try #require(harness.engine.sources[0].reading)
    #expect(first.since == nil && first.changed.isEmpty && first.from.isEmpty)
    // The same again is no change.
    harness.step(.readingRules(offsets: [ExactText("file:/log"): [1: 100]]))
    #expect(harness.engine.sources[0].reading == first)

    try harness.kill(configuration: Self.configuration { $0.duplicates = .off })
    #expect(harness.engine.sources[0].reading == first)
    harness.step(
      .readingRules(offsets: [
        ExactText("file:/log"): [1: 100, 2: 0], ExactText("other"): [3: 1],
      ]))
    harness.feed([Self.event(3, .computed)])
    harness.commit()
    let second = try #require(harness.engine.sources[0].reading)
    #expect(second.changed == ["duplicates"] && second.since != nil && second.ids == .none)
    #expect(second.from == [1: 100] && second.before.calls == 3)
    #expect(second.before.computedSpend == Money(nano: 5) && second.before.unpricedCalls == 1)
    let rest = harness.engine.sources[0].spent.since(second.before)
    #expect(rest.calls == 1 && rest.computedCalls == 1 && rest.unpricedCalls == 0)
    try harness.kill(configuration: Self.configuration { $0.duplicates = .off })
    #expect(harness.engine.sources[0].reading == second)
    #expect(harness.engine.sources[0].spent.since(second.before) == rest)
  }

  @Test("Of which calls the ids go on")
  func ids() {
    func known(_ old: (inout SourceSettings) -> Void, _ new: (inout SourceSettings) -> Void)
      -> SourceReading.IDs
    {
      Self.rules(new).ids(since: Self.rules(old), digest: EngineHarness.digest)
    }
    #expect(known({ _ in }, { $0.prices = .empty }) == .all)
    #expect(known({ _ in }, { $0.fields = ["event_id": ["x"]] }) == .provider)
    #expect(known({ _ in }, { $0.duplicates = .on }) == .provider)
    #expect(known({ $0.duplicates = .off }, { $0.duplicates = .on }) == .none)
    #expect(known({ $0.duplicates = .on }, { $0.duplicates = .off }) == .none)
    #expect(
      known({ $0.duplicates = .off }, { ($0.duplicates, $0.cost) = (.off, .computed) }) == .all)
    #expect(known({ _ in }, { $0.format = .openai }) == .none)
  }

  @Test("Prices of which nothing was made, and hashes, change no money that was counted")
  func immaterial() throws {
    for (flags, isMaterial) in [(Flags(), false), (.computed, true), (.unpriced, true)] {
      var harness = try EngineHarness(Self.configuration(), now: AlertTests.start)
      harness.step(.readingRules(offsets: [:]))
      harness.feed([Self.event(0, flags)])
      harness.commit()
      try harness.kill(
        configuration: Self.configuration {
          $0.prices = .empty
          $0.hash = ValueHashTests.hash(["user_id"])
        })
      harness.step(.readingRules(offsets: [ExactText("file:/log"): [1: 100]]))
      let reading = try #require(harness.engine.sources[0].reading)
      #expect((reading.since != nil) == isMaterial)
      #expect(
        reading.rules.changes(from: Self.rules()).sorted() == ["hash", "prices"])
    }
  }

  @Test("A state that says nothing of it was read by rules that nobody knows")
  func unknown() throws {
    var harness = try EngineHarness(Self.configuration(), now: AlertTests.start)
    harness.feed([Self.event(0)])
    harness.commit()
    try harness.kill()
    harness.step(.readingRules(offsets: [ExactText("file:/log"): [1: 100]]))
    let reading = try #require(harness.engine.sources[0].reading)
    #expect(reading.changed == ["reading"] && reading.before.calls == 1 && reading.ids == .none)
  }
}
