import SpendCore

/// Using what inotify reported.
extension SourceTail {
  func follow(_ hint: WatchHint) {
    guard glob != nil else { return }
    for number in hint.generations.union(hint.closed).sorted() {
      guard let generation = generation(number) else { continue }
      if hint.closed.contains(number) { generation.open.sawCloseOfWriter = true }
      lookAt(generation)
    }
    // What a tree of any depth sees is looked at directory by directory.
    var others = hint.paths
    for path in hint.paths {
      let (isTheirs, found) = trees.note(path, isDirectory: hint.directories.contains(path))
      follow(found)
      if isTheirs, !watched.contains(path) { others.remove(path) }
    }
    advanceTrees()
    if others.contains(where: concerns) { needsInventory = true }
    if !hint.moves.isEmpty { follow(hint.moves) }
  }

  /// A file that was at the source's own path and that nobody has seen there is one of its
  /// generations, whatever its name is now: it came and went between two looks. Where one went that
  /// is known, is found by looking.
  private func follow(_ moves: [WatchHint.Move]) {
    var slots: [FilePath: FilePath] = [:]
    for move in moves {
      let slot = slots.removeValue(forKey: move.from) ?? heirs.leave(move.from)
      slots[move.to] = slot ?? (isOwn(move.from) ? move.from : nil)
    }
    for (path, slot) in slots where !covers(path) && !RotationNames.isForeign(path.name) {
      guard let facts = try? fileSystem.facts(at: path), facts.isRegular,
        !generations.contains(where: { $0.facts?.identity == facts.identity })
      else { continue }
      heirs.moved(to: path, slot: slot)
      needsInventory = true
    }
  }

  /// Whether a path is one at which new lines are written.
  private func isOwn(_ path: FilePath) -> Bool {
    guard let glob else { return false }
    if let literal = glob.literal { return literal == path }
    return glob.matches(path)
  }

  /// Whether a name that came or went may matter here.
  private func concerns(_ path: FilePath) -> Bool {
    if covers(path) || watched.contains(path) { return true }
    let places = self.places ?? knownPlaces()
    self.places = places
    return places.contains(path)
  }

  /// Gathered once an inventory, which is when files are found elsewhere.
  private func knownPlaces() -> Set<FilePath> {
    var places: Set<FilePath> = []
    for generation in generations where generation.isOpenEnded {
      places.insert(generation.path)
      places.insert(generation.stored.realPath)
    }
    return places
  }
}
