/// What a container runtime or a logger puts in front of a line (Semantics, Framing). Sources:
/// Kubernetes' logging format of CRI (`TIME stdout|stderr F|P TEXT`), RFC 5424, RFC 3164, and what
/// rsyslog and syslog-ng write into files. The frame of docker's json-file is an object: see
/// ``LineDecoder/unwrap(_:_:_:_:)``.
struct Frame {
  typealias Position = UnsafePointer<UInt8>

  enum Stream: UInt8, Sendable {
    case stdout = 1
    case stderr = 2
  }

  var trait: LineTraits
  /// Nil when it cannot be read.
  var time: TimeReading?
  /// Of container runtimes.
  var stream: Stream?
  /// More of the line comes in the next frame of the stream.
  var isPartial = false
  /// Where the text begins.
  var text: Position

  /// The frame at the beginning of a line; nil: there is none that `framing` allows.
  static func peel(
    _ start: Position, _ end: Position, _ framing: Framing, now: Timestamp
  ) -> Frame? {
    switch framing {
    case .none, .docker: nil
    case .cri: cri(start, end)
    case .syslog: syslog(start, end, isAsked: true, now: now)
    case .auto: cri(start, end) ?? syslog(start, end, isAsked: false, now: now)
    }
  }

  // MARK: CRI

  /// Looks at a few hundred bytes at most.
  static func cri(_ start: Position, _ end: Position) -> Frame? {
    var words = FrameWords(start, end)
    guard start.pointee &- UInt8(ascii: "0") <= 9, let time = words.next(), time.count <= 40,
      let name = words.next(), let tag = words.next(), let kind = tag.first,
      tag.count == 1 || tag[1] == UInt8(ascii: ":"),
      kind == UInt8(ascii: "F") || kind == UInt8(ascii: "P"), let stream = stream(name),
      let reading = TimeText.reading(time), case .offset = reading.zone
    else { return nil }
    return Frame(
      trait: .cri, time: reading, stream: stream, isPartial: kind == UInt8(ascii: "P"),
      text: words.position)
  }

  static func stream(_ name: UnsafeBufferPointer<UInt8>) -> Stream? {
    if name.elementsEqual("stdout".utf8) { return .stdout }
    return name.elementsEqual("stderr".utf8) ? .stderr : nil
  }

  // MARK: Syslog

  /// - Parameter isAsked: the configuration says that there is one; otherwise what could be any log
  ///   is taken for syslog only with a priority, or a traditional date, or a process in brackets.
  private static func syslog(
    _ start: Position, _ end: Position, isAsked: Bool, now: Timestamp
  ) -> Frame? {
    var p = start
    let hasPriority = takePriority(&p, end)
    if hasPriority, p.pointee == UInt8(ascii: "1"), p[1] == 0x20 { return modern(p + 2, end) }
    var words = FrameWords(p, end)
    var time: TimeReading?
    var isTraditional = false
    if p.pointee &- UInt8(ascii: "0") <= 9 {
      guard let word = words.next(), let reading = TimeText.reading(word),
        case .offset = reading.zone, word.contains(UInt8(ascii: "T"))
      else { return nil }
      time = reading
    } else {
      guard let reading = traditionalTime(&words, now: now) else { return nil }
      isTraditional = true
      time = reading
    }
    return tagged(words, time, isSure: isAsked || hasPriority, isTraditional: isTraditional)
  }

  /// `HOST TAG: text`, `HOST TAG[PID]: text`, or without a host.
  private static func tagged(
    _ start: FrameWords, _ time: TimeReading?, isSure: Bool, isTraditional: Bool
  ) -> Frame? {
    var words = start
    guard var tag = words.next() else { return nil }
    var hasHost = false
    if tag.last != UInt8(ascii: ":") {
      guard let second = words.next(), second.last == UInt8(ascii: ":") else { return nil }
      (tag, hasHost) = (second, true)
    }
    let hasProcess = tag.count > 3 && tag[tag.count - 2] == UInt8(ascii: "]")
    guard tag.count > 1, isSure || (hasHost && (isTraditional || hasProcess)) else { return nil }
    return Frame(trait: .syslog, time: time, text: words.position)
  }

  /// `<134>`.
  private static func takePriority(_ p: inout Position, _ end: Position) -> Bool {
    guard p.pointee == UInt8(ascii: "<") else { return false }
    var q = p + 1
    while q - p < 4, q.pointee &- UInt8(ascii: "0") <= 9 { q += 1 }
    guard q - p > 1, q.pointee == UInt8(ascii: ">"), q < end else { return false }
    p = q + 1
    return true
  }

  /// RFC 5424 after its version: `TIME HOST APP PROCESS MESSAGE-ID DATA text`.
  private static func modern(_ start: Position, _ end: Position) -> Frame? {
    var words = FrameWords(start, end)
    guard let time = words.next(), words.next() != nil, words.next() != nil, words.next() != nil,
      words.next() != nil
    else { return nil }
    var p = words.position
    if p.pointee == UInt8(ascii: "-") {
      p += 1
    } else {
      guard p.pointee == UInt8(ascii: "[") else { return nil }
      while p.pointee == UInt8(ascii: "[") {
        guard let next = elementEnd(p, end) else { return nil }
        p = next
      }
    }
    guard p == end || p.pointee == 0x20 else { return nil }
    return Frame(trait: .syslog, time: TimeText.reading(time), text: min(p + 1, end))
  }

  /// `[id key="value"]`; a quote, a bracket or a backslash in a value has a backslash before it.
  private static func elementEnd(_ start: Position, _ end: Position) -> Position? {
    var p = start + 1
    var isQuoted = false
    while p < end {
      switch p.pointee {
      case UInt8(ascii: "\\") where isQuoted: p += 1
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "]") where !isQuoted: return p + 1
      default: break
      }
      p += 1
    }
    return nil
  }

  /// `Nov 27 23:30:00`, without a year: the one that makes it the latest time that is not more than
  /// a day ahead of the clock.
  private static func traditionalTime(_ words: inout FrameWords, now: Timestamp) -> TimeReading? {
    guard let month = words.next(), month.count == 3, let date = words.nextPadded(),
      let clock = words.next(), date.count <= 2, clock.count >= 8
    else { return nil }
    var year = CivilDate(day: Timestamp.floorDivide(now.seconds, 86_400)).year + 1
    for _ in 0..<9 {
      let text =
        Array(month) + [0x20] + Array(date) + [0x20] + Array(String(year).utf8) + [0x20]
        + Array(clock)
      let reading = text.withUnsafeBufferPointer { TimeText.reading($0) }
      if let reading, case .naive = reading.zone, reading.localSeconds <= now.seconds + 86_400 {
        return reading
      }
      year -= 1
    }
    return nil
  }
}

/// Words between single spaces.
struct FrameWords {
  private(set) var position: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>

  init(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) {
    position = start
    self.end = end
  }

  /// The next word, of at most 255 bytes, and the space after it.
  mutating func next() -> UnsafeBufferPointer<UInt8>? {
    let start = position
    while position < end, position.pointee != 0x20, position - start < 256 { position += 1 }
    let word = UnsafeBufferPointer(start: start, count: position - start)
    guard !word.isEmpty, word.count < 256 else { return nil }
    if position < end { position += 1 }
    return word
  }

  /// The same, with a space in front of it or not.
  mutating func nextPadded() -> UnsafeBufferPointer<UInt8>? {
    if position < end, position.pointee == 0x20 { position += 1 }
    return next()
  }
}
