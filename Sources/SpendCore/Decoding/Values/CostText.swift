/// The short way to read a cost: a number of JSON without sign and exponent, as nearly all are.
/// Exact, as ``Money/reading(_:)``, which reads all others.
enum CostText {
  /// - Returns: nano-USD, rounded half to even, and the position after the number; nil to say:
  ///   read it the general way.
  @inline(__always)
  static func short(_ p: UnsafePointer<UInt8>) -> (nano: Int64, next: UnsafePointer<UInt8>)? {
    let word = SWAR.load(p)
    let count = SWAR.digitCount(word)
    guard count > 0, count < 8, count == 1 || p.pointee != UInt8(ascii: "0") else { return nil }
    let whole = SWAR.number(word, digits: count) &* 1_000_000_000
    let point = p + count
    guard point.pointee == UInt8(ascii: ".") else {
      return point.pointee | 0x20 == 0x65 ? nil : (Int64(whole), point)
    }
    let first = SWAR.load(point + 1)
    let firstCount = SWAR.digitCount(first)
    let nano = whole &+ SWAR.fraction(first, digits: firstCount) &* 10
    var next = point + (1 + firstCount)
    if firstCount < 8 {
      guard firstCount > 0, next.pointee | 0x20 != 0x65 else { return nil }
      return (Int64(nano), next)
    }
    let second = SWAR.load(next)
    let secondCount = SWAR.digitCount(second)
    let rest = SWAR.fraction(second, digits: secondCount)
    next += secondCount
    var hasTail = false
    if secondCount == 8 {
      while next.pointee &- UInt8(ascii: "0") <= 9 {
        if next.pointee != UInt8(ascii: "0") { hasTail = true }
        next += 1
      }
    }
    guard next.pointee | 0x20 != 0x65 else { return nil }
    let (ninth, cut) = rest.quotientAndRemainder(dividingBy: 10_000_000)
    let exact = nano &+ ninth
    let roundsUp = cut > 5_000_000 || (cut == 5_000_000 && (hasTail || exact & 1 == 1))
    return (Int64(roundsUp ? exact &+ 1 : exact), next)
  }
}
