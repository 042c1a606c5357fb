import SpendCore

/// The trees of directories that the patterns of a source lead through, and how far they are looked
/// at: some directories with each look, so that the files that are known are read meanwhile.
struct DirectoryTrees {
  /// In what the directories are, and how they are looked at.
  struct Look {
    let fileSystem: any FileSystem
    let now: Timestamp
    /// Directories that are looked at in one turn.
    let atMost: Int
    /// Nothing tells of changes but times.
    let isBlind: Bool
  }

  /// That of the source's own path, where it is a pattern, and after it those of the further ones
  /// for rotated files; none before ``begin(_:)``.
  private(set) var all: [DirectoryTree] = []
  /// Directories are still to be looked at before the look at everything.
  private var isWalking = false
  /// Directories were found that were not watched while they were listed.
  private var hasNewDirectories = false

  var isUnfinished: Bool { all.contains(where: \.isUnfinished) }

  /// Directories of deep trees that changed since they were looked at, and are listed.
  var changed: Set<FilePath> {
    guard !isUnfinished else { return [] }
    return all.reduce(into: []) { all, tree in
      if tree.glob.isDeep { all.formUnion(tree.changed) }
    }
  }

  /// Begins anew where there are none.
  mutating func begin(_ globs: [PathGlob]) {
    if all.isEmpty { all = globs.map { DirectoryTree($0) } }
  }

  /// The patterns are others.
  mutating func forget() { all = [] }

  /// Before a look at everything.
  ///
  /// - Parameters:
  ///   - isSecondLook: nothing of the first is believed.
  ///   - isDue: all directories are, because inotify may not have told. Where there are few, they
  ///     are each time.
  mutating func prepare(_ look: Look, isSecondLook: Bool, isDue: Bool) {
    for index in all.indices {
      guard all[index].glob.isDeep else {
        list(index, look)
        continue
      }
      if isSecondLook || !isWalking {
        if isSecondLook || isDue { all[index].lookAtAll() }
        all[index].lookAtUnsettled()
      }
      all[index].advance(
        look.fileSystem, now: look.now, atMost: isSecondLook ? .max : look.atMost)
      if !all[index].isUnfinished { all[index].changesAreSeen() }
    }
    isWalking = isUnfinished
  }

  private mutating func list(_ index: Int, _ look: Look) {
    var tree = DirectoryTree(all[index].glob)
    tree.advance(look.fileSystem, now: look.now, atMost: .max, hasTimes: look.isBlind)
    if !tree.watched.isSubset(of: all[index].watched) { hasNewDirectories = true }
    all[index] = tree
  }

  /// Goes on with directories that wait.
  mutating func advance(_ look: Look) -> Found {
    var found = Found()
    for index in all.indices where all[index].glob.isDeep && all[index].isUnfinished {
      all[index].advance(look.fileSystem, now: look.now, atMost: look.atMost)
      found.hasOthers = true
      if all[index].hasLost { found.needsInventory = true }
    }
    return found
  }

  /// Without hints what came or went shows in the times of directories only.
  mutating func lookAgain(_ look: Look) -> Found {
    let hadNew = hasNewDirectories
    hasNewDirectories = false
    for index in all.indices where all[index].glob.isDeep && !all[index].isUnfinished {
      if look.isBlind { all[index].lookAtAll() }
      all[index].lookAtNewOnes()
    }
    var found = advance(look)
    if hadNew { found.needsInventory = true }
    return found
  }

  /// Something happened at a path.
  mutating func note(_ path: FilePath, isDirectory: Bool) -> (isTheirs: Bool, Found) {
    var (isTheirs, found) = (false, Found())
    for index in all.indices where all[index].note(path, isDirectory: isDirectory) {
      isTheirs = true
      if !all[index].glob.isDeep { found.needsInventory = true }
    }
    return (isTheirs, found)
  }

  /// What changed in deep trees is looked at.
  mutating func changesAreSeen() {
    for index in all.indices where all[index].glob.isDeep { all[index].changesAreSeen() }
  }

  /// What follows from a look at directories.
  struct Found {
    var needsInventory = false
    /// Others are to be watched than before.
    var hasOthers = false

    mutating func formUnion(_ other: Found) {
      if other.needsInventory { needsInventory = true }
      if other.hasOthers { hasOthers = true }
    }
  }
}
