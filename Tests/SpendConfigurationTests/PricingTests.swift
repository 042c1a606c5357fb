import SpendCore
import Testing

@testable import SpendConfiguration

/// `pricing`: what is read, and what is said about what cannot be.
@Suite("Prices of a configuration") struct PricingTests {
  private static let budgets = "\nbudgets: [{ feature: a, daily: 5 }]\n"

  private static func load(_ pricing: String, files: [String: String] = [:]) -> LoadResult {
    var machine = Machine()
    for (name, text) in files { machine.files["/etc/app/" + name] = Machine.File(text) }
    return machine.load(pricing + budgets)
  }

  private static func price(
    _ result: LoadResult, _ model: String, _ kind: TokenClass = .input,
    tier: ServiceTier = .standard, input: Int64 = 1, day: String = "2026-11-29"
  ) -> String? {
    guard let book = result.configuration?.sources.first?.prices,
      let found = book.row(book.find(model), onDay: PriceTable.day(day) ?? 0)
    else { return nil }
    return found.row.price(of: kind, tier: tier, wholeInput: input)?.perMillion
  }

  @Test("models with all that a row may have")
  func models() {
    let result = Self.load(
      """
      pricing:
        models:
          house: { input: 3, output: $15, cache_read: 0.3, cache_write: "3.75", cache_write_1h: 6,
                   batch: { input: 1.5 }, above: { 200k: { input: 6, output: 22.5 } } }
          dated:
            - { input: 1 }
            - { input: 2, from: 2026-06-01 }
          gpt-4o: { input: 9 }
      """)
    #expect(result.problems.isEmpty)
    #expect(Self.price(result, "House") == "3" && Self.price(result, "house", .output) == "15")
    #expect(Self.price(result, "house", .cacheWrite) == "3.75")
    #expect(Self.price(result, "house", input: 200_001) == "6")
    #expect(Self.price(result, "house", tier: .batch) == "1.5")
    #expect(Self.price(result, "dated", day: "2026-05-31") == "1")
    #expect(Self.price(result, "dated") == "2")
    // One's own come first, the built-in table last.
    #expect(Self.price(result, "gpt-4o") == "9" && Self.price(result, "gpt-4o-mini") == "0.15")
  }

  @Test("files of three kinds, the first that knows a model first")
  func files() {
    let result = Self.load(
      """
      pricing:
        files: [a.json, b.json, c.yaml]
        builtin: off
        unknown: own
      """,
      files: [
        "a.json": #"{"m":{"input_cost_per_token":1e-06,"litellm_provider":"x"}}"#,
        "b.json": #"""
        [{"id":"p","model_match":{"contains":"m"},"models":[
          {"id":"m","match":{"equals":"m"},"prices":{"input_mtok":2}},
          {"id":"m2","match":{"equals":"m2"},"prices":{"input_mtok":3}}]}]
        """#, "c.yaml": "own: { input: 4 }",
      ])
    #expect(result.problems.isEmpty)
    #expect(Self.price(result, "m") == "1" && Self.price(result, "m2") == "3")
    #expect(Self.price(result, "own") == "4" && Self.price(result, "gpt-4o") == "4")
  }

  @Test("what import prints is read again, and what cannot be is left out")
  func imported() throws {
    var table = PriceTable(name: "t")
    let row = { (terms: [(PriceRow.Key, String)]) in
      var row = PriceRow()
      for (key, price) in terms {
        row.set(key, to: TokenPrice(price.utf8, power: -6) ?? TokenPrice(atto: 0))
      }
      return row
    }
    let input = (PriceRow.Key(.input), "2.5")
    let good = [
      "plain", "with space", "<<", "x-y", "é", "#1", "a: b", "- a", "\u{202E}", "null", "1",
    ]
    let bad = ["", " ", "a\u{1}b", "a\nb", "\u{85}", String(repeating: "n", count: 201)]
    for name in good + bad { table.add([name], rows: [row([input])]) }
    table.add(["output-only"], rows: [row([(PriceRow.Key(.output), "1")])])
    let batch = (PriceRow.Key(.input, tier: .batch), "0.000000000001")
    table.add(["tiers"], rows: [row([input, batch, (PriceRow.Key(.input, above: 200_000), "5")])])
    let (lines, leftOut) = PriceFile.lines(table)
    #expect(leftOut == bad.count + 1)
    let result = Self.load(
      "pricing: { files: [p.yaml], builtin: off }", files: ["p.yaml": lines.joined(separator: "\n")]
    )
    #expect(result.problems.isEmpty)
    for name in good + ["tiers"] { #expect(Self.price(result, name) == "2.5", "\(name)") }
    #expect(Self.price(result, "tiers", tier: .batch) == "0.000000000001")
    #expect(Self.price(result, "tiers", input: 200_001) == "5")
  }

  @Test("what is wrong is said, and a file that cannot be read stops nothing")
  func problems() {
    let result = Self.load(
      """
      pricing:
        files: [gone.json, broken.json, empty.json]
        models:
          a: { output: 1 }
          b: { input: -1 }
          c: { input: 1, from: yesterday, above: { many: { input: 2 } } }
          d: { inptu: 1 }
        unknown: nobody
      """, files: ["broken.json": "{\"m\":", "empty.json": "{\"sample_spec\":{}}"])
    let said = result.problems.map { $0.text(file: "alerts.yaml") }
    #expect(
      said == [
        "alerts.yaml:2:11: warning: pricing.files[0]: '/etc/app/gone.json' does not exist; its models have no price from it",
        "alerts.yaml:2:22: warning: pricing.files[1]: '/etc/app/broken.json' is not JSON: no value at byte 5",
        "alerts.yaml:2:35: warning: pricing.files[2]: '/etc/app/empty.json' has no model with a price of tokens",
        "alerts.yaml:4:8: pricing.models.a: needs a price of input tokens: { input: 3, output: 15 }, in USD a million",
        "alerts.yaml:5:8: pricing.models.b: needs a price of input tokens: { input: 3, output: 15 }, in USD a million",
        "alerts.yaml:5:17: pricing.models.b.input: '-1' is not a price; write USD for a million tokens, like 2.5",
        "alerts.yaml:6:26: pricing.models.c.from: 'yesterday' is not a date; write it like 2026-01-01",
        "alerts.yaml:7:10: pricing.models.d.inptu: unknown key; did you mean 'input'?",
        "alerts.yaml:8:12: pricing.unknown: no price table knows the model 'nobody'; write unpriced, or a model that 'spendwatch prices show MODEL' knows",
      ])
    #expect(result.isInvalid)
  }

  @Test("without the key the built-in table is used, and a change of prices is a change")
  func defaults() {
    let plain = Self.load("")
    #expect(Self.price(plain, "gpt-4o") == "2.5")
    #expect(plain.configuration == Self.load("pricing: {}").configuration)
    #expect(
      plain.configuration != Self.load("pricing: { models: { x: { input: 1 } } }").configuration)
  }
}
