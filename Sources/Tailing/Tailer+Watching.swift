/// What a ``Watcher`` should watch.
extension Tailer {
  package var watchTargets: WatchTargets {
    var targets = WatchTargets()
    for source in sources {
      targets.directories.formUnion(source.watchedDirectories)
      for generation in source.generations where generation.isOpenEnded {
        if let reader = generation.reader, !generation.isCompressed {
          targets.files[generation.number] = reader.descriptor
        }
      }
    }
    return targets
  }
}
