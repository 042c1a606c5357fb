import SpendCore
import Testing

/// What the files of litellm and genai-prices mean beyond the plain: days on which prices of tiers
/// begin, names that whole providers claim, thresholds that belong to what lies above them.
@Suite("Files of prices") struct PriceImportTests {
  private static func genai(_ model: String) throws -> PriceTable {
    let text = #"[{"id":"p","model_match":{"starts_with":"m"},"models":[\#(model)]}]"#
    return GenaiPrices.table(try JSONReader.read(text.utf8), name: "g")
  }

  private static func price(
    _ table: PriceTable, _ tier: ServiceTier, _ date: String, _ kind: TokenClass = .input,
    input: Int64 = 1
  ) -> String? {
    let book = PriceBook(tables: [table])
    let row = book.row(book.find("m"), onDay: PriceTable.day(date) ?? 0)?.row
    return row?.price(of: kind, tier: tier, wholeInput: input)?.perMillion
  }

  @Test(
    "variants of genai-prices begin on their day, beside the days of the prices",
    arguments: [
      ("2025-12-31", "4", "4", "20"), ("2026-01-01", "3", "3", "15"),
      ("2026-06-01", "3", "1.5", "7.5"), ("2026-06-30", "3", "1.5", "7.5"),
      // The price of a later day, whose variant is from the same day.
      ("2026-07-01", "2", "1", "7.5"), ("2027-01-01", "2", "1", "7.5"),
    ])
  func variants(row: (date: String, standard: String, batch: String, output: String)) throws {
    let table = try Self.genai(
      #"""
      {"id":"m","match":{"equals":"m"},
       "prices":[{"prices":{"input_mtok":4,"output_mtok":20}},
         {"constraint":{"start_date":"2026-01-01"},"prices":{"input_mtok":3,"output_mtok":15}},
         {"constraint":{"start_date":"2026-07-01"},"prices":{"input_mtok":2,"output_mtok":10}}],
       "price_variants":[
         {"when":{"processing":"batch"},"prices":{"input_mtok":1},"constraint":{"start_date":"2026-07-01"}},
         {"when":{"processing":"batch"},"prices":{"input_mtok":1.5,"output_mtok":7.5},
          "constraint":{"start_date":"2026-06-01"}},
         {"when":{"processing":"batch"},"prices":{"input_mtok":0.1},
          "constraint":{"start_time":"00:30:00Z","end_time":"16:30:00Z"}}]}
      """#)
    #expect(Self.price(table, .standard, row.date) == row.standard)
    #expect(Self.price(table, .batch, row.date) == row.batch)
    #expect(Self.price(table, .batch, row.date, .output) == row.output)
  }

  @Test("the first variant of a class holds for it at all lengths")
  func steps() throws {
    let table = try Self.genai(
      #"""
      {"id":"m","match":{"equals":"m"},
       "prices":{"input_mtok":{"base":3,"tiers":[{"start":200000,"price":6}]}},
       "price_variants":[
         {"when":{"service_tier":"flex"},"prices":{"input_mtok":2}},
         {"when":{"service_tier":"flex"},
          "prices":{"input_mtok":{"base":1,"tiers":[{"start":100000,"price":9}]},"output_mtok":4}}]}
      """#)
    for (input, price) in [(1, "2"), (100_001, "2"), (200_001, "2")] as [(Int64, String)] {
      #expect(Self.price(table, .flex, "2026-01-01", input: input) == price)
    }
    #expect(Self.price(table, .flex, "2026-01-01", .output) == "4")
  }

  @Test("more days than any model has are none, and said so")
  func days() throws {
    for (count, isRead) in [(256, true), (257, false)] {
      let prices = (0..<count).map { number in
        let day = CivilDate(day: 20_000 + Int64(number))
        return #"{"constraint":{"start_date":"\#(day)"},"prices":{"input_mtok":\#(number)}}"#
      }
      let table = try Self.genai(
        #"{"id":"x","match":{"equals":"m"},"prices":[\#(prices.joined(separator: ","))]}"#)
      #expect((table.modelCount == 1) == isRead && table.leftOut == (isRead ? [] : ["p/x"]))
    }
  }

  @Test("a provider whose claim is not understood is said to be left out")
  func claim() throws {
    let text = #"""
      [{"id":"p","model_match":{"sounds_like":"m"},
        "models":[{"id":"m","match":{"equals":"m"},"prices":{"input_mtok":1}}]}]
      """#
    let table = GenaiPrices.table(try JSONReader.read(text.utf8), name: "g")
    #expect(table.leftOut == ["p/*"] && table.modelCount == 1)
  }

  @Test(
    "alternatives of one group are few ways, those of many groups are many",
    arguments: [
      (
        #"^(?![^/]+/)(?:labs-)?(?:(?:mi|code|dev|magi|mini)stral|mixtral|pixtral|voxtral|open-(?:mistral|mixtral))"#,
        true
      ),
      ("a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p", true),
      (String(repeating: "(?:a|ab|b)", count: 6), true),
      (String(repeating: "(?:a|ab|b)", count: 7), false),
      (String(repeating: "(?:a|(?:a|(?:a|a)))", count: 5), false),
    ] as [(String, Bool)])
  func alternatives(text: String, isRead: Bool) {
    #expect((NameRegex(text) != nil) == isRead)
  }

  @Test("of xAI's models a threshold of LiteLLM's file is part of what lies above it")
  func inclusive() throws {
    func price(_ provider: String, _ input: Int64) throws -> String? {
      let text =
        #"{"m":{"litellm_provider":"\#(provider)","input_cost_per_token":2e-06,"#
        + #""output_cost_per_token":1e-05,"input_cost_per_token_above_200k_tokens":4e-06}}"#
      let table = LiteLLMPrices.table(try JSONReader.read(text.utf8), name: "l")
      return Self.price(table, .standard, "2026-01-01", input: input)
    }
    for (input, xAI, other) in [
      (199_999, "2", "2"), (200_000, "4", "2"), (200_001, "4", "4"),
    ] as [(Int64, String, String)] {
      #expect(try price("xai", input) == xAI)
      #expect(try price("gemini", input) == other)
    }
  }
}
