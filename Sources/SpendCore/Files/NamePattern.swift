/// A name in which `*` stands for any run of characters, `?` for one, `[a-z]` for one of a set,
/// `[!a-z]` for one that is not, and a backslash takes the special meaning off the next character;
/// as in fnmatch(3), but that a character is one of UTF-8 whatever the locale, or a byte that is
/// not UTF-8. A dot at the start of a name is matched by a dot only. `{namespace}` is a part that
/// has a name: one character or more.
struct NamePattern: Hashable, Sendable {
  private enum Token: Hashable, Sendable {
    case byte(UInt8)
    case anyCharacter
    case anyRun
    case set(CharacterSet)
    /// Where a part with a name begins; what it matches follows.
    case name(PathNames.Name)
  }

  private let tokens: [Token]

  init(_ text: FilePath) {
    var tokens: [Token] = []
    var rest = text.bytes[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\\"): tokens.append(.byte(rest.popFirst() ?? byte))
      case UInt8(ascii: "*"): if tokens.last != .anyRun { tokens.append(.anyRun) }
      case UInt8(ascii: "?"): tokens.append(.anyCharacter)
      case UInt8(ascii: "{"):
        guard let name = PathNames.Name(taking: &rest) else {
          tokens.append(.byte(byte))
          continue
        }
        tokens += [.name(name), .anyCharacter, .anyRun]
      case UInt8(ascii: "["):
        var after = rest
        if let set = CharacterSet(&after) {
          tokens.append(.set(set))
          rest = after
        } else {
          tokens.append(.byte(byte))
        }
      default: tokens.append(.byte(byte))
      }
    }
    self.tokens = tokens
  }

  /// The only name that it matches; nil where it is a pattern.
  var literal: FilePath? {
    var bytes: [UInt8] = []
    for token in tokens {
      guard case .byte(let byte) = token else { return nil }
      bytes.append(byte)
    }
    return FilePath(bytes: bytes)
  }

  /// - Complexity: O(name × pattern) at worst: one point to go back to.
  func matches(_ name: FilePath) -> Bool { parts(of: name) != nil }

  /// What the parts with names are in a name, each as short as the rest allows; nil where the name
  /// does not match.
  func parts(of name: FilePath) -> [PathNames.Part]? {
    let bytes = name.bytes
    if bytes.first == UInt8(ascii: "."), tokens.first != .byte(UInt8(ascii: ".")) { return nil }
    var position = 0
    var token = 0
    var retry: (position: Int, token: Int)?
    // Where each begins; those after the point to go back to begin anew.
    var begun: [(name: PathNames.Name, token: Int, start: Int, end: Int)] = []
    while position < bytes.count {
      if token < tokens.count, case .name(let name) = tokens[token] {
        begun.append((name, token, position, position))
        token += 1
      } else if token < tokens.count, tokens[token] == .anyRun {
        retry = (position, token + 1)
        if let last = begun.indices.last, begun[last].token + 2 == token {
          begun[last].end = position
        }
        token += 1
      } else if token < tokens.count, let next = step(tokens[token], bytes, position) {
        position = next
        token += 1
      } else if let back = retry {
        retry = (back.position + 1, back.token)
        (position, token) = (back.position + 1, back.token)
        begun.removeAll { $0.token >= back.token }
        if let last = begun.indices.last, begun[last].token + 3 == back.token {
          begun[last].end = position
        }
      } else {
        return nil
      }
    }
    guard tokens[token...].allSatisfy({ $0 == .anyRun }) else { return nil }
    if let last = begun.indices.last, begun[last].token + 2 == token { begun[last].end = position }
    return begun.map {
      PathNames.Part(name: $0.name.text, value: FilePath(bytes: Array(bytes[$0.start..<$0.end])))
    }
  }

  /// The position after what the token matches at `position`; nil where it does not.
  private func step(_ token: Token, _ bytes: [UInt8], _ position: Int) -> Int? {
    if case .byte(let byte) = token { return bytes[position] == byte ? position + 1 : nil }
    let character = Character(at: bytes[position...])
    switch token {
    case .byte, .anyRun, .name: return nil
    case .anyCharacter: return position + character.length
    case .set(let set): return set.contains(character) ? position + character.length : nil
    }
  }
}

extension NamePattern {
  /// One character of a name: a scalar of UTF-8, or a byte that is none.
  struct Character {
    /// Beyond Unicode for a byte that is not UTF-8.
    let value: UInt32
    let length: Int

    init(at bytes: ArraySlice<UInt8>) {
      var iterator = bytes.prefix(4).makeIterator()
      var parser = UTF8()
      if case .scalarValue(let scalar) = parser.decode(&iterator) {
        value = scalar.value
        length = UTF8.width(scalar)
      } else {
        value = 0x11_0000 + UInt32(bytes.first ?? 0)
        length = 1
      }
    }
  }

  /// What is between brackets.
  struct CharacterSet: Hashable, Sendable {
    private var isNegated = false
    private var ranges: [ClosedRange<UInt32>] = []

    /// Takes a set from a text that follows its `[`; nil where no `]` ends it.
    init?(_ rest: inout ArraySlice<UInt8>) {
      if let first = rest.first, "!^".utf8.contains(first) {
        isNegated = true
        rest.removeFirst()
      }
      var isFirst = true
      while let byte = rest.first {
        if byte == UInt8(ascii: "]"), !isFirst {
          rest.removeFirst()
          return
        }
        isFirst = false
        if let ranges = Self.takeClass(&rest) {
          self.ranges += ranges
          continue
        }
        let low = Self.takeCharacter(&rest)
        var high = low
        if rest.first == UInt8(ascii: "-"), let next = rest.dropFirst().first,
          next != UInt8(ascii: "]")
        {
          rest.removeFirst()
          high = Self.takeCharacter(&rest)
        }
        if low <= high { ranges.append(low...high) }
      }
      return nil
    }

    func contains(_ character: Character) -> Bool {
      ranges.contains { $0.contains(character.value) } != isNegated
    }

    private static func takeCharacter(_ rest: inout ArraySlice<UInt8>) -> UInt32 {
      if rest.first == UInt8(ascii: "\\"), rest.count > 1 { rest.removeFirst() }
      let character = Character(at: rest)
      rest = rest.dropFirst(character.length)
      return character.value
    }

    /// `[:digit:]` and its like, of ASCII.
    private static func takeClass(_ rest: inout ArraySlice<UInt8>) -> [ClosedRange<UInt32>]? {
      guard rest.starts(with: "[:".utf8) else { return nil }
      for (name, ranges) in classes where rest.dropFirst(2).starts(with: (name + ":]").utf8) {
        rest = rest.dropFirst(name.utf8.count + 4)
        return ranges
      }
      return nil
    }

    private static let classes: [(String, [ClosedRange<UInt32>])] = [
      ("alnum", [0x30...0x39, 0x41...0x5A, 0x61...0x7A]), ("alpha", [0x41...0x5A, 0x61...0x7A]),
      ("blank", [0x20...0x20, 0x09...0x09]), ("cntrl", [0x00...0x1F, 0x7F...0x7F]),
      ("digit", [0x30...0x39]), ("graph", [0x21...0x7E]), ("lower", [0x61...0x7A]),
      ("print", [0x20...0x7E]), ("punct", [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]),
      ("space", [0x20...0x20, 0x09...0x0D]), ("upper", [0x41...0x5A]),
      ("xdigit", [0x30...0x39, 0x41...0x46, 0x61...0x66]),
    ]
  }
}
