/// A way of compressing that is read. Files are told apart by their first bytes, never by their
/// names.
package enum ArchiveFormat: String, CaseIterable, Hashable, Sendable {
  case gzip
  case zstd
  case xz
  case bzip2

  /// What its tool appends to the name of a file.
  package var ending: String {
    switch self {
    case .gzip: ".gz"
    case .zstd: ".zst"
    case .xz: ".xz"
    case .bzip2: ".bz2"
    }
  }

  /// What a member can begin with, byte by byte: RFC 1952, 2.3.1; RFC 8878, 3.1 (a frame, and one
  /// to be skipped); The .xz File Format, 2.1.1.1; BZh and the size of the blocks.
  var beginnings: [[ClosedRange<UInt8>]] {
    switch self {
    case .gzip: [Self.exactly(0x1F, 0x8B)]
    case .zstd:
      [
        Self.exactly(0x28, 0xB5, 0x2F, 0xFD),
        [0x50...0x5F] + Self.exactly(0x2A, 0x4D, 0x18),
      ]
    case .xz: [Self.exactly(0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00)]
    case .bzip2: [Self.exactly(0x42, 0x5A, 0x68) + [0x31...0x39]]
    }
  }

  private static func exactly(_ bytes: UInt8...) -> [ClosedRange<UInt8>] {
    bytes.map { $0...$0 }
  }

  /// Zeros after a member are padding: of tapes, of preallocation, xz's own. zstd(1) takes them for
  /// damage.
  var allowsPadding: Bool { self != .zstd }

  /// What follows a member and begins none is left alone by gzip(1) and bzip2(1), with a warning;
  /// zstd(1) and xz(1) take it for damage.
  var allowsTrailingBytes: Bool { self == .gzip || self == .bzip2 }

  /// How much longer than gzip it takes for the same number of bytes, roughly.
  var slowness: Int {
    switch self {
    case .gzip, .zstd: 1
    case .xz: 5
    case .bzip2: 10
    }
  }

  func makeDecoder() -> any MemberDecoder {
    switch self {
    case .gzip: GzipDecoder()
    case .zstd: ZstdDecoder()
    case .xz: XzDecoder()
    case .bzip2: Bzip2Decoder()
    }
  }

  /// How far bytes are the beginning of a member.
  enum Likeness { case none, partial, whole }

  func likeness(of front: some Collection<UInt8>) -> Likeness {
    let agreeing = beginnings.filter { zip($0, front).allSatisfy { $0.contains($1) } }
    if agreeing.contains(where: { $0.count <= front.count }) { return .whole }
    return agreeing.isEmpty ? .none : .partial
  }
}
