import CVectorLoads

/// Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
enum UTF8Check {
  /// The length of the valid character of more than one byte that starts at `p`; 0 when there is
  /// none. Up to three bytes past `p` are read, the later ones only if the earlier ones are valid
  /// so far.
  static func length(_ p: UnsafePointer<UInt8>) -> Int {
    let first = p[0]
    switch first {
    case 0xC2...0xDF:
      return isContinuation(p[1]) ? 2 : 0
    case 0xE0...0xEF:
      let lowest: UInt8 = first == 0xE0 ? 0xA0 : 0x80
      let highest: UInt8 = first == 0xED ? 0x9F : 0xBF
      return p[1] >= lowest && p[1] <= highest && isContinuation(p[2]) ? 3 : 0
    case 0xF0...0xF4:
      let lowest: UInt8 = first == 0xF0 ? 0x90 : 0x80
      let highest: UInt8 = first == 0xF4 ? 0x8F : 0xBF
      return p[1] >= lowest && p[1] <= highest && isContinuation(p[2]) && isContinuation(p[3])
        ? 4 : 0
    default:
      return 0
    }
  }

  /// Whether all bytes up to `end` are UTF-8. `end` points at a byte that is readable and no
  /// continuation.
  static func isValid(_ start: UnsafePointer<UInt8>, until end: UnsafePointer<UInt8>) -> Bool {
    var p = start
    while p < end {
      if end - p >= 8, SWAR.load(p) & 0x8080_8080_8080_8080 == 0 {
        p += 8
      } else if p.pointee < 0x80 {
        p += 1
      } else {
        let length = length(p)
        if length == 0 { return false }
        p += length
      }
    }
    return true
  }

  @inline(__always)
  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
