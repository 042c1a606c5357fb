import CLzma

/// A stream of xz. Memory: its dictionary, at most ``ArchiveFault/windowBytes``, and less than two
/// megabytes.
@safe
final class XzDecoder: MemberDecoder {
  private let stream = UnsafeMutablePointer<lzma_stream>.allocate(capacity: 1)

  init() {
    // All zeros: LZMA_STREAM_INIT.
    unsafe stream.initialize(to: lzma_stream())
  }

  deinit {
    unsafe lzma_end(stream)
    unsafe stream.deallocate()
  }

  func begin() -> Bool {
    // Beside the dictionary there are tables; xz -9 has one of just 64 MiB.
    let limit = UInt64(ArchiveFault.windowBytes + 2 << 20)
    return unsafe lzma_stream_decoder(stream, limit, 0) == LZMA_OK
  }

  func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> MemberStep {
    unsafe stream.pointee.next_in = unsafe input.start(as: UInt8.self).map {
      unsafe UnsafePointer($0)
    }
    unsafe stream.pointee.avail_in = input.count
    unsafe stream.pointee.next_out = unsafe output.start(as: UInt8.self)
    unsafe stream.pointee.avail_out = output.count
    let code = unsafe lzma_code(stream, LZMA_RUN)
    let outcome: MemberStep.Outcome =
      switch code {
      case LZMA_OK, LZMA_BUF_ERROR: .goesOn
      case LZMA_STREAM_END: .ended
      case LZMA_MEMLIMIT_ERROR: unsafe .failed(.needsMemory(lzma_memusage(stream)))
      case LZMA_MEM_ERROR: .failed(.noMemory)
      default: .failed(.damaged)
      }
    return unsafe MemberStep(
      used: input.count - stream.pointee.avail_in,
      made: output.count - stream.pointee.avail_out, outcome: outcome)
  }
}
