/// What was found of one file by comparing it with what is known of others, so that a large file is
/// compared a part with each look and nothing of it twice.
///
/// Every reader of a file about which is decided has one. Memory: that of the hashes
/// (``ChunkLayout``).
final class Comparison {
  /// Bytes that one look may still read in order to compare, of all files together.
  final class Allowance {
    var bytes = 0
  }

  /// Two files that are compared byte by byte.
  struct Pair: Hashable {
    var number: UInt64
    var other: FileIdentity?
    var start: Int64
    var place: Int64
  }

  /// What the file was when all of this was found.
  private var facts: FileFacts
  private let allowance: Allowance
  /// From then on a decision is carried out, which reads little and must not stop half way.
  var isLifted = false
  /// Hashes of the whole chunks with which the file begins, as far as they were needed.
  private(set) var chunks: [UInt64] = []
  var hashedBytes: Int64 { ChunkLayout.start(of: chunks.count) }
  /// Up to where pairs agree so far.
  var agreed: [Pair: Int64] = [:]
  var searches: [StretchSearch.Key: StretchSearch] = [:]
  var prefixes: PrefixHashes?
  /// How much of an archive was decompressed.
  private(set) var reached: Int64 = 0

  init(_ facts: FileFacts, _ allowance: Allowance) {
    self.facts = facts
    self.allowance = allowance
  }

  /// Notes that so much was read. Bytes that take longer to come by, or to look at, count several
  /// times.
  func spend(_ bytes: Int) { allowance.bytes -= min(bytes, max(allowance.bytes, 0)) }

  /// Notes how far an archive was decompressed; to come there again costs nothing of the allowance.
  func reach(_ offset: Int64, slowness: Int) {
    guard offset > reached else { return }
    spend(slowness * Int(offset - reached))
    reached = offset
  }

  /// Asked before each step: throws `unfinished` where the rest is for the next look.
  func goOn(_ file: CachedFile) throws(FileError) {
    if allowance.bytes <= 0, !isLifted { throw .unfinished(file.path) }
  }

  /// The hash of a whole chunk of the file, as it was read just now. Only what is new is spent:
  /// what is read again with each look must not use up what is there to go on.
  func note(_ hash: UInt64, chunk: Int) {
    if chunk < chunks.count {
      chunks[chunk] = hash
    } else if chunk == chunks.count {
      chunks.append(hash)
      spend(ChunkLayout.length(of: chunk))
    }
  }

  /// Whether what was found still holds of a file: nobody touched it, or it begins with the same
  /// first chunk and has the same last one where hashing ended, as a file that only grew.
  func holds(of facts: FileFacts, _ reader: any ContentReader) throws(FileError) -> Bool {
    if facts.isUntouched(since: self.facts) { return true }
    guard !reader.isCompressed, let first = chunks.first, let last = chunks.last,
      facts.size >= self.facts.size
    else { return false }
    for (chunk, hash) in [(0, first), (chunks.count - 1, last)] {
      let bytes = try reader.bytes(ChunkLayout.length(of: chunk), at: ChunkLayout.start(of: chunk))
      guard unsafe bytes.withUnsafeBytes({ unsafe ContentHash.of($0) }) == hash else {
        return false
      }
    }
    self.facts = facts
    return true
  }

  /// Hashes the file so far, to be consumed without being read again.
  func hashChunks(of reader: any ContentReader, before end: Int64) throws(FileError) {
    var block = [UInt8](repeating: 0, count: 4 * ChunkLayout.large)
    while ChunkLayout.start(of: chunks.count + 1) <= end {
      try goOn(reader.file)
      let start = ChunkLayout.start(of: chunks.count)
      let count = try reader.read(into: &block, block.count, at: start)
      spend(count)
      let before = chunks.count
      unsafe block.withUnsafeBytes { bytes in
        var from = 0
        while from + ChunkLayout.length(of: chunks.count) <= count {
          let length = ChunkLayout.length(of: chunks.count)
          unsafe chunks.append(ContentHash.of(.init(rebasing: bytes[from..<from + length])))
          from += length
        }
      }
      if chunks.count == before { return }
    }
  }
}
