/// A file on disk that may hold bytes of a source.
final class Candidate {
  enum Role: Int, Hashable {
    /// It is at the source's path, or matches its glob.
    case current
    case rotated
    /// A generation was there, but nothing new is looked for there.
    case formerPlace
  }

  let path: String
  let slot: String
  let role: Role
  let facts: FileFacts
  /// The generation whose file this was until its content changed in place.
  var predecessor: Generation?
  /// The generation of which it was found to be a copy, when that had its file.
  var original: Generation?
  var reader: (any ContentReader)?
  var isCompressed = false
  /// An archive that is not whole yet.
  var isWaiting = false
  /// An archive that cannot be decompressed.
  var isDamaged = false
  /// Bytes of content; decompressed for archives.
  var size: Int64

  init(path: String, slot: String, role: Role, facts: FileFacts) {
    self.path = path
    self.slot = slot
    self.role = role
    self.facts = facts
    size = facts.size
  }
}
