/// A hash of bytes that can roll, be continued, and be taken apart: a polynomial modulo 2⁶¹ − 1.
/// Not for secrets. Part of the state: another base means another version of the records.
enum PolynomialHash {
  static let modulus: UInt64 = (1 << 61) - 1
  /// Looks random; below the modulus.
  static let base: UInt64 = 0x13C6_EF37_2FE9_4F82

  @inline(__always)
  static func product(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (high, low) = a.multipliedFullWidth(by: b)
    return sum(low & modulus, low >> 61 | high << 3)
  }

  @inline(__always)
  static func sum(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let sum = a + b
    return sum >= modulus ? sum - modulus : sum
  }

  @inline(__always)
  static func difference(_ a: UInt64, _ b: UInt64) -> UInt64 { sum(a, modulus - b) }

  /// A byte counts one more than it is, so that NULs count too.
  @inline(__always)
  static func extend(_ hash: UInt64, by byte: UInt8) -> UInt64 {
    sum(product(hash, base), UInt64(byte) + 1)
  }

  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    unsafe bytes.reduce(0) { extend($0, by: $1) }
  }

  /// The base to the power of so many bytes. Logarithmic.
  static func power(_ count: Int) -> UInt64 {
    var (result, square, rest) = (UInt64(1), base, count)
    while rest > 0 {
      if rest & 1 == 1 { result = product(result, square) }
      square = product(square, square)
      rest >>= 1
    }
    return result
  }

  /// The hash of what follows a beginning, so many bytes, given the hashes of both and of that.
  static func rest(of whole: UInt64, after beginning: UInt64, count: Int) -> UInt64 {
    difference(whole, product(beginning, power(count)))
  }
}
