import SpendCore

/// Reading again what was handed out.
extension Generation {
  /// Nil when it cannot be read now, or is not all there.
  func bytes(of range: Range<Int64>, _ files: OpenFileCache) -> [UInt8]? {
    guard range.count <= 1 << 30 else { return nil }
    if let reader { return whole(try? reader.bytes(range.count, at: range.lowerBound), range) }
    guard !isCompressed, let (file, facts) = try? files.open(path),
      facts.identity == self.facts?.identity
    else { return nil }
    return whole(try? PlainReader(file).bytes(range.count, at: range.lowerBound), range)
  }

  private func whole(_ bytes: [UInt8]?, _ range: Range<Int64>) -> [UInt8]? {
    bytes?.count == range.count ? bytes : nil
  }
}
