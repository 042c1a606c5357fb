import SpendCore

/// Using what inotify reported.
extension SourceTail {
  func take(_ hint: WatchHint) {
    guard glob != nil else { return }
    for number in hint.generations.union(hint.closed).sorted() {
      guard let generation = generation(number) else { continue }
      if hint.closed.contains(number) { generation.open.sawCloseOfWriter = true }
      lookAt(generation)
    }
    // What a tree of any depth sees is looked at directory by directory.
    var others = hint.paths
    for path in hint.paths {
      for index in trees.indices
      where trees[index].note(path, isDirectory: hint.directories.contains(path)) {
        if !trees[index].glob.isDeep { needsInventory = true }
        if !isOnTheWay(path) { others.remove(path) }
      }
    }
    advanceTrees()
    if others.contains(where: concerns) { needsInventory = true }
  }

  /// Whether a name that came or went may matter here.
  private func concerns(_ path: FilePath) -> Bool {
    if covers(path) || isOnTheWay(path) { return true }
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

  /// Whether a path is a directory or a link on the way to the files of the source.
  private func isOnTheWay(_ path: FilePath) -> Bool {
    watchedPlaces.contains(path) || watchedDirectories.contains(path)
  }
}
