import Testing

@testable import SpendCore

/// A bill beside what was counted, with planted differences.
@Suite struct ReconciliationTests {
  private static let firstDay: Int64 = 20_574

  /// What was counted: `(day of May, model, calls, tokens a call, nano-dollars)`.
  private static func part(
    _ rows: [(day: Int64, model: String, calls: Int64, input: Int64, nano: Int64)]
  ) -> ReportPart {
    var part = ReportPart()
    for row in rows {
      var sums = ReportSums()
      (sums.calls, sums.inputTokens, sums.outputTokens) = (
        row.calls, row.calls * row.input, row.calls
      )
      sums.cost = Money(nano: row.nano)
      part.add(
        sums, ReportPart.Key(period: firstDay + row.day - 1, values: [ExactText(row.model)]))
    }
    return part
  }

  private static func compare(
    _ files: [String], _ part: ReportPart, _ query: ReconcileQuery = ReconcileQuery(),
    day: Int64 = 100, tolerance: Int64 = 5_000_000_000, delay: Int64 = 86_400
  ) throws -> Reconciliation {
    var rules = Reconciliation.Rules()
    (rules.tolerance, rules.delaySeconds) = (tolerance, delay)
    return try Reconciliation(
      try Exports.read(files, query), ours: part,
      now: Timestamp(seconds: (firstDay + day - 1) * 86_400), rules)
  }

  private static func rows(_ result: Reconciliation) -> [String] {
    result.rows.map { row in
      ([row.day.map { "\($0 - firstDay + 1)" } ?? ""] + row.values + [
        row.outcome.rawValue, "\(row.difference)",
        row.split.map { "\($0.volume.nano)+\($0.price.nano)" } ?? "-",
        row.isJudged ? "" : "open",
      ]).filter { !$0.isEmpty }.joined(separator: " ")
    }
  }

