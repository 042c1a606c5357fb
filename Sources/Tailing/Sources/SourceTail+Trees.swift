import SpendCore

/// The directories that patterns lead through.
extension SourceTail {
  private var treeLook: DirectoryTrees.Look {
    .init(
      fileSystem: fileSystem, now: context.now, atMost: context.options.isOnce ? .max : 1000,
      isBlind: context.isBlind)
  }

  /// A file that exists by the name as it is written is that file, and so is one that did: while it
  /// is rotated there is none.
  func resolveName() {
    guard let glob, glob.literal == nil else { return }
    let path = glob.pattern
    var isThere = generations.contains { $0.slot == path } || fileSystem.linkTarget(path) != nil
    if let facts = try? fileSystem.facts(at: path), facts.kind != .directory { isThere = true }
    guard isThere else { return }
    self.glob = PathGlob(literal: path)
    trees.forget()
  }

  /// Before a look at everything.
  func prepareTrees(isSecondLook: Bool) {
    guard let glob else { return }
    trees.begin((glob.literal == nil ? [glob] : []) + rotatedGlobs)
    trees.prepare(
      treeLook, isSecondLook: isSecondLook, isDue: context.monotonic >= nextInventory)
  }

  /// Goes on with directories that wait; what is found there needs a look at everything.
  func advanceTrees() { follow(trees.advance(treeLook)) }

  func lookAtTrees() { follow(trees.lookAgain(treeLook)) }

  func follow(_ found: DirectoryTrees.Found) {
    if found.needsInventory { needsInventory = true }
    if found.hasOthers { context.hasOtherWatches = true }
  }
}
