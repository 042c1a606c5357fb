import SpendCore
import Testing

@Suite("Patterns of paths")
struct PathGlobTests {
  private static let names: [(String, FilePath, Bool)] = [
    ("a*.jsonl", "app.jsonl", true), ("a*.jsonl", ".app.jsonl", false),
    ("*.jsonl", ".jsonl", false), (".*", ".jsonl", true), ("*", "a\nb\u{1B} ", true),
    ("a*b*c", "aXbXbXc", true), ("a*b*c", "aXbX", false),
    ("*a*a*a*a*b", "aaaaaaaaaaaaaaaaa", false),
    ("caf?.jsonl", "caf\u{E9}.jsonl", true), ("caf?.jsonl", FilePath(bytes: latin), true),
    ("cafe?.jsonl", "cafe\u{301}.jsonl", true), ("caf?.jsonl", "cafe\u{301}.jsonl", false),
    ("app[1].jsonl", "app1.jsonl", true), ("app[1].jsonl", "app[1].jsonl", false),
    ("app\\[1\\].jsonl", "app[1].jsonl", true), ("app\\[1\\].jsonl", "app1.jsonl", false),
    ("[a-c]", "b", true), ("[!a-c]", "b", false), ("[^a-c]", "d", true), ("[]a]", "]", true),
    ("[a-]", "-", true), ("[[:digit:]x]", "7", true), ("[[:digit:]x]", "y", false),
    ("[é]", "\u{E9}", true), ("[!a]", FilePath(bytes: [0xE9]), true), ("[a", "[a", true),
    ("[.]a", ".a", false), ("a\\", "a\\", true),
  ]

  private static let latin = Array("caf".utf8) + [0xE9] + Array(".jsonl".utf8)

  @Test("a name", arguments: names)
  func name(pattern: String, name: FilePath, isMatch: Bool) {
    #expect(PathGlob("/log/" + pattern).matches(FilePath("/log").appending(name)) == isMatch)
  }

  private static let tree: [FilePath] = [
    "/a.jsonl", "/log/a.jsonl", "/log/b.txt", "/log/x/a.jsonl", "/log/x/y/z/a.jsonl",
    "/log/x/y/z/b.jsonl", "/log/.git/a.jsonl", "/log/dir.jsonl/c.jsonl", "/other/x/a.jsonl",
  ]

  private static let paths: [(String, [FilePath])] = [
    ("/log/a.jsonl", ["/log/a.jsonl"]),
    ("/log/*.jsonl", ["/log/a.jsonl", "/log/dir.jsonl"]),
    ("/log/*/a.jsonl", ["/log/x/a.jsonl"]),
    ("/log/**/a.jsonl", ["/log/a.jsonl", "/log/x/a.jsonl", "/log/x/y/z/a.jsonl"]),
    ("/log/**/z/*.jsonl", ["/log/x/y/z/a.jsonl", "/log/x/y/z/b.jsonl"]),
    ("/**/x/**/a.jsonl", ["/log/x/a.jsonl", "/log/x/y/z/a.jsonl", "/other/x/a.jsonl"]),
    ("/log/**/**/b.*", ["/log/b.txt", "/log/x/y/z/b.jsonl"]),
    ("/*/x/*.jsonl", ["/log/x/a.jsonl", "/other/x/a.jsonl"]),
    ("/log/.git/**/*.jsonl", ["/log/.git/a.jsonl"]),
    ("/none/**/*.jsonl", []),
  ]

  @Test("files of a tree, in order", arguments: paths)
  func files(pattern: String, expected: [FilePath]) {
    let glob = PathGlob(pattern)
    #expect(glob.files(list: Self.list) == expected)
    for path in Self.tree {
      #expect(glob.matches(path) == expected.contains(path), "\(path)")
    }
  }

  /// The entries of a directory of the tree.
  private static func list(_ directory: FilePath) -> [DirectoryEntry] {
    var entries: Set<DirectoryEntry> = []
    for path in tree {
      let above = directory.names
      guard path.names.starts(with: above), path.names.count > above.count else { continue }
      let isFile = path.names.count == above.count + 1
      entries.insert(DirectoryEntry(path.names[above.count], isFile ? .other : .directory))
    }
    return entries.sorted { $0.name < $1.name }
  }

  @Test("** does not go on through a link; a name of the pattern does")
  func links() {
    let tree: [FilePath: [DirectoryEntry]] = [
      "/log": [.init("to", .link), .init("sub", .directory)],
      "/log/to": [.init("a.jsonl", .other)], "/log/sub": [.init("b.jsonl", .link)],
    ]
    func files(_ pattern: String) -> [FilePath] {
      PathGlob(pattern).files { tree[$0] ?? [] }
    }
    #expect(files("/log/**/*.jsonl") == ["/log/sub/b.jsonl"])
    #expect(files("/log/*/*.jsonl") == ["/log/sub/b.jsonl", "/log/to/a.jsonl"])
    #expect(files("/log/t*/**/*.jsonl") == ["/log/to/a.jsonl"])
  }

  @Test(
    "what has one match is a file, and what all others are below of",
    arguments: [
      ("/log/a.jsonl", "/log/a.jsonl", "/log"), ("/log/a\\*", "/log/a*", "/log"),
      ("/log/x*/a", nil, "/log"), ("/**/a", nil, "/"), ("/log/a*", nil, "/log"),
    ] as [(String, FilePath?, FilePath)])
  func literal(pattern: String, literal: FilePath?, top: FilePath) {
    #expect(PathGlob(pattern).literal == literal)
    #expect(PathGlob(pattern).top == top)
  }

  @Test("** within a name is found")
  func misplaced() {
    #expect(PathGlob.misplacedDeepName(in: "/log/**/a**b") == "a**b")
    #expect(PathGlob.misplacedDeepName(in: "/log/**/*") == nil)
  }
}
