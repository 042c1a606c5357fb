import SpendCore

/// What the matcher knows of a file on disk that may hold bytes of a source.
struct MatchCandidate: Hashable, Sendable {
  /// Where the file was found.
  enum Role: Int, Hashable, Sendable {
    /// It is at the source's path, or matches its glob.
    case current
    case rotated
    /// A generation was there, but nothing new is looked for there.
    case formerPlace
  }

  let path: FilePath
  let slot: FilePath
  let role: Role
  let facts: FileFacts
  /// Bytes of content; decompressed for archives.
  var size: Int64
  /// Number of the generation whose file this was until its content changed in place.
  var predecessor: UInt64?
  /// Number of the generation of which it was found to be a copy, when that had its file.
  var original: UInt64?

  init(path: FilePath, slot: FilePath, role: Role, facts: FileFacts) {
    self.path = path
    self.slot = slot
    self.role = role
    self.facts = facts
    size = facts.size
  }

  /// Rotated files come first, plain ones before archives, which may be made of them, older ones
  /// before newer ones. A file that changed in place comes last, when it is known whether a copy of
  /// what it was took its place. In which order they are read says ``ReadingOrder``.
  static func isDecidedBefore(_ a: MatchCandidate, _ b: MatchCandidate) -> Bool {
    (a.rank, a.facts.modified, -a.rotationNumber, a.path)
      < (b.rank, b.facts.modified, -b.rotationNumber, b.path)
  }

  private var rank: Int {
    if predecessor != nil { return 3 }
    if role == .current { return 2 }
    return RotationNames.isArchive(path) ? 1 : 0
  }

  private var rotationNumber: Int { RotationNames.number(of: path.name) }
}
