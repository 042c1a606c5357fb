/// What a ``Watcher`` should watch.
extension Tailer {
  /// Whether nobody tells what happens in directories, so that each look has to see for itself. Set
  /// by whoever owns the ``Watcher``, or has none.
  package var isBlind: Bool {
    get { context.isBlind }
    set {
      guard newValue != context.isBlind else { return }
      context.isBlind = newValue
      // What is compared from now on was not noted before.
      for source in sources where source.isFile { source.needsInventory = true }
    }
  }

  private static var mostEmptyWatches: Int { 64 }

  /// What to watch, if that may have changed since it was last asked: an append changes nothing,
  /// and there may be thousands of files.
  package mutating func changedWatchTargets() -> WatchTargets? {
    guard context.hasOtherWatches else { return nil }
    context.hasOtherWatches = false
    return watchTargets
  }

  package var watchTargets: WatchTargets {
    var targets = WatchTargets()
    for source in sources {
      targets.directories.formUnion(source.finder.watchedDirectories)
      let empty =
        source.settling.repeating.keys.sorted()
        + source.settling.undecided.filter { $0.value.size == 0 }.keys.sorted()
      // Others than the first ones are looked at every few seconds.
      targets.empty.formUnion(empty.prefix(Self.mostEmptyWatches))
      for generation in source.generations where generation.isOpenEnded {
        if let file = generation.reader?.file, !generation.isCompressed {
          targets.files[generation.number] = WatchTargets.File(
            serial: file.serial, path: file.descriptor.map { "/proc/self/fd/\($0)" } ?? file.path)
        }
      }
    }
    return targets
  }
}
