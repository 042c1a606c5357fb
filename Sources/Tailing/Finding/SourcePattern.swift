import SpendCore

/// Which paths are those of a source by their names alone: the one at which lines are written, or a
/// pattern of many; and those of rotated files.
struct SourcePattern {
  private(set) var glob: PathGlob
  /// Of further rotated files.
  var rotated: [PathGlob]

  /// Nil for a source that is not a file.
  init?(_ origin: SourceSettings.Origin) {
    guard case .file(let pattern, let rotated) = origin else { return nil }
    glob = PathGlob(pattern)
    self.rotated = rotated.map { PathGlob($0) }
  }

  /// All patterns whose directories are to be listed; a path without special characters is not.
  var listed: [PathGlob] { (glob.literal == nil ? [glob] : []) + rotated }

  /// The pattern as it is written is the name of a file.
  mutating func becomeLiteral() { glob = PathGlob(literal: glob.pattern) }

  /// Whether a path is one at which new lines are written.
  func isOwn(_ path: FilePath) -> Bool {
    if let literal = glob.literal { return literal == path }
    return glob.matches(path)
  }

  /// Whether a path belongs to the source: as one of its own, or of a rotated file.
  func covers(_ path: FilePath) -> Bool {
    if glob.matches(path) || path == glob.pattern { return true }
    if rotated.contains(where: { $0.matches(path) }) { return true }
    let (directory, name) = (path.directory, path.name)
    if let literal = glob.literal {
      return literal.directory == directory && RotationNames.isRotated(name, of: literal.name)
    }
    return RotationNames.bases(of: name).contains { glob.matches(directory.appending($0)) }
  }

  /// The name of which another in the same directory is a rotated generation, if the
  /// pattern matches that file and it is there or was read before.
  func base(of name: FilePath, isThere: (_ base: FilePath) -> Bool) -> FilePath? {
    var found: FilePath?
    var name = name
    while let base = RotationNames.bases(of: name).first(where: {
      glob.matchesLast($0) && isThere($0)
    }) {
      found = base
      name = base
    }
    return found
  }

  /// The same of a name that the pattern itself does not match, where the file is not there that it
  /// was made of: it is rotated all the same, and nobody else reads it.
  func base(ofOrphan name: FilePath, isThere: (_ base: FilePath) -> Bool) -> FilePath? {
    guard let nearest = RotationNames.bases(of: name).first(where: glob.matchesLast) else {
      return nil
    }
    return base(of: nearest, isThere: isThere) ?? nearest
  }

  /// Whose generation a file in another directory is: of the path, or in a pattern by its name.
  ///
  /// - Parameter slots: paths of which generations are known, the newest last.
  func slot(ofRotated name: FilePath, among slots: [FilePath]) -> FilePath {
    if let literal = glob.literal { return literal }
    let bases = RotationNames.bases(of: name)
    return slots.last { bases.contains($0.name) } ?? glob.pattern
  }
}