  @Test("The four classes, each difference split so that its parts add up")
  func classes() throws {
    let costs = Exports.openAI([
      [Exports.cost("1.0", "gpt-4o, input"), Exports.cost("0.5", "gpt-4o, output")],
      [Exports.cost("1.000000001", "gpt-4o-2024-08-06, input")], [Exports.cost("2", "gpt-4o")],
      [Exports.cost("7", "gpt-4o-mini")],
    ])
    let usage = Exports.openAI([
      [Exports.usage("gpt-4o", calls: 3, input: 30, output: 3)],
      [Exports.usage("gpt-4o", calls: 3, input: 30, output: 3)],
      [Exports.usage("gpt-4o", calls: 4, input: 40, output: 4)],
      [Exports.usage("gpt-4o-mini", calls: 2311, input: 23110, output: 2311)],
    ])
    let ours = Self.part([
      (1, "gpt-4o-2024-08-06", 3, 10, 1_500_000_000),
      (2, "openai/gpt-4o", 1, 10, 500_000_000), (3, "GPT-4o", 4, 10, 1_000_000_000),
      (4, "o3", 1, 10, 250_000_000), (5, "gpt-4o", 9, 10, 99),
    ])
    let result = try Self.compare([costs, usage], ours)
    #expect(
      Self.rows(result) == [
        "4 gpt-4o-mini provider_only -7000000000 -7000000000+0",
        "3 gpt-4o differs -1000000000 0+-1000000000",
        "2 gpt-4o differs -500000001 -666666667+166666666",
        "4 o3 ours_only 250000000 250000000+0", "1 gpt-4o matched 0 0+0",
      ])
    #expect(result.difference == -8_250_000_001 && result.unsplit == .zero && !result.isWithin)
    #expect(result.provider.cost == Money(nano: 11_500_000_001))
    #expect(
      result.sentence == "$11.50 there, $3.25 here: 71.7 % less, mostly 2,311 calls of gpt-4o-mini "
        + "on 4 May that are not in the logs")
    // By the model the days add up, by nothing all does; always the same totals.
    for dimensions in [["model"], ["day"], []] {
      let other = try Self.compare([costs, usage], ours, Exports.query(by: dimensions))
      #expect(other.difference == result.difference && other.provider == result.provider)
      #expect(
        other.dimensions == dimensions
          && other.rows.count == [0: 1, 1: dimensions == ["day"] ? 4 : 3][dimensions.count])
    }
  }

  @Test("Amounts without models, beside usage with them, are compared by the day")
  func mixed() throws {
    let costs = Exports.openAI([[Exports.cost("2", nil)]])
    let usage = Exports.openAI([
      [
        Exports.usage("gpt-4o", calls: 3, input: 30, output: 3),
        Exports.usage("o3", calls: 1, input: 10, output: 1),
      ]
    ])
    let ours = Self.part([
      (1, "gpt-4o", 3, 10, 1_000_000_000), (1, "claude-opus-4", 9, 9, 7_000_000_000),
    ])
    let result = try Self.compare([costs, usage], ours)
    #expect(result.dimensions == ["day"])
    #expect(Self.rows(result) == ["1 differs -1000000000 -500000000+-500000000"])
    #expect(throws: ExportFailure.self) {
      try Self.compare([costs, usage], ours, Exports.query(by: ["model"]))
    }
  }

  @Test("The tolerance is of the whole, and of each row by itself")
  func tolerance() throws {
    let bill = Exports.openAI([[Exports.cost("100", "gpt-4o"), Exports.cost("1", "gpt-4o-mini")]])
    let table: [(ours: Int64, percent: Int64, isWithin: Bool)] = [
      (95_950_000_000, 5_000_000_000, true), (95_949_999_999, 5_000_000_000, false),
      (106_050_000_000, 5_000_000_000, true), (106_050_000_001, 5_000_000_000, false),
      (101_000_000_000, 0, true), (100_999_999_999, 0, false), (0, 100_000_000_000, true),
    ]
    for row in table {
      let ours = Self.part([(1, "gpt-4o", 1, 1, row.ours)])
      let result = try Self.compare([bill], ours, tolerance: row.percent)
      #expect(result.isWithin == row.isWithin, "\(row)")
      #expect(result.rows.contains { $0.outcome == .providerOnly })
    }
  }

  @Test("Days that may still change, and parts of days, are shown and not judged")
  func open() throws {
    let bill = Exports.openAI(
      [[Exports.cost("1", "gpt-4o")], [Exports.cost("1", "gpt-4o")], [Exports.cost("1", "gpt-4o")]])
    let ours = Self.part([(1, "gpt-4o", 1, 1, 1_000_000_000), (3, "gpt-4o", 1, 1, 5)])
    // It is the 4th, and the 3rd was over only just.
    for (day, delay, open) in [(4, 86_400, [3]), (4, 0, []), (3, 0, [3]), (4, 86_401, [2, 3])] {
      let result = try Self.compare([bill], ours, day: Int64(day), delay: Int64(delay))
      let days = result.rows.filter { !$0.isJudged }.map { ($0.day ?? 0) - Self.firstDay + 1 }
      #expect(days == open.map(Int64.init), "\(day) \(delay)")
      #expect(result.notes.freshDays == open.count)
    }
    let none = try Self.compare([bill], ours, day: 1)
    #expect(!none.isWithin && none.sentence == "nothing can be judged yet: see --delay")
    // The same by the model: what is open is a row of its own.
    let byModel = try Self.compare([bill], ours, Exports.query(by: ["model"]), day: 4)
    #expect(
      Self.rows(byModel) == ["gpt-4o differs -1000000000 -", "gpt-4o differs -999999995 - open"])
    let half = Exports.openAI([[Exports.cost("1", "gpt-4o")]], from: Exports.may + 43_200)
    let result = try Self.compare([half], ours, Exports.query(by: ["model"]))
    #expect(result.notes.partialDays == [Self.firstDay, Self.firstDay + 1])
    #expect(result.judged.isEmpty)
  }

  @Test("Days outside of the export are not judged; days inside on which it has nothing are")
  func outside() throws {
    let first = Exports.openAI([[Exports.cost("1", "gpt-4o")], []])
    let later = Exports.openAI([[Exports.cost("1", "gpt-4o")]], from: Exports.may + 5 * 86_400)
    let ours = Self.part([
      (1, "gpt-4o", 1, 1, 1_000_000_000), (2, "gpt-4o", 7, 1, 500), (3, "gpt-4o", 1, 1, 9),
      (5, "gpt-4o", 1, 1, 9), (6, "gpt-4o", 1, 1, 1_000_000_000), (7, "gpt-4o", 1, 1, 9),
    ])
    let result = try Self.compare([first, later], ours)
    #expect(
      Self.rows(result) == [
        "2 gpt-4o ours_only 500 500+0", "1 gpt-4o matched 0 -", "6 gpt-4o matched 0 -",
      ])
    #expect(result.isWithin)
    #expect(
      result.sentence
        == "$2.00 there, $2.00 here: under 0.1 % more, mostly 7 calls of gpt-4o on 2 May that are not on the bill"
    )
    // A table is of all days from its first to its last.
    let table = "day,model,usd\n2026-05-01,gpt-4o,1\n2026-05-03,gpt-4o,0.000000009\n"
    #expect(
      Self.rows(try Self.compare([table], ours)).first == "2 gpt-4o ours_only 500 500+0")
  }

  @Test("Calls of other providers are left out of a provider's bill, and said")
  func sellers() throws {
    let table: [(model: String, sellers: Set<ModelSeller>?)] = [
      ("gpt-4o", [.openai, .azure, .aws]), ("o3-mini", [.openai, .azure, .aws]),
      ("azure/gpt-4o", [.azure]), ("openai/gpt-4o", [.openai]),
      ("claude-sonnet-4-5", [.anthropic, .aws, .google]),
      ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", [.aws]),
      ("anthropic.claude-3-haiku", [.aws]),
      ("claude-sonnet-4-5@20250929", [.google]), ("bedrock/x", [.aws]),
      ("gemini-2.5-pro", [.google]),
      ("my-deployment", nil), ("", nil), ("llama-3.1", nil),
    ]
    for row in table { #expect(ModelSeller.sellers(of: row.model) == row.sellers, "\(row.model)") }
    let bill = Exports.anthropic([[Exports.cents("100", "claude-sonnet-4-5-20250929", "x")]])
    let ours = Self.part([
      (1, "claude-sonnet-4-5", 1, 1, 1_000_000_000), (1, "gpt-4o", 1, 1, 7_000_000_000),
      (1, "us.anthropic.claude-sonnet-4-5-20250929-v1:0", 1, 1, 3_000_000_000),
      (1, "mine", 1, 1, 5),
    ])
    let result = try Self.compare([bill], ours)
    #expect(Self.rows(result) == ["1 mine ours_only 5 5+0", "1 claude-sonnet-4-5 matched 0 -"])
    #expect(result.notes.otherCost == Money(nano: 10_000_000_000))
    #expect(result.notes.lines.contains { $0.hasPrefix("not compared: $10.00 of models") })
    for (pattern, count) in [("*", 3), ("claude-*", 1), ("nothing", 0)] {
      let match = Match([.init(dimension: Dimension.model, patterns: [Glob(pattern)])])
      let all = try Self.compare([bill], ours, Exports.query(match: match))
      #expect(all.rows.count == count && all.notes.otherModels.isEmpty, "\(pattern)")
    }
  }

  @Test("Usage without amounts: tokens and calls, each within the tolerance")
  func usage() throws {
    let bill = Exports.openAI([[Exports.usage("gpt-4o", calls: 100, input: 1000, output: 100)]])
    for (calls, input, isWithin) in [
      (100, 10, true), (96, 10, true), (94, 10, false), (100, 11, false),
    ] {
      let ours = Self.part([(1, "gpt-4o", Int64(calls), Int64(input), 12_345)])
      let result = try Self.compare([bill], ours)
      #expect(result.measure == .tokens && result.isWithin == isWithin, "\(calls) \(input)")
    }
    let ours = Self.part([(1, "gpt-4o", 94, 10, 12_345)])
    #expect(
      try Self.compare([bill], ours).sentence
        == "1,100 tokens there, 1,034 here: 6.0 % less, mostly 6 calls of gpt-4o on 1 May that are not in the logs"
    )
  }

  @Test(
    "Names of a model in logs and on bills",
    arguments: [
      [
        "gpt-4o-mini", "gpt-4o-mini-2024-07-18", "openai/gpt-4o-mini", "GPT-4o mini",
        "azure/eu/gpt-4o-mini-2024-07-18",
      ],
      [
        "claude-3-5-sonnet-20241022", "Claude 3.5 Sonnet",
        "us.anthropic.claude-3-5-sonnet-20241022-v2:0",
        "claude-3-5-sonnet-latest", "anthropic/claude-3.5-sonnet", "claude-3-5-sonnet@20241022",
      ],
      ["amazon.nova-lite-v1:0", "NovaLite", "nova-lite", "eu.amazon.nova-lite-v1:0"],
      ["ft:gpt-4o-mini-2024-07-18:acme::abc", "ft:gpt-4o-mini:acme:name:id"],
    ]) func names(same: [String])
  {
    for name in same { #expect(ModelKey(name) == ModelKey(same[0]), "\(name)") }
    for other in ["gpt-4o", "gpt-4o-mini-audio", "claude-3-sonnet", "nova-pro"] {
      #expect(ModelKey(other) != ModelKey(same[0]))
    }
    if !same[0].hasPrefix("gpt") { #expect(ModelKey("gpt-4o-mini") != ModelKey(same[0])) }
  }

  @Test("Where the provider has nothing, what was counted is not within any tolerance")
  func nothing() throws {
    let ours = Self.part([(1, "gpt-4o", 1, 1, 5), (2, "gpt-4o", 1, 1, 5)])
    let fresh = Exports.openAI([[], [Exports.usage("gpt-4o", calls: 1, input: 1, output: 1)]])
    for file in [Exports.openAI([[]]), fresh] {
      let result = try Self.compare([file], ours, day: 3)
      #expect(!result.isWithin && result.judged.map(\.outcome) == [.oursOnly])
    }
    let zero = Exports.openAI([[Exports.cost("0", "o3")]])
    #expect(try Self.compare([zero], ReportPart()).rows.map(\.outcome) == [.matched])
    #expect(try Self.compare([Exports.openAI([[]])], ReportPart()).rows.isEmpty)
  }

  @Test("The end says what makes most of the difference")
  func causes() throws {
    func bill(_ days: Int, _ costs: [String]) -> String {
      Exports.openAI((0..<days).map { _ in costs })
    }
    let none = ReportPart()
    let four = bill(4, [Exports.cost("1", "gpt-4o")])
    #expect(
      try Self.compare([four], none).sentence
        == "$4.00 there, $0.00 here: 100.0 % less, mostly gpt-4o on 4 days")
    let spread = bill(1, ["gpt-4o", "o3", "o4-mini", "gpt-5"].map { Exports.cost("1000", $0) })
    #expect(
      try Self.compare([spread], none).sentence
        == "$4,000.00 there, $0.00 here: 100.0 % less, mostly on 1 May")
    let one = Self.part([(1, "gpt-4o", 1, 1, 2_000_000_000)])
    #expect(
      try Self.compare([Exports.openAI([[]])], one).sentence
        == "$0.00 there, $2.00 here: nothing of it is the provider's, mostly 1 call of gpt-4o on 1 May that is not on the bill"
    )
    let half = Self.part([(1, "gpt-4o", 1, 1, 500_000_000)])
    #expect(
      try Self.compare([bill(1, [Exports.cost("1", "gpt-4o")])], half).sentence
        == "$1.00 there, $0.50 here: 50.0 % less, mostly $0.50 of gpt-4o on 1 May")
    let other = Self.part([(1, "o3", 1, 1, 1_000_000_000)])
    #expect(
      try Self.compare([bill(1, [Exports.cost("1", "gpt-4o")])], other).sentence
        == "$1.00 there and here: the same in all, but not row by row")
    let same = Self.part([(1, "gpt-4o", 1, 1, 1_000_000_000)])
    #expect(
      try Self.compare([bill(1, [Exports.cost("1", "gpt-4o")])], same).sentence
        == "$1.00 there and here: the same")
  }
}
