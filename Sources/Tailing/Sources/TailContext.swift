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
  /// Those from the next one up to here are kept for files that are being judged.
  private(set) var firstUnreserved: UInt64 = 0
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

  /// Keeps numbers for generations that may begin in any order. Returns the first; they are free
  /// again with the next call.
  func reserveNumbers(_ count: Int) -> UInt64 {
    firstUnreserved = nextNumber + UInt64(count)
    return nextNumber
  }

  /// - Parameter reserved: one of those that are kept.
  func takeNumber(_ reserved: UInt64? = nil) -> UInt64 {
    let number = reserved ?? max(nextNumber, firstUnreserved)
    nextNumber = max(nextNumber, number + 1)
    isNumberDirty = true
    return number
  }

  func emit(_ happening: TailHappening) { happenings.append(happening) }

  /// Seconds since a file was last written to, by the wall clock.
  func age(of facts: FileFacts) -> Double {
    facts.age(at: now)
  }
}
