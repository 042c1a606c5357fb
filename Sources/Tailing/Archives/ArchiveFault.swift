/// Why an archive cannot be decompressed.
package enum ArchiveFault: Hashable, Sendable {
  /// Its bytes are not what they were, or a check sum says so.
  case damaged
  /// It was made to be decompressed with more memory than is given to it; in bytes, where that is
  /// known.
  case needsMemory(UInt64?)
  case needsDictionary
  /// The system has none now; a passing fault.
  case noMemory

  /// What a decoder may remember of what it made: the window of zstd, the dictionary of xz.
  package static let windowBytes = 64 << 20

  /// `needs …`, for people; nil where nothing but damage is to be said.
  package var requirement: String? {
    switch self {
    case .damaged, .noMemory: nil
    case .needsMemory(let bytes):
      """
      needs \(bytes.map(Self.mebibytes) ?? "more") of memory to be decompressed, and \
      \(Self.mebibytes(UInt64(Self.windowBytes))) are given to it; decompress it by hand
      """
    case .needsDictionary: "needs a dictionary to be decompressed; decompress it by hand"
    }
  }

  private static func mebibytes(_ bytes: UInt64) -> String {
    // Rounded up: 64.1 MiB are more than 64.
    "\((bytes >> 20) + (bytes & 0xFFFFF == 0 ? 0 : 1)) MiB"
  }
}
