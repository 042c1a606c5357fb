import SpendTesting
import Testing

@testable import SpendCore

/// `hash` (SPEC 3.7): what becomes of values, matches and the names of rules.
@Suite struct ValueHashTests {
  /// Tells keys, dimensions and values apart; the real one is of libcrypto.
  static func hash(_ dimensions: Set<String>, key: String = "key") -> ValueHash {
    ValueHash(dimensions: dimensions) { message in
      let text = EngineHarness.digest(key + String(decoding: message, as: UTF8.self))
      return Array(text.utf8)
    }
  }

  @Test("A value has one hash a dimension and key; what is no value stays")
  func values() {
    let hash = Self.hash(["user_id", "session_id", "feature_name"])
    let alice = hash.hashed("alice", of: "user_id")
    #expect(ValueHash.isHash(alice) && alice == hash.hashed("alice", of: "user_id"))
    #expect(alice != hash.hashed("alice", of: "session_id"))
    #expect(alice != hash.hashed("Alice", of: "user_id"))
    #expect(alice != Self.hash(["user_id"], key: "other").hashed("alice", of: "user_id"))
    #expect(hash.keyID != Self.hash(["user_id"], key: "other").keyID)
    #expect(hash.hashed("", of: "user_id") == "")
    #expect(hash.hashed("untagged", of: "feature_name") == "untagged")
    #expect(hash.hashed("untagged", of: "user_id") != "untagged")
    // Whoever writes a hash into a log is not taken for its owner.
    #expect(hash.hashed(alice, of: "user_id") != alice)
    for text in ["", "h:", "h:0123456789abcde", "h:0123456789abcdeF", "x:0123456789abcdef"] {
      #expect(!ValueHash.isHash(text))
    }
  }

  @Test("Budgets name hashes, and are called by them where they have no name")
  func budgets() {
    let hash = Self.hash(["user_id"])
    let alice = hash.hashed("alice", of: "user_id")
    let match = Match([
      .init(dimension: "user_id", patterns: [Glob("alice"), Glob("")]),
      .init(dimension: "model", patterns: [Glob("gpt-*")]),
    ])
    var configuration = Configuration(exclude: [match])
    configuration.budgets = [
      Budget(name: BudgetName.make(match, isUnlisted: false), match: match, per: []),
      Budget(name: "own", match: match), Budget(name: "all", per: ["user_id", "model"]),
      Budget(name: "every", match: Match([.init(dimension: "user_id", patterns: [Glob("*")])])),
      Budget(name: "other", per: ["model"]),
    ]
    let plain = configuration
    configuration.setHash(hash)
    let patterns = configuration.budgets[0].match.conditions
      .first { $0.dimension == "user_id" }?.patterns.map(\.text)
    #expect(patterns == ["", alice])
    #expect(configuration.exclude == [configuration.budgets[0].match])
    #expect(configuration.budgets[0].name.contains(alice))
    #expect(!configuration.budgets[0].name.contains("alice"))
    #expect(configuration.budgets[1].name == "own")
    #expect(configuration.budgets[3].match == plain.budgets[3].match)
    #expect(configuration.budgets[4] == plain.budgets[4])
    func identities(_ configuration: Configuration) -> [String] {
      configuration.budgets.map { Rule(budget: $0, unit: .day, limit: .zero).identity }
    }
    let (before, after) = (identities(plain), identities(configuration))
    for place in 0..<4 { #expect(before[place] != after[place]) }
    #expect(before[4] == after[4])
    var other = plain
    other.setHash(Self.hash(["user_id"], key: "other"))
    for place in 0..<4 { #expect(identities(other)[place] != after[place]) }
  }

  @Test("The text of a rule is read back, whatever its values are")
  func identities() throws {
    let texts = [
      "a", "", "|", "3:abc", "a|b=c;d,e", "x=1,2:y", "h\u{e9}llo", "\\*", "unlisted", "5:",
    ]
    for text in texts {
      for other in texts {
        var budget = Budget(
          name: text,
          match: Match(
            BudgetName.order([
              .init(dimension: "user_id", patterns: [Glob(other), Glob("p")], isNegated: true),
              .init(dimension: "x" + text, patterns: [Glob(text)]),
            ])), per: [other, "model"])
        for hashing in ["", other] {
          budget.hashing = hashing
          for isUnlisted in [false, true] {
            budget.isUnlisted = isUnlisted
            let rule = Rule(budget: budget, unit: .month, limit: .zero)
            let identity = try #require(RuleIdentity(rule.identity), "\(rule.identity)")
            #expect(identity.text == rule.identity)
            #expect(identity.name == text && identity.per == budget.per)
            #expect(identity.isUnlisted == isUnlisted && identity.hashing == hashing)
            #expect(identity.match.conditions.count == 2)
            // Cut, it is none, or another.
            for count in 0..<rule.identity.utf8.count where count % 7 == 0 {
              let cut = String(decoding: rule.identity.utf8.prefix(count), as: UTF8.self)
              #expect(RuleIdentity(cut)?.text != rule.identity)
            }
          }
        }
      }
    }
    for odd in ["", "1", "1:", "99999999999999999999:a", "1:a|", "1:a|x|", "-1:a|"] {
      #expect(RuleIdentity(odd) == nil)
    }
  }

  @Test("Lines: after attribution and subscriptions, which look at the values themselves")
  func lines() {
    let hash = Self.hash(["user_id"])
    var settings = SourceSettings(origin: .file(pattern: "", rotated: []))
    settings.hash = hash
    settings.labels = ["user_id": "label"]
    settings.attribution = [
      AttributionRule(
        match: Match([.init(dimension: "user_id", patterns: [Glob("team-*")])]),
        values: [Dimension.feature: "team"])
    ]
    settings.included = [Match([.init(dimension: "user_id", patterns: [Glob("*-sub")])])]
    let dimensions = [Dimension.feature, "user_id"]
    var catalog = Catalog(dimensions: dimensions)
    var decoder = LineDecoder(settings: settings, dimensions: dimensions)
    let events = ["team-a", "b-sub", "team-a", "", "untagged", "(other)", nil]
    var text = ""
    for user in events {
      let field = user.map { "\"user_id\":\"\($0)\"," } ?? ""
      text += "{\"timestamp\":\"2026-05-01T12:00:00Z\",\(field)\"cost_usd\":1}\n"
    }
    var lines = LineBatch()
    let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: 64)
    _ = bytes.withUnsafeBytes { bytes in
      decoder.decode(
        UnsafeRawBufferPointer(rebasing: bytes[..<text.utf8.count]),
        now: Timestamp(seconds: 1_800_000_000), catalog: &catalog, into: &lines)
    }
    let found = lines.map { line in
      dimensions.indices.map { catalog.text(catalog.symbol(of: line.series, dimension: $0)) }
    }
    func user(_ value: String) -> String { hash.hashed(value, of: "user_id") }
    #expect(
      found == [
        ["team", user("team-a")], ["untagged", user("b-sub")], ["team", user("team-a")],
        ["untagged", user("label")], ["untagged", user("untagged")], ["untagged", user("(other)")],
        ["untagged", user("label")],
      ])
    #expect(lines.map { $0.flags.contains(.included) }.firstIndex(of: true) == 1)
  }
}
