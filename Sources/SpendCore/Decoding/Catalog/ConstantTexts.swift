import CVectorLoads

/// A few texts that a decoder needs as bytes again and again, each between quotes, as
/// values stand in a line.
struct ConstantTexts: ~Copyable {
  /// With the quotes.
  let values: UnsafeMutablePointer<cvl_value>
  private var bytes = ByteArena()

  init(_ texts: [String]) {
    values = .allocate(capacity: texts.count)
    var ends: [Int] = []
    for text in texts {
      bytes.append(UInt8(ascii: "\""))
      for byte in text.utf8 { bytes.append(byte) }
      bytes.append(UInt8(ascii: "\""))
      ends.append(bytes.count)
    }
    var start = 0
    for (index, end) in ends.enumerated() {
      (values + index).initialize(
        to: cvl_value(start: bytes.start + start, end: bytes.start + end))
      start = end
    }
  }

  deinit {
    values.deallocate()
  }

  func start(_ index: Int) -> UnsafePointer<UInt8> { values[index].start + 1 }

  func count(_ index: Int) -> Int { values[index].end - values[index].start - 2 }

  @inline(never)
  func key(_ index: Int, seed: UInt64) -> TextKey {
    TextKey(start(index), count: count(index), seed: seed)
  }
}
