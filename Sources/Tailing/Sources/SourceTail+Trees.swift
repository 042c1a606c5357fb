import SpendCore

/// The directories that patterns lead through.
extension SourceTail {
  /// Directories that are looked at in one turn, between reading and reading.
  private var atOnce: Int { context.options.isOnce ? .max : 1000 }

  var hasUnfinishedTrees: Bool { trees.contains(where: \.isUnfinished) }

  /// A file that exists by the name as it is written is that file, and so is one that did: while it
  /// is rotated there is none.
  func resolveName() {
    guard let glob, glob.literal == nil else { return }
    let path = glob.pattern
    var isThere = generations.contains { $0.slot == path } || fileSystem.linkTarget(path) != nil
    if let facts = try? fileSystem.facts(at: path), facts.kind != .directory { isThere = true }
    guard isThere else { return }
    self.glob = PathGlob(literal: path)
    trees = []
  }

  /// Before a look at everything: all directories are due from time to time, because inotify may
  /// not have told. Where there are few, each time.
  func prepareTrees(isSecondLook: Bool) {
    guard let glob else { return }
    if trees.isEmpty {
      trees = ((glob.literal == nil ? [glob] : []) + rotatedGlobs).map { DirectoryTree($0) }
    }
    for index in trees.indices {
      if trees[index].glob.isDeep {
        prepareTree(index, isSecondLook: isSecondLook)
      } else {
        listTree(index)
      }
    }
    isWalking = hasUnfinishedTrees
  }

  private func listTree(_ index: Int) {
    var tree = DirectoryTree(trees[index].glob)
    tree.advance(fileSystem, now: context.now, atMost: .max, hasTimes: context.isBlind)
    if !tree.watched.isSubset(of: trees[index].watched) { hasNewDirectories = true }
    trees[index] = tree
  }

  private func prepareTree(_ index: Int, isSecondLook: Bool) {
    if isSecondLook || !isWalking {
      if isSecondLook || context.monotonic >= nextInventory { trees[index].lookAtAll() }
      trees[index].lookAtUnsettled()
    }
    trees[index].advance(fileSystem, now: context.now, atMost: isSecondLook ? .max : atOnce)
    if !trees[index].isUnfinished { trees[index].changesAreSeen() }
  }

  /// Goes on with directories that wait; what is found there needs a look at everything.
  func advanceTrees() {
    for index in trees.indices where trees[index].glob.isDeep && trees[index].isUnfinished {
      trees[index].advance(fileSystem, now: context.now, atMost: atOnce)
      context.hasOtherWatches = true
      if trees[index].hasLost { needsInventory = true }
    }
  }

  /// Without hints what came or went shows in the times of directories only.
  func lookAtTrees() {
    if hasNewDirectories {
      hasNewDirectories = false
      needsInventory = true
    }
    for index in trees.indices where trees[index].glob.isDeep && !trees[index].isUnfinished {
      if context.isBlind { trees[index].lookAtAll() }
      trees[index].lookAtNewOnes()
    }
    advanceTrees()
  }
}
