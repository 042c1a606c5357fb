/// LiteLLM's `model_prices_and_context_window.json`: one object, a member a model, prices in USD a
/// token (litellm 1.110.2, `litellm_core_utils/llm_cost_calc/utils.py`; MIT).
///
/// Of its 270 keys those count that ``keys`` names, with `_above_200k_tokens` and the like after
/// them and `_batches`, `_flex` or `_priority` after that; `tiered_pricing`, and `fast` of
/// `provider_specific_entry`. Of xAI's models a threshold is part of what lies above it. `alias_of`
/// and `aliases` are names of another row, in one step. `sample_spec`, `fallback_generalizations`
/// and rows without a price of tokens are no models.
package enum LiteLLMPrices {
  /// What a key is the price of; longer keys before those that they begin with.
  package static let keys: [(key: String, kind: TokenClass)] = [
    ("cache_creation_input_token_cost_above_1hr", .cacheWrite1h),
    ("cache_creation_input_token_cost", .cacheWrite),
    ("cache_read_input_token_cost", .cacheRead),
    ("output_cost_per_reasoning_token", .reasoning),
    ("output_cost_per_token", .output),
    ("input_cost_per_token", .input),
  ]

  private static let notModels: Set<String> = ["sample_spec", "fallback_generalizations"]

  /// Whether a document is such a file.
  package static func isOne(_ document: JSONValue) -> Bool {
    guard let members = document.members else { return false }
    return members.contains { member in
      member.name == "sample_spec"
        || member.value.members?.contains { $0.name == "litellm_provider" } == true
        || member.value["input_cost_per_token"] != nil
    }
  }

  package static func table(_ document: JSONValue, name: String) -> PriceTable {
    var table = PriceTable(name: name)
    // Of equal names the last counts.
    var seen: Set<String> = []
    let rows = (document.members ?? []).reversed().filter {
      !notModels.contains($0.name) && seen.insert($0.name).inserted
    }
    var aliases: [String: [String]] = [:]
    for row in rows {
      if let other = row.value["alias_of"]?.text { aliases[other, default: []].append(row.name) }
    }
    var own: Set<String> = []
    for row in rows where row.value["alias_of"] == nil {
      let price = priceRow(row.value)
      guard
        price.price(of: .input, tier: .standard, wholeInput: 0) != nil
          || price.price(of: .output, tier: .standard, wholeInput: 0) != nil
      else {
        if hasBadPrice(row.value) { table.leaveOut(row.name) }
        continue
      }
      own.insert(row.name)
      table.add([row.name], rows: [price])
    }
    // What a row is called by others never takes a name that a row has.
    for row in rows where own.contains(row.name) {
      let names =
        aliases[row.name, default: []] + (row.value["aliases"]?.elements ?? []).compactMap(\.text)
      table.add(aliases: names.filter { !own.contains($0) }, of: row.name)
    }
    return table
  }

  private static func priceRow(_ value: JSONValue) -> PriceRow {
    var row = PriceRow()
    let isInclusive = value["litellm_provider"]?.text == "xai"
    for member in value.members ?? [] {
      guard var key = key(member.name), member.value != .null else { continue }
      // A row with a price that is none says nothing that can be relied on.
      guard let price = price(member.value) else { return PriceRow() }
      if isInclusive, key.above > 0 { key.above -= 1 }
      row.set(key, to: price)
    }
    for tier in value["tiered_pricing"]?.elements ?? [] {
      guard let start = tier["range"]?.elements?.first?.numberText,
        let above = DecimalText.count(start)
      else { continue }
      for member in tier.members ?? [] {
        guard let key = key(member.name), let price = price(member.value) else { continue }
        row.set(PriceRow.Key(key.kind, tier: key.tier, above: max(key.above, above)), to: price)
      }
    }
    // Anthropic's fast mode: everything times that.
    if let factor = value["provider_specific_entry"]?["fast"]?.numberText {
      for (key, price) in row.prices where key.tier == .standard {
        guard let fast = price.multiplied(by: factor.utf8) else { continue }
        row.set(PriceRow.Key(key.kind, tier: .fast, above: key.above), to: fast)
      }
    }
    return row
  }

  private static func hasBadPrice(_ value: JSONValue) -> Bool {
    value.members?.contains { key($0.name) != nil && $0.value != .null && price($0.value) == nil }
      == true
  }

  private static func price(_ value: JSONValue) -> TokenPrice? {
    (value.numberText ?? value.text).flatMap { TokenPrice($0.utf8) }
  }

  /// `cache_read_input_token_cost_above_272k_tokens_flex`.
  package static func key(_ name: String) -> PriceRow.Key? {
    guard let (base, kind) = keys.first(where: { name.hasPrefix($0.key) }) else { return nil }
    var rest = name.dropFirst(base.count)
    var key = PriceRow.Key(kind)
    for (suffix, tier) in [
      ("_batches", ServiceTier.batch), ("_flex", .flex), ("_priority", .priority),
    ]
    where rest.hasSuffix(suffix) {
      key.tier = tier
      rest = rest.dropLast(suffix.count)
    }
    guard !rest.isEmpty else { return key }
    guard rest.hasPrefix("_above_"), rest.hasSuffix("_tokens") else { return nil }
    let number = rest.dropFirst(7).dropLast(7)
    let isThousands = number.last == "k"
    guard let count = Int64(isThousands ? number.dropLast() : number),
      (1...1_000_000_000).contains(count)
    else { return nil }
    key.above = isThousands ? count * 1000 : count
    return key
  }
}
