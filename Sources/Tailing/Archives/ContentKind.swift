/// What a file holds, by its first bytes.
package enum ContentKind: Hashable, Sendable {
  /// Lines, or nothing yet.
  case lines
  case archive(ArchiveFormat)
  /// Packed in a way that is not read, with its name: `a zip archive`.
  case foreign(String)

  /// So many first bytes are enough to tell.
  package static let frontBytes = 264

  package init(front: some RandomAccessCollection<UInt8>) {
    for format in ArchiveFormat.allCases where format.likeness(of: front) == .whole {
      // A line of text may begin with BZh1; a block, or the end of the stream, does not follow it.
      if format == .bzip2, !Self.isBzip2(front) { continue }
      self = .archive(format)
      return
    }
    let foreign = Self.foreign.first { front.dropFirst($0.offset).starts(with: $0.bytes) }
    self = foreign.map { .foreign($0.name) } ?? .lines
  }

  /// Whether the few bytes that are there may become an archive.
  static func mayBecomeArchive(_ front: some Collection<UInt8>) -> Bool {
    ArchiveFormat.allCases.contains { $0.likeness(of: front) == .partial }
  }

  private static func isBzip2(_ front: some Collection<UInt8>) -> Bool {
    let next = front.dropFirst(4).prefix(6)
    return [0x31, 0x41, 0x59, 0x26, 0x53, 0x59].starts(with: next)
      || [0x17, 0x72, 0x45, 0x38, 0x50, 0x90].starts(with: next)
  }

  /// None of them can begin a line of a log.
  private static let foreign: [(name: String, offset: Int, bytes: [UInt8])] = [
    ("a zip archive", 0, [0x50, 0x4B, 0x03, 0x04]),
    ("a zip archive", 0, [0x50, 0x4B, 0x05, 0x06]),
    ("a zip archive", 0, [0x50, 0x4B, 0x07, 0x08]),
    ("a 7z archive", 0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
    ("a rar archive", 0, [0x52, 0x61, 0x72, 0x21, 0x1A, 0x07]),
    ("an lz4 archive", 0, [0x04, 0x22, 0x4D, 0x18]),
    ("an lz4 archive", 0, [0x02, 0x21, 0x4C, 0x18]),
    ("an lzip archive", 0, [0x4C, 0x5A, 0x49, 0x50, 0x01]),
    ("an lzop archive", 0, [0x89, 0x4C, 0x5A, 0x4F, 0x00, 0x0D, 0x0A, 0x1A, 0x0A]),
    ("an lrzip archive", 0, [0x4C, 0x52, 0x5A, 0x49, 0x00]),
    ("an lzma archive", 0, [0x5D, 0x00, 0x00]),
    ("an archive of compress (.Z)", 0, [0x1F, 0x9D]),
    ("an archive of pack (.z)", 0, [0x1F, 0x1E]),
    ("an archive of freeze", 0, [0x1F, 0x9F]),
    ("a snappy archive", 0, [0xFF, 0x06, 0x00, 0x00, 0x73, 0x4E, 0x61, 0x50, 0x70, 0x59]),
    ("a tar archive", 257, [0x75, 0x73, 0x74, 0x61, 0x72]),
  ]
}
