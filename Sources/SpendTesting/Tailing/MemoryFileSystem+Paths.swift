import Glibc
import SpendCore
import Tailing

/// Finding the way.
extension MemoryFileSystem {
  /// Where a path leads: the directory, the name in it, and what is there.
  struct Place {
    var directory: MemoryFile
    var name: String
    var path: String
    var file: MemoryFile?
  }

  func find(_ path: String, _ call: String) throws(FileError) -> MemoryFile {
    guard let file = place(path, followLast: true)?.file else {
      throw FileError(call: call, path: FilePath(path), code: ENOENT)
    }
    return file
  }

  /// Split once: a schedule asks for the same few paths thousands of times.
  private func names(of path: String) -> [String] {
    if let names = splitPaths[path] { return names }
    let names = path.split(separator: "/").map { String($0) }
    splitPaths[path] = names
    return names
  }

  /// Nil where a directory on the way is missing.
  func place(_ path: String, followLast: Bool, links: Int = 0) -> Place? {
    var directory = root
    var here = ""
    var place = Place(directory: root, name: "", path: "/", file: root)
    let names = names(of: path)
    for (index, name) in names.enumerated() {
      if name == "." { continue }
      if name == ".." {
        // Only after resolved names, so the text says where.
        here = String(here[..<(here.lastIndex(of: "/") ?? here.startIndex)])
        guard let up = self.place(here, followLast: true)?.file else { return nil }
        directory = up
        place = Place(directory: up, name: "", path: here, file: up)
        continue
      }
      guard case .directory(let entries) = directory.content else { return nil }
      let isLast = index == names.count - 1
      let next = here + "/" + name
      let file = entries[name]
      place = Place(directory: directory, name: name, path: next, file: file)
      if case .link(let target) = file?.content, !isLast || followLast {
        guard links < 40 else { return nil }
        let base = target.hasPrefix("/") ? target : here + "/" + target
        let rest = names[(index + 1)...].joined(separator: "/")
        return self.place(
          rest.isEmpty ? base : base + "/" + rest, followLast: followLast, links: links + 1)
      }
      if isLast { return place }
      guard let file else { return nil }
      directory = file
      here = next
    }
    return place
  }
}
