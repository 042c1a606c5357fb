import FoundationEssentials

/// The Swift files of the project, as the tidy tests read them.
struct SourceTree {
  struct File: CustomStringConvertible {
    /// From the top of the project: `Sources/SpendCore/Money/Money.swift`.
    var path: String
    var lines: [Substring]
    var description: String { path }

    /// Lines without comments, with their numbers.
    var code: [(number: Int, text: Substring)] {
      lines.enumerated().compactMap { index, line in
        let text = line.drop { $0 == " " }
        return text.hasPrefix("//") ? nil : (index + 1, text)
      }
    }
  }

  /// Whether a line has some code, which begins where a word does when it begins with a letter: so
  /// `fingerprint(` is no `print(`.
  static func contains(_ text: Substring, _ call: String) -> Bool {
    for range in text.ranges(of: call) {
      guard range.lowerBound > text.startIndex, call.first?.isLetter == true else { return true }
      let before = text[text.index(before: range.lowerBound)]
      if !before.isLetter, !before.isNumber, before != "_", before != "." { return true }
    }
    return false
  }

  static let top: String = {
    var parts = #filePath.split(separator: "/")
    parts.removeLast(3)
    return "/" + parts.joined(separator: "/")
  }()

  static func files(under folders: [String]) -> [File] {
    folders.flatMap { folder -> [File] in
      let names = try? FileManager.default.subpathsOfDirectory(atPath: "\(top)/\(folder)")
      let swift = (names ?? []).sorted().filter { $0.hasSuffix(".swift") }
      return swift.compactMap { name -> File? in
        guard let data = FileManager.default.contents(atPath: "\(top)/\(folder)/\(name)") else {
          return nil
        }
        let text = String(decoding: data, as: UTF8.self)
        return File(
          path: "\(folder)/\(name)",
          lines: text.split(separator: "\n", omittingEmptySubsequences: false))
      }
    }
  }

  /// The folders of `Sources`: the modules.
  static let rooms: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: top + "/Sources")
    return (names ?? []).sorted()
  }()

  static let sources = files(under: ["Sources"])
  static let tests = files(under: ["Tests"])
}
