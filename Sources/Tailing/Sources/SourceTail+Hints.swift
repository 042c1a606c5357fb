/// Using what inotify reported.
extension SourceTail {
  func take(_ hint: WatchHint) {
    guard glob != nil else { return }
    for generation in generations {
      if hint.closed.contains(generation.number) { generation.open.sawCloseOfWriter = true }
      if hint.generations.contains(generation.number) || hint.closed.contains(generation.number) {
        lookAt(generation)
      }
    }
    if hint.paths.contains(where: concerns) { needsInventory = true }
  }

  /// Whether a name that came or went may matter here.
  private func concerns(_ path: String) -> Bool {
    if covers(path) || isOnTheWay(path) { return true }
    return generations.contains {
      $0.isOpenEnded && ($0.path == path || $0.stored.realPath == path)
    }
  }

  /// Whether a path is a directory or a link on the way to the files of the source.
  private func isOnTheWay(_ path: String) -> Bool {
    watchedPlaces.contains(path) || watchedDirectories.contains(path)
  }
}
