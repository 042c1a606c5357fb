/// A few texts that a decoder needs as bytes again and again.
struct ConstantTexts: ~Copyable {
  private let ends: UnsafeMutableBufferPointer<Int>
  private var bytes = ByteArena()

  init(_ texts: [String]) {
    ends = .allocate(capacity: texts.count)
    for (index, text) in texts.enumerated() {
      for byte in text.utf8 { bytes.append(byte) }
      ends.initializeElement(at: index, to: bytes.count)
    }
  }

  deinit {
    ends.deallocate()
  }

  func start(_ index: Int) -> UnsafePointer<UInt8> {
    UnsafePointer(bytes.start + (index == 0 ? 0 : ends[index - 1]))
  }

  func count(_ index: Int) -> Int { ends[index] - (index == 0 ? 0 : ends[index - 1]) }

  @inline(never)
  func key(_ index: Int, seed: UInt64) -> TextKey {
    TextKey(start(index), count: count(index), seed: seed)
  }
}
