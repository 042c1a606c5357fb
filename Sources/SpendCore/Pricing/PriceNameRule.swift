/// Which names a model has, where that is no list of them: the match clauses of genai-prices.
package indirect enum PriceNameRule: Hashable, Sendable {
  case equals(String)
  case contains(String)
  case startsWith(String)
  case endsWith(String)
  case pattern(NameRegex)
  case any([PriceNameRule])
  case all([PriceNameRule])
  /// The rule holds for what is behind a prefix.
  case behind(String, PriceNameRule)

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
    case .behind(let prefix, let rule):
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
    case .behind(let prefix, let rule): return rule.names?.map { prefix + $0 }
    default: return nil
    }
  }

  private static func contains(_ name: String, _ text: String) -> Bool {
    let (bytes, wanted) = (Array(name.utf8), Array(text.utf8))
    guard bytes.count >= wanted.count else { return false }
    return (0...(bytes.count - wanted.count)).contains { bytes[$0...].starts(with: wanted) }
  }
}

/// The part of regular expressions that price lists use for names: `^`, `$`, characters, `.`, `\d`,
/// and behind one of these `*`, `+`, `?` or `{4}`. Searches, as Python's `re.search` does.
package struct NameRegex: Hashable, Sendable {
  private enum Item: Hashable, Sendable {
    case byte(UInt8)
    case any
    case digit
  }

  private struct Step: Hashable, Sendable {
    var item: Item
    var least: Int
    var most: Int
  }

  private var steps: [Step] = []
  private var isAnchored = false
  private var isWhole = false

  /// Nil for what it cannot read: such a rule matches nothing.
  package init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    if rest.first == UInt8(ascii: "^") {
      isAnchored = true
      rest.removeFirst()
    }
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "$"):
        guard rest.isEmpty else { return nil }
        isWhole = true
      case UInt8(ascii: "\\"):
        guard let escaped = rest.popFirst() else { return nil }
        if escaped == UInt8(ascii: "d") {
          steps.append(Step(item: .digit, least: 1, most: 1))
        } else if Self.isLetterOrDigit(escaped) {
          return nil
        } else {
          steps.append(Step(item: .byte(escaped), least: 1, most: 1))
        }
      case UInt8(ascii: "."): steps.append(Step(item: .any, least: 1, most: 1))
      case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"):
        guard repeatLast(byte, &rest) else { return nil }
      case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"),
        UInt8(ascii: "|"), UInt8(ascii: "^"):
        return nil
      default: steps.append(Step(item: .byte(byte), least: 1, most: 1))
      }
    }
    guard steps.count <= 64 else { return nil }
  }

  private mutating func repeatLast(_ mark: UInt8, _ rest: inout ArraySlice<UInt8>) -> Bool {
    guard let last = steps.indices.last, steps[last].least == 1, steps[last].most == 1 else {
      return false
    }
    switch mark {
    case UInt8(ascii: "*"): (steps[last].least, steps[last].most) = (0, .max)
    case UInt8(ascii: "+"): steps[last].most = .max
    case UInt8(ascii: "?"): steps[last].least = 0
    default:
      guard let end = rest.firstIndex(of: UInt8(ascii: "}")),
        let count = Int(String(decoding: rest[..<end], as: UTF8.self)), (1...64).contains(count)
      else { return false }
      (steps[last].least, steps[last].most) = (count, count)
      rest = rest[(end + 1)...]
    }
    return true
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    byte | 0x20 &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
  }

  /// - Complexity: O(name × pattern): the places that the pattern may have come to are gone through
  ///   together.
  package func matches(_ name: String) -> Bool {
    // A place is a step and how often it was taken, as far as that matters.
    var places: Set<[Int]> = []
    func add(_ step: Int, _ count: Int) {
      guard places.insert([step, count]).inserted else { return }
      if step < steps.count, count >= steps[step].least { add(step + 1, 0) }
    }
    add(0, 0)
    for byte in name.utf8 {
      if !isWhole, places.contains([steps.count, 0]) { return true }
      let now = places
      places = []
      if !isAnchored { add(0, 0) }
      for place in now where place[0] < steps.count {
        let step = steps[place[0]]
        guard place[1] < step.most, Self.isOne(byte, step.item) else { continue }
        let bound = step.most == .max ? step.least : step.most
        add(place[0], min(place[1] + 1, bound))
      }
    }
    return places.contains([steps.count, 0])
  }

  private static func isOne(_ byte: UInt8, _ item: Item) -> Bool {
    switch item {
    case .byte(let wanted): byte == wanted
    case .any: true
    case .digit: byte &- UInt8(ascii: "0") < 10
    }
  }
}
