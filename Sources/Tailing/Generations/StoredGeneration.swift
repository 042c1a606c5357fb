import SpendCore

/// What the state holds of a generation. A kill loses nothing of it but what was not committed.
struct StoredGeneration: Sendable {
  /// The path of the source (for a glob: the matching path) whose life it is a part of.
  var slot: FilePath
  /// Where its file was last seen.
  var path: FilePath
  /// The same without symbolic links, as of when it was opened.
  var realPath: FilePath = ""
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
  /// The first bytes as they were when the file was first seen, at most ``ChunkLayout/small`` and
  /// after a page of NULs: finds it again if nothing was consumed yet.
  var head = ContentHead.unknown
  /// Up to here another generation holds the same bytes: an unterminated end there is its.
  var supersededTo: Int64 = 0
  /// Other files with bytes of this generation, which are not read.
  var copies: [KnownCopy] = []
  /// What the last bytes consumed were as of the last commit.
  var committedWindow: TailWindow?
  /// Wall clock at which a file of it was last there.
  var lastThere: Timestamp

  init(slot: FilePath, path: FilePath, state: GenerationState, at now: Timestamp) {
    self.slot = slot
    self.path = path
    self.state = state
    lastThere = now
  }

  var offset: Int64 { fingerprint.offset }
  /// Its bytes are still wanted.
  var isOpenEnded: Bool { state == .active || state == .draining }
}
