/// Reads the arguments of `datetime.datetime(…)`.
struct PythonCallReader {
  var position: UnsafePointer<UInt8>
  /// The name of the zone, when the time is local in one.
  private(set) var zoneName: (start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>)?
  /// Of a local time that occurs twice the second is meant.
  private(set) var isFolded = false

  init(position: UnsafePointer<UInt8>) { self.position = position }

  /// Microseconds since 1970; of local time when there is no offset, or a ``zoneName``. Nil for a
  /// date that does not exist, or a zone that nobody can know.
  ///
  /// - Parameter zone: what stands after `tzinfo=`.
  mutating func moment(zone: UnsafeBufferPointer<UInt8>?) -> (Int64, isNaive: Bool)? {
    var parts: (Int64, Int64, Int64, Int64, Int64, Int64, Int64) = (0, 0, 0, 0, 0, 0, 0)
    var count = 0
    var isSeparated = true
    while isSeparated, let number = integer() {
      switch count {
      case 0: parts.0 = number
      case 1: parts.1 = number
      case 2: parts.2 = number
      case 3: parts.3 = number
      case 4: parts.4 = number
      case 5: parts.5 = number
      case 6: parts.6 = number
      default: return nil
      }
      count += 1
      isSeparated = take(",")
    }
    guard count >= 3, (1...9999).contains(parts.0), (0...23).contains(parts.3),
      (0...59).contains(parts.4), (0...59).contains(parts.5), (0...999_999).contains(parts.6),
      let day = TimeText.day(year: parts.0, month: parts.1, day: parts.2)
    else { return nil }
    if isSeparated, take("fold=1") {
      isFolded = true
      isSeparated = take(",")
    }
    let seconds = day * 86_400 + (parts.3 * 60 + parts.4) * 60 + parts.5
    let local = seconds * 1_000_000 + parts.6
    if take(")") { return (local, true) }
    guard isSeparated, take("tzinfo="), let zone, let start = zone.baseAddress, position == start,
      let meaning = PythonZone.meaning(of: zone)
    else { return nil }
    position = start + zone.count
    guard take(")") else { return nil }
    switch meaning {
    case .naive: return (local, true)
    case .offset(let offset): return (local - offset * 1_000_000, false)
    case .named(let name):
      zoneName = name.baseAddress.map { ($0, $0 + name.count) }
      return (local, false)
    }
  }

  /// An integer of up to nine digits, as Python prints one.
  private mutating func integer() -> Int64? {
    position = JSONScanner.skipSpace(position)
    let start = position
    let isNegative = take("-")
    var value: Int64 = 0
    var digits = 0
    if position.pointee == UInt8(ascii: "0"), position[1] &- UInt8(ascii: "0") <= 9 { return nil }
    while position.pointee &- UInt8(ascii: "0") <= 9, digits < 9 {
      value = value * 10 + Int64(position.pointee &- UInt8(ascii: "0"))
      position += 1
      digits += 1
    }
    if digits == 0 {
      position = start
      return nil
    }
    return isNegative ? -value : value
  }

  /// Takes a text, with or without white space before it.
  private mutating func take(_ text: StaticString) -> Bool {
    position = JSONScanner.skipSpace(position)
    for index in 0..<text.utf8CodeUnitCount
    where position[index] != text.utf8Start[index] { return false }
    position += text.utf8CodeUnitCount
    return true
  }
}
