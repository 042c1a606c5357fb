/// Reading the compiled time zone files of the system (RFC 8536, versions 1 to 4).
///
/// A version 1 file has 32-bit times; later ones repeat everything with 64-bit times and end in a
/// footer that says by rule what follows the last explicit transition. The rule is expanded here,
/// so that every lookup is one binary search.
extension TimeZoneRules {
  /// Rules of a footer are expanded to the end of this year; later times keep its last offset.
  package static let lastExpandedYear: Int64 = 2200

  /// - Parameter tzif: the whole file. Hostile bytes are refused, never trusted: every count is
  ///   checked against what is there before anything is read.
  /// - Returns: nil when it is not a TZif file, is cut short, counts leap seconds (`right/…`: its
  ///   times are not those of a `Timestamp`), or contradicts itself.
  package init?(name: String, tzif: [UInt8]) {
    var cursor = TZifCursor(bytes: tzif)
    guard var header = cursor.header() else { return nil }
    var timeBytes = 4
    if header.version >= 2 {
      guard cursor.skip(header.byteCount(timeBytes: 4)), let second = cursor.header() else {
        return nil
      }
      header = second
      timeBytes = 8
    }
    guard let (initial, explicit) = cursor.block(header, timeBytes: timeBytes) else { return nil }
    var all = explicit
    var before = initial
    if header.version >= 2, let footer = cursor.footer(), !footer.isEmpty {
      guard let rule = PosixTimeZone(footer) else { return nil }
      let following = rule.transitions(
        after: explicit.last?.at, throughYear: Self.lastExpandedYear)
      if explicit.isEmpty { before = rule.standardOffsetSeconds }
      all += following
    }
    self.init(name: name, initialOffsetSeconds: before)
    // Of several at one instant (daylight time all year) the last counts; entries that leave the
    // offset alone (most of them: only the abbreviation changes) are left out.
    for transition in all {
      if transitions.last?.at == transition.at { transitions.removeLast() }
      let current = transitions.last?.offsetSeconds ?? before
      if transition.offsetSeconds != current { transitions.append(transition) }
    }
  }
}

/// The counts at the head of a data block.
private struct TZifHeader {
  var version = 0
  var utcFlags = 0
  var standardFlags = 0
  var leaps = 0
  var times = 0
  var types = 0
  var characters = 0

  func byteCount(timeBytes: Int) -> Int {
    times * timeBytes + times + types * 6 + characters + leaps * (timeBytes + 4)
      + standardFlags + utcFlags
  }
}

/// Reads big-endian fields front to back, nil after the end.
private struct TZifCursor {
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func skip(_ count: Int) -> Bool {
    guard count >= 0, count <= bytes.count - position else { return false }
    position += count
    return true
  }

  mutating func integer(_ count: Int) -> Int64? {
    guard count <= bytes.count - position else { return nil }
    // Two's complement: starting from the sign keeps the number negative when it is.
    var value: Int64 = bytes[position] & 0x80 != 0 ? -1 : 0
    for _ in 0..<count {
      value = value << 8 | Int64(bytes[position])
      position += 1
    }
    return value
  }

  mutating func header() -> TZifHeader? {
    guard bytes.count - position >= 44,
      bytes[position..<position + 4].elementsEqual("TZif".utf8)
    else { return nil }
    var header = TZifHeader()
    let mark = bytes[position + 4]
    header.version = mark == 0 ? 1 : Int(mark) - Int(UInt8(ascii: "0"))
    guard (1...4).contains(header.version) else { return nil }
    position += 20
    var counts: [Int] = []
    for _ in 0..<6 {
      // A count is unsigned; what looks negative is beyond any real file.
      guard let count = integer(4), count >= 0, count <= bytes.count else { return nil }
      counts.append(Int(count))
    }
    header.utcFlags = counts[0]
    header.standardFlags = counts[1]
    header.leaps = counts[2]
    header.times = counts[3]
    header.types = counts[4]
    header.characters = counts[5]
    return header
  }

  mutating func block(
    _ header: TZifHeader, timeBytes: Int
  ) -> (initial: Int64, transitions: [TimeZoneRules.Transition])? {
    guard header.types > 0, header.leaps == 0,
      header.byteCount(timeBytes: timeBytes) <= bytes.count - position
    else { return nil }
    var times: [Int64] = []
    for _ in 0..<header.times {
      guard let time = integer(timeBytes), times.last.map({ $0 < time }) ?? true else { return nil }
      times.append(time)
    }
    let indices = bytes[position..<position + header.times]
    position += header.times
    var offsets: [Int64] = []
    for _ in 0..<header.types {
      // RFC 8536 allows −25 to +26 hours; two bytes of daylight flag and name follow.
      guard let offset = integer(4), (-93_600...93_600).contains(offset), skip(2) else {
        return nil
      }
      offsets.append(offset)
    }
    guard skip(header.characters + header.standardFlags + header.utcFlags) else { return nil }
    var transitions: [TimeZoneRules.Transition] = []
    for (time, index) in zip(times, indices) {
      guard Int(index) < offsets.count else { return nil }
      transitions.append(.init(at: time, offsetSeconds: offsets[Int(index)]))
    }
    return (offsets[0], transitions)
  }

  /// The text between the two line feeds at the end; nil when they are not there.
  mutating func footer() -> ArraySlice<UInt8>? {
    let newline = UInt8(ascii: "\n")
    guard position < bytes.count, bytes[position] == newline,
      let end = bytes[(position + 1)...].firstIndex(of: newline)
    else { return nil }
    return bytes[(position + 1)..<end]
  }
}
