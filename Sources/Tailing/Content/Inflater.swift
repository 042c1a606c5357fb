import CZlib

/// One gzip stream being decompressed, several members after each other included; zlib checks
/// each member's CRC and length.
package final class Inflater {
  private var stream = z_stream()
  private var isBetweenMembers = true
  private var isReady: Bool

  package init() {
    // 47: largest window, gzip or zlib header by itself.
    isReady =
      inflateInit2_(&stream, 47, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit { inflateEnd(&stream) }

  /// Nothing has begun that is not finished.
  package var isAtMemberEnd: Bool { isBetweenMembers }

  /// Decompresses from `input` into `output`; says how much of each was used.
  package func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> (used: Int, made: Int, isDamaged: Bool) {
    guard isReady else { return (0, 0, true) }
    if isBetweenMembers {
      // Zeros behind the last member are padding (tapes, preallocation).
      let zeros = input.leadingZeros
      if zeros > 0 { return (zeros, 0, false) }
      if input.isEmpty { return (0, 0, false) }
      guard inflateReset(&stream) == Z_OK else { return (0, 0, true) }
      isBetweenMembers = false
    }
    stream.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.avail_in = UInt32(input.count)
    stream.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(output.count)
    let code = inflate(&stream, Z_NO_FLUSH)
    let used = input.count - Int(stream.avail_in)
    let made = output.count - Int(stream.avail_out)
    switch code {
    case Z_STREAM_END:
      isBetweenMembers = true
      return (used, made, false)
    case Z_OK, Z_BUF_ERROR: return (used, made, false)
    default: return (used, made, true)
    }
  }
}
