import SpendCore

/// The look at a few directories below `**`: where files came to them and none went, no other has
/// to be looked at. So what a new file costs does not depend on how many there are.
extension SourceTail {
  /// Looks at everything, or at what changed if that is enough. Whether it was enough.
  func takeDueInventory() -> Bool {
    let directories = finder.trees.changed
    if !needsInventory {
      if directories.isEmpty || takeInventory(of: directories) { return true }
    }
    takeInventory()
    return false
  }

  /// False: what changed there may concern other files too.
  private func takeInventory(of directories: Set<FilePath>) -> Bool {
    guard start.isOver, hasInventory, !isUndecided, opener.archives.waiting.isEmpty else {
      return false
    }
    for generation in generations where directories.contains(generation.path.directory) {
      beginLook(at: generation)
    }
    guard !needsInventory,
      var findings = finder.collect(in: directories, knownPaths(in: directories))
    else { return false }
    places = nil
    context.hasOtherWatches = true
    keeper.invalidateOrder()
    opener.begin(hasReachedEnd: hasReachedEnd)
    settling.beginLook(in: directories)
    takeOverShared(&findings)
    let unknown = identify(&findings).filter { !isStillRepeating($0) }
    if !findings.mustLookAgain { judge(unknown, &findings) }
    noteDecided(!findings.mustLookAgain)
    if findings.needsInventory { needsInventory = true }
    return true
  }
}
