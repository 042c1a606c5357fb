import SpendCore

/// Scalars with a meaning.
extension Reader {
  /// One of a few words.
  mutating func choice<Value>(_ field: Field, _ values: KeyValuePairs<String, Value>) -> Value? {
    guard let text = text(field) else { return nil }
    if let found = values.first(where: { $0.key == text }) { return found.value }
    let words = values.map(\.key)
    let known =
      words.count == 1
      ? words[0]
      : words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    let near = DidYouMean.hint(text, among: words)
    error(field, "\(Quoted.text(text)) is not known here; write \(known)\(near)")
    return nil
  }

  mutating func boolean(_ field: Field) -> Bool? {
    guard let text = text(field) else { return nil }
    switch text.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default:
      error(field, "must be true or false, not \(Quoted.text(text))")
      return nil
    }
  }

  /// USD: `50`, `"0.1"`, `$2.00`.
  mutating func amount(_ field: Field) -> Money? {
    guard let written = text(field, as: "an amount") else { return nil }
    let text = written.hasPrefix("$") ? String(written.dropFirst()) : written
    let most = Money(nano: 9_200_000_000 * Money.dollar.nano)
    let tooMuch = "is more than 9200000000 USD, the most that a limit can be"
    switch Money.reading(text.utf8) {
    case .amount(let money) where money > .zero && money <= most: return money
    case .amount(let money) where money > most: error(field, tooMuch)
    case .tooLarge: error(field, tooMuch)
    case .amount, .negative: error(field, "must be more than 0")
    case .malformed:
      let example = AmountGuess.plain(text) ?? "49.90"
      error(
        field,
        "\(Quoted.text(written)) is not an amount; write a plain number of USD: \(example)")
    }
    return nil
  }

  /// Milliseconds.
  mutating func duration(
    _ field: Field, _ range: ClosedRange<Int64>, _ rangeText: String
  ) -> Int64? {
    guard let text = text(field, as: "a duration") else { return nil }
    guard let value = UnitParser.milliseconds(text) else {
      error(
        field, "\(Quoted.text(text)) is not a duration; write it like 500ms, 1s, 10m, 2h or 1d")
      return nil
    }
    guard range.contains(value) else {
      error(field, "must be \(rangeText)")
      return nil
    }
    return value
  }

  mutating func size(_ field: Field, _ range: ClosedRange<Int64>, _ rangeText: String) -> Int? {
    guard let text = text(field, as: "a size") else { return nil }
    guard let value = UnitParser.bytes(text) else {
      error(
        field, "\(Quoted.text(text)) is not a size; write it like 1MiB, 512KiB or 1048576")
      return nil
    }
    guard range.contains(value) else {
      error(field, "must be \(rangeText)")
      return nil
    }
    return Int(value)
  }

  mutating func whole(_ field: Field, _ range: ClosedRange<Int64>) -> Int64? {
    guard let text = text(field, as: "a number") else { return nil }
    guard let value = UnitParser.whole(text), range.contains(value) else {
      error(
        field,
        "must be a whole number from \(range.lowerBound) to \(range.upperBound), "
          + "not \(Quoted.text(text))")
      return nil
    }
    return value
  }

  /// Text to text, as in `labels`. Empty values are allowed.
  mutating func texts(_ field: Field) -> [String: String] {
    guard !field.value.isNothing else { return [:] }
    var result: [String: String] = [:]
    for (name, entry) in pairs(field) ?? [] {
      guard isName(name, entry) else { continue }
      guard let text = entry.value.scalar else {
        error(entry, "must be a text, not \(entry.value.shape)")
        continue
      }
      result[name] = text
    }
    return result
  }

  /// Whether a key of a free mapping can be one.
  mutating func isName(_ name: String, _ entry: Field) -> Bool {
    let isPrintable = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    guard isPrintable, name.utf8.count <= 200, name.contains(where: { !$0.isWhitespace }) else {
      keyError(entry, "a name must be a text of one line, at most 200 bytes long")
      return false
    }
    return true
  }
}
