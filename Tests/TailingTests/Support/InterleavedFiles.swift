import SpendCore
import SpendTesting

@testable import Tailing

/// A file of which some lines were read and ten were not, and what happens to it in two steps.
final class InterleavedFiles {
  let files = MemoryFileSystem()
  let daemon: TailHarness<String>
  private let path = "/log/events.jsonl"
  private var next = 0

  init(read count: Int) throws {
    let files = files
    files.makeDirectory("/log")
    daemon = try TailHarness(
      [SourceSettings(origin: .file(pattern: path, rotated: []))], options: TailOptions(),
      fileSystem: files, now: { Timestamp(microseconds: files.clock / 1000) },
      known: { String(decoding: $0, as: UTF8.self) })
    append(count)
    _ = daemon.settle()
    if count > 1 { append(10) }
  }

  private func append(_ count: Int) {
    files.clock += 10_000_000
    let descriptor = files.writer(path)
    files.write(descriptor, Array(Rig.lines(next..<next + count).utf8))
    files.close(descriptor)
    next += count
  }

  private func rotate() {
    files.rename(path + ".1", path + ".2")
    files.rename(path, path + ".1")
    append(5)
  }

  func first(_ accident: InterleavingTests.Accident) {
    files.clock += 10_000_000
    switch accident {
    case .copyTruncate, .copyTruncateOfOneLine: files.create(path + ".1", files.bytes(of: path))
    case .renameTwice: rotate()
    case .replaceAndRename:
      files.create("/log/new", files.bytes(of: path))
      files.rename("/log/new", path)
      append(5)
    case .compress:
      rotate()
      files.compress(path + ".1", path + ".1.gz", cut: 8)
    }
  }

  func second(_ accident: InterleavingTests.Accident) {
    files.clock += 10_000_000
    switch accident {
    case .copyTruncate, .copyTruncateOfOneLine:
      files.truncate(path)
      append(5)
    case .renameTwice, .replaceAndRename: rotate()
    case .compress:
      files.compress(path + ".1", path + ".1.gz")
      files.unlink(path + ".1")
    }
  }

  /// Lets everything come to rest. Nil: every line is counted once, and no gap was said.
  func problem() -> String? {
    for _ in 0..<3 {
      guard daemon.settle() else { return "does not come to rest" }
      daemon.monotonic += 40
      files.clock += 40_000_000_000
    }
    let lines = daemon.account.lines
    if Set(lines).count != lines.count { return "\(lines.count - Set(lines).count) lines twice" }
    if lines.count != next { return "\(next - lines.count) lines lost" }
    return daemon.account.gaps == 0 ? nil : "a gap"
  }
}
