import SpendCore

/// Which directories say when something comes or goes on the way to the files of a source, and
/// which names on that way lead there.
struct WatchedPaths {
  var directories: Set<FilePath> = []
  private var names: Set<FilePath> = []

  init() {}

  /// The directory of the files; of every link on the way there; and of what is missing, the first
  /// that exists. A directory above one that exists is not watched: much happens in some, and what
  /// it would tell is found by looking.
  init(to glob: PathGlob, _ fileSystem: any FileSystem) {
    var links = 0
    walk(glob.literal ?? glob.top, fileSystem, &links)
  }

  /// Whether a path is a directory or a link on the way to the files.
  func contains(_ path: FilePath) -> Bool { names.contains(path) || directories.contains(path) }

  private mutating func walk(
    _ path: FilePath, _ fileSystem: any FileSystem, _ links: inout Int
  ) {
    var here: FilePath = path.isAbsolute ? .root : .here
    let parts = path.names
    for (index, name) in parts.enumerated() {
      let next = here.appending(name)
      names.insert(next)
      if let target = fileSystem.linkTarget(next) {
        directories.insert(here)
        links += 1
        guard links < 40 else { return }
        let base = target.isAbsolute ? target : here.appending(target)
        let rest = parts[(index + 1)...].reduce(base) { $0.appending($1) }
        return walk(rest, fileSystem, &links)
      }
      do throws(FileError) {
        _ = try fileSystem.facts(at: next)
      } catch {
        directories.insert(here)
        return
      }
      if index == parts.count - 1 { directories.insert(here) }
      here = next
    }
  }
}
