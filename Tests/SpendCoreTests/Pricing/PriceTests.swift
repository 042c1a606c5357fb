import SpendCore
import Testing

@Suite("Prices") struct PriceTests {
  private static func liteLLM(_ text: String) throws -> PriceTable {
    LiteLLMPrices.table(try JSONReader.read(text.utf8), name: "litellm")
  }

  private static func cost(
    _ book: PriceBook, _ model: String, _ usage: TokenUsage, _ tier: ServiceTier = .standard,
    day: Int64 = 20_780
  ) -> Money? {
    book.row(book.find(model), onDay: day)?.row.cost(of: usage, tier: tier)?.cost
  }

  private static func usage(input: Int64, output: Int64 = 0) -> TokenUsage {
    var usage = TokenUsage()
    (usage.uncachedInput, usage.output) = (input, output)
    return usage
  }

  @Test("exact costs, from a file and from the built-in table", arguments: PriceVectors.all)
  func vector(_ vector: PriceVectors.Vector) throws {
    let file = PriceBook(tables: [try Self.liteLLM(PriceVectors.liteLLM)])
    for book in [file, .builtIn] {
      #expect(Self.cost(book, vector.model, vector.usage, vector.tier)?.nano == vector.nano)
    }
  }

  @Test(
    "a price is read to 10⁻¹⁸ USD a token, rounded half to even",
    arguments: [
      ("2.5e-06", 0, 2_500_000_000_000), ("0.0000029999900000000002", 0, 2_999_990_000_000),
      ("1.3e-10", 0, 130_000_000), ("3", -6, 3_000_000_000_000), ("0.0375", -6, 37_500_000_000),
      ("0", -6, 0), ("0.0000000000000000005", 0, 0), ("0.0000000000000000015", 0, 2),
      ("0.00000000000000000051", 0, 1), ("1", 0, 1_000_000_000_000_000_000),
    ])
  func reading(text: String, power: Int, atto: Int64) {
    #expect(TokenPrice(text.utf8, power: power)?.atto == atto)
  }

