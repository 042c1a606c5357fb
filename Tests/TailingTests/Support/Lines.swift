import Glibc

/// Splitting bytes into lines, quickly also without optimisation.
enum Lines {
  /// Texts of the lines, without leading NULs; an unterminated rest too.
  static func of(_ bytes: [UInt8]) -> [String] {
    bytes.withUnsafeBytes { all in
      Self.all(in: all).map { line in String(decoding: line.drop { $0 == 0 }, as: UTF8.self) }
    }
  }

  static func complete(_ bytes: [UInt8]) -> Int {
    of(bytes).count - (bytes.last == 0x0A ? 0 : 1)
  }

  static func all(in bytes: UnsafeRawBufferPointer) -> [UnsafeRawBufferPointer] {
    var lines: [UnsafeRawBufferPointer] = []
    guard let base = bytes.baseAddress else { return [] }
    var start = 0
    while start < bytes.count {
      let found = memchr(base + start, 0x0A, bytes.count - start)
      let end = found.map { UnsafeRawPointer($0) - base } ?? bytes.count
      if end > start { lines.append(UnsafeRawBufferPointer(rebasing: bytes[start..<end])) }
      start = end + 1
    }
    return lines
  }
}
