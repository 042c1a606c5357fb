import FoundationEssentials
import Testing

/// The pages of `spendwatch.docc` are the map of the house: what they name is there, and what the
/// code cites is in them.
@Suite struct DocumentationTests {
  static let folder = "Sources/spendwatch/spendwatch.docc"

  static func page(_ name: String) throws -> [Substring] {
    let path = "\(SourceTree.top)/\(folder)/\(name).md"
    let data = try #require(FileManager.default.contents(atPath: path), "\(name).md is not there")
    return String(decoding: data, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
  }

  @Test("What comments cite is a heading of Semantics")
  func citations() throws {
    var headings: Set<Substring> = []
    for line in try Self.page("Semantics") {
      if line.hasPrefix("## ") { headings.insert(line.dropFirst(3)) }
      // Within a section: `**Reload** is all or nothing.`
      if line.hasPrefix("**") {
        headings.insert(line.dropFirst(2).prefix { $0 != "*" && $0 != "." })
      }
    }
    var count = 0
    for file in SourceTree.sources {
      let text = file.lines.map { $0.drop { $0 == " " || $0 == "/" } }.joined(separator: " ")
      for range in text.ranges(of: "Semantics, ") {
        count += 1
        let cited = text[range.upperBound...]
        #expect(headings.contains { cited.hasPrefix($0) }, "\(file): \(cited.prefix(40))")
      }
      #expect(text.ranges(of: "SPEC ").isEmpty, "\(file) cites a page that a user does not have")
    }
    #expect(count > 100)
  }

  @Test("What the pages name is there", arguments: ["Architecture", "Decoding", "Semantics"])
  func names(page: String) throws {
    var words: Set<Substring> = []
    for file in SourceTree.sources + SourceTree.tests {
      words.formUnion(
        file.path.split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "_" }.map { $0 })
      for line in file.lines { words.formUnion(line.split { !$0.isLetter && !$0.isNumber }) }
    }
    for line in try Self.page(page) {
      // Every second part is code.
      for (place, code) in line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      where !place.isMultiple(of: 2) {
        for word in code.split(whereSeparator: { !$0.isLetter && !$0.isNumber })
        where word.first?.isUppercase == true && word.contains(where: \.isLowercase) {
          #expect(words.contains(word), "\(page).md: \(code)")
        }
      }
    }
  }

  @Test("Pages lead to pages")
  func links() throws {
    for page in ["Architecture", "Decoding", "Semantics", "State", "Limits", "Figures"] {
      for line in try Self.page(page) {
        for range in line.ranges(of: "](") {
          let target = line[range.upperBound...].prefix { $0 != ")" && $0 != "#" }
          guard target.hasSuffix(".md"), !target.contains("/") else { continue }
          _ = try Self.page(String(target.dropLast(3)))
        }
      }
    }
  }
}
