import CBzip2
import CLzma
import CZlib
import CZstd
package import Tailing

/// Archives as the tools make them: with check sums, one member.
package enum TestArchive {
  package static func make(_ bytes: [UInt8], _ format: ArchiveFormat) -> [UInt8] {
    switch format {
    case .gzip: gzip(bytes)
    case .zstd: zstd(bytes)
    case .xz: xz(bytes)
    case .bzip2: bzip2(bytes)
    }
  }

  package static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = unsafe z_stream()
    unsafe deflateInit2_(
      &stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    defer { unsafe deflateEnd(&stream) }
    return unsafe filled(Int(deflateBound(&stream, UInt(bytes.count))) + 64) { output in
      var input = bytes
      return unsafe input.withUnsafeMutableBufferPointer { source in
        unsafe stream.next_in = source.baseAddress
        unsafe stream.avail_in = UInt32(source.count)
        unsafe stream.next_out = output.baseAddress
        unsafe stream.avail_out = UInt32(output.count)
        unsafe deflate(&stream, Z_FINISH)
        return unsafe output.count - Int(stream.avail_out)
      }
    }
  }

  /// - Parameters:
  ///   - windowLog: of the window that the frame asks for; nil: as the content needs it.
  ///   - hasSize: the frame says how long its content is; then a small one has no window.
  package static func zstd(
    _ bytes: [UInt8], hasCheckSum: Bool = true, hasSize: Bool = true, windowLog: Int32? = nil
  ) -> [UInt8] {
    let context = unsafe ZSTD_createCCtx()
    defer { unsafe ZSTD_freeCCtx(context) }
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, hasCheckSum ? 1 : 0)
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, hasSize ? 1 : 0)
    if let windowLog { unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog) }
    return unsafe filled(ZSTD_compressBound(bytes.count) + 64) { output in
      unsafe bytes.withUnsafeBytes { input in
        var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        // In two steps, so that the size of the window does not follow that of the content.
        if !hasSize { unsafe ZSTD_compressStream2(context, &target, &source, ZSTD_e_flush) }
        unsafe ZSTD_compressStream2(context, &target, &source, ZSTD_e_end)
        return unsafe target.pos
      }
    }
  }

  /// - Parameter dictionaryBytes: what the stream asks for in order to be decompressed.
  package static func xz(_ bytes: [UInt8], dictionaryBytes: UInt32? = nil) -> [UInt8] {
    var options = unsafe lzma_options_lzma()
    unsafe lzma_lzma_preset(&options, 1)
    if let dictionaryBytes { unsafe options.dict_size = dictionaryBytes }
    // LZMA2, and the end of the list: 0x21, LZMA_VLI_UNKNOWN.
    return unsafe withUnsafeMutablePointer(to: &options) { options in
      var filters = unsafe [
        lzma_filter(id: 0x21, options: options), lzma_filter(id: .max, options: nil),
      ]
      return unsafe filled(lzma_stream_buffer_bound(bytes.count)) { output in
        var count = 0
        _ = unsafe lzma_stream_buffer_encode(
          &filters, LZMA_CHECK_CRC64, nil, bytes, bytes.count, output.baseAddress, &count,
          output.count)
        return count
      }
    }
  }

  package static func bzip2(_ bytes: [UInt8]) -> [UInt8] {
    var input = bytes
    return unsafe filled(bytes.count + bytes.count / 50 + 600) { output in
      var count = UInt32(output.count)
      unsafe input.withUnsafeMutableBytes { source in
        unsafe output.withMemoryRebound(to: CChar.self) { target in
          // Blocks of 100 kB: of a damaged one nothing can be read.
          _ = unsafe BZ2_bzBuffToBuffCompress(
            target.baseAddress, &count, source.baseAddress?.assumingMemoryBound(to: CChar.self),
            UInt32(source.count), 1, 0, 0)
        }
      }
      return Int(count)
    }
  }

  private static func filled(
    _ room: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Int
  ) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: room) { output, count in count = unsafe body(output)
    }
  }
}
