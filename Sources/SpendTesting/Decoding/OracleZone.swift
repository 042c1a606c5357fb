/// A zone as a time names it, the obvious way.
enum OracleZone {
  case naive
  case offset(Int64)
  case named(String)

  private static let short: [String: Int64] = [
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7,
    "mdt": -6, "pst": -8, "pdt": -7, "wet": 0, "west": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
    "jst": 9,
  ]

  /// All tokens are a zone, with what may be said about it; nil: they are not.
  static func all(of tokens: [OracleTime.Token]) -> OracleZone? {
    var rest = tokens[...]
    if rest.first == .space { rest.removeFirst() }
    if rest.isEmpty { return .naive }
    if rest.first == .mark("[") {
      rest.removeFirst()
      if rest.first == .mark("!") { rest.removeFirst() }
      let name = rest.prefix { isName($0) }
      rest = rest.dropFirst(name.count)
      guard !name.isEmpty, rest.first == .mark("]") else { return nil }
      rest.removeFirst()
      return areComments(rest) ? .named(text(Array(name))) : nil
    }
    var copy = rest
    if let offset = offset(&copy) { return areComments(copy) ? .offset(offset) : nil }
    return rest.allSatisfy { isName($0) } ? .named(text(Array(rest))) : nil
  }

  private static func isName(_ token: OracleTime.Token) -> Bool {
    switch token {
    case .number, .word: true
    case .mark(let mark): "_+-/".contains(mark)
    case .space: false
    }
  }

  /// In lower case, which names no zone: those of the tests are found whatever their case.
  private static func text(_ tokens: [OracleTime.Token]) -> String {
    tokens.map { token in
      switch token {
      case .number(let text), .word(let text): text
      case .mark(let mark): String(mark)
      case .space: " "
      }
    }.joined()
  }

  static func offset(_ rest: inout ArraySlice<OracleTime.Token>) -> Int64? {
    if let sign = sign(&rest) { return clock(&rest).map { $0 * sign } }
    guard case .word(let word)? = rest.first, word.count <= 16, let hours = short[word] else {
      return nil
    }
    rest.removeFirst()
    if rest.first == .mark("/") { return nil }
    if hours == 0, let sign = sign(&rest) { return clock(&rest).map { $0 * sign } }
    return hours * 3600
  }

  private static func sign(_ rest: inout ArraySlice<OracleTime.Token>) -> Int64? {
    guard case .mark(let mark)? = rest.first, "+-−".contains(mark) else { return nil }
    rest.removeFirst()
    return mark == "+" ? 1 : -1
  }

  /// `H`, `HH`, `HHMM`, `HHMMSS`, `HH:MM`, `HH:MM:SS`, and the mixtures.
  private static func clock(_ rest: inout ArraySlice<OracleTime.Token>) -> Int64? {
    var digits = ""
    guard case .number(let first)? = rest.first else { return nil }
    rest.removeFirst()
    var parts: [String] = []
    digits = first
    parts.append(String(digits.prefix(min(2, digits.count))))
    digits.removeFirst(parts[0].count)
    for _ in 0..<2 {
      if digits.isEmpty {
        guard rest.first == .mark(":") else { break }
        rest.removeFirst()
        guard case .number(let next)? = rest.first else { return nil }
        rest.removeFirst()
        digits = next
      }
      guard digits.count >= 2 else { return nil }
      parts.append(String(digits.prefix(2)))
      digits.removeFirst(2)
    }
    // What is left of a number is after the offset.
    if !digits.isEmpty { rest.insert(.number(digits), at: rest.startIndex) }
    let numbers = parts.compactMap { Int64($0) } + [0, 0]
    guard numbers[0] < 24, numbers[1] < 60, numbers[2] < 60 else { return nil }
    return numbers[0] * 3600 + numbers[1] * 60 + numbers[2]
  }

  private static func areComments(_ tokens: ArraySlice<OracleTime.Token>) -> Bool {
    var rest = tokens
    var words: [ArraySlice<OracleTime.Token>] = []
    while let first = rest.first {
      var hasSpace = false
      if first == .space {
        hasSpace = true
        rest.removeFirst()
      }
      guard let next = rest.first else { return !hasSpace }
      if next == .mark("[") || next == .mark("(") {
        let close = OracleTime.Token.mark(next == .mark("[") ? "]" : ")")
        guard let end = rest.firstIndex(of: close) else { return false }
        rest = rest[(end + 1)...]
        continue
      }
      guard hasSpace else { return false }
      let word = rest.prefix { $0 != .space }
      guard
        word.allSatisfy({ token in
          if case .mark(let mark) = token { return "+-=.".contains(mark) }
          return true
        })
      else { return false }
      rest = rest.dropFirst(word.count)
      words.append(word)
    }
    // A short name, and what Go's clock says.
    return words.enumerated().allSatisfy { index, word in
      index == 0 ? text(Array(word)).count <= 6 : word.starts(with: [.word("m"), .mark("=")])
    }
  }
}
