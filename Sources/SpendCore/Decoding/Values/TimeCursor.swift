/// A place in a text, and the small pieces that times are made of. Every function takes what it
/// names and moves after it; nil or false: it is not there, and nothing was taken.
struct TimeCursor {
  var position: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>

  var isAtEnd: Bool { position == end }

  /// The next byte; 0 at the end.
  var next: UInt8 { position < end ? position.pointee : 0 }

  /// The byte after that.
  func byte(after count: Int) -> UInt8 { end - position > count ? position[count] : 0 }

  /// At least one.
  @discardableResult
  mutating func takeSpaces() -> Bool {
    guard next == 0x20 else { return false }
    while next == 0x20 { position += 1 }
    return true
  }

  /// A text of ASCII, as it stands.
  mutating func take(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard end - position >= count else { return false }
    for index in 0..<count where position[index] != text.utf8Start[index] { return false }
    position += count
    return true
  }

  var isDigit: Bool { next &- UInt8(ascii: "0") <= 9 }

  static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  /// How many digits are next, at most 20.
  var digitCount: Int {
    var count = 0
    while count < 20, byte(after: count) &- UInt8(ascii: "0") <= 9 { count += 1 }
    return count
  }

  /// A number of so many digits.
  mutating func number(_ digits: Int) -> Int64? {
    guard digitCount >= digits else { return nil }
    var value: Int64 = 0
    for _ in 0..<digits {
      value = value * 10 + Int64(position.pointee &- UInt8(ascii: "0"))
      position += 1
    }
    return value
  }

  /// A number of one digit or two.
  mutating func shortNumber() -> Int64? { number(min(2, max(1, digitCount))) }

  /// Digits of any number, as microseconds of a second: what is finer is cut off.
  mutating func fraction() -> Int64? {
    var value: Int64 = 0
    var count = 0
    while isDigit {
      if count < 6 { value = value * 10 + Int64(next &- UInt8(ascii: "0")) }
      position += 1
      count += 1
    }
    guard count > 0 else { return nil }
    while count < 6 {
      value *= 10
      count += 1
    }
    return value
  }

  /// A word of ASCII letters, in lower case; nil when it is longer than 16.
  mutating func word() -> String? {
    var count = 0
    while Self.isLetter(byte(after: count)) { count += 1 }
    guard count > 0, count <= 16 else { return nil }
    let bytes = UnsafeBufferPointer(start: position, count: count).map { $0 | 0x20 }
    position += count
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: The time of day

  /// `HH:MM`, `HH:MM:SS`, with a fraction after `.` or `,`, or the same without colons; then `AM`
  /// or `PM`, perhaps. 24:00 is the midnight after, `:60` the second after.
  ///
  /// - Parameter allowsShort: also an hour of one digit.
  mutating func timeOfDay(allowsShort: Bool) -> (seconds: Int64, fraction: Int64)? {
    let isShort = allowsShort && digitCount == 1
    guard var hour = isShort ? number(1) : number(2) else { return nil }
    let isExtended = take(":")
    guard isExtended || isDigit, let minute = number(2), minute < 60 else { return nil }
    var second: Int64 = 0
    var micro: Int64 = 0
    if isExtended ? take(":") : isDigit {
      guard let value = number(2), value <= 60 else { return nil }
      second = value
      if take(".") || take(",") {
        guard let digits = fraction() else { return nil }
        micro = digits
      }
    }
    if let isAfternoon = halfOfDay() {
      guard (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (isAfternoon ? 12 : 0)
    }
    guard hour < 24 || (hour == 24 && minute == 0 && second == 0 && micro == 0) else { return nil }
    return (hour * 3600 + minute * 60 + second, micro)
  }

  /// `AM`, `pm`, with a space before it or not; whether it is the second.
  private mutating func halfOfDay() -> Bool? {
    let start = position
    takeSpaces()
    let isAfternoon = next | 0x20 == UInt8(ascii: "p")
    if isAfternoon || next | 0x20 == UInt8(ascii: "a"), byte(after: 1) | 0x20 == UInt8(ascii: "m"),
      !Self.isLetter(byte(after: 2))
    {
      position += 2
      return isAfternoon
    }
    position = start
    return nil
  }
}
