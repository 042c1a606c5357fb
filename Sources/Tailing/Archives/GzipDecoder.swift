import CZlib

/// A member of gzip (RFC 1952). At most 40 KiB of memory.
@safe
final class GzipDecoder: MemberDecoder {
  // zlib remembers where it is.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let isReady: Bool

  init() {
    unsafe stream.initialize(to: z_stream())
    // 31: largest window, with the header of gzip.
    isReady =
      unsafe inflateInit2_(stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit {
    if isReady { unsafe inflateEnd(stream) }
    unsafe stream.deallocate()
  }

  func begin() -> Bool { unsafe isReady && inflateReset(stream) == Z_OK }

  func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> MemberStep {
    unsafe stream.pointee.next_in = unsafe input.start(as: UInt8.self)
    unsafe stream.pointee.avail_in = UInt32(input.count)
    unsafe stream.pointee.next_out = unsafe output.start(as: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(output.count)
    let code = unsafe inflate(stream, Z_NO_FLUSH)
    let outcome: MemberStep.Outcome =
      switch code {
      case Z_OK, Z_BUF_ERROR: .goesOn
      case Z_STREAM_END: .ended
      case Z_MEM_ERROR: .failed(.noMemory)
      default: .failed(.damaged)
      }
    return unsafe MemberStep(
      used: input.count - Int(stream.pointee.avail_in),
      made: output.count - Int(stream.pointee.avail_out), outcome: outcome)
  }
}
