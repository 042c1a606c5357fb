import SpendCore

/// What the name of a rotated file says of its age beside others of the same series: `F.2` and
/// `F.3.gz`, `F-20260501` and `F-20260502`.
struct RotationMark {
  /// Files whose names can be compared.
  struct Series: Hashable {
    let slot: FilePath
    let base: FilePath
    /// The mark with one zero for each number.
    let shape: [UInt8]
  }

  let series: Series
  /// Each without leading zeros.
  private let numbers: [ArraySlice<UInt8>]
  /// Dates ascend with time. Plain numbers mostly descend, and with some programs ascend.
  let isDate: Bool

  /// Nil: its name says nothing.
  init?(_ path: FilePath, slot: FilePath) {
    var base = slot.name
    var found = RotationNames.mark(of: path.name, after: base)
    if found == nil, let other = Self.longestBase(of: path.name) {
      // Beside what a link leads to, or moved to another directory.
      base = other
      found = RotationNames.mark(of: path.name, after: base)
    }
    guard let mark = found else { return nil }
    let runs = mark.split { !Self.isDigit($0) }
    isDate = Self.isDate(runs)
    guard isDate || runs.count == 1 && mark.count <= 6 else { return nil }
    numbers = runs.map { $0.drop { $0 == UInt8(ascii: "0") } }
    var shape: [UInt8] = []
    for byte in mark {
      let digit = UInt8(ascii: "0")
      if Self.isDigit(byte), shape.last == digit { continue }
      shape.append(Self.isDigit(byte) ? digit : byte)
    }
    series = Series(slot: slot, base: base, shape: shape)
  }

  /// Within a series.
  func isLess(than other: RotationMark) -> Bool {
    for (a, b) in zip(numbers, other.numbers) where a != b {
      return a.count == b.count ? a.lexicographicallyPrecedes(b) : a.count < b.count
    }
    return false
  }

  private static func longestBase(of name: FilePath) -> FilePath? {
    RotationNames.bases(of: RotationNames.withoutArchive(name)).first
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Year and month in front, whatever follows, or seconds or milliseconds since 1970: what can be
  /// compared. A date that begins with its day cannot.
  private static func isDate(_ runs: [ArraySlice<UInt8>]) -> Bool {
    if runs.count == 1, [10, 13].contains(runs[0].count), runs[0].first == UInt8(ascii: "1") {
      return true
    }
    let digits = runs.joined().prefix(6).map { Int($0) - 0x30 }
    guard digits.count == 6, runs.reduce(0, { $0 + $1.count }) >= 8 else { return false }
    return [19, 20].contains(digits[0] * 10 + digits[1])
      && 1...12 ~= digits[4] * 10 + digits[5]
  }
}
