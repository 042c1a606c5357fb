import Glibc

/// The lines in bytes, without their marks and without empty ones; an unterminated rest too.
package struct LineRanges: Sequence, IteratorProtocol {
  private let bytes: UnsafeRawBufferPointer
  private var start = 0

  package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  package mutating func next() -> UnsafeRawBufferPointer? {
    guard let base = bytes.baseAddress else { return nil }
    while start < bytes.count {
      let found = memchr(base + start, 0x0A, bytes.count - start)
      let end = found.map { UnsafeRawPointer($0) - base } ?? bytes.count
      let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      start = end + 1
      if !line.isEmpty { return line }
    }
    return nil
  }
}

extension UnsafeRawBufferPointer {
  func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count, let a = baseAddress, let b = other.baseAddress else {
      return count == other.count
    }
    return memcmp(a, b, count) == 0
  }
}
