/// Where the functions of a file begin and end. The formatter puts the brace that ends one under
/// the first letter of its declaration, which is all that is looked at.
extension SourceTree.File {
  struct Function {
    /// Of the declaration.
    var line: Int
    /// From there to the brace that ends it.
    var lineCount: Int
  }

  var functions: [Function] {
    var found: [Function] = []
    for (number, text) in code where Self.declaresFunction(text) && !text.hasSuffix("}") {
      let margin = lines[number - 1].prefix { $0 == " " }
      let end = lines[number...].firstIndex { $0.hasPrefix(margin + "}") }
      let next = lines[number...].firstIndex { line in
        // A requirement of a protocol has no end of its own.
        !line.isEmpty && !line.hasPrefix(margin + " ")
          && ![")", "}", "where ", "{", "#"].contains { line.hasPrefix(margin + $0) }
      }
      guard let end, next.map({ $0 > end }) ?? true else { continue }
      found.append(Function(line: number, lineCount: end - number + 2))
    }
    return found
  }

  private static func declaresFunction(_ text: Substring) -> Bool {
    var words = text.split(separator: " ", maxSplits: 8)[...]
    while let word = words.first, isModifier(word) { words.removeFirst() }
    guard let word = words.first else { return false }
    return word == "func" || word == "deinit" || word.hasPrefix("init(") || word.hasPrefix("init?(")
      || word.hasPrefix("init<") || word.hasPrefix("subscript(")
      || (word == "var" && text.hasSuffix("{"))
  }

  private static func isModifier(_ word: Substring) -> Bool {
    word.hasPrefix("@")
      || [
        "package", "private", "fileprivate", "static", "mutating", "nonmutating", "consuming",
        "borrowing", "override", "convenience", "required", "nonisolated", "final", "class",
      ].contains(word)
  }
}
