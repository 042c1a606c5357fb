/// genai-prices' `data.json` in its second form: a list of providers with their models, each with
/// match clauses and prices in USD a million tokens, some from a day on (pydantic/genai-prices,
/// `prices/new_data/v2`; MIT).
///
/// A provider without a `model_match` claims no plain names: its models are found after its id
/// (`azure/gpt-4o`). Of prices for hours of the day the dearest holds; of tiers whose `start` is
/// exclusive the number is the threshold.
package enum GenaiPrices {
  package static func isOne(_ document: JSONValue) -> Bool {
    document.elements?.contains { $0["models"]?.elements != nil && $0["id"]?.text != nil } == true
  }

  package static func table(_ document: JSONValue, name: String) -> PriceTable {
    var table = PriceTable(name: name)
    for provider in document.elements ?? [] {
      guard let id = provider["id"]?.text else { continue }
      let gate = provider["model_match"].flatMap { rule($0) }
      if let match = provider["model_match"], !isUnderstood(match) { table.leaveOut("\(id)/*") }
      for model in provider["models"]?.elements ?? [] {
        guard let match = model["match"] else { continue }
        if !isUnderstood(match) { table.leaveOut("\(id)/\(model["id"]?.text ?? "")") }
        guard let rule = rule(match) else { continue }
        let rows = rows(model)
        if rows == nil { table.leaveOut("\(id)/\(model["id"]?.text ?? "")") }
        guard let rows, !rows.isEmpty else { continue }
        add(rule, gate, provider: id, rows, to: &table)
      }
    }
    return table
  }

  private static func add(
    _ rule: PriceNameRule, _ gate: PriceNameRule?, provider: String, _ rows: [PriceRow],
    to table: inout PriceTable
  ) {
    let prefixed = PriceNameRule.prefixed(provider + "/", rule)
    if let names = rule.names {
      let plain = gate.map { gate in names.filter { gate.matches($0) } } ?? []
      table.add(plain + names.map { provider + "/" + $0 }, rows: rows)
    } else {
      table.add([], rules: (gate.map { [.all([$0, rule])] } ?? []) + [prefixed], rows: rows)
    }
  }

  /// Of several that are joined by "or", one that is not understood makes fewer names match.
  private static func isUnderstood(_ clause: JSONValue) -> Bool {
    guard let member = clause.members?.first else { return false }
    switch member.name {
    case "or", "and": return member.value.elements?.allSatisfy { isUnderstood($0) } == true
    default: return rule(clause) != nil
    }
  }

  private static func rule(_ clause: JSONValue) -> PriceNameRule? {
    guard let member = clause.members?.first else { return nil }
    let text = member.value.text?.lowercased()
    switch member.name {
    case "equals": return text.map { .equals($0) }
    case "contains": return text.map { .contains($0) }
    case "starts_with": return text.map { .startsWith($0) }
    case "ends_with": return text.map { .endsWith($0) }
    case "regex": return member.value.text.flatMap { NameRegex($0) }.map { .pattern($0) }
    case "or": return .any((member.value.elements ?? []).compactMap { rule($0) })
    case "and":
      let rules = (member.value.elements ?? []).map { rule($0) }
      // A clause that cannot be read must not make the others match more.
      return rules.contains(nil) ? nil : .all(rules.compactMap { $0 })
    default: return nil
    }
  }

  private static let keys: [(name: String, kind: TokenClass)] = [
    ("input_mtok", .input), ("output_mtok", .output), ("cache_read_mtok", .cacheRead),
    ("cache_write_mtok", .cacheWrite), ("cache_write_1h_mtok", .cacheWrite1h),
    ("output_reasoning_mtok", .reasoning),
  ]

  /// Of more days no model's prices changed; each is read with all that the model says.
  private static let mostDays = 256

  /// A row for each day on which a price or a variant of one begins; nil for too many.
  private static func rows(_ model: JSONValue) -> [PriceRow]? {
    guard let prices = model["prices"] else { return [] }
    var periods: [(start: Int64?, prices: JSONValue)] = []
    var hours: [PriceRow] = []
    for entry in prices.elements ?? [] {
      guard let prices = entry["prices"] else { continue }
      let start = start(entry)
      if start != nil || entry["constraint"]?.members == nil {
        periods.append((start, prices))
      } else {
        hours.append(row(prices, [], from: nil))
      }
    }
    if prices.elements == nil { periods = [(nil, prices)] }
    let variants = model["price_variants"]?.elements ?? []
    let days = Set(periods.map(\.start) + variants.compactMap { start($0) })
    guard days.count <= mostDays else { return nil }
    return days.compactMap { day -> PriceRow? in
      // Of several that have begun the last one of the list holds.
      guard let period = periods.last(where: { ($0.start ?? .min) <= day ?? .min }) else {
        return nil
      }
      var row = row(period.prices, variants, from: day)
      // Hours of the day are not told apart: the dearest holds, rather than too little.
      for hour in hours {
        for (key, price) in hour.prices where price > row.prices[key] ?? price {
          row.set(key, to: price)
        }
      }
      return row
    }.filter { !$0.isEmpty }
  }

  private static func start(_ entry: JSONValue) -> Int64? {
    entry["constraint"]?["start_date"]?.text.flatMap { PriceTable.day($0) }
  }

  private static func row(
    _ prices: JSONValue, _ variants: [JSONValue], from day: Int64?
  ) -> PriceRow {
    var row = PriceRow(fromDay: day)
    set(prices, tier: .standard, in: &row)
    if prices.members?.isEmpty == true {
      // A model that is known to cost nothing.
      row.set(PriceRow.Key(.input), to: TokenPrice(atto: 0))
      row.set(PriceRow.Key(.output), to: TokenPrice(atto: 0))
    }
    for variant in variants {
      guard let when = variant["when"]?.members, when.count == 1, let condition = when.first,
        ["service_tier", "processing", "speed"].contains(condition.name),
        let tier = condition.value.text.flatMap({ ServiceTier(name: $0) }), tier != .standard,
        variant["constraint"]?.members == nil || (start(variant) ?? .max) <= day ?? .min,
        let prices = variant["prices"]
      else { continue }
      add(prices, of: tier, to: &row)
    }
    return row
  }

  /// Of several variants the first that has a price for a class holds for it, at all lengths.
  private static func add(_ prices: JSONValue, of tier: ServiceTier, to row: inout PriceRow) {
    var own = PriceRow()
    set(prices, tier: tier, in: &own)
    let known = Set(row.prices.keys.filter { $0.tier == tier }.map(\.kind))
    let steps = Set(row.prices.keys.filter { $0.tier == .standard && $0.above > 0 }.map(\.above))
    for (key, price) in own.prices where !known.contains(key.kind) {
      row.set(key, to: price)
      // One price for all lengths is one.
      guard key.above == 0 else { continue }
      for above in steps {
        let step = PriceRow.Key(key.kind, tier: tier, above: above)
        if own.prices[step] == nil { row.set(step, to: price) }
      }
    }
  }

  private static func set(_ prices: JSONValue, tier: ServiceTier, in row: inout PriceRow) {
    for (name, kind) in keys {
      guard let value = prices[name] else { continue }
      if let price = price(value) ?? value["base"].flatMap({ price($0) }) {
        row.set(PriceRow.Key(kind, tier: tier), to: price)
      }
      for step in value["tiers"]?.elements ?? [] {
        guard let start = step["start"]?.numberText.flatMap({ DecimalText.count($0) }), start > 0,
          let price = step["price"].flatMap({ price($0) })
        else { continue }
        row.set(PriceRow.Key(kind, tier: tier, above: start), to: price)
      }
    }
  }

  private static func price(_ value: JSONValue) -> TokenPrice? {
    (value.numberText ?? value.text).flatMap { TokenPrice($0.utf8, power: -6) }
  }
}

/// Numbers of documents.
enum DecimalText {
  /// A whole number from 0 on, however it is written.
  static func count(_ text: String) -> Int64? {
    Array(text.utf8).withUnsafeBufferPointer { DecimalNumber($0)?.count }
  }
}
