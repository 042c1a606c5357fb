import Foundation
import SpendCore
import Testing

/// What calls cost beside litellm 1.110.2 and genai-prices 0.2.3: calls of each kind that
/// `Tests/PriceTests/side-by-side` finds among 100,000, with the price rows of both and their own
/// answers. Where they differ, the script says why, and that both agree without that.
@Suite("Prices beside litellm and genai-prices") struct PriceComparisonTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var table: String
    /// `equal`, or what the package does otherwise.
    var why: String
    var model: String
    var tier: ServiceTier
    var day: Int64
    var usage: TokenUsage
    var nano: Int64
    /// What the package says.
    var theirs: Int64?

    var testDescription: String { "\(table), \(why): \(model) \(tier) \(usage.wholeInput)" }

    init?(_ value: JSONValue) {
      let tokens = (value["tokens"]?.elements ?? []).compactMap(\.integer)
      guard tokens.count == 5, let table = value["table"]?.text, let why = value["why"]?.text,
        let model = value["model"]?.text, let nano = value["nano"]?.integer,
        let tier = value["tier"]?.text.flatMap({ ServiceTier(name: $0) }),
        let time = value["time"]?.integer
      else { return nil }
      (self.table, self.why, self.model, self.tier) = (table, why, model, tier)
      day = time / 86_400
      usage = TokenUsage()
      (usage.uncachedInput, usage.cacheRead, usage.cacheWrite) = (tokens[0], tokens[1], tokens[2])
      (usage.cacheWrite1h, usage.output) = (tokens[3], tokens[4])
      self.nano = nano
      theirs = value["theirs"]?.integer
    }
  }

  private static let fixture: JSONValue? = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("side-by-side.json")
    return try? JSONReader.read(Data(contentsOf: file))
  }()

  static let cases = (fixture?["cases"]?.elements ?? []).compactMap { Case($0) }

  private static let books: [String: PriceBook] = {
    let litellm = fixture?["litellm"].map { LiteLLMPrices.table($0, name: "litellm") }
    let genai = fixture?["genai"].map { GenaiPrices.table($0, name: "genai-prices") }
    var books = ["built-in": PriceBook.builtIn]
    books["litellm"] = litellm.map { PriceBook(tables: [$0]) }
    books["genai-prices"] = genai.map { PriceBook(tables: [$0]) }
    return books
  }()

  @Test("every kind of call is there, of every tier")
  func kinds() {
    #expect(Self.cases.count > 60 && Self.cases.count == Self.fixture?["cases"]?.elements?.count)
    for table in ["litellm", "genai-prices", "built-in"] {
      let own = Self.cases.filter { $0.table == table && $0.why.hasPrefix("equal") }
      #expect(Set(own.map(\.tier)) == Set(ServiceTier.allCases), "\(table)")
    }
    #expect(Set(Self.cases.map(\.why)).count >= 9)
  }

  @Test(
    "costs the same to the nano-dollar, or differs for the reason that is known", arguments: cases)
  func cost(one: Case) throws {
    let book = try #require(Self.books[one.table])
    let row = book.row(book.find(one.model), onDay: one.day)?.row
    #expect(row?.cost(of: one.usage, tier: one.tier)?.cost.nano == one.nano)
    if let theirs = one.theirs {
      #expect((theirs == one.nano) == (one.why == "equal"))
    }
  }
}
