import SpendCore

/// A name without its numbers, by which rotated files of one program are known as such: digits, and
/// hexadecimal stamps of sixteen and more (TAI64N, as svlogd and s6-log write it), stand for any
/// others. What it has of the name of the source stays, or `app2` would be a sibling of `app1`.
struct NameShape {
  private let bytes: [UInt8]
  private let numbers: [ArraySlice<UInt8>]

  private static let shortestStamp = 16
  /// Where there are only shorter numbers, they may fall from file to file, as those of `F1` and
  /// `F2` do. Dates rise.
  private static let shortestDate = 4

  init(_ place: FilePath, of source: FilePath) {
    let name = source.bytes
    let stem = name.lastIndex(of: UInt8(ascii: ".")).map { name[..<$0] } ?? name[...]
    var bytes: [UInt8] = []
    var numbers: [ArraySlice<UInt8>] = []
    var rest = RotationNames.withoutArchive(place).bytes[...]
    while let byte = rest.first {
      let stamp = rest.prefix(while: Self.isHexadecimal)
      let number = stamp.count >= Self.shortestStamp ? stamp : rest.prefix(while: Self.isDigit)
      if !stem.isEmpty, rest.starts(with: stem) {
        bytes += stem
        rest = rest.dropFirst(stem.count)
      } else if !number.isEmpty {
        // No name has a NUL: it cannot be taken for a part of one.
        bytes.append(0)
        numbers.append(number)
        rest = rest.dropFirst(number.count)
      } else {
        bytes.append(byte)
        rest = rest.dropFirst()
      }
    }
    self.bytes = bytes
    self.numbers = numbers
  }

  /// Whether a file of this name may have come after one of another name.
  func mayFollow(_ other: NameShape) -> Bool {
    guard bytes == other.bytes,
      let (mine, theirs) = zip(numbers, other.numbers).first(where: { $0 != $1 })
    else { return false }
    guard numbers.contains(where: { $0.count >= Self.shortestDate }) else { return true }
    if mine.count != theirs.count { return mine.count > theirs.count }
    return theirs.lexicographicallyPrecedes(mine)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x61...0x66).contains(byte | 0x20)
  }
}
