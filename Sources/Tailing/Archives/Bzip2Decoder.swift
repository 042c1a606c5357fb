import CBzip2

/// A stream of bzip2. At most 4 MiB of memory.
final class Bzip2Decoder: MemberDecoder {
  // libbz2 remembers where it is.
  private let stream = UnsafeMutablePointer<bz_stream>.allocate(capacity: 1)
  private var isReady = false

  init() { stream.initialize(to: bz_stream()) }

  deinit {
    if isReady { BZ2_bzDecompressEnd(stream) }
    stream.deallocate()
  }

  func begin() -> Bool {
    if isReady { BZ2_bzDecompressEnd(stream) }
    stream.pointee = bz_stream()
    isReady = BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK
    return isReady
  }

  func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> MemberStep {
    stream.pointee.next_in = input.start(as: CChar.self)
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = output.start(as: CChar.self)
    stream.pointee.avail_out = UInt32(output.count)
    let code = BZ2_bzDecompress(stream)
    let outcome: MemberStep.Outcome =
      switch code {
      case BZ_OK: .goesOn
      case BZ_STREAM_END: .ended
      case BZ_MEM_ERROR: .failed(.noMemory)
      default: .failed(.damaged)
      }
    return MemberStep(
      used: input.count - Int(stream.pointee.avail_in),
      made: output.count - Int(stream.pointee.avail_out), outcome: outcome)
  }
}
