import SpendCore
import SpendTesting
import Testing

@testable import Tailing

/// What is found out about a file by opening it, over files in memory.
@Suite("Opening files")
final class FileOpenerTests {
  private let files = MemoryFileSystem()
  private let context: TailContext
  private var opener: FileOpener
  private var findings = Findings()
  private let path = "/log/a.1"
  private let lines = MatchScene.lines(100)

  init() {
    files.makeDirectory("/log")
    var options = TailOptions()
    options.archiveBytesPerLook = 600
    context = TailContext(fileSystem: files, options: options)
    opener = FileOpener(source: "a", context, FileFailures(source: "a", context))
    opener.begin(hasReachedEnd: false)
  }

  private func candidate() throws -> Candidate {
    let facts = try files.facts(at: FilePath(path))
    return Candidate(
      MatchCandidate(path: FilePath(path), slot: "/log/a", role: .rotated, facts: facts))
  }

  private func open(_ candidate: Candidate) -> Bool { opener.open(candidate, &findings) }

  @Test("Lines are to be read as they lie there")
  func plain() throws {
    files.create(path, lines)
    let candidate = try candidate()
    #expect(open(candidate) && !candidate.isCompressed && candidate.size == 1000)
    #expect(try candidate.reader?.bytes(10, at: 10) == Array(lines[10..<20]))
    #expect(!findings.needsInventory)
  }

  @Test("An archive is read once it was found to be whole, a part with each look")
  func archive() throws {
    files.create("/log/b", lines)
    files.compress("/log/b", path)
    var looks = 1
    var archive = try candidate()
    while !open(archive), looks < 10 {
      #expect(archive.isWaiting && findings.isChecking && findings.mustLookAgain)
      findings = Findings()
      opener.begin(hasReachedEnd: false)
      archive = try candidate()
      looks += 1
    }
    #expect(looks > 1 && archive.isCompressed && archive.size == 1000)
    #expect(try archive.reader?.bytes(10, at: 10) == Array(lines[10..<20]))
  }

  @Test("Later an archive is waited for alone")
  func archiveLater() throws {
    files.create("/log/b", lines)
    files.compress("/log/b", path)
    opener.begin(hasReachedEnd: true)
    #expect(!open(try candidate()))
    #expect(findings.needsInventory && !findings.isChecking && findings.isComplete)
    #expect(opener.isUnfinished)
  }

  @Test("One whose end is missing is waited for, which is said once")
  func cut() throws {
    context.options.archiveBytesPerLook = 1 << 20
    files.create("/log/b", lines)
    files.compress("/log/b", path, cut: 8)
    for _ in 0..<3 {
      opener.begin(hasReachedEnd: true)
      opener.archives.beginWaiting()
      let candidate = try candidate()
      #expect(!open(candidate) && candidate.isWaiting)
    }
    let error = FileError.unfinishedArchive(FilePath(path))
    #expect(context.happenings == [.unreadable(source: "a", error: error)])
  }

  @Test("What is not read is opened once, and said once")
  func foreign() throws {
    files.create(path, [0x50, 0x4B, 0x03, 0x04])
    var opened = 0
    files.before = { if $0 == "open" { opened += 1 } }
    for _ in 0..<3 {
      let candidate = try candidate()
      #expect(!open(candidate) && candidate.isRefused)
    }
    #expect(opened == 1 && context.happenings.count == 1)
    #expect(findings.isComplete)
  }

  @Test("Where another file took the name nothing is decided")
  func renamed() throws {
    files.create(path, lines)
    files.create("/log/b", lines)
    let candidate = try candidate()
    files.rename("/log/b", path)
    #expect(!open(candidate))
    #expect(findings.mustLookAgain && findings.needsInventory && !findings.isComplete)
    #expect(context.happenings.isEmpty && files.opened == 0)
  }
}
