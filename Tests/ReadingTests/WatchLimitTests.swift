import Glibc
import Reading
import SpendCore
import Synchronization
import Tailing
import Testing

/// `fs.inotify.max_user_watches` is used up, by whoever: then looking has to do.
@Suite("With and without watches")
struct WatchLimitTests {
  /// So many watches, and no more.
  private static func options(watches: Int) -> SourceReader.Options {
    let box = Box(watches)
    var options = SourceReader.Options()
    options.isWatching = true
    options.placeWatch = { inotify, path, mask in
      let isLeft = box.left.withLock { left in
        left -= 1
        return left >= 0
      }
      return isLeft ? Watcher.place(inotify, path, mask) : -ENOSPC
    }
    return options
  }

  private final class Box: Sendable {
    let left: Mutex<Int>
    init(_ count: Int) { left = Mutex(count) }
  }

  @Test(
    "everything is read within five seconds, and that is said once",
    arguments: [0, 1, 3, 1000], ["0.jsonl", "*.jsonl", "*/*.jsonl", "**/*.jsonl"])
  func everything(watches: Int, pattern: String) throws {
    let rig = try SourceReaderRig(
      sources: 1, pattern: pattern, options: Self.options(watches: watches))
    let isOne = pattern == "0.jsonl"
    let isInFolders = pattern.contains("/")
    var expected: [Int64] = []
    func write(_ name: String) {
      let folder = isInFolders ? "\(expected.count % 3)/" : ""
      if isInFolders { mkdir("\(rig.directory)/\(folder)", 0o755) }
      let cost = Int64(expected.count + 1)
      expected.append(cost)
      rig.append(
        SourceReaderRig.line(cost: cost, at: SourceReaderRig.start), to: folder + name)
    }
    write("0.jsonl")
    rig.look()
    rig.readAll()
    // Appends, new folders, new files, at once after the first look and later.
    for round in 1...8 {
      write(isOne ? "0.jsonl" : "\(round / 2).jsonl")
      if isOne, round % 3 == 0 { rig.rotate(0) }
      rig.look(after: 5)
      rig.readAll()
      #expect(rig.applied.map(\.cost).sorted() == expected, "round \(round)")
    }
    rig.commit()
    let said = rig.happenings.count { if case .watchFailed = $0 { true } else { false } }
    #expect(said == (watches < 1000 ? 1 : 0))
  }
}
