/// Bytes from front to back: of a range of a file, of a pipe, or out of an archive. Calls block.
protocol ByteSupply {
  /// Fills the front of `buffer` (not empty) as far as there is something; 0 only at the end.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReportFailure) -> Int
}

extension ByteSupply {
  /// The same into what follows the first bytes of a buffer.
  mutating func fill(
    _ buffer: inout [UInt8], from start: Int = 0
  ) throws(ReportFailure) -> Int {
    var failure: ReportFailure?
    let count = unsafe buffer.withUnsafeMutableBytes { bytes -> Int in
      do throws(ReportFailure) {
        return try unsafe read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[start...]))
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    return count
  }
}
