import Tailing

/// A part of a report's input that one thread reads: whole lines of a file, or all of an archive
/// or a pipe.
struct ReportPiece: Sendable {
  enum Content: Sendable {
    /// The bytes `[start, end)` of a file with a size.
    case range(start: Int64, end: Int64)
    case archive(ArchiveFormat)
    /// What follows the bytes that were read to see what it is.
    case pipe(front: [UInt8], ArchiveFormat?)
  }

  var file: OpenFile
  var content: Content

  /// - Parameter warn: see ``ArchiveSupply``.
  func supply(warn: @escaping (String) -> Void) -> any ByteSupply {
    switch content {
    case .range(let start, let end):
      return RangeSupply(file, from: start, to: end)
    case .archive(let format):
      let packed = RangeSupply(file, from: 0, to: file.size ?? 0)
      return ArchiveSupply(packed, format, path: file.path, warn: warn)
    case .pipe(let front, let format):
      let supply = PipeSupply(file, front: front)
      guard let format else { return supply }
      return ArchiveSupply(supply, format, path: file.path, warn: warn)
    }
  }

  /// Whether these are the first bytes of a file.
  var isStart: Bool {
    if case .range(let start, _) = content { return start == 0 }
    return true
  }

  /// Whether these are the last.
  var isEnd: Bool {
    if case .range(_, let end) = content { return end == file.size }
    return true
  }
}
