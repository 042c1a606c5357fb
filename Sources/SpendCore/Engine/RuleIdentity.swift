/// The text that a rule is known by in the state and in the ids of its alerts,
/// and back: name | match
/// | per | unit | kind | `unlisted` or nothing, and, only where something is hashed, | what.
///
/// Texts stand after their length, so none can be taken for a separator: `10:support_qa`.
struct RuleIdentity {
  var name: String
  var match: Match
  var per: [String]
  /// Unit, kind and whether it is for what no other names: words without a separator.
  var rest: [String]
  /// ``Budget/hashing``.
  var hashing: String

  init(name: String, match: Match, per: [String], rest: [String], hashing: String) {
    self.name = name
    self.match = match
    self.per = per
    self.rest = rest
    self.hashing = hashing
  }

  var isUnlisted: Bool { rest.last == "unlisted" }

  var text: String {
    let conditions = match.conditions.map { condition in
      let patterns = condition.patterns.map(\.text).sorted().map(Self.quoted)
      return Self.quoted(condition.dimension) + (condition.isNegated ? "!" : "=")
        + patterns.joined(separator: ",")
    }
    var parts = [
      Self.quoted(name), conditions.sorted().joined(separator: ";"),
      per.map(Self.quoted).joined(separator: ","),
    ]
    parts += rest
    if !hashing.isEmpty { parts.append(Self.quoted(hashing)) }
    return parts.joined(separator: "|")
  }

  private static func quoted(_ text: String) -> String { "\(text.utf8.count):\(text)" }

  /// Nil for what is none.
  init?(_ text: String) {
    var cursor = Cursor(bytes: Array(text.utf8))
    guard let name = cursor.quoted(), cursor.take("|") else { return nil }
    (self.name, match, per, rest, hashing) = (name, Match(), [], [], "")
    while !cursor.take("|") {
      guard let dimension = cursor.quoted() else { return nil }
      let isNegated = cursor.take("!")
      guard isNegated || cursor.take("=") else { return nil }
      var patterns: [Glob] = []
      repeat {
        guard let pattern = cursor.quoted() else { return nil }
        patterns.append(Glob(pattern))
      } while cursor.take(",")
      match.conditions.append(
        Match.Condition(dimension: dimension, patterns: patterns, isNegated: isNegated))
      _ = cursor.take(";")
    }
    while !cursor.take("|") {
      guard let dimension = cursor.quoted() else { return nil }
      per.append(dimension)
      _ = cursor.take(",")
    }
    for index in 0..<3 {
      rest.append(cursor.word())
      let isCut = cursor.take("|")
      guard isCut || index == 2 else { return nil }
      guard index == 2, isCut else { continue }
      guard let hashing = cursor.quoted() else { return nil }
      self.hashing = hashing
    }
    guard cursor.isAtEnd else { return nil }
    match.conditions = BudgetName.order(match.conditions)
  }

  private struct Cursor {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ mark: Unicode.Scalar) -> Bool {
      guard position < bytes.count, bytes[position] == UInt8(ascii: mark) else { return false }
      position += 1
      return true
    }

    mutating func quoted() -> String? {
      let digits = bytes[position...].prefix { (48...57).contains($0) }
      guard let count = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
      position += digits.count
      guard take(":"), count <= bytes.count - position else { return nil }
      defer { position += count }
      return String(decoding: bytes[position..<position + count], as: UTF8.self)
    }

    mutating func word() -> String {
      let word = bytes[position...].prefix { $0 != UInt8(ascii: "|") }
      position += word.count
      return String(decoding: word, as: UTF8.self)
    }
  }
}
