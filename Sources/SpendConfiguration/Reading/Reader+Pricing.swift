import SpendCore

/// `pricing`: what tokens cost (Semantics, Prices).
extension Reader {
  /// LiteLLM's file has 3.5 MB.
  static let mostPriceBytes = 64 << 20

  mutating func pricing(_ field: Field?, into configuration: inout Configuration) {
    guard let field, !field.value.isNothing,
      let section = section(field, known: ["files", "models", "builtin", "unknown"])
    else {
      return configuration.setPrices(inline: nil, files: [], builtIn: true, unknownModel: nil)
    }
    var inline: PriceTable?
    var priceFiles: [PriceFileSettings] = []
    if let models = section["models"], !models.value.isNothing {
      let table = priceTable(models, name: "pricing.models")
      if table.modelCount > 0 { inline = table }
    }
    if let files = section["files"], !files.value.isNothing {
      for item in names(files) {
        guard let name = item.value.scalar else { continue }
        let path = HostAccess.absolute(name, in: directory)
        priceFiles.append(PriceFileSettings(path: path, table: priceFile(item)))
      }
    }
    var unknown = section["unknown"].flatMap { name($0) }
    if unknown == "unpriced" { unknown = nil }
    configuration.setPrices(
      inline: inline, files: priceFiles,
      builtIn: section["builtin"].flatMap({ boolean($0) }) ?? true, unknownModel: unknown)
    if let unknown, let field = section["unknown"],
      configuration.prices.find(unknown).places.isEmpty
    {
      error(
        field,
        "no price table knows the model \(Quoted.text(unknown)); write unpriced, or a model that "
          + "'spendwatch prices show MODEL' knows")
    }
  }

  // MARK: Files

  mutating func priceFile(_ field: Field) -> PriceTable? {
    guard let name = text(field) else { return nil }
    let path = HostAccess.absolute(name, in: directory)
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try host.readFile(path, Self.mostPriceBytes)
    } catch {
      warn(field, "\(Quoted.text(path)) \(error.text); its models have no price from it")
      return nil
    }
    guard let table = priceTable(bytes, path, field) else { return nil }
    if table.modelCount == 0 {
      warn(field, "\(Quoted.text(path)) has no model with a price of tokens")
    }
    if !table.leftOut.isEmpty {
      let names = table.leftOut.sorted()
      let shown = names.prefix(5).map { Quoted.text($0) }.joined(separator: ", ")
      let more = names.count > 5 ? " and \(names.count - 5) more" : ""
      warn(
        field,
        "\(Quoted.text(path)): not all of \(shown)\(more) can be read (a price that is none, or a "
          + "pattern of names); what is left out has no price from it")
    }
    return table
  }

  /// LiteLLM's file, that of genai-prices, or models as under `pricing.models`.
  private mutating func priceTable(
    _ bytes: [UInt8], _ path: String, _ field: Field
  ) -> PriceTable? {
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes[3...]) : bytes
    let first = bytes.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      do throws(JSONReader.Malformed) {
        let document = try JSONReader.read(bytes)
        if GenaiPrices.isOne(document) { return GenaiPrices.table(document, name: path) }
        if LiteLLMPrices.isOne(document) { return LiteLLMPrices.table(document, name: path) }
      } catch {
        warn(field, "\(Quoted.text(path)) is not JSON: \(error.what) at byte \(error.offset)")
        return nil
      }
    }
    var inner = Reader(
      host: host, directory: directory, isWorldReadable: isWorldReadable)
    do throws(YAMLFailure) {
      guard let root = try YAMLReader.read(bytes, .prices), !root.isNothing else {
        return PriceTable(name: path)
      }
      let table = inner.priceTable(Field(key: root, value: root, path: ""), name: path)
      let problems = inner.problems.filter { $0.severity == .error }
      for problem in problems.prefix(5) { warn(field, problem.text(file: path)) }
      guard problems.isEmpty else { return nil }
      return table
    } catch {
      warn(field, "\(Quoted.text(path)) cannot be read: \(error.message) (line \(error.line))")
      return nil
    }
  }

  // MARK: Models

  /// Models by name, each with its prices in USD a million tokens, or a list of these by `from`.
  mutating func priceTable(_ field: Field, name: String) -> PriceTable {
    var table = PriceTable(name: name)
    for (model, entry) in pairs(field) ?? [] {
      guard isName(model, entry) else { continue }
      let rows: [PriceRow]
      if case .sequence = entry.value.content {
        rows = (list(entry) ?? []).compactMap { priceRow($0) }
      } else {
        rows = priceRow(entry).map { [$0] } ?? []
      }
      table.add([model], rows: rows)
    }
    return table
  }

  private static let classes = TokenClass.allCases.map(\.rawValue)
  private static let tiers = [ServiceTier.batch, .flex, .priority, .fast]

  private mutating func priceRow(_ field: Field) -> PriceRow? {
    let known = Self.classes + Self.tiers.map(\.rawValue) + ["above", "from"]
    guard let section = section(field, known: known) else { return nil }
    var row = PriceRow()
    if let from = section["from"], let text = text(from, as: "a date") {
      guard let day = PriceTable.day(text) else {
        error(from, "\(Quoted.text(text)) is not a date; write it like 2026-01-01")
        return nil
      }
      row.fromDay = day
    }
    prices(section, .standard, 0, &row)
    above(section["above"], .standard, &row)
    for tier in Self.tiers {
      guard let field = section[tier.rawValue], !field.value.isNothing,
        let inner = self.section(field, known: Self.classes + ["above"])
      else { continue }
      prices(inner, tier, 0, &row)
      above(inner["above"], tier, &row)
    }
    if row.price(of: .input, tier: .standard, wholeInput: 0) == nil {
      missing(section, "needs a price of input tokens: { input: 3, output: 15 }, in USD a million")
      return nil
    }
    return row
  }

  private mutating func prices(
    _ section: Section, _ tier: ServiceTier, _ above: Int64, _ row: inout PriceRow
  ) {
    for kind in TokenClass.allCases {
      guard let field = section[kind.rawValue], let price = price(field) else { continue }
      row.set(PriceRow.Key(kind, tier: tier, above: above), to: price)
    }
  }

  /// `above: { 200k: { input: 6, output: 22.5 } }`.
  private mutating func above(_ field: Field?, _ tier: ServiceTier, _ row: inout PriceRow) {
    guard let field, !field.value.isNothing else { return }
    for (name, entry) in pairs(field) ?? [] {
      guard let tokens = Self.tokens(name) else {
        keyError(entry, "\(Quoted.text(name)) is not a number of tokens; write it like 200k")
        continue
      }
      guard let section = section(entry, known: Self.classes) else { continue }
      prices(section, tier, tokens, &row)
    }
  }

  private static func tokens(_ text: String) -> Int64? {
    let isThousands = text.hasSuffix("k") || text.hasSuffix("K")
    let isMillions = text.hasSuffix("M")
    let digits = isThousands || isMillions ? String(text.dropLast()) : text
    guard let number = UnitParser.whole(digits), (1...1_000_000_000).contains(number) else {
      return nil
    }
    return number * (isThousands ? 1000 : isMillions ? 1_000_000 : 1)
  }

  private mutating func price(_ field: Field) -> TokenPrice? {
    guard let written = text(field, as: "a price") else { return nil }
    let text = written.hasPrefix("$") ? String(written.dropFirst()) : written
    guard let price = TokenPrice(text.utf8, power: -6) else {
      error(
        field,
        "\(Quoted.text(written)) is not a price; write USD for a million tokens, like 2.5")
      return nil
    }
    return price
  }
}
