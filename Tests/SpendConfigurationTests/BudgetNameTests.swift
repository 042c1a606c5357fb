import SpendConfiguration
import SpendCore
import Testing

/// Names of budgets that have none: alert ids and kept spend hang on them.
@Suite("Default names of budgets")
struct BudgetNameTests {
  @Test(
    "made from the match alone",
    arguments: [
      ("feature: support_qa", "support_qa"),
      ("feature: [b, a]", "a|b"),
      ("feature: [a, b, a]", "a|b"),
      ("feature: \"faq_*\"", "faq_*"),
      ("match: { feature_name: support_qa }", "support_qa"),
      (
        "match: { model: \"claude-*\", user_segment: enterprise }",
        "user_segment=enterprise,model=claude-*"
      ),
      (
        "match: { user_segment: enterprise, model: \"claude-*\" }",
        "user_segment=enterprise,model=claude-*"
      ),
      ("match: { environment: { not: [staging, ci] } }", "environment!=ci|staging"),
      ("feature: a, match: { region: eu, cached: true }", "a,cached=true,region=eu"),
      ("match: { feature_name: { not: a } }", "feature_name!=a"),
      ("match: { model: \"\" }", "model=\"\""),
      ("unlisted: true", "default"),
      ("unlisted: true, match: { environment: prod }", "default,environment=prod"),
      ("per: []", "everything"),
      ("match: {}", "everything"),
    ])
  func names(body: String, name: String) throws {
    let result = Machine().load("budgets: [{ \(body), daily: 1 }]")
    #expect(result.problems.isEmpty)
    #expect(try #require(result.configuration).budgets.map(\.name) == [name])
  }

  @Test("texts of other bytes are other names, also where they look the same")
  func spellings() throws {
    let yaml = """
      budgets:
        - { feature: "\u{E9}", daily: 1, per: ["\u{E9}", "e\u{301}"] }
        - { feature: "e\u{301}", daily: 2 }
        - { feature: ["\u{E9}", "e\u{301}", "\u{E9}"], monthly: 3 }
      """
    let result = Machine().load(yaml)
    #expect(result.problems.isEmpty, "\(result.problems)")
    let budgets = try #require(result.configuration).budgets
    #expect(budgets.map { $0.name.utf8.count } == [2, 3, 6])
    #expect(budgets[0].per.map(\.utf8.count) == [2, 3])
    #expect(budgets[2].match.conditions[0].patterns.count == 2)
    #expect(
      difference(from: Configuration(), to: result.configuration ?? Configuration()).count == 4)
  }

  @Test("long names are cut, and stay different")
  func long() throws {
    let features = (0..<60).map { "feature_number_\($0)" }
    let yaml = """
      budgets:
        - { feature: [\(features.joined(separator: ", "))], daily: 1 }
        - { feature: [\(features.dropLast().joined(separator: ", "))], daily: 1 }
      """
    let names = try #require(Machine().load(yaml).configuration).budgets.map(\.name)
    #expect(Set(names).count == 2)
    #expect(names.allSatisfy { $0.utf8.count <= 120 && $0.hasPrefix("feature_number_0|") })
  }
}
