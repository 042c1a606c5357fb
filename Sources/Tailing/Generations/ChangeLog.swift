/// What of a generation is in the committed state, and what is on its way there.
struct ChangeLog {
  /// Something changed since the last confirmed commit.
  private(set) var isDirty = true
  /// Its records were made and are not confirmed yet.
  private(set) var isOnItsWay = false
  private var changedSince = false

  /// Whole chunks whose hashes are committed; those before are never written again.
  private(set) var chunks = 0
  /// Groups of line ends that are committed.
  private(set) var groups: Set<Int> = []
  private(set) var offset: Int64 = 0
  /// Where the window ends that is committed.
  private(set) var windowOffset: Int64?
  private var next: (chunks: Int, groups: Set<Int>, offset: Int64, windowOffset: Int64?) =
    (0, [], 0, nil)

  init() {}

  /// As read from the state.
  init(committedChunks chunks: Int, groups: Set<Int>, offset: Int64, windowOffset: Int64?) {
    isDirty = false
    self.chunks = chunks
    self.groups = groups
    self.offset = offset
    self.windowOffset = windowOffset
  }

  mutating func touch() {
    isDirty = true
    changedSince = true
  }

  mutating func made(chunks: Int, groups: Set<Int>, offset: Int64, windowOffset: Int64?) {
    isOnItsWay = true
    changedSince = false
    next = (chunks, groups, offset, windowOffset)
  }

  mutating func confirmed() {
    guard isOnItsWay else { return }
    (chunks, groups, offset, windowOffset) = next
    isOnItsWay = false
    isDirty = changedSince
  }
}
