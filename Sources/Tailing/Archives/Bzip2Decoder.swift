import CBzip2

/// A stream of bzip2. At most 4 MiB of memory.
@safe
final class Bzip2Decoder: MemberDecoder {
  // libbz2 remembers where it is.
  private let stream = UnsafeMutablePointer<bz_stream>.allocate(capacity: 1)
  private var isReady = false

  init() { unsafe stream.initialize(to: bz_stream()) }

  deinit {
    if isReady { unsafe BZ2_bzDecompressEnd(stream) }
    unsafe stream.deallocate()
  }

  func begin() -> Bool {
    if isReady { unsafe BZ2_bzDecompressEnd(stream) }
    unsafe stream.pointee = unsafe bz_stream()
    isReady = unsafe BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK
    return isReady
  }

  func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> MemberStep {
    unsafe stream.pointee.next_in = unsafe input.start(as: CChar.self)
    unsafe stream.pointee.avail_in = UInt32(input.count)
    unsafe stream.pointee.next_out = unsafe output.start(as: CChar.self)
    unsafe stream.pointee.avail_out = UInt32(output.count)
    let code = unsafe BZ2_bzDecompress(stream)
    let outcome: MemberStep.Outcome =
      switch code {
      case BZ_OK: .goesOn
      case BZ_STREAM_END: .ended
      case BZ_MEM_ERROR: .failed(.noMemory)
      default: .failed(.damaged)
      }
    return unsafe MemberStep(
      used: input.count - Int(stream.pointee.avail_in),
      made: output.count - Int(stream.pointee.avail_out), outcome: outcome)
  }
}
