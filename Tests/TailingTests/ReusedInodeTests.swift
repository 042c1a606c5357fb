import SpendCore
import SpendTesting
import Testing

@testable import Tailing

/// Files that get inode and time of birth of one that was deleted just before, as ext4 gives them
/// within a tick of its clock, and daemons that are killed before they know more than that.
@Suite("Inodes that are used again")
struct ReusedInodeTests {
  private let files = MemoryFileSystem()
  private let daemon: TailHarness<String>
  private let path = "/log/events.jsonl"

  init() throws {
    let files = files
    files.makeDirectory("/log")
    daemon = try TailHarness(
      [SourceSettings(origin: .file(pattern: path, rotated: []))], options: TailOptions(),
      fileSystem: files, now: { Timestamp(microseconds: files.clock / 1000) },
      known: { String(decoding: $0, as: UTF8.self) })
  }

  private func append(_ numbers: Range<Int>, to name: String = "/log/events.jsonl") {
    let descriptor = files.writer(name)
    files.write(descriptor, Array(Rig.lines(numbers).utf8))
    files.close(descriptor)
  }

  private func copy(_ from: String, _ to: String) {
    files.create("/log/new", files.bytes(of: from))
    files.rename("/log/new", to)
  }

  private func settle() { #expect(daemon.settle()) }

  private func expectCounted(_ count: Int) {
    for _ in 0..<3 {
      daemon.monotonic += 40
      files.clock += 40_000_000_000
      settle()
    }
    #expect(daemon.account.lines.count == count)
    #expect(Set(daemon.account.lines).count == count)
    #expect(daemon.account.gaps == 0)
  }

  @Test("an archive gets that of an empty file", arguments: [0, 8])
  func archive(cut: Int) throws {
    append(0..<20)
    settle()
    files.rename(path, path + ".1")
    append(20..<20)
    settle()
    try daemon.kill()
    files.unlink(path)
    files.compress(path + ".1", path + ".1.gz", cut: cut)
    settle()
    files.compress(path + ".1", path + ".1.gz")
    files.unlink(path + ".1")
    append(20..<30)
    expectCounted(30)
  }

  @Test(
    "a backup, or the next replacement, gets that of a file that was replaced",
    arguments: [false, true])
  func replaced(isBackup: Bool) throws {
    append(0..<20)
    settle()
    copy(path, path)
    append(20..<30)
    settle()
    #expect(daemon.tailer.status().count == 2)
    try daemon.kill()
    copy(path, isBackup ? path + "-20261001" : path)
    append(30..<40)
    expectCounted(40)
  }

  @Test("copied while empty for all that is known, and truncated before anything was read")
  func unknownHead() throws {
    append(0..<0)
    settle()
    try daemon.kill()
    append(0..<3)
    copy(path, path + ".1")
    daemon.look()
    daemon.commit()
    files.truncate(path)
    append(3..<20)
    expectCounted(20)
  }

  @Test("one line was seen and not read: known again in what replaced it, without a gap")
  func oneLine() throws {
    append(0..<1)
    daemon.look()
    daemon.commit()
    try daemon.kill()
    append(1..<20)
    copy(path, path)
    append(20..<30)
    expectCounted(30)
  }

  @Test("an archive of the beginning and one of all of it, of which nothing was read")
  func twoArchives() throws {
    append(0..<20)
    copy(path, path + ".2")
    files.compress(path + ".2", path + ".2.gz")
    files.unlink(path + ".2")
    append(20..<300)
    files.rename(path, path + ".1")
    daemon.look()
    daemon.commit()
    try daemon.kill()
    files.compress(path + ".1", path + ".1.gz")
    files.unlink(path + ".1")
    expectCounted(300)
  }
}
