/// Keeps values of some dimensions as a keyed hash alone (Semantics, Hashing): `h:` and the
/// first 16 hexadecimal digits of HMAC-SHA-256 over `spendwatch/hash/1`, NUL, the dimension,
/// NUL, the value. So one value has another hash in each dimension, and nobody without the
/// key can try values out.
///
/// The empty text (no value), the feature `untagged` and `(other)` (what did not fit) are
/// no values, and stay.
package struct ValueHash: Hashable, Sendable {
  package let dimensions: Set<String>
  /// What the state knows the key by: a hash of a fixed text, which tells nothing of it.
  package let keyID: String
  /// The authentication code of a message under the key.
  private let code: @Sendable ([UInt8]) -> [UInt8]

  private static let context = Array("spendwatch/hash/1\0".utf8)

  package init(dimensions: Set<String>, code: @escaping @Sendable ([UInt8]) -> [UInt8]) {
    self.dimensions = dimensions
    self.code = code
    keyID = Self.digits(code(Self.context))
  }

  package func isHashed(_ dimension: String) -> Bool { dimensions.contains(dimension) }

  /// - Parameter value: as the event has it, however it is spelled.
  package func hashed(_ value: String, of dimension: String) -> String {
    if value.isEmpty || dimension == Dimension.feature && value == Dimension.untagged {
      return value
    }
    return "h:" + Self.digits(code(Self.context + Array(dimension.utf8) + [0] + Array(value.utf8)))
  }

  private static func digits(_ code: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = code.prefix(8).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  /// Whether a text could be what ``hashed(_:of:)`` gives.
  static func isHash(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.count == 18 && bytes.starts(with: Array("h:".utf8))
      && bytes.dropFirst(2).allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }

  package static func == (a: ValueHash, b: ValueHash) -> Bool {
    a.dimensions == b.dimensions && a.keyID == b.keyID
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(keyID) }
}

/// What is written down in a configuration, with hashes in place of values.
extension ValueHash {
  /// Exact values are hashed; a bare `*` stays, and no other glob can be here: the configuration
  /// refuses it, because nothing of a value shows in its hash.
  package func hashed(_ match: Match) -> Match {
    Match(
      BudgetName.order(
        match.conditions.map { condition in
          guard isHashed(condition.dimension) else { return condition }
          var condition = condition
          condition.patterns = condition.patterns.map { pattern in
            guard let value = pattern.literal else { return pattern }
            // Who has a hash, of an alert say, may name it.
            return Self.isHash(value)
              ? pattern : Glob(exactly: hashed(value, of: condition.dimension))
          }.sorted { $0.text < $1.text }
          return condition
        }))
  }

  package func hashed(_ budget: Budget) -> Budget {
    let used = Set(budget.match.conditions.map(\.dimension) + budget.per).intersection(dimensions)
    guard !used.isEmpty else { return budget }
    var budget = budget
    let isNamedByMatch =
      budget.name == BudgetName.make(budget.match, isUnlisted: budget.isUnlisted)
    budget.match = hashed(budget.match)
    if isNamedByMatch {
      budget.name = BudgetName.make(budget.match, isUnlisted: budget.isUnlisted)
    }
    budget.hashing = "\(keyID):\(used.sorted().joined(separator: ","))"
    return budget
  }
}

extension Configuration {
  /// The same with hashes in place of the values of some dimensions: as the sources give them, and
  /// where budgets and `exclude` name them. `attribute` and `included` look at the line itself, so
  /// they keep the values.
  package mutating func setHash(_ hash: ValueHash) {
    self.hash = hash
    for index in sources.indices { sources[index].hash = hash }
    exclude = exclude.map { hash.hashed($0) }
    budgets = budgets.map { hash.hashed($0) }
  }
}
