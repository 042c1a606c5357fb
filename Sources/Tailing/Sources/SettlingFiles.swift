import SpendCore

/// Files about which nothing is decided yet, although something could be said: what they are later
/// says more than what they are now.
struct SettlingFiles {
  /// Rotated files of which the last look at everything could not say what they are, as empty ones,
  /// with what they were then. Nothing of them is read until they change.
  private(set) var undecided: [FilePath: FileFacts] = [:]
  /// Files that are written again, or were cut, and hold nothing new; by path.
  private(set) var repeating: [FilePath: Repeating] = [:]
  /// Files that were changed in place, until it is known what they are.
  private var unsettled: [FileIdentity: Unsettled] = [:]
  /// Files of which more and more is found to be what another began with.
  private var beginnings: [FileIdentity: Beginning] = [:]
  /// When one of them is looked at again; monotonic seconds.
  private(set) var dueAt = Double.infinity

  /// A look at everything begins: who still waits says so again.
  mutating func beginLook() {
    dueAt = .infinity
    undecided = [:]
  }

  /// The same of the look at some directories.
  mutating func beginLook(in directories: Set<FilePath>) {
    undecided = undecided.filter { !directories.contains($0.key.directory) }
  }

  mutating func lookAgain(at monotonic: Double) { dueAt = min(dueAt, monotonic) }

  mutating func undecided(_ path: FilePath, _ facts: FileFacts) { undecided[path] = facts }

  /// All files that are waited for, as they were.
  var waiting: [FilePath: FileFacts] {
    undecided.merging(repeating.mapValues(\.facts)) { first, _ in first }
  }

  // MARK: Changed in place

  subscript(_ identity: FileIdentity) -> Unsettled? { unsettled[identity] }

  mutating func changed(_ identity: FileIdentity, _ change: Unsettled) {
    unsettled[identity] = change
  }

  mutating func settled(_ identity: FileIdentity) { unsettled[identity] = nil }

  /// The generations whose files they were.
  var predecessors: Set<UInt64> { Set(unsettled.values.map(\.predecessor)) }

  /// Only files that are still there, of generations that are.
  mutating func keep(
    _ isThere: (FileIdentity) -> Bool, generations isKnown: (UInt64) -> Bool
  ) {
    unsettled = unsettled.filter { isThere($0.key) && isKnown($0.value.predecessor) }
    beginnings = beginnings.filter { isThere($0.key) }
  }

  // MARK: Going on as another

  /// Whether to wait for a file that begins as another and may go on as that did: as long as more
  /// of it is found to agree. After that, what cannot be told is new.
  ///
  /// - Parameter base: what is found of it; nil where it is certain that it goes on.
  mutating func isGoingOn(_ identity: FileIdentity, _ base: Int64?, at now: Double) -> Bool {
    guard let base else {
      beginnings[identity] = nil
      return true
    }
    var known = beginnings[identity] ?? Beginning(base: base, since: now)
    if base > known.base { known = Beginning(base: base, since: now) }
    beginnings[identity] = known
    guard now < known.until else { return false }
    lookAgain(at: known.until)
    return true
  }

  // MARK: Nothing new in them

  mutating func repeats(_ path: FilePath, _ facts: FileFacts, of number: UInt64) {
    repeating[path] = Repeating(facts: facts, number: number)
  }

  /// Whether a file held nothing new, and nobody has touched it since.
  mutating func isStillRepeating(_ path: FilePath, _ facts: FileFacts, at now: Double) -> Bool {
    guard let known = repeating[path] else { return false }
    let until = beginnings[facts.identity]?.until ?? .infinity
    guard facts.isUntouched(since: known.facts), now < until else {
      repeating[path] = nil
      return false
    }
    lookAgain(at: until)
    return true
  }

  mutating func keep(paths: Set<FilePath>) {
    repeating = repeating.filter { paths.contains($0.key) }
  }
}

/// A file whose content changed in place, and that somebody may still be writing: what it is by
/// then says more than what it is now.
struct Unsettled {
  /// Monotonic time at which that was seen first.
  var since: Double
  /// The generation whose file, or a copy of it, it was.
  var predecessor: UInt64
  var isCopy = false

  /// So long nobody may have written to it to be taken for what it is, in seconds.
  static let quietSeconds = 0.1
  /// And so long it is waited for at most: a log may be written to all the time.
  static let longestSeconds = 1.0
}

/// A file that holds nothing but what a generation began with.
struct Repeating {
  /// What it was then.
  let facts: FileFacts
  /// The generation.
  let number: UInt64
}

/// A file that begins as another did, as far as that can be told.
private struct Beginning {
  /// So many bytes of it.
  var base: Int64
  /// Monotonic time since when it is not more.
  var since: Double

  var until: Double { since + Self.longestSeconds }

  /// What is written again comes on faster than a chunk in so many seconds.
  static let longestSeconds = 2.0
}
