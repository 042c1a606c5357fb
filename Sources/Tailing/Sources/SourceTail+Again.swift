import SpendCore

/// Reading again what was handed out.
extension SourceTail {
  /// Nil when it cannot be read now, or is not all there.
  func bytes(of range: Range<Int64>, generation number: UInt64) -> [UInt8]? {
    guard let generation = generation(number), range.count <= 1 << 30 else { return nil }
    if let reader = generation.reader {
      return whole(try? reader.bytes(range.count, at: range.lowerBound), range)
    }
    guard !generation.isCompressed,
      let (file, facts) = try? context.openFiles.open(generation.path),
      facts.identity == generation.facts?.identity
    else { return nil }
    return whole(try? PlainReader(file).bytes(range.count, at: range.lowerBound), range)
  }

  private func whole(_ bytes: [UInt8]?, _ range: Range<Int64>) -> [UInt8]? {
    bytes?.count == range.count ? bytes : nil
  }
}
