/// Bytes from front to back: of a range of a file, of a pipe, or out of an archive. Calls block.
protocol ByteSupply {
  /// Fills the front of `buffer` (not empty) as far as there is something; 0 only at the end.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReportFailure) -> Int
}
