import Glibc

/// Searching at the speed of the C library.
extension UnsafeRawBufferPointer {
  /// Index of the first such byte at or after `start`.
  func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    guard let base = baseAddress, start < count,
      let found = unsafe memchr(base + start, Int32(byte), count - start)
    else { return nil }
    return unsafe UnsafeRawPointer(found) - base
  }

  /// Index of the last such byte.
  func lastLineMark() -> Int? {
    guard let base = baseAddress else { return nil }
    var index = count
    while index > 0 {
      // Backwards in small steps: the last mark is nearly always within one line of the end.
      let start = Swift.max(0, index - 4096)
      var found: Int?
      var from = start
      while from < index, let mark = unsafe memchr(base + from, 0x0A, index - from) {
        let position = unsafe UnsafeRawPointer(mark) - base
        found = position
        from = position + 1
      }
      if let found { return found }
      index = start
    }
    return nil
  }

  /// How many zero bytes it begins with.
  var leadingZeros: Int {
    guard let base = baseAddress else { return 0 }
    var index = 0
    while index + 8 <= count,
      unsafe base.loadUnaligned(fromByteOffset: index, as: UInt64.self) == 0
    { index += 8 }
    while index < count, unsafe self[index] == 0 { index += 1 }
    return index
  }

  /// How many bytes both begin with.
  func commonPrefix(with other: UnsafeRawBufferPointer) -> Int {
    let length = Swift.min(count, other.count)
    guard length > 0, let a = baseAddress, let b = other.baseAddress else { return 0 }
    if unsafe memcmp(a, b, length) == 0 { return length }
    var index = 0
    while index + 64 <= length, unsafe memcmp(a + index, b + index, 64) == 0 { index += 64 }
    while index < length, unsafe self[index] == other[index] { index += 1 }
    return index
  }

  func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard let a = baseAddress, let b = other.baseAddress, count > 0 else { return true }
    return unsafe memcmp(a, b, count) == 0
  }
}
