import Testing

/// What the house rules say, held by a test.
@Suite struct HouseRules {
  @Test("The tree is found") func finds() {
    #expect(SourceTree.sources.count > 100)
    #expect(SourceTree.tests.count > 50)
    #expect(SourceTree.sources.reduce(0) { $0 + $1.functions.count } > 1000)
  }

  @Test("No file has more than 400 lines, and half of the sources fewer than 120")
  func fileLength() {
    for file in SourceTree.sources + SourceTree.tests {
      #expect(file.lines.count <= 401, "\(file)")
    }
    let lengths = SourceTree.sources.map(\.lines.count).sorted()
    #expect(lengths[lengths.count / 2] < 120)
  }

  @Test("No line has more than 100 columns, comments too; a literal is as long as its text")
  func lineLength() {
    for file in SourceTree.sources + SourceTree.tests {
      var isLiteral = false
      for (index, line) in file.lines.enumerated() {
        let quotes = line.ranges(of: "\"\"\"").count
        let isText = isLiteral || line.contains("\"")
        if !quotes.isMultiple(of: 2) { isLiteral.toggle() }
        #expect(isText || line.count <= 100, "\(file):\(index + 1)")
      }
    }
  }

  @Test("Every kind of log entry can appear")
  func logKindsAreUsed() throws {
    let folder = "Sources/Systemd/Logging/LogKind"
    let list = try #require(SourceTree.sources.first { $0.path == folder + ".swift" })
    let kinds = list.code.filter { $0.text.hasPrefix("case ") }.map { $0.text.dropFirst(5) }
    #expect(kinds.count > 30)
    let others = SourceTree.sources.filter { !$0.path.hasPrefix(folder) }
    for kind in kinds {
      let isUsed = others.contains { file in
        file.code.contains { _, text in
          text.ranges(of: ".\(kind)").contains { range in
            text[range.upperBound...].first.map { !$0.isLetter } ?? true
          }
        }
      }
      #expect(isUsed, "\(kind) has an id and a text in the catalog, and nothing says it")
    }
  }

  @Test("No function has more than 70 lines")
  func functionLength() {
    for file in SourceTree.sources + SourceTree.tests {
      for function in file.functions {
        #expect(function.lineCount <= 70, "\(file):\(function.line)")
      }
    }
  }

  /// What nobody may write, with where it is needed all the same, and why.
  static let forbiddenCalls: [(call: String, allowed: [String])] = [
    ("Task {", []),
    ("Task.detached", []),
    ("try!", []),
    (" as!", []),
    ("public ", []),
    // The program speaks through its own `Terminal`.
    ("print(", []),
    ("Thread.sleep", []),
    ("TODO", []),
    ("FIXME", []),
  ]

  @Test("Nothing of the list of forbidden calls", arguments: forbiddenCalls.indices)
  func forbiddenCallsAreAbsent(index: Int) {
    let (call, allowed) = Self.forbiddenCalls[index]
    for file in SourceTree.sources where !allowed.contains(file.path) {
      for (number, text) in file.code {
        #expect(!SourceTree.contains(text, call), "\(file):\(number) has \(call)")
      }
    }
  }

  @Test("An unchecked promise has its reason beside it")
  func uncheckedSendable() {
    for file in SourceTree.sources {
      for (index, line) in file.lines.enumerated()
      where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") {
        let near = file.lines[max(0, index - 8)..<min(file.lines.count, index + 4)]
        #expect(near.contains { $0.contains("//") }, "\(file):\(index + 1)")
      }
    }
  }

  @Test("Every type of the sources begins with what it is")
  func documentation() {
    let kinds = ["struct ", "final class ", "class ", "enum ", "actor ", "protocol "]
    for file in SourceTree.sources {
      for (index, line) in file.lines.enumerated() {
        let text = line.replacing("package ", with: "")
        guard kinds.contains(where: { text.hasPrefix($0) }) else { continue }
        // Attributes may stand between the comment and the type.
        var above = index - 1
        while above >= 0, file.lines[above].hasPrefix("@") { above -= 1 }
        #expect(above >= 0 && file.lines[above].hasPrefix("///"), "\(file):\(index + 1)")
      }
    }
  }
}
