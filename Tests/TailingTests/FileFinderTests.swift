import SpendCore
import SpendTesting
import Testing

@testable import Tailing

/// What is found of a source by the names of its files, over files in memory.
@Suite("Finding files")
struct FileFinderTests {
  private let files = MemoryFileSystem()
  private let context: TailContext
  private let none = KnownPaths(slots: [], places: [])

  init() {
    files.makeDirectory("/log")
    context = TailContext(fileSystem: files, options: TailOptions())
  }

  private func finder(_ pattern: String, after earlier: FileFinder...) -> FileFinder {
    let settings = SourceSettings(origin: .file(pattern: pattern, rotated: []))
    let finder = FileFinder(
      settings, context, FileFailures(source: settings.key, context))
    finder.earlier = earlier
    return finder
  }

  private func collect(_ finder: FileFinder, _ known: KnownPaths? = nil) -> [FilePath] {
    finder.prepareTrees(isSecondLook: false, isDue: true)
    let findings = finder.collect(known ?? none)
    #expect(findings.isComplete && !findings.isMoving)
    return findings.candidates.map(\.path)
  }

  @Test("The file, what was rotated beside it, and where others were before")
  func family() {
    for name in ["a", "a.1", "b", "moved"] { files.create("/log/\(name)", [0x0A]) }
    let finder = finder("/log/a")
    #expect(collect(finder) == ["/log/a", "/log/a.1"])
    let known = KnownPaths(
      slots: ["/log/a"],
      places: [.init(path: "/log/moved", slot: "/log/a", role: .formerPlace)])
    #expect(collect(finder, known) == ["/log/a", "/log/a.1", "/log/moved"])
    #expect(finder.reached.count == 3)
    #expect(finder.watchedDirectories == ["/log"])
  }

  @Test("What an earlier source covers or reaches is left to it, which is said once")
  func shared() {
    files.create("/log/a", [0x0A])
    files.create("/log/b", [0x0A])
    let first = finder("/log/a")
    let second = finder("/log/*", after: first)
    #expect(collect(first) == ["/log/a"])
    #expect(collect(second) == ["/log/b"])
    #expect(second.shared.isEmpty)
    files.link("/log/a", at: "/log/c")
    _ = collect(first)
    for _ in 0..<2 { #expect(collect(second) == ["/log/b"]) }
    #expect(second.shared.count == 1)
    #expect(
      context.happenings == [
        .shared(source: "file:/log/*", path: "/log/c", with: "file:/log/a")
      ])
  }

  @Test("A look at some directories adds to what was found, unless a file is gone from them")
  func directories() {
    files.makeDirectory("/log/x")
    files.makeDirectory("/log/y")
    files.create("/log/x/a", [0x0A])
    files.create("/log/y/a", [0x0A])
    let finder = finder("/log/**/a")
    #expect(collect(finder) == ["/log/x/a", "/log/y/a"])
    let some = finder.collect(in: ["/log/x"], none)
    #expect(some?.candidates.map(\.path) == ["/log/x/a"])
    #expect(finder.reached.count == 2)
    files.unlink("/log/x/a")
    #expect(finder.collect(in: ["/log/x"], none) == nil)
  }
}
