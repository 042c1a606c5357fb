import Tailing

/// The content of an archive, of all its members. A damaged archive, or one that was cut, is a
/// failure: what could be read of it would be reported as if it were all.
@safe
final class ArchiveSupply: ByteSupply {
  private var packed: any ByteSupply
  private let path: String
  private let format: ArchiveFormat
  private let decompressor: Decompressor
  private let warn: (String) -> Void
  private let input: UnsafeMutableRawBufferPointer
  private var unread = 0..<0
  private var isPackedAtEnd = false

  /// - Parameter warn: what is to be said though nothing of the content is missing.
  init(
    _ packed: any ByteSupply, _ format: ArchiveFormat, path: String,
    warn: @escaping (String) -> Void
  ) {
    self.packed = packed
    self.format = format
    self.path = path
    self.warn = warn
    decompressor = Decompressor(format)
    unsafe input = .allocate(byteCount: 1 << 16, alignment: 64)
    unsafe input.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { unsafe input.deallocate() }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReportFailure) -> Int {
    while true {
      if unread.isEmpty, !isPackedAtEnd {
        let count = try unsafe packed.read(into: input)
        unread = 0..<count
        isPackedAtEnd = count == 0
      }
      let (used, made) = unsafe decompressor.step(
        UnsafeRawBufferPointer(rebasing: input[unread]), buffer)
      unread = (unread.lowerBound + used)..<unread.upperBound
      if let fault = decompressor.fault { throw failure(fault) }
      if made > 0 { return made }
      if unread.isEmpty, isPackedAtEnd {
        guard decompressor.isAtMemberEnd else {
          throw ReportFailure(
            "\(path): the archive ends in the middle; is it still being written?")
        }
        if decompressor.hasTrailingBytes {
          warn("\(path): what follows the end of the archive is none and is not read")
        }
        return 0
      }
    }
  }

  private func failure(_ fault: ArchiveFault) -> ReportFailure {
    switch fault {
    case .damaged:
      ReportFailure("\(path): the archive is damaged; nothing of it is reported")
    case .noMemory: ReportFailure("\(path): there is no memory to decompress it")
    case .needsMemory, .needsDictionary:
      ReportFailure(
        "\(path): \(fault.requirement ?? "") (\(format.rawValue) -dc … | spendwatch report -)")
    }
  }
}
