/// Which events a budget is about: every condition must hold. No condition matches every event.
package struct Match: Hashable, Sendable {
  package var conditions: [Condition]

  package init(_ conditions: [Condition] = []) { self.conditions = conditions }

  /// One dimension and what its value must be.
  package struct Condition: Hashable, Sendable {
    package var dimension: String
    /// The value must match one of these.
    package var patterns: [Glob]
    /// `not: …`: the value must match none of them.
    package var isNegated: Bool

    package init(dimension: String, patterns: [Glob], isNegated: Bool = false) {
      self.dimension = dimension
      self.patterns = patterns
      self.isNegated = isNegated
    }

    package func matches(_ value: some StringProtocol) -> Bool {
      matches(bytes: Array(value.utf8))
    }

    package func matches(bytes: [UInt8]) -> Bool {
      patterns.contains { $0.matches(bytes) } != isNegated
    }
  }
}

/// A text or glob: `*` stands for any run of characters, `?` for one; everything else for
/// itself, with upper and lower case told apart. A backslash takes the special meaning
/// off the next character.
package struct Glob: Hashable, Sendable {
  package var text: String
  private let tokens: [Token]

  private enum Token: Hashable, Sendable { case byte(UInt8), anyCharacter, anyRun }

  package init(_ text: String) {
    self.text = text
    var tokens: [Token] = []
    var isEscaped = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\\") where !isEscaped: isEscaped = true; continue
      case UInt8(ascii: "*") where !isEscaped:
        if tokens.last != .anyRun { tokens.append(.anyRun) }
      case UInt8(ascii: "?") where !isEscaped: tokens.append(.anyCharacter)
      default: tokens.append(.byte(byte))
      }
      isEscaped = false
    }
    if isEscaped { tokens.append(.byte(UInt8(ascii: "\\"))) }
    self.tokens = tokens
  }

  /// Matches one text alone, whatever characters it has.
  package init(exactly text: String) {
    // Scalar by scalar: a star with an accent is no star to whoever looks at characters.
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\\" || scalar == "*" || scalar == "?" { escaped.append("\\") }
      escaped.append(scalar)
    }
    self.init(String(escaped))
  }

  /// The one text that it matches; nil for one that matches several.
  package var literal: String? {
    var bytes: [UInt8] = []
    for token in tokens {
      guard case .byte(let byte) = token else { return nil }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A bare `*`, which names nothing (Semantics, Configuration).
  package var matchesEverything: Bool { tokens == [.anyRun] }
  /// Whether it stands for exactly one text.
  package var isLiteral: Bool {
    tokens.allSatisfy { if case .byte = $0 { true } else { false } }
  }

  /// - Parameter value: UTF-8.
  /// - Complexity: O(value × pattern) at worst: one point to go back to, so a hostile
  ///   value cannot blow it up.
  package func matches(_ value: [UInt8]) -> Bool {
    var position = 0
    var token = 0
    var retry: (position: Int, token: Int)?
    while position < value.count {
      if token < tokens.count, case .anyRun = tokens[token] {
        retry = (position, token + 1)
        token += 1
      } else if token < tokens.count, let next = step(tokens[token], value, position) {
        position = next
        token += 1
      } else if let back = retry {
        retry = (back.position + 1, back.token)
        (position, token) = (back.position + 1, back.token)
      } else {
        return false
      }
    }
    while token < tokens.count, case .anyRun = tokens[token] { token += 1 }
    return token == tokens.count
  }

  /// The position after what the token takes at `position`; nil when it does not match there.
  private func step(_ token: Token, _ value: [UInt8], _ position: Int) -> Int? {
    switch token {
    case .byte(let byte): return value[position] == byte ? position + 1 : nil
    case .anyRun: return nil
    case .anyCharacter:
      var next = position + 1
      while next < value.count, value[next] & 0xC0 == 0x80 { next += 1 }
      return next
    }
  }
}
