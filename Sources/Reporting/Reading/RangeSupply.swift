/// The bytes `[offset, end)` of a file with a size. Ends early where the file was cut meanwhile.
struct RangeSupply: ByteSupply {
  private let file: OpenFile
  private var offset: Int64
  private let end: Int64

  init(_ file: OpenFile, from offset: Int64, to end: Int64) {
    self.file = file
    self.offset = offset
    self.end = end
  }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReportFailure) -> Int {
    let wanted = Int(min(end - offset, Int64(buffer.count)))
    guard wanted > 0 else { return 0 }
    let count = try unsafe file.read(
      into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: offset)
    offset += Int64(count)
    return count
  }
}
