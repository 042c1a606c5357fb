import Testing

/// What is named once, where it is declared, is for nobody. A search by words: of two things that
/// share a name neither is found as long as one is used.
@Suite struct DeadCodeTests {
  /// Called by others by the names of their protocols.
  static let calledFromOutside: Set = [
    // NIO
    "InboundIn", "InboundOut", "OutboundIn", "OutboundOut", "channelActive", "channelRead",
    // AsyncHTTPClient
    "didFinishRequest", "didReceiveBodyPart", "didReceiveError", "didReceiveHead",
    // ArgumentParser
    "validate",
    // Swift: a value that is called, a value that is shown, and where the programs begin.
    "callAsFunction", "customMirror", "Program", "SpendwatchBench",
  ]

  private static let keywords: Set = [
    "func", "struct", "enum", "class", "actor", "protocol", "typealias", "let", "var",
  ]

  /// The words of a line of code, and where it declares something, its names.
  private static func read(_ text: Substring) -> (words: [Substring], names: [Substring]) {
    let bytes = text.utf8
    var words: [Substring] = []
    var start: Substring.Index?
    for index in bytes.indices {
      switch bytes[index] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        if start == nil { start = index }
      default:
        if let first = start { words.append(text[first..<index]) }
        start = nil
      }
    }
    if let start { words.append(text[start...]) }
    return (words, names(text, words))
  }

  private static func names(_ text: Substring, _ words: [Substring]) -> [Substring] {
    if text.hasPrefix("case ") { return cases(text.dropFirst(5), words.dropFirst()) }
    guard let place = words.firstIndex(where: { keywords.contains(String($0)) }),
      place + 1 < words.count
    else { return [] }
    // Variables of a function are the compiler's to find.
    let isVariable = ["let", "var"].contains(words[place])
    guard !isVariable || words[..<place].contains("package") || words[..<place].contains("static")
    else { return [] }
    return [words[place + 1]]
  }

  /// Of an enum: one with a value, or several without. In a `switch` there is a colon.
  private static func cases(_ text: Substring, _ words: ArraySlice<Substring>) -> [Substring] {
    guard let first = words.first, text.hasPrefix(first), first.first?.isLowercase == true
    else { return [] }
    let rest = text.dropFirst(first.count)
    if rest.hasPrefix("(") || rest.hasPrefix(" =") { return [first] }
    return rest.contains(":") || rest.contains("=") ? [] : Array(words)
  }

  @Test("Everything that is declared is named elsewhere, and not by tests alone")
  func everythingIsUsed() {
    var uses: [Substring: Int] = [:]
    var declarations: [Substring: [String]] = [:]
    for file in SourceTree.sources + SourceTree.tests {
      // What serves tests is used by them.
      let isTest = file.path.hasPrefix("Tests/")
      for (number, text) in file.code {
        let (words, names) = Self.read(text)
        for word in words { uses[word, default: 0] += isTest ? 0 : 1 }
        if isTest { continue }
        for name in names { declarations[name, default: []].append("\(file):\(number)") }
      }
    }
    #expect(declarations.count > 2000)
    for file in SourceTree.tests {
      for (_, text) in file.code {
        for word in Self.read(text).words
        where declarations[word]?.allSatisfy({ $0.hasPrefix("Sources/SpendTesting/") }) == true {
          uses[word, default: 0] += 1
        }
      }
    }
    for (name, places) in declarations where uses[name, default: 0] <= places.count {
      #expect(Self.calledFromOutside.contains(String(name)), "\(name) in \(places)")
    }
  }
}
