import Glibc
import LinuxSystem
import SpendCore
import Tailing

/// Who reads what: large files are cut at line ends into pieces, which the threads take one after
/// the other.
struct ReportPlan {
  private(set) var pieces: [ReportPiece] = []
  private let threads: Int
  private let pieceBytes: Int64

  /// Of the pieces whose length is known.
  var bytes: Int64 {
    pieces.reduce(0) { sum, piece in
      guard case .range(let start, let end) = piece.content else { return sum }
      return sum + (end - start)
    }
  }

  /// Opens every file and looks at its first bytes, so that a missing one is known before anything
  /// is read.
  ///
  /// - Parameter pieceBytes: size of the pieces with more than one thread. Small against a file, so
  ///   that no thread is left with a large one at the end; large against the search for its end.
  init(
    _ paths: [FilePath], threads: Int, pieceBytes: Int64 = 4 << 20
  ) throws(ReportFailure) {
    self.threads = threads
    self.pieceBytes = max(1, pieceBytes)
    // Every file stays open until it is read; the usual limit is 1,024.
    if paths.count > 200 { DescriptorLimit.raise() }
    for path in paths { try add(try OpenFile(path)) }
  }

  private mutating func add(_ file: OpenFile) throws(ReportFailure) {
    var front = [UInt8](repeating: 0, count: ContentKind.frontBytes)
    guard let size = file.size else {
      let count = try Self.fill(&front, file, at: nil)
      let format = try Self.format(front[..<count], file)
      pieces.append(
        ReportPiece(file: file, content: .pipe(front: Array(front[..<count]), format)))
      return
    }
    if let format = try Self.format(front[..<(try Self.fill(&front, file, at: 0))], file) {
      pieces.append(ReportPiece(file: file, content: .archive(format)))
      return
    }
    let isDivisible = threads > 1 && size > pieceBytes ? try !Self.hasCutLines(file) : false
    var start: Int64 = 0
    while start < size {
      let wanted = isDivisible ? start + pieceBytes : size
      let end = try Self.lineStart(at: wanted, in: file, size: size)
      pieces.append(ReportPiece(file: file, content: .range(start: start, end: end)))
      start = end
    }
  }

  /// Whether a line may go on in a later one.
  private static func hasCutLines(_ file: OpenFile) throws(ReportFailure) -> Bool {
    var front = [UInt8](repeating: 0, count: 32 << 10)
    let count = try fill(&front, file, at: 0)
    return CutLines.mayOccur(in: front[..<count])
  }

  /// How a file is packed, by its first bytes; nil: not at all.
  private static func format(
    _ front: ArraySlice<UInt8>, _ file: OpenFile
  ) throws(ReportFailure) -> ArchiveFormat? {
    switch ContentKind(front: front) {
    case .lines: return nil
    case .archive(let format): return format
    case .foreign(let what):
      throw ReportFailure(
        """
        \(file.path): is \(what), which is not read; unpack it, or pack it with gzip, zstd, xz or bzip2
        """)
    }
  }

  /// The first start of a line at or after an offset above 0. O(length of the line).
  private static func lineStart(
    at offset: Int64, in file: OpenFile, size: Int64
  ) throws(ReportFailure) -> Int64 {
    var buffer = [UInt8](repeating: 0, count: 1 << 12)
    var position = offset - 1
    while position < size {
      let count = try fill(&buffer, file, at: position)
      guard count > 0 else { break }
      if let mark = buffer[..<count].firstIndex(of: UInt8(ascii: "\n")) {
        return min(size, position + Int64(mark) + 1)
      }
      position += Int64(count)
    }
    return size
  }

  /// Reads until the buffer is full or there is nothing more.
  private static func fill(
    _ buffer: inout [UInt8], _ file: OpenFile, at offset: Int64?
  ) throws(ReportFailure) -> Int {
    var filled = 0
    while filled < buffer.count {
      var failure: ReportFailure?
      let count = unsafe buffer.withUnsafeMutableBytes { bytes -> Int in
        do throws(ReportFailure) {
          return try unsafe file.read(
            into: UnsafeMutableRawBufferPointer(rebasing: bytes[filled...]),
            at: offset.map { $0 + Int64(filled) })
        } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      if count == 0 { break }
      filled += count
    }
    return filled
  }
}
