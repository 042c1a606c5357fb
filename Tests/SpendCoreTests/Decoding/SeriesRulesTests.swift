import SpendCore
import Testing

/// Attribution and subscriptions: what a source adds to its events.
@Suite("Rules of a source") struct SeriesRulesTests {
  private static let dimensions = Dimension.history + ["team"]

  private static func rule(_ when: [String: String], _ set: [String: String]) -> AttributionRule {
    AttributionRule(
      match: Match(
        when.sorted { $0.key < $1.key }.map {
          Match.Condition(dimension: $0.key, patterns: [Glob($0.value)])
        }), values: set)
  }

  private static func decode(
    _ text: String, _ change: (inout SourceSettings) -> Void
  ) -> [(values: [String], line: Line)] {
    var settings = Decoding.settings()
    change(&settings)
    var decoder = LineDecoder(settings: settings, dimensions: dimensions)
    var catalog = Catalog(dimensions: dimensions)
    var lines = LineBatch()
    let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: 64)
    bytes.withUnsafeBytes {
      _ = decoder.decode(
        UnsafeRawBufferPointer(rebasing: $0[..<text.utf8.count]), now: Decoding.now,
        catalog: &catalog, into: &lines)
    }
    return lines.map { line in
      (
        dimensions.indices.map {
          catalog.text(catalog.symbol(of: line.series, dimension: $0))
        }, line
      )
    }
  }

  /// So many of each that the fast way takes them too.
  private static func lines(_ members: String, count: Int = 40) -> String {
    String(
      repeating: #"{"timestamp":"2026-05-01T00:00:00Z",\#(members),"cost_usd":0.5}"# + "\n",
      count: count)
  }

  @Test("the first rule that matches sets what is missing, and nothing else")
  func attribution() {
    let text =
      Self.lines(#""model":"gpt-4o","request_type":"embed""#)
      + Self.lines(#""feature_name":"own","model":"gpt-4o","request_type":"embed""#)
      + Self.lines(#""feature_name":"untagged","request_type":"chat","environment":"dev""#)
      + Self.lines(#""model":"other""#)
    let found = Self.decode(text) { settings in
      settings.attribution = [
        Self.rule(["request_type": "emb*"], ["feature_name": "search", "team": "rag"]),
        Self.rule(
          ["feature_name": "untagged", "request_type": "*"],
          [
            "feature_name": "rest",
            "environment": "prod",
          ]),
      ]
    }
    #expect(found.count == 160)
    for (number, expected) in [
      ["search", "", "gpt-4o", "", "embed", "rag"], ["own", "", "gpt-4o", "", "embed", "rag"],
      ["rest", "", "", "dev", "chat", ""], ["rest", "", "other", "prod", "", ""],
    ].enumerated() {
      #expect(found[number * 40..<(number + 1) * 40].allSatisfy { $0.values == expected })
    }
  }

  @Test("calls under a subscription are marked, and their cost is what they would have cost")
  func included() {
    let text =
      Self.lines(#""feature_name":"f","model":"a""#)
      + Self.lines(#""feature_name":"g","model":"a""#)
      + #"{"feature_name":"f","input_tokens":5,"model":"nobody"}"# + "\n"
    let found = Self.decode(text) { settings in
      settings.included = [
        Match([Match.Condition(dimension: "feature_name", patterns: [Glob("f")])])
      ]
    }
    #expect(found[..<40].allSatisfy { $0.line.flags == .included })
    #expect(found[40..<80].allSatisfy { $0.line.flags.isEmpty })
    #expect(found.allSatisfy { $0.line.cost.nano == 500_000_000 || $0.line.cost == .zero })
    // Nobody need know a price of what costs nothing.
    #expect(found.last?.line.flags == [.included, .untimed])
  }

  @Test("they cost nothing in totals, features and budgets, and their value is kept apart")
  func engine() throws {
    var configuration = Configuration(sources: [Decoding.settings()])
    configuration.sources[0].included = [
      Match([Match.Condition(dimension: "model", patterns: [Glob("sub-*")])])
    ]
    var engine = try Engine(
      configuration: configuration, state: StoredState(), now: Decoding.now, hostName: "h",
      digest: { $0 })
    #expect(Engine.dimensions(of: configuration).contains("model"))
    var decoder = LineDecoder(
      settings: configuration.sources[0], dimensions: engine.catalog.dimensions)
    let text =
      Self.lines(#""feature_name":"f","model":"sub-a""#, count: 3)
      + Self.lines(#""feature_name":"f","model":"b""#, count: 2)
    var lines = LineBatch()
    let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: 64)
    bytes.withUnsafeBytes {
      _ = decoder.decode(
        UnsafeRawBufferPointer(rebasing: $0[..<text.utf8.count]), now: Decoding.now,
        catalog: &engine.catalog, into: &lines)
    }
    var effects: [Effect] = []
    engine.step(.lines(lines[...], source: 0), at: Decoding.now, into: &effects)
    let view = engine.view(at: Decoding.now)
    #expect(view.totals.events == 5 && view.totals.spend.nano == 1_000_000_000)
    #expect(view.totals.includedValue.nano == 1_500_000_000)
    #expect(view.features.map(\.spend.nano) == [1_000_000_000])
  }
}
