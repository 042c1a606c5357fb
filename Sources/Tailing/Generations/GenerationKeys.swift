/// Keys of the records of kind `generation`: a letter, then numbers, big endian, so that what
/// belongs together lies together.
enum GenerationKeys {
  enum Part: UInt8 {
    case head = 0
    case chunks = 1
    case ends = 2
    case window = 3
  }

  enum Parsed: Hashable {
    case meta
    case source(String)
    case part(UInt64, Part, Int)
  }

  static let meta: [UInt8] = [0x6D]

  static func source(_ key: String) -> [UInt8] { [0x73] + Array(key.utf8) }

  static func part(_ number: UInt64, _ part: Part, _ index: Int = 0) -> [UInt8] {
    var key: [UInt8] = [0x67]
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      key.append(UInt8(truncatingIfNeeded: number >> shift))
    }
    key.append(part.rawValue)
    for shift in stride(from: 24, through: 0, by: -8) {
      key.append(UInt8(truncatingIfNeeded: index >> shift))
    }
    return key
  }

  static func parse(_ key: [UInt8]) -> Parsed? {
    guard let first = key.first else { return nil }
    switch first {
    case 0x6D where key.count == 1: return .meta
    case 0x73: return .source(String(decoding: key.dropFirst(), as: UTF8.self))
    case 0x67 where key.count == 14:
      let number = key[1..<9].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let index = key[10..<14].reduce(0) { $0 << 8 | Int($1) }
      return Part(rawValue: key[9]).map { .part(number, $0, index) }
    default: return nil
    }
  }
}
