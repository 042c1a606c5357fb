import Testing

/// What the house rules say, held by a test.
@Suite struct HouseRules {
  @Test("The tree is found") func finds() {
    #expect(SourceTree.sources.count > 100)
    #expect(SourceTree.tests.count > 50)
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

  @Test("The core imports nothing but the header of vector loads")
  func coreImports() {
    for file in SourceTree.sources where file.path.hasPrefix("Sources/SpendCore/") {
      for (number, text) in file.code where text.contains("import ") {
        #expect(text.hasSuffix("import CVectorLoads"), "\(file):\(number)")
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

  /// The rooms between the core and the daemon, and what each may know of its neighbours.
  static let middleRooms: [(room: String, neighbours: [String])] = [
    ("Delivery", []), ("Persistence", []), ("SpendConfiguration", []), ("Status", ["Terminal"]),
    ("Systemd", []), ("Tailing", []), ("LinuxSystem", []), ("Terminal", []),
    ("Reading", ["Systemd", "Tailing"]), ("Reporting", ["Reading", "Tailing"]),
  ]

  @Test("The middle rooms know no others than they may", arguments: middleRooms.indices)
  func middleRoomsAreApart(index: Int) {
    let (room, neighbours) = Self.middleRooms[index]
    // Threads are for everybody.
    let known = neighbours + [room, "LinuxSystem"]
    let others =
      Self.middleRooms.map(\.room).filter { !known.contains($0) }
      + ["Daemon", "Operations"]
    for file in SourceTree.sources where file.path.hasPrefix("Sources/\(room)/") {
      for (number, text) in file.code where text.contains("import ") {
        let name = text.split(separator: " ").last.map(String.init) ?? ""
        #expect(!others.contains(name), "\(file):\(number)")
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
        #expect(!Self.contains(text, call), "\(file):\(number) has \(call)")
      }
    }
  }

  /// At the start of a word, so that `fingerprint(` is no `print(`.
  private static func contains(_ text: Substring, _ call: String) -> Bool {
    for range in text.ranges(of: call) {
      guard range.lowerBound > text.startIndex, call.first?.isLetter == true else { return true }
      let before = text[text.index(before: range.lowerBound)]
      if !before.isLetter, !before.isNumber, before != "_", before != "." { return true }
    }
    return false
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

  @Test("Only the places for it read a clock")
  func clocks() {
    for file in SourceTree.sources where file.path.hasPrefix("Sources/SpendCore/") {
      for (number, text) in file.code {
        for call in ["clock_gettime", ".now()", "Date(", "random("] {
          #expect(!Self.contains(text, call), "\(file):\(number) has \(call)")
        }
      }
    }
  }
}
