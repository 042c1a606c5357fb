import Glibc
import SpendCore

/// The decompressed content of an archive. Keeps a window of it and goes forward; asked for
/// something before the window it begins again. Memory: that of the decoder, and less than two
/// megabytes.
final class ArchiveReader: ContentReader {
  /// Whether a file is a whole archive; if not, how much can be read of it.
  enum Condition: Hashable {
    case whole(size: Int64, hasTrailingBytes: Bool)
    /// It ends in the middle: somebody is still writing it, or died over it.
    case cut(readable: Int64)
    case damaged(readable: Int64)
    case refused(ArchiveFault)
  }

  let file: CachedFile
  let format: ArchiveFormat
  var comparison: Comparison?
  /// What is just before is asked for again: the last lines of what was compared, the anchor.
  private static let keptBehind = 1 << 17
  /// Only while there is something to decompress: it may hold much memory.
  private var decompressor: Decompressor?
  private var input: [UInt8] = []
  /// What of the input is not decompressed.
  private var unread = 0..<0
  private var position: Int64 = 0
  private var window: [UInt8] = []
  private var windowStart: Int64 = 0
  private var isAtEnd = false
  private var end = End()

  /// What was seen at the end of what can be read.
  private struct End {
    var fault: ArchiveFault?
    var isWhole = false
    var hasTrailingBytes = false
  }

  /// A lenient one ends where the archive is damaged.
  private let isLenient: Bool

  init(_ file: CachedFile, _ format: ArchiveFormat, isLenient: Bool = false) {
    self.file = file
    self.format = format
    self.isLenient = isLenient
  }

  /// Decompresses everything once, as far as the budget goes; nil where that is not the end, and
  /// another call goes on. Linear in the content; bounded memory. The budget is in bytes of gzip.
  func condition(within budget: inout Int) throws(FileError) -> Condition? {
    while !isAtEnd {
      guard budget > 0 else { return nil }
      let before = (position, decompressor?.memberCount ?? 0)
      window.removeAll(keepingCapacity: true)
      try decompressMore()
      windowStart += Int64(window.count)
      // To begin a member takes time, too.
      let members = (decompressor?.memberCount ?? before.1) - before.1
      let bytes = window.count + Int(position - before.0) + members << 12
      budget -= format.slowness * bytes
    }
    defer { releaseMemory() }
    return switch end.fault {
    case .noMemory: throw FileError(call: "decompress", path: "", code: ENOMEM)
    case .damaged: .damaged(readable: windowStart)
    case .some(let fault): .refused(fault)
    case nil where end.isWhole:
      .whole(size: windowStart, hasTrailingBytes: end.hasTrailingBytes)
    case nil: .cut(readable: windowStart)
    }
  }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) throws(FileError) -> Int {
    if offset < windowStart { releaseMemory() }
    while true {
      let skip = Int(min(offset - windowStart, Int64(window.count))) - Self.keptBehind
      if skip > 1 << 20 {
        window.removeFirst(skip)
        windowStart += Int64(skip)
      }
      let available = Int(Int64(window.count) - (offset - windowStart))
      if available >= buffer.count || isAtEnd {
        let count = max(0, min(available, buffer.count))
        let from = Int(offset - windowStart)
        if count > 0 {
          unsafe window.withUnsafeBytes {
            unsafe buffer.copyMemory(from: .init(rebasing: $0[from..<from + count]))
          }
        }
        return count
      }
      // The next look goes on from here, not from the beginning.
      if let comparison, reached >= comparison.reached { try comparison.goOn(file) }
      try decompressMore()
      comparison?.reach(reached, slowness: 4 * format.slowness)
      if let fault = end.fault, !isLenient {
        let code = fault == .noMemory ? ENOMEM : EIO
        throw FileError(call: "decompress", path: "", code: code)
      }
    }
  }

  var isCompressed: Bool { true }

  /// How much of the content was decompressed.
  var reached: Int64 { windowStart + Int64(window.count) }

  func nextData(from offset: Int64) -> Int64? { offset }

  /// The next read begins with the archive again.
  func releaseMemory() {
    decompressor = nil
    input = []
    unread = 0..<0
    position = 0
    windowStart = 0
    window = []
    isAtEnd = false
    end = End()
  }

  /// Adds to the window, or comes nearer to the end, or there.
  private func decompressMore() throws(FileError) {
    if unread.isEmpty { try fill() }
    let decompressor = self.decompressor ?? Decompressor(format)
    self.decompressor = decompressor
    // As much as a block of zstd.
    let made = unsafe withUnsafeTemporaryAllocation(byteCount: 1 << 17, alignment: 16) { output in
      let (used, made) = unsafe input.withUnsafeBytes {
        unsafe decompressor.step(.init(rebasing: $0[unread]), output)
      }
      unread = unread.lowerBound + used..<unread.upperBound
      unsafe window.append(contentsOf: UnsafeRawBufferPointer(rebasing: output[..<made]))
      return made
    }
    guard decompressor.fault != nil || made == 0 && input.isEmpty else { return }
    isAtEnd = true
    end = End(
      fault: decompressor.fault, isWhole: decompressor.isAtMemberEnd,
      hasTrailingBytes: decompressor.hasTrailingBytes)
    self.decompressor = nil
  }

  /// Reads more of the file; the input is empty at its end.
  private func fill() throws(FileError) {
    let room = 1 << 16
    input.append(contentsOf: repeatElement(0, count: max(0, room - input.count)))
    var failure: FileError?
    let count = unsafe input.withUnsafeMutableBytes { bytes -> Int in
      do throws(FileError) {
        return try file.withDescriptor { (descriptor) throws(FileError) in
          try unsafe file.fileSystem.read(descriptor, into: bytes, at: position)
        }
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    input.removeLast(room - count)
    unread = 0..<count
    position += Int64(count)
  }
}
