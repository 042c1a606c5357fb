/// Which names a model has, where that is no list of them: the match clauses of genai-prices.
package indirect enum PriceNameRule: Hashable, Sendable {
  case equals(String)
  case contains(String)
  case startsWith(String)
  case endsWith(String)
  case pattern(NameRegex)
  case any([PriceNameRule])
  case all([PriceNameRule])
  /// The rule holds for what is after a prefix.
  case prefixed(String, PriceNameRule)

  /// - Parameter name: in small letters.
  func matches(_ name: String) -> Bool {
    switch self {
    case .equals(let text): name == text
    case .contains(let text): Self.contains(name, text)
    case .startsWith(let text): name.utf8.starts(with: text.utf8)
    case .endsWith(let text): name.utf8.reversed().starts(with: text.utf8.reversed())
    case .pattern(let regex): regex.matches(name)
    case .any(let rules): rules.contains { $0.matches(name) }
    case .all(let rules): rules.allSatisfy { $0.matches(name) }
    case .prefixed(let prefix, let rule):
      name.utf8.starts(with: prefix.utf8) && rule.matches(String(name.dropFirst(prefix.count)))
    }
  }

  /// The only names that match, where the rule is a list of them.
  var names: [String]? {
    switch self {
    case .equals(let text): return [text]
    case .any(let rules):
      let names = rules.map(\.names)
      return names.contains(nil) ? nil : names.flatMap { $0 ?? [] }
    case .prefixed(let prefix, let rule): return rule.names?.map { prefix + $0 }
    default: return nil
    }
  }

  private static func contains(_ name: String, _ text: String) -> Bool {
    let (bytes, wanted) = (Array(name.utf8), Array(text.utf8))
    guard bytes.count >= wanted.count else { return false }
    return (0...(bytes.count - wanted.count)).contains { bytes[$0...].starts(with: wanted) }
  }
}

/// A regular expression of a price list, as Python's `re.search` finds it.
///
/// Matching goes back and tries again, and the names come from events: a pattern that could try for
/// ever is refused, and long names match none.
package struct NameRegex: Hashable, Sendable {
  private let text: String
  // Never changed once it is made, and matching it changes nothing.
  private nonisolated(unsafe) let regex: Regex<AnyRegexOutput>

  /// Nil for what cannot be read.
  package init?(_ text: String) {
    guard text.utf8.count <= 1000, Self.isBounded(text), let regex = try? Regex(text) else {
      return nil
    }
    self.text = text
    self.regex = regex
  }

  package func matches(_ name: String) -> Bool {
    name.utf8.count <= 96 && name.firstMatch(of: regex) != nil
  }

  /// Whether a pattern tries few ways: no group is repeated, and few things are. The weight is
  /// about the logarithm of the ways: alternatives of one group are tried one after the other,
  /// those of groups after each other in all combinations.
  private static func isBounded(_ text: String) -> Bool {
    var weight = 0
    var alternatives = [1]
    var isInClass = false
    var isInBraces = false
    var last: Character?
    var isEscaped = false
    for character in text {
      defer { last = isEscaped ? nil : character }
      if isEscaped {
        isEscaped = false
        continue
      }
      switch character {
      case "\\": isEscaped = true
      case "[": isInClass = true
      case "]": isInClass = false
      case _ where isInClass: break
      case "(": alternatives.append(1)
      case "|": alternatives[alternatives.count - 1] += 1
      case ")" where alternatives.count > 1: weight += weightOf(alternatives.removeLast())
      case "*", "+", "{":
        if last == ")" { return false }
        // `{4}` is one way, `{0,4}` are many.
        if character == "{" { isInBraces = true } else { weight += 3 }
      case "}": isInBraces = false
      case ",": weight += isInBraces ? 3 : 0
      case "?" where last != "(": weight += 1
      default: break
      }
    }
    return weight + alternatives.reduce(0) { $0 + weightOf($1) } <= 12
  }

  /// The logarithm of a count to the base 2, rounded up.
  private static func weightOf(_ count: Int) -> Int {
    Int.bitWidth - (count - 1).leadingZeroBitCount
  }

  package static func == (a: NameRegex, b: NameRegex) -> Bool { a.text == b.text }

  package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
