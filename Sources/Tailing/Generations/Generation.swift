import SpendCore

/// One life of a file: the bytes that were written under one name between two rotations, wherever
/// they lie now. Owned by its ``SourceTail``; a reference because several lists point at it.
final class Generation {
  /// Never used again within the state.
  let number: UInt64
  /// The path of the source (for a glob: the matching path) whose life it is a part of.
  let slot: String
  var path: String
  /// The same without symbolic links, as of when it was opened.
  var realPath = ""
  var state: GenerationState
  /// What the file was when last looked at; nil once the file at the identity is another.
  var facts: FileFacts?
  var isCompressed = false
  var fingerprint = Fingerprint()
  /// Largest size seen: what is missing if the file vanishes before it is read.
  var knownSize: Int64 = 0
  var counts = LineCounts()
  var oversize: Int64 = 0
  var gaps: Int64 = 0
  var unverifiedEnds: Int64 = 0
  /// The start of a line too long to be handed out, in whose middle the offset is.
  var skipStart: Int64?
  /// The bytes before are those of an older generation and were counted there.
  var base: Int64 = 0
  /// What late writers add to a file whose place another took.
  var isRemainder = false
  /// The first bytes as they were when the file was first seen, at most ``ChunkLayout/small`` and behind a page of NULs:
  /// finds it again if nothing was consumed yet.
  var headLength = 0
  var headHash: UInt64 = 0
  /// Up to here another generation holds the same bytes: an unterminated end there is its.
  var supersededTo: Int64 = 0
  /// Other files with bytes of this generation, which are not read.
  var copies: [KnownCopy] = []
  /// Wall clock at which a file of it was last there.
  var lastThere: Timestamp

  // Not part of the state:
  var reader: (any ContentReader)?
  /// Bytes of content of the open archive.
  var archiveSize: Int64 = 0
  /// Monotonic time at which it was opened.
  var watchedSince: Double = 0
  /// There may be bytes behind the offset that were not looked at.
  var mayHaveData = false
  /// The file at the identity does not hold what was consumed any more.
  var isChanged = false
  /// Unterminated bytes seen behind the offset.
  var partial: Int64 = 0
  /// Monotonic time of the last write that was seen.
  var quietSince: Double = -.infinity
  /// No writer was left when somebody closed it.
  var sawCloseOfWriter = false
  var wasFoundNow = false
  /// Found by its content alone.
  var wasAdoptedNow = false
  var log = ChangeLog()

  init(number: UInt64, slot: String, path: String, state: GenerationState, at now: Timestamp) {
    self.number = number
    self.slot = slot
    self.path = path
    self.state = state
    lastThere = now
  }

  var offset: Int64 { fingerprint.offset }
  /// Bytes of content as far as they are known now.
  var contentSize: Int64 {
    guard reader != nil else { return offset }
    return isCompressed ? archiveSize : facts?.size ?? offset
  }
  /// Bytes that were not looked at, or cannot be read.
  var lagBytes: Int64 { max(0, contentSize - offset - partial) }
  /// Its bytes are still wanted.
  var isOpenEnded: Bool { state == .active || state == .draining }

  func touch() { log.touch() }

  func closeReader() {
    reader?.close()
    reader = nil
    mayHaveData = false
  }
}
