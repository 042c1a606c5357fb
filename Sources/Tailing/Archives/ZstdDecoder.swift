import CZstd

/// A frame of zstd (RFC 8878), or one that is skipped. Memory: its window, at most
/// ``ArchiveFault/windowBytes``, and less than half a megabyte.
@safe
final class ZstdDecoder: MemberDecoder {
  private let context: OpaquePointer?
  /// The first bytes of the frame, which say what it needs.
  private var header: [UInt8] = []
  /// How many bytes it wants: up to the end of a block. With more it goes on to the next one, and
  /// what was made of the first is lost where that fails.
  private var wanted = 1

  init() {
    unsafe context = unsafe ZSTD_createDCtx()
    let bits = ArchiveFault.windowBytes.trailingZeroBitCount
    unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(bits))
  }

  deinit { unsafe ZSTD_freeDCtx(context) }

  func begin() -> Bool {
    header.removeAll(keepingCapacity: true)
    wanted = 1
    guard let context = unsafe context else { return false }
    return unsafe ZSTD_isError(ZSTD_DCtx_reset(context, ZSTD_reset_session_only)) == 0
  }

  func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> MemberStep {
    var source = unsafe ZSTD_inBuffer(
      src: input.baseAddress, size: min(input.count, wanted), pos: 0)
    var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let result = unsafe ZSTD_decompressStream(context, &target, &source)
    let isFailed = ZSTD_isError(result) != 0
    if header.count < Self.headerBytes {
      let used = unsafe isFailed ? source.size : source.pos
      unsafe header += input.prefix(min(used, Self.headerBytes - header.count))
    }
    var outcome = MemberStep.Outcome.goesOn
    if isFailed {
      outcome = .failed(fault(ZSTD_getErrorCode(result)))
    } else if result == 0 {
      outcome = .ended
    } else {
      wanted = result
    }
    return unsafe MemberStep(used: source.pos, made: target.pos, outcome: outcome)
  }

  private func fault(_ code: ZSTD_ErrorCode) -> ArchiveFault {
    switch code {
    case ZSTD_error_frameParameter_windowTooLarge: .needsMemory(neededBytes)
    case ZSTD_error_dictionary_wrong: .needsDictionary
    case ZSTD_error_memory_allocation: .noMemory
    default: .damaged
    }
  }

  private static let headerBytes = 18

  /// The size of the window as the header of the frame has it (RFC 8878, 3.1.1.1): a field of its
  /// own, or the size of the content where that is held as a whole.
  private var neededBytes: UInt64? {
    guard header.count > 5 else { return nil }
    let descriptor = header[4]
    guard descriptor & 0x20 != 0 else {
      let base = UInt64(1) << (10 + UInt64(header[5] >> 3))
      return base + base / 8 * UInt64(header[5] & 7)
    }
    let skipped = 5 + [0, 1, 2, 4][Int(descriptor & 3)]
    let length = [1, 2, 4, 8][Int(descriptor >> 6)]
    let field = header.dropFirst(skipped).prefix(length)
    guard field.count == length else { return nil }
    return field.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
