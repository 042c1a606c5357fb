import SpendCore
import Testing

@testable import Tailing

/// Which paths are those of a source by their names, and whose generations they are.
@Suite("Patterns of a source")
struct SourcePatternTests {
  private static func pattern(_ pattern: String, _ rotated: String...) throws -> SourcePattern {
    try #require(SourcePattern(.file(pattern: pattern, rotated: rotated)))
  }

  @Test(
    "cover what is written and what was rotated",
    arguments: [
      ("/log/a.jsonl", "/log/a.jsonl", true), ("/log/a.jsonl", "/log/a.jsonl.1.gz", true),
      ("/log/a.jsonl", "/log/b.jsonl", false), ("/log/a.jsonl", "/old/a.jsonl.1", false),
      ("/log/a.jsonl", "/archive/a.jsonl.1", true), ("/log/*.jsonl", "/log/b.jsonl", true),
      ("/log/*.jsonl", "/log/b.jsonl-20260501", true), ("/log/*.jsonl", "/log/b.txt", false),
      ("/log/**/*.jsonl", "/log/x/y/b.jsonl.2", true), ("/log/[a].jsonl", "/log/[a].jsonl", true),
    ])
  func covers(pattern: String, path: String, isCovered: Bool) throws {
    let pattern = try Self.pattern(pattern, "/archive/a.jsonl.*")
    #expect(pattern.covers(FilePath(path)) == isCovered)
  }

  @Test("New lines are written at the path itself, or at what matches")
  func own() throws {
    #expect(try Self.pattern("/log/a.jsonl").isOwn("/log/a.jsonl"))
    #expect(try !Self.pattern("/log/a.jsonl").isOwn("/log/a.jsonl.1"))
    var pattern = try Self.pattern("/log/[ab].jsonl")
    #expect(pattern.isOwn("/log/a.jsonl") && !pattern.isOwn("/log/[ab].jsonl"))
    #expect(pattern.listed.count == 1)
    pattern.becomeLiteral()
    #expect(!pattern.isOwn("/log/a.jsonl") && pattern.isOwn("/log/[ab].jsonl"))
    #expect(pattern.listed.isEmpty)
  }

  @Test("A rotated name leads to the oldest base that is there")
  func base() throws {
    let pattern = try Self.pattern("/log/*.jsonl*")
    let there: Set<FilePath> = ["a.jsonl", "a.jsonl.1"]
    #expect(pattern.base(of: "a.jsonl.1.gz") { there.contains($0) } == "a.jsonl")
    #expect(pattern.base(of: "a.jsonl") { there.contains($0) } == nil)
    #expect(pattern.base(of: "b.jsonl.1") { there.contains($0) } == nil)
  }

  @Test("Without its base a rotated name leads to the nearest that the pattern matches")
  func orphan() throws {
    let pattern = try Self.pattern("/log/*.jsonl")
    for name in ["a.jsonl.1", "a.jsonl.2.gz", "a.jsonl-20260501", "a.jsonl.zst"] {
      #expect(pattern.base(ofOrphan: FilePath(name)) { _ in false } == "a.jsonl", "\(name)")
    }
    #expect(pattern.base(ofOrphan: "a-1.jsonl.1") { _ in false } == "a-1.jsonl")
    #expect(pattern.base(ofOrphan: "a-1.jsonl.1") { $0 == "a.jsonl" } == "a.jsonl")
    for name in ["a.txt", "a.txt.1", "a.jsonl.bak"] {
      #expect(pattern.base(ofOrphan: FilePath(name)) { _ in false } == nil, "\(name)")
    }
  }

  @Test("In another directory a name leads to the newest generation that has it")
  func slot() throws {
    let slots: [FilePath] = ["/log/x/a.jsonl", "/log/y/a.jsonl", "/log/y/b.jsonl"]
    let pattern = try Self.pattern("/log/*/*.jsonl", "/old/*")
    #expect(pattern.slot(ofRotated: "a.jsonl.1", among: slots) == "/log/y/a.jsonl")
    #expect(pattern.slot(ofRotated: "c.jsonl.1", among: slots) == "/log/*/*.jsonl")
    let literal = try Self.pattern("/log/a.jsonl", "/old/*")
    #expect(literal.slot(ofRotated: "c.jsonl.1", among: slots) == "/log/a.jsonl")
  }

  @Test("A source that is not a file has none")
  func journal() { #expect(SourcePattern(.journal(unit: "app")) == nil) }
}
