/// Which directories say when something comes or goes.
extension SourceTail {
  /// The directory of the files; of every link on the way there; and of what is missing, the first
  /// that exists. A directory above one that exists is not watched: much happens in some, and what
  /// it would tell is found by looking.
  func watchTheWay(to glob: Glob) {
    var path = glob.pattern
    if !glob.isLiteral {
      var names = path.split(separator: "/")
      if let first = names.firstIndex(where: { Glob.isPattern(String($0)) }) {
        names.removeSubrange(first...)
      }
      path = (path.hasPrefix("/") ? "/" : "") + names.joined(separator: "/")
    }
    var links = 0
    walk(path, &links)
  }

  private func walk(_ path: String, _ links: inout Int) {
    let isAbsolute = path.hasPrefix("/")
    var here = isAbsolute ? "/" : "."
    let names = path.split(separator: "/").map(String.init)
    for (index, name) in names.enumerated() {
      let next = Glob.join(here, name)
      watchedPlaces.insert(next)
      if let target = fileSystem.linkTarget(next) {
        watchedDirectories.insert(here)
        links += 1
        guard links < 40 else { return }
        let rest = names[(index + 1)...].joined(separator: "/")
        let base = target.hasPrefix("/") ? target : Glob.join(here, target)
        return walk(rest.isEmpty ? base : base + "/" + rest, &links)
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
