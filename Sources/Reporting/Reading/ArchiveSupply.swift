import Tailing

/// The content of a gzip stream, of all its members. A damaged archive, or one that was cut, is a
/// failure: what could be read of it would be reported as if it were all.
final class ArchiveSupply: ByteSupply {
  private var packed: any ByteSupply
  private let path: String
  private let inflater = Inflater()
  private let input: UnsafeMutableRawBufferPointer
  private var unread = 0..<0
  private var isPackedAtEnd = false

  init(_ packed: any ByteSupply, path: String) {
    self.packed = packed
    self.path = path
    input = .allocate(byteCount: 1 << 16, alignment: 64)
    input.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { input.deallocate() }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReportFailure) -> Int {
    while true {
      if unread.isEmpty, !isPackedAtEnd {
        let count = try packed.read(into: input)
        unread = 0..<count
        isPackedAtEnd = count == 0
      }
      let (used, made, isDamaged) = inflater.step(
        UnsafeRawBufferPointer(rebasing: input[unread]), buffer)
      unread = (unread.lowerBound + used)..<unread.upperBound
      if isDamaged {
        throw ReportFailure("\(path): the archive is damaged; nothing of it is reported")
      }
      if made > 0 { return made }
      if used == 0, unread.isEmpty, isPackedAtEnd {
        guard inflater.isAtMemberEnd else {
          throw ReportFailure(
            "\(path): the archive ends in the middle; is it still being written?")
        }
        return 0
      }
    }
  }
}
