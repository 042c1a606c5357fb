import SpendCore

/// The search for files that were renamed, or copied and cut, while nobody watched, to names that
/// say nothing: `app__2026-11-28.jsonl`, `@4000….s`, `archive/app.jsonl`.
///
/// Done only while a generation lacks its file. The files in its directory and below are gathered
/// by name, size and time; one is opened only where these allow it to be the heir, and no more than
/// ``opensPerSecond`` are. What was looked at in vain is not opened again until it changes.
///
/// Memory: some 200 bytes a file, of at most ``mostFiles``, until the search is over.
struct HeirSearch {
  /// A file that no source looks at by its name.
  struct Stray: Hashable {
    let path: FilePath
    let facts: FileFacts
    /// Its path below the directory that was searched.
    let place: FilePath
  }

  /// A file that is looked at although its name says nothing.
  struct Heir: Hashable {
    let slot: FilePath
    /// Where only a known generation is looked for, or also what nobody has seen.
    let role: MatchCandidate.Role
  }

  static let opensPerSecond = 200
  static let mostFiles = 200_000
  /// Directories below that of the source.
  static let depth = 2
  /// Beside further heirs nobody is looked for.
  static let mostWithSiblings = 100

  /// Whether what is at the path was compared in part only, so that it may take the place of a
  /// generation before an heir does.
  var isUndecided = false
  private(set) var heirs: [FilePath: Heir] = [:]
  private var strays: [FileIdentity: Stray] = [:]
  /// Those to be opened, the likeliest last.
  private var queue: [Stray] = []
  private var wanted: Set<UInt64> = []
  private var seen: [FileIdentity: FileFacts] = [:]
  private var opens = 0
  private var opensSince = -Double.infinity

  /// Whether files wait to be opened.
  var isUnderWay: Bool { !queue.isEmpty }

  /// Whether files were gathered for these generations.
  func isFor(_ numbers: Set<UInt64>) -> Bool { numbers.isSubset(of: wanted) }

  /// Takes up what was gathered for generations of these numbers. False: there is nothing among it
  /// that could be an heir and was not looked at before.
  mutating func begin(
    _ numbers: Set<UInt64>, _ strays: [Stray], isLikely: (Stray) -> Bool
  ) -> Bool {
    if !isFor(numbers) { seen = [:] }
    wanted = numbers
    self.strays = [:]
    for stray in strays { self.strays[stray.facts.identity] = stray }
    queue = strays.filter { stray in
      seen[stray.facts.identity]?.isUntouched(since: stray.facts) != true && isLikely(stray)
    }
    // What was written last is the likeliest.
    queue.sort { ($0.facts.modified, $0.path) < ($1.facts.modified, $1.path) }
    return !queue.isEmpty
  }

  /// The file that is the same by device, inode and birth.
  func stray(_ identity: FileIdentity?) -> Stray? { identity.flatMap { strays[$0] } }

  /// The next file to be opened; nil: none, or not now.
  mutating func next(at monotonic: Double, isUnlimited: Bool) -> Stray? {
    if monotonic - opensSince >= 1 { (opens, opensSince) = (0, monotonic) }
    guard isUnlimited || opens < Self.opensPerSecond, let stray = queue.popLast() else {
      return nil
    }
    opens += 1
    seen[stray.facts.identity] = stray.facts
    return stray
  }

  /// A file is the heir. Files whose names differ from its own in numbers only, and that were
  /// written later, are generations that nobody has seen.
  mutating func found(_ heir: Stray, slot: FilePath, role: MatchCandidate.Role) {
    heirs[heir.path] = Heir(slot: slot, role: role)
    // Where whole directories were moved, each file would be compared with every other.
    guard heirs.count <= Self.mostWithSiblings else { return }
    let shape = NameShape(heir.place, of: slot.name)
    for stray in strays.values
    where heirs[stray.path] == nil && stray.facts.modified >= heir.facts.modified
      && NameShape(stray.place, of: slot.name).mayFollow(shape)
    {
      heirs[stray.path] = Heir(slot: slot, role: .rotated)
    }
  }

  /// A file that nobody has seen was renamed while somebody watched.
  mutating func moved(to path: FilePath, slot: FilePath) {
    heirs[path] = Heir(slot: slot, role: .rotated)
  }

  /// Such a file is not there any more. Whose generation it was.
  mutating func leave(_ path: FilePath) -> FilePath? {
    guard heirs[path]?.role == .rotated else { return nil }
    return heirs.removeValue(forKey: path)?.slot
  }

  /// No generation lacks its file. What was found is kept until it is settled what it is.
  mutating func end(isSettled: (FilePath) -> Bool) {
    let rest = heirs.filter { !isSettled($0.key) }
    self = HeirSearch()
    heirs = rest
  }
}
