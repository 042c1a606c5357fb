import SpendCore

/// What all sources of a tailer share.
final class TailContext {
  let fileSystem: any FileSystem
  let openFiles: OpenFileCache
  var options: TailOptions
  var happenings: [TailHappening] = []
  /// Generations of sources that are not configured now, by the key of the source.
  var dormant: [ExactText: [Generation]] = [:]
  private var members: [Member] = []
  /// Number of the next generation.
  var nextNumber: UInt64 = 1
  var isNumberDirty = false
  /// Something happened after which a kill would cost more than time.
  var wantsCommit = false
  var now = Timestamp(microseconds: 0)
  /// Others may have to be watched than when that was last asked.
  var hasOtherWatches = true
  /// Nobody tells what happens in directories.
  var isBlind = false
  /// How often files were looked at.
  var lookCount = 0
  /// Seconds of a clock that never steps.
  var monotonic: Double = 0

  init(fileSystem: any FileSystem, options: TailOptions) {
    self.fileSystem = fileSystem
    openFiles = OpenFileCache(fileSystem: fileSystem, limit: options.openFiles)
    self.options = options
  }

  /// A source does not keep the others alive.
  private struct Member {
    weak var tail: SourceTail?
  }

  /// All sources, in the order of the configuration.
  var tails: [SourceTail] { members.compactMap(\.tail) }

  func share(among tails: [SourceTail]) { members = tails.map(Member.init) }

  func takeNumber() -> UInt64 {
    defer { nextNumber += 1 }
    isNumberDirty = true
    return nextNumber
  }

  func emit(_ happening: TailHappening) { happenings.append(happening) }

  /// Seconds since a file was last written to, by the wall clock.
  func age(of facts: FileFacts) -> Double {
    facts.age(at: now)
  }
}
