import SpendCore

/// Which directories say when something comes or goes.
extension SourceTail {
  /// The directory of the files; of every link on the way there; and of what is missing, the first
  /// that exists. A directory above one that exists is not watched: much happens in some, and what
  /// it would tell is found by looking.
  func watchTheWay(to glob: PathGlob) {
    var links = 0
    walk(glob.literal ?? glob.top, &links)
  }

  private func walk(_ path: FilePath, _ links: inout Int) {
    var here: FilePath = path.isAbsolute ? .root : .here
    let names = path.names
    for (index, name) in names.enumerated() {
      let next = here.appending(name)
      watchedPlaces.insert(next)
      if let target = fileSystem.linkTarget(next) {
        watchedDirectories.insert(here)
        links += 1
        guard links < 40 else { return }
        let base = target.isAbsolute ? target : here.appending(target)
        return walk(names[(index + 1)...].reduce(base) { $0.appending($1) }, &links)
      }
      do throws(FileError) {
        _ = try fileSystem.facts(at: next)
      } catch {
        watchedDirectories.insert(here)
        return
      }
      if index == names.count - 1 { watchedDirectories.insert(here) }
      here = next
    }
  }
}
