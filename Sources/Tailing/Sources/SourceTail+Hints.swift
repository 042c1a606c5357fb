import SpendCore

/// Using what inotify reported.
extension SourceTail {
  func follow(_ hint: WatchHint) {
    guard isFile else { return }
    for number in hint.generations.union(hint.closed).sorted() {
      guard let generation = generation(number) else { continue }
      if hint.closed.contains(number) { generation.open.sawCloseOfWriter = true }
      lookAt(generation)
    }
    let (paths, found) = finder.follow(hint)
    follow(found)
    if paths.contains(where: concerns) { needsInventory = true }
    if !hint.moves.isEmpty { follow(hint.moves) }
  }

  func follow(_ found: DirectoryTrees.Found) {
    if found.needsInventory { needsInventory = true }
    if found.hasOthers { context.hasOtherWatches = true }
  }

  /// A file that was at the source's own path and that nobody has seen there is one of its
  /// generations, whatever its name is now: it came and went between two looks. Where one went that
  /// is known, is found by looking.
  private func follow(_ moves: [WatchHint.Move]) {
    var slots: [FilePath: FilePath] = [:]
    for move in moves {
      let slot = slots.removeValue(forKey: move.from) ?? heirs.leave(move.from)
      slots[move.to] = slot ?? (finder.pattern?.isOwn(move.from) == true ? move.from : nil)
    }
    for (path, slot) in slots where !finder.covers(path) && !RotationNames.isForeign(path.name) {
      guard let facts = try? fileSystem.facts(at: path), facts.isRegular,
        !generations.contains(where: { $0.facts?.identity == facts.identity })
      else { continue }
      heirs.moved(to: path, slot: slot)
      needsInventory = true
    }
  }

  /// Whether a name that came or went may matter here.
  private func concerns(_ path: FilePath) -> Bool {
    if finder.concerns(path) { return true }
    let places = self.places ?? openPlaces()
    self.places = places
    return places.contains(path)
  }

  /// Gathered once an inventory, which is when files are found elsewhere.
  private func openPlaces() -> Set<FilePath> {
    var places: Set<FilePath> = []
    for generation in generations where generation.isOpenEnded {
      places.insert(generation.path)
      places.insert(generation.stored.realPath)
    }
    return places
  }
}
