/// The prices of one source: inline, of a file, or built in.
///
/// As text, which the state keeps and the built-in table is written in, a line a row:
///
///     NAMES [@DAY] KEY=PRICE …
///
/// `NAMES` are separated by commas and in small letters, `@2026-01-01` is the first day (in UTC)
/// that the row is good for, a `KEY` is `input`, `batch/output` or `input>200000`
/// (``PriceRow/Key``), a `PRICE` is in USD a million tokens. Rows of the same names follow each
/// other, the oldest first.
package struct PriceTable: Hashable, Sendable {
  /// What `explain` calls it: `pricing.models`, `built-in (2026-11-20)`, a path.
  package private(set) var name: String
  /// Rows by the number of their model, the oldest first.
  private(set) var models: [[PriceRow]] = []
  private var numbers: [String: Int] = [:]
  /// Rules for names that are no list, in the order in which they are tried (``PriceNameRule``).
  private var rules: [(rule: PriceNameRule, model: Int)] = []

  /// Models that the source has and that cannot be read: a price that is none, a pattern of names
  /// that is not understood.
  package private(set) var leftOut: [String] = []

  package init(name: String) { self.name = name }

  mutating func leaveOut(_ model: String) { leftOut.append(model) }

  package var modelCount: Int { models.count }
  package var rowCount: Int { models.reduce(0) { $0 + $1.count } }
  /// Every name, with the number of its model.
  package var names: [(name: String, model: Int)] {
    numbers.map { ($0.key, $0.value) }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
  }

  /// Adds a model; a name that is known already keeps what it means.
  ///
  /// - Parameters:
  ///   - rows: in any order; of two with the same day the last one counts.
  ///   - names: in any case.
  package mutating func add(
    _ names: [String], rules: [PriceNameRule] = [], rows: [PriceRow]
  ) {
    var byDay: [Int64: PriceRow] = [:]
    for row in rows where !row.isEmpty { byDay[row.fromDay ?? .min] = row }
    guard !byDay.isEmpty else { return }
    let number = models.count
    models.append(byDay.keys.sorted().compactMap { byDay[$0] })
    for name in names where numbers[name.lowercased()] == nil {
      numbers[name.lowercased()] = number
    }
    self.rules += rules.map { ($0, number) }
  }

  package static func == (a: PriceTable, b: PriceTable) -> Bool {
    a.name == b.name && a.fingerprint == b.fingerprint
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(name) }

  /// The same under another name.
  package func named(_ name: String) -> PriceTable {
    var table = self
    table.name = name
    return table
  }

  /// The same models with other prices.
  func mappingRows(_ change: (PriceRow) -> PriceRow) -> PriceTable {
    var table = self
    table.models = models.map { $0.map(change) }
    return table
  }

  /// Other names of a model that is known by one.
  mutating func add(aliases: [String], of name: String) {
    guard let number = numbers[name.lowercased()] else { return }
    for alias in aliases where numbers[alias.lowercased()] == nil {
      numbers[alias.lowercased()] = number
    }
  }

  /// The day of the prices that come with the program.
  package static var builtInDay: String { BuiltinPrices.date }

  /// The table that comes with the program.
  package static let builtIn: PriceTable = {
    var text = ""
    for part in BuiltinPrices.parts {
      text += part.withUTF8Buffer { String(decoding: $0, as: UTF8.self) } + "\n"
    }
    return PriceTable(name: "built-in (\(BuiltinPrices.date))", text: text)
  }()

  /// The model that a name is, in small letters. O(length).
  func model(named name: String) -> Int? { numbers[name] }

  /// The model that a name is by a rule. O(rules).
  func model(byRule name: String) -> Int? { rules.first { $0.rule.matches(name) }?.model }

  /// The rows of a model, the oldest first.
  package func rows(_ model: Int) -> [PriceRow] { models[model] }

  /// Whether a model's price depends on the day.
  func isDated(_ model: Int) -> Bool { models[model].contains { $0.fromDay != nil } }

  /// The row that is good on a day; nil before the first.
  func row(_ model: Int, onDay day: Int64) -> PriceRow? {
    models[model].last { ($0.fromDay ?? .min) <= day }
  }

  // MARK: Text

  package init(name: String, text: some StringProtocol) {
    self.init(name: name)
    var names: Substring = ""
    var rows: [PriceRow] = []
    for line in text.split(separator: "\n") {
      var words = line.split(separator: " ")[...]
      guard let first = words.popFirst() else { continue }
      if first != names[...] {
        add(names.split(separator: ",").map(String.init), rows: rows)
        (names, rows) = (Substring(first), [])
      }
      var row = PriceRow()
      if let word = words.first, word.first == "@" {
        row.fromDay = Self.day(word.dropFirst())
        words.removeFirst()
      }
      for word in words {
        guard let mark = word.lastIndex(of: "="), let key = PriceRow.Key(word[..<mark]),
          let price = TokenPrice(word[word.index(after: mark)...].utf8, power: -6)
        else { continue }
        row.set(key, to: price)
      }
      rows.append(row)
    }
    add(names.split(separator: ",").map(String.init), rows: rows)
  }

  /// `2026-01-01`.
  package static func day(_ text: some StringProtocol) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = Int64(text.prefix(4)), let month = Int64(text.dropFirst(5).prefix(2)),
      let day = Int64(text.dropFirst(8)), (1...12).contains(month), day > 0
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    return date.dayNumber < date.startOfNextMonth.dayNumber ? date.dayNumber : nil
  }

  /// Of all names, prices and days: what tells two tables apart.
  var fingerprint: String {
    var text = names.map { "\($0.name) \($0.model)" }.joined(separator: ",")
    for (number, rows) in models.enumerated() {
      text += ";\(number)"
      for row in rows { text += " " + row.text }
    }
    return text + ";\(rules.count)"
  }
}

extension PriceRow {
  /// In the form of `pricing.models`: `{ from: 2026-01-01, input: 3, batch: { input: 1.5 } }`.
  package var yaml: String {
    func terms(_ tier: ServiceTier, _ above: Int64) -> [String] {
      TokenClass.allCases.compactMap { kind in
        prices[Key(kind, tier: tier, above: above)].map { "\(kind.rawValue): \($0.perMillion)" }
      }
    }
    func all(_ tier: ServiceTier) -> [String] {
      let thresholds = Set(prices.keys.filter { $0.tier == tier && $0.above > 0 }.map(\.above))
      let above = thresholds.sorted().map { threshold in
        "\(threshold): { \(terms(tier, threshold).joined(separator: ", ")) }"
      }
      return terms(tier, 0)
        + (above.isEmpty ? [] : ["above: { \(above.joined(separator: ", ")) }"])
    }
    var parts = fromDay.map { ["from: \(CivilDate(day: $0))"] } ?? []
    parts += all(.standard)
    for tier in ServiceTier.allCases where tier != .standard && !all(tier).isEmpty {
      parts.append("\(tier.rawValue): { \(all(tier).joined(separator: ", ")) }")
    }
    return "{ \(parts.joined(separator: ", ")) }"
  }

  /// `@2026-01-01 input=3 output=15`.
  package var text: String {
    let day = fromDay.map { ["@\(CivilDate(day: $0))"] } ?? []
    let terms = prices.keys.sorted().map { "\($0.text)=\(prices[$0]?.perMillion ?? "")" }
    return (day + terms).joined(separator: " ")
  }
}
