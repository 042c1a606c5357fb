import SpendCore

/// A file on disk that may hold bytes of a source, and its open reader.
final class Candidate {
  /// What is known of it.
  var file: MatchCandidate
  var reader: (any ContentReader)?
  /// That of the generation that begins in it, if one does; nil: the next one.
  var number: UInt64?
  var isCompressed = false
  /// An archive that is not whole yet.
  var isWaiting = false
  /// There is more to compare than a look may read.
  var isUnfinished = false
  /// It holds nothing that could be read, and that is no accident.
  var isRefused = false
  /// An archive that cannot be decompressed.
  var isDamaged = false

  init(_ file: MatchCandidate) { self.file = file }

  var path: FilePath { file.path }
  var slot: FilePath { file.slot }
  var role: MatchCandidate.Role { file.role }
  var facts: FileFacts { file.facts }
  var size: Int64 { file.size }
}