  @Test(
    "what is not a price of a token",
    arguments: ["", "x", "-1", "1.5", "1e400", "nan", "1e2147483647", "9223372036854775808"])
  func noPrice(text: String) { #expect(TokenPrice(text.utf8) == nil) }

  @Test("a sum is rounded once")
  func rounding() {
    let book = PriceBook(
      tables: [PriceTable(name: "t", text: "m input=0.0005 output=0.0005 cache_read=0.0001")])
    // Half a nano-dollar each: together they are one.
    #expect(Self.cost(book, "m", Self.usage(input: 1))?.nano == 0)
    #expect(Self.cost(book, "m", Self.usage(input: 1, output: 1))?.nano == 1)
    #expect(Self.cost(book, "m", Self.usage(input: 3))?.nano == 2)
    var usage = Self.usage(input: 1, output: 0)
    usage.cacheRead = 1
    #expect(Self.cost(book, "m", usage)?.nano == 1)
  }

  struct Rate: Sendable {
    var tier: ServiceTier = .standard
    var input: Int64 = 1
    var kind: TokenClass
    var price: String
  }

  static let rates: [Rate] = [
    Rate(kind: .input, price: "3"), Rate(input: 200_000, kind: .input, price: "3"),
    Rate(input: 200_001, kind: .input, price: "6"),
    Rate(input: 200_001, kind: .output, price: "22.5"),
    // What a threshold leaves out is as without it.
    Rate(input: 300_000, kind: .cacheRead, price: "0.3"),
    Rate(input: 1_000_001, kind: .input, price: "9"),
    // A class has the largest threshold that says something of it.
    Rate(input: 1_000_001, kind: .output, price: "22.5"),
    Rate(kind: .cacheWrite, price: "3"), Rate(kind: .cacheWrite1h, price: "3"),
    Rate(input: 200_001, kind: .cacheWrite, price: "6"), Rate(kind: .reasoning, price: "15"),
    Rate(tier: .batch, kind: .input, price: "1.5"), Rate(tier: .batch, kind: .output, price: "15"),
    // A batch has thresholds of its own.
    Rate(tier: .batch, input: 150_000, kind: .input, price: "2"),
    Rate(tier: .batch, input: 300_000, kind: .input, price: "2"),
    // Other tiers: the threshold without the tier comes before the tier without it.
    Rate(tier: .priority, kind: .input, price: "5"),
    Rate(tier: .priority, input: 200_001, kind: .input, price: "6"),
    Rate(tier: .flex, kind: .input, price: "3"),
    // A tier that has output or writes has them for reasoning and an hour too.
    Rate(tier: .flex, kind: .output, price: "7"), Rate(tier: .flex, kind: .reasoning, price: "7"),
    Rate(tier: .priority, kind: .cacheWrite1h, price: "5"),
  ]

  @Test("which price holds", arguments: rates)
  func rate(_ rate: Rate) {
    let table = PriceTable(
      name: "t",
      text: """
        m input=3 output=15 cache_read=0.3 input>200000=6 output>200000=22.5 input>1000000=9 \
        batch/input=1.5 batch/input>100000=2 priority/input=5 flex/output=7 priority/cache_write=5
        """)
    let book = PriceBook(tables: [table])
    let row = book.row(book.find("m"), onDay: 0)?.row
    let price = row?.price(of: rate.kind, tier: rate.tier, wholeInput: rate.input)
    #expect(price?.perMillion == rate.price)
    #expect(row?.hasTier(.flex) == true && row?.hasTier(.batch) == true)
  }

  @Test("a row is good from its day on, in UTC; before the first the next table is asked")
  func days() {
    let dated = PriceTable(
      name: "a", text: "m @2026-01-01 input=1\nm @2026-02-01 input=2\nn @2026-01-01 input=7")
    let book = PriceBook(tables: [dated, PriceTable(name: "b", text: "m input=9\nn input=8")])
    let january = PriceTable.day("2026-01-01") ?? 0
    for (offset, price) in [(-1, "9"), (0, "1"), (30, "1"), (31, "2"), (9999, "2")] {
      let row = book.row(book.find("m"), onDay: january + Int64(offset))?.row
      let found = row?.price(of: .input, tier: .standard, wholeInput: 1)
      #expect(found?.perMillion == price)
    }
    #expect(book.row(book.find("n"), onDay: january - 1)?.place.table == 1)
    #expect(PriceTable.day("2026-02-29") == nil && PriceTable.day("2024-02-29") != nil)
  }

  @Test("tables are written as they are read")
  func text() {
    let text = "m,n @2026-01-01 input=3 output=0.0375 batch/input=1.5 input>200000=6"
    let row = PriceBook(tables: [PriceTable(name: "t", text: text)])
    let found = row.row(row.find("N"), onDay: 30_000)?.row.text
    #expect(found == "@2026-01-01 input=3 output=0.0375 batch/input=1.5 input>200000=6")
  }

  @Test("the built-in table has what it promises")
  func builtIn() {
    let table = PriceTable.builtIn
    #expect(table.modelCount >= 400)
    for name in [
      "gpt-4o", "claude-3-5-haiku-20241022", "claude-3-5-sonnet-20241022", "gemini-1.5-pro", "o1",
      "text-embedding-3-small", "gpt-4-32k", "deepseek-chat",
    ] {
      #expect(!PriceBook.builtIn.find(name).places.isEmpty, "\(name)")
    }
    // The founding prices.
    let usage = Self.usage(input: 1000, output: 1000)
    #expect(Self.cost(.builtIn, "claude-3-5-haiku-20241022", usage)?.nano == 4_800_000)
    #expect(Self.cost(.builtIn, "claude-3-5-sonnet-20241022", usage)?.nano == 18_000_000)
  }

  // MARK: Names

  static let names: [(name: String, model: String?)] = [
    ("gpt-4o", "gpt-4o"), ("GPT-4o", "gpt-4o"), ("openai/gpt-4o", "gpt-4o"),
    ("azure/eu/gpt-4o-2024-08-06", "gpt-4o"), ("gpt-4o-2024-08-06", "gpt-4o"),
    ("gpt-4o-mini", "gpt-4o-mini"), ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
    ("gpt-4o-audio-preview", nil), ("gpt-4", nil), ("xgpt-4o", nil), ("gpt-4o-x", nil),
    ("gpt-4o-latest", "gpt-4o"), ("gpt-4o-2024-08-06-latest", "gpt-4o"),
    ("ft:gpt-4o-2024-08-06:org::id", "ft:gpt-4o"), ("ft:gpt-4o-mini:org:n:id", "gpt-4o-mini"),
    ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"),
    ("bedrock/us-east-1/anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"),
    ("global.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"),
    (
      "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
      "claude-sonnet-4-5"
    ),
    ("vertex_ai/claude-sonnet-4-5@20250929", "claude-sonnet-4-5"),
    ("openrouter/anthropic/claude-sonnet-4-5", "claude-sonnet-4-5"),
    ("claude-sonnet-4-5-20250929", "claude-sonnet-4-5"), ("claude-sonnet-4", nil),
    ("claude-sonnet-4-6", nil), ("", nil), ("/", nil), ("ft:", nil), ("-latest", nil),
    // As it is written comes before what it is without something.
    ("eu/special", "eu/special"), ("x/eu/special", "eu/special"), ("special", nil),
  ]

  @Test("names", arguments: names)
  func name(_ one: (name: String, model: String?)) {
    let table = PriceTable(
      name: "t",
      text: """
        gpt-4o input=1
        gpt-4o-mini input=1
        ft:gpt-4o input=2
        claude-sonnet-4-5 input=1
        eu/special input=1
        """)
    let found = PriceBook(tables: [table]).find(one.name)
    #expect(found.places.first?.name == one.model)
    #expect(found.isUnknown == (one.model == nil))
  }

  @Test("an unknown model costs what another one does, if that is wanted")
  func unknown() {
    let table = PriceTable(name: "t", text: "m input=3")
    let book = PriceBook(tables: [table], unknownModel: "M")
    #expect(book.find("else").isUnknown && book.find("else").places.first?.name == "m")
    #expect(!book.find("m").isUnknown)
    #expect(PriceBook(tables: [table]).find("else").places.isEmpty)
    #expect(book != PriceBook(tables: [table]))
    #expect(
      PriceBook(tables: [table]) == PriceBook(tables: [PriceTable(name: "t", text: "m input=3")]))
    #expect(
      PriceBook(tables: [table]) != PriceBook(tables: [PriceTable(name: "t", text: "m input=4")]))
  }

  // MARK: Files

  @Test(
    "keys of LiteLLM's file",
    arguments: [
      ("input_cost_per_token", "input"), ("output_cost_per_token_batches", "batch/output"),
      ("cache_read_input_token_cost_above_272k_tokens_flex", "flex/cache_read>272000"),
      ("cache_creation_input_token_cost_above_1hr_above_200k_tokens", "cache_write_1h>200000"),
      ("input_cost_per_token_above_200000_tokens_priority", "priority/input>200000"),
      ("output_cost_per_reasoning_token", "reasoning"),
      ("cache_creation_input_token_cost_above_12hr", nil), ("input_cost_per_audio_token", nil),
      ("input_cost_per_token_balanced", nil), ("input_cost_per_token_above_xk_tokens", nil),
      ("input_cost_per_second", nil), ("max_tokens", nil),
    ] as [(String, String?)])
  func key(_ one: (name: String, key: String?)) {
    #expect(LiteLLMPrices.key(one.name)?.text == one.key)
  }

  @Test("Anthropic's fast mode is no priority; what others call fast is")
  func fast() throws {
    let table = try Self.liteLLM(
      #"""
      {"claude":{"input_cost_per_token":5e-06,"output_cost_per_token":2.5e-05,
         "input_cost_per_token_above_200k_tokens":1e-05,"input_cost_per_token_batches":2.5e-06,
         "provider_specific_entry":{"us":1.1,"fast":2.5}},
       "gpt":{"input_cost_per_token":1e-06,"input_cost_per_token_priority":2e-06,
         "provider_specific_entry":{"realtime_ga_only":1}},
       "plain":{"input_cost_per_token":1e-06}}
      """#)
    let book = PriceBook(tables: [table])
    func price(_ model: String, _ tier: ServiceTier, _ input: Int64 = 1) -> String? {
      let row = book.row(book.find(model), onDay: 0)?.row
      return row?.price(of: .input, tier: tier, wholeInput: input)?.perMillion
    }
    #expect(price("claude", .fast) == "12.5" && price("claude", .fast, 200_001) == "25")
    #expect(price("claude", .priority) == "5" && price("claude", .batch) == "2.5")
    #expect(price("gpt", .fast) == "2" && price("gpt", .priority) == "2")
    #expect(price("plain", .fast) == "1")
    let row = try #require(book.row(book.find("plain"), onDay: 0)?.row)
    #expect(!row.hasTier(.fast) && row.hasTier(.standard))
    for (factor, wanted) in [
      ("2", "6"), ("1.1", "3.3"), ("0", "0"), ("1e3", nil), ("-1", nil), ("x", nil), ("", nil),
      ("0.0000000001", nil), ("400000", nil),
    ] as [(String, String?)] {
      let price = TokenPrice("3".utf8, power: -6)?.multiplied(by: factor.utf8)
      #expect(price?.perMillion == wanted, "\(factor)")
    }
    // As an answer says it, with the built-in table.
    for (speed, tier, cost) in [
      ("fast", "standard", "0.015000000"), ("standard", "standard", "0.007500000"),
      ("standard", "priority", "0.007500000"), ("fast", "batch", "0.003750000"),
    ] {
      let line =
        #"{"type":"message","model":"claude-opus-4-8","usage":{"input_tokens":1000,"#
        + #""output_tokens":100,"service_tier":"\#(tier)","speed":"\#(speed)"}}"#
      var decoder = LineDecoder(
        settings: SourceSettings(origin: .file(pattern: "", rotated: [])),
        dimensions: [Dimension.feature])
      var catalog = Catalog(dimensions: [Dimension.feature])
      let found = decoder.explain(
        Array(line.utf8), now: Timestamp(seconds: 1_796_000_000), catalog: &catalog)
      #expect(found?.cost?.description == cost, "\(speed) \(tier)")
    }
  }

  @Test("LiteLLM's file: aliases in one step, tables, rows that are no models")
  func liteLLMFile() throws {
    let table = try Self.liteLLM(
      #"""
      {"sample_spec":{"input_cost_per_token":1},"fallback_generalizations":{"rules":[]},
       "a":{"input_cost_per_token":1e-06,"output_cost_per_token":"2e-6","aliases":["b","own"]},
       "own":{"input_cost_per_token":5e-06,"litellm_provider":"x"},
       "c":{"alias_of":"a"},"d":{"alias_of":"c"},"e":{"alias_of":"gone"},
       "twice":{"input_cost_per_token":1e-06},"twice":{"input_cost_per_token":2e-06},
       "bad":{"input_cost_per_token":1e-06,"output_cost_per_token":"x"},
       "image":{"output_cost_per_image":0.04},"free":{"input_cost_per_token":0.0},
       "tiers":{"tiered_pricing":[{"range":[0,32000.0],"input_cost_per_token":1e-6},
         {"range":[32000.0,128000.0],"input_cost_per_token":2e-6}]}}
      """#)
    #expect(table.leftOut == ["bad"])
    let book = PriceBook(tables: [table])
    func price(_ model: String, _ input: Int64 = 1) -> String? {
      book.row(book.find(model), onDay: 0)?.row
        .price(of: .input, tier: .standard, wholeInput: input)?.perMillion
    }
    for (model, wanted) in [
      ("a", "1"), ("b", "1"), ("c", "1"), ("d", nil), ("e", nil), ("own", "5"), ("image", nil),
      ("twice", "2"), ("bad", nil), ("free", "0"), ("sample_spec", nil), ("tiers", "1"),
    ] as [(String, String?)] {
      #expect(price(model) == wanted, "\(model)")
    }
    #expect(price("tiers", 32_000) == "1" && price("tiers", 32_001) == "2")
    #expect(price("tiers", 999_999) == "2")
  }

  @Test("the file of genai-prices: providers' claims, clauses, days, steps, variants")
  func genaiFile() throws {
    let text = #"""
      [{"id":"p","model_match":{"contains":"gpt"},"models":[
        {"id":"gpt-a","match":{"or":[{"equals":"gpt-a"},{"equals":"GPT-A2"}]},
         "prices":[{"prices":{"input_mtok":1}},
           {"constraint":{"start_date":"2026-01-01"},"prices":{"input_mtok":2}},
           {"constraint":{"start_time":"00:00","end_time":"12:00"},"prices":{"input_mtok":9}}]},
        {"id":"gpt-b","match":{"and":[{"starts_with":"gpt-b"},{"regex":"-\\d{4}$"}]},
         "prices":{"input_mtok":{"base":3,"tiers":[{"start":200000,"price":6}]}},
         "price_variants":[{"when":{"processing":"batch"},"prices":{"input_mtok":1.5}}]},
        {"id":"gpt-free","match":{"equals":"gpt-free"},"prices":{}},
        {"id":"gpt-v","match":{"equals":"gpt-v"},
         "prices":{"input_mtok":{"base":3,"tiers":[{"start":200000,"price":6}]}},
         "price_variants":[
           {"when":{"service_tier":"priority"},"prices":{"input_mtok":5}},
           {"when":{"service_tier":"priority"},"prices":{"input_mtok":50}},
           {"when":{"speed":"fast"},"prices":{"input_mtok":70}}]},
        {"id":"no","match":{"regex":"(a+)+$"},"prices":{"input_mtok":4}},
        {"id":"half","match":{"or":[{"equals":"gpt-half"},{"sounds_like":"x"}]},
         "prices":{"input_mtok":4}},
        {"id":"claude","match":{"equals":"claude"},"prices":{"input_mtok":4}}]},
       {"id":"q","models":[{"id":"x","match":{"equals":"x"},"prices":{"input_mtok":5}}]}]
      """#
    let document = try JSONReader.read(text.utf8)
    #expect(GenaiPrices.isOne(document) && !LiteLLMPrices.isOne(document))
    let table = GenaiPrices.table(document, name: "g")
    #expect(table.leftOut == ["p/no", "p/half"])
    let book = PriceBook(tables: [table])
    func price(
      _ model: String, _ input: Int64 = 1, _ tier: ServiceTier = .standard, day: Int64 = 20_700
    ) -> String? {
      book.row(book.find(model), onDay: day)?.row
        .price(of: .input, tier: tier, wholeInput: input)?.perMillion
    }
    // Of the hours of a day the dearest.
    #expect(price("gpt-a") == "9" && price("gpt-a2", day: 20_000) == "9")
    #expect(price("openai/gpt-a") == "9" && price("p/gpt-a") == "9")
    #expect(price("gpt-b-1234") == "3" && price("gpt-b-1234", 200_001) == "6")
    #expect(price("gpt-b-1234", 1, .batch) == "1.5" && price("gpt-b-12") == nil)
    // What is known to be free; of equal variants the first, at every length.
    #expect(price("gpt-free") == "0" && price("gpt-v", 200_001) == "6")
    #expect(price("gpt-v", 1, .priority) == "5" && price("gpt-v", 200_001, .priority) == "5")
    #expect(price("gpt-v", 1, .fast) == "70" && price("gpt-b-1234", 1, .fast) == "3")
    // The provider does not claim it, or claims no plain names.
    #expect(price("claude") == nil && price("x") == nil && price("q/x") == "5")
  }

  @Test(
    "patterns of names",
    arguments: [
      (#"^gpt-5\.6-luna-\d{4}-\d{2}$"#, "gpt-5.6-luna-2026-11", true),
      (#"^gpt-5\.6-luna-\d{4}-\d{2}$"#, "gpt-5x6-luna-2026-11", false), (#"-\d+$"#, "a-123", true),
      (#"-\d+$"#, "a-123b", false), ("b.*d", "abcd", true), ("^b", "ab", false),
      ("ab?c", "ac", true),
      ("ab?c", "abbc", false), ("", "x", true), ("^$", "", true), ("a+$", "baaa", true),
      ("^o[134](?:-mini)?$", "o3-mini", true), ("^(?!.*-tts)gemini", "gemini-x-tts", false),
    ])
  func pattern(text: String, name: String, isMatch: Bool) {
    #expect(NameRegex(text)?.matches(name) == isMatch)
  }

  @Test(
    "patterns that cannot be read, or not be tried",
    arguments: [
      "(a", "[a", #"a\"#, "a)",
      // What could try for ever.
      "^(a+)+$", "(a|a)*$", "(?:a?){30}b", String(repeating: "a?", count: 30) + "b",
      String(repeating: "(?:a|a)", count: 30) + "b", ".*.*.*.*.*x",
      "a{0,90}a{0,90}a{0,90}a{0,90}a{0,90}b",
    ])
  func noPattern(text: String) { #expect(NameRegex(text) == nil) }
}
