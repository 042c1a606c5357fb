import Glibc

/// The lines in bytes, without their marks and without empty ones; an unterminated rest too.
@safe
package struct LineRanges: @unsafe Sequence, @unsafe IteratorProtocol {
  private let bytes: UnsafeRawBufferPointer
  private var start = 0

  package init(_ bytes: UnsafeRawBufferPointer) { unsafe self.bytes = unsafe bytes }

  package mutating func next() -> UnsafeRawBufferPointer? {
    guard let base = unsafe bytes.baseAddress else { return nil }
    while unsafe start < bytes.count {
      let found = unsafe memchr(base + start, 0x0A, bytes.count - start)
      let end = unsafe found.map { unsafe UnsafeRawPointer($0) - base } ?? bytes.count
      let line = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      start = end + 1
      if unsafe !line.isEmpty { return unsafe line }
    }
    return nil
  }
}

extension UnsafeRawBufferPointer {
  func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count, let a = baseAddress, let b = other.baseAddress else {
      return count == other.count
    }
    return unsafe memcmp(a, b, count) == 0
  }
}
