/// Everything that comes out of a pipe, after some bytes that were read from it before.
struct PipeSupply: ByteSupply {
  private let file: OpenFile
  private var front: [UInt8]

  init(_ file: OpenFile, front: [UInt8]) {
    self.file = file
    self.front = front
  }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReportFailure) -> Int {
    guard !front.isEmpty else { return try unsafe file.read(into: buffer, at: nil) }
    let count = min(front.count, buffer.count)
    unsafe buffer.copyBytes(from: front[..<count])
    front.removeFirst(count)
    return count
  }
}
