import SpendCore

/// Goes through the lines of a file, from their frames inwards, with the parts of lines
/// that are not whole yet.
struct OracleReader {
  let decoder: OracleDecoder
  /// By stream; nil: it became too long.
  private var open: [String: [UInt8]?] = [:]
  private var found: [OracleLine] = []

  private static let mostLevels = 4

  init(decoder: OracleDecoder) { self.decoder = decoder }

  /// What is known of a text on the way inwards.
  private struct Around {
    var traits: LineTraits = []
    var time: (Int64, isNaive: Bool)?
    var level = 0
    /// The level of the text that frames stand in.
    var base = 0
    var isUTF8 = true
    /// Behind an object that was torn.
    var isTorn = false
  }

  /// What becomes of one line.
  mutating func line(_ raw: [UInt8], end: Int) -> [OracleLine] {
    let content = Array(raw.drop { $0 == 0 })
    var text = content
    if text.last == 0x0D { text.removeLast() }
    found = []
    if text.allSatisfy({ OracleDecoder.isSpace($0) }) {
      emit(.blank)
    } else if text.count > decoder.settings.maxLineBytes {
      emit(.rejected(.oversize))
    } else {
      var around = Around()
      around.isUTF8 = Self.isUTF8(text)
      read(content, around)
    }
    var rejections = 0
    found.removeAll { line in
      guard case .rejected = line.outcome else { return false }
      rejections += 1
      return rejections > 100
    }
    for index in found.indices {
      found[index].end = end
      found[index].length = text.count
      found[index].nulBytes = index == 0 ? raw.count - content.count : 0
      if index < found.count - 1 { found[index].traits.insert(.continues) }
    }
    return found
  }

  private static func isUTF8(_ text: [UInt8]) -> Bool {
    String(validating: text, as: UTF8.self) != nil
  }

  private mutating func emit(_ outcome: Line.Outcome, _ traits: LineTraits = []) {
    if !found.isEmpty, outcome == .blank || outcome == .text { return }
    var line = OracleLine(outcome: outcome)
    line.traits = traits
    found.append(line)
  }

  private mutating func emit(_ line: OracleLine, _ traits: LineTraits) {
    var line = line
    line.traits.formUnion(traits)
    found.append(line)
  }

  // MARK: Frames

  private func frame(_ text: [UInt8]) -> OracleFrame? {
    // Frames begin with a digit, a letter or a priority.
    guard let first = text.first, first != UInt8(ascii: "{") else { return nil }
    switch decoder.settings.framing {
    case .none, .docker: return nil
    case .cri: return OracleFrame.cri(text)
    case .syslog: return OracleFrame.syslog(text, isAsked: true, now: decoder.now)
    case .auto:
      return OracleFrame.cri(text) ?? OracleFrame.syslog(text, isAsked: false, now: decoder.now)
    }
  }

  private mutating func read(_ text: [UInt8], _ around: Around) {
    if let frame = frame(text) {
      var around = around
      around.traits.insert(frame.trait)
      if !frame.time.isEmpty, OracleTime.text(frame.time) != nil {
        around.time = decoder.frameTime(.momentText(frame.time))
      }
      return inside(frame.text, frame.stream, isPartial: frame.isPartial, around)
    }
    guard around.isUTF8 else { return emit(.rejected(.badUTF8), around.traits) }
    let start = OracleFrame.skipNoise(text, 0)
    let first = OracleFrame.skipMarks(text, start)
    if first < text.count, text[first] == UInt8(ascii: "{") {
      return objects(text, first, around)
    }
    let isPython = decoder.settings.format == .pythonRepr
    let rest = Array(text[start...])
    let other = isPython ? OraclePython.prefix(rest) : OracleJSON.prefix(rest)
    if let other, OracleFrame.skipNoise(rest, other.end) == rest.count, !isObject(other.value) {
      if case .text(let quoted) = other.value, rest[0] == UInt8(ascii: "\""),
        decoder.settings.framing != .none, around.level < Self.mostLevels,
        let inner = OracleJSON.prefix(rest), case .text = inner.value, whole(quoted, around)
      {
        return
      }
      return emit(.rejected(.notObject), around.traits)
    }
    if first == text.count { return emit(.blank, around.traits) }
    if decoder.settings.framing == .none {
      return emit(hasBrace(text) ? .rejected(.notJSON) : .text, around.traits)
    }
    prose(text, start, around)
  }

  private func isObject(_ value: OracleValue) -> Bool {
    if case .object = value { return true }
    return false
  }

  private mutating func inside(
    _ text: [UInt8], _ stream: String?, isPartial: Bool, isDocker: Bool = false, _ around: Around
  ) {
    var text = text
    var isJoined = false
    if let stream {
      let limit = decoder.settings.maxLineBytes
      if isPartial {
        let before = open[stream] ?? .some([])
        guard let before else { return emit(.blank, around.traits) }
        let isTooLong = before.count + text.count > limit
        open[stream] = .some(isTooLong ? nil : before + text)
        return emit(isTooLong ? .rejected(.cutOff) : .blank, around.traits)
      }
      if let before = open.removeValue(forKey: stream) {
        guard let before else { return emit(.blank, around.traits) }
        guard before.count + text.count <= limit else {
          return emit(.rejected(.cutOff), around.traits)
        }
        text = before + text
        isJoined = true
      }
    }
    var around = around
    // Of docker the text is one level further in already.
    guard around.level < Self.mostLevels || isJoined || isDocker else {
      return emit(around.isUTF8 ? .text : .rejected(.badUTF8), around.traits)
    }
    if isJoined { around.isUTF8 = Self.isUTF8(text) }
    around.level += 1
    if isJoined || isDocker {
      text = text.map { $0 == 0x0A ? 0x20 : $0 }
      around.base = around.level
      around.isTorn = false
    }
    read(text, around)
  }

  // MARK: Objects

  private func hasBrace(_ text: [UInt8]) -> Bool {
    text.contains(UInt8(ascii: "{")) || text.contains(UInt8(ascii: "}"))
  }

  private func take(_ text: [UInt8], _ start: Int) -> (
    value: OracleValue, end: Int, isPython: Bool
  )? {
    let rest = Array(text[start...])
    if decoder.settings.format != .pythonRepr, let json = OracleJSON.prefix(rest) {
      return (json.value, start + json.end, false)
    }
    guard decoder.settings.format != .native else { return nil }
    let dict = OraclePython.dict(rest)
    return dict.value.map { ($0, start + dict.end, true) }
  }

  private mutating func objects(_ text: [UInt8], _ first: Int, _ around: Around) {
    let isFramed = decoder.settings.framing != .none
    var around = around
    var start = first
    while true {
      guard let object = take(text, start) else {
        let inner = text[(start + 1)...].first { ![0x20, 0x09, 0x0D].contains($0) }
        let isTornDict = inner == UInt8(ascii: "'") && !found.isEmpty
        if !around.isTorn, !isFramed || inner == UInt8(ascii: "\"") || isTornDict {
          emit(.rejected(.notJSON), around.traits)
        }
        guard isFramed else { return }
        guard inner == UInt8(ascii: "\"") else { return prose(text, start, around) }
        guard decoder.settings.format != .pythonRepr,
          let next = OracleJSON.stop(Array(text[start...])).next
        else { return }
        start += next
        around.isTorn = true
        continue
      }
      let rest = OracleFrame.skipMarks(text, OracleFrame.skipNoise(text, object.end))
      let isAlone = rest == text.count || text[rest] == UInt8(ascii: "{")
      if !around.isTorn, !object.isPython,
        let batch = OracleBatch.lines(of: object.value, decoder, frame: around.time)
      {
        for line in batch { emit(line, around.traits) }
      } else {
        let line =
          !around.isTorn || decoder.hasAll(object.value)
          ? decoder.event(object.value, isPython: object.isPython, frame: around.time)
          : OracleLine(outcome: .rejected(.notEvent))
        if line.outcome != .rejected(.notEvent) {
          emit(line, around.traits)
        } else if !isFramed || !unwrap(object.value, object.isPython, around), !around.isTorn {
          // Text, of which it is a part.
          if isFramed, found.isEmpty, !isAlone { return prose(text, start, around) }
          emit(line, around.traits)
        }
      }
      guard rest < text.count else { return }
      guard isAlone else { return isFramed ? self.rest(text, rest, around) : () }
      start = rest
    }
  }

  /// What comes after an object, from another frame inwards.
  private mutating func rest(_ text: [UInt8], _ start: Int, _ around: Around) {
    let isAllowed = [.auto, .cri].contains(decoder.settings.framing)
    guard isAllowed, let frame = OracleFrame.cri(Array(text[start...])) else {
      return prose(text, start, around)
    }
    var around = around
    around.traits.insert(.cri)
    around.time = decoder.frameTime(.momentText(frame.time))
    around.level = around.base
    around.isTorn = false
    inside(frame.text, frame.stream, isPartial: frame.isPartial, around)
  }

  private mutating func prose(_ text: [UInt8], _ first: Int, _ around: Around) {
    var start = first
    var from = first
    while start < text.count, let brace = text[start...].firstIndex(of: UInt8(ascii: "{")) {
      let inner = text[(brace + 1)...].first { ![0x20, 0x09, 0x0D].contains($0) }
      if inner == UInt8(ascii: "{") {
        start = brace + 1
        continue
      }
      let isOfLogger = OracleFrame.isOfLogger(text[from..<brace])
      guard let object = take(text, brace), !object.isPython || isOfLogger else {
        let rest = Array(text[brace...])
        let json = OracleJSON.stop(rest).position
        // Where JSON was read, Python was not tried.
        let isJSON = decoder.settings.format != .pythonRepr && OracleJSON.prefix(rest) != nil
        let python = isJSON ? 0 : OraclePython.dict(rest).reach
        start = max(brace + 1, brace + max(json, python))
        continue
      }
      let isOfBatch = !around.isTorn && !object.isPython && isOfLogger
      if isOfBatch, let batch = OracleBatch.lines(of: object.value, decoder, frame: around.time) {
        for line in batch { emit(line, around.traits.union(.embedded)) }
        return rest(text, OracleFrame.skipNoise(text, object.end), around)
      }
      (start, from) = (object.end, object.end)
      let hasEnough =
        around.isTorn ? decoder.hasAll(object.value) : decoder.hasWitness(object.value)
      guard hasEnough else { continue }
      let line = decoder.event(object.value, isPython: object.isPython, frame: around.time)
      let isSure =
        isOfLogger || object.isPython
        || (line.format == .native && line.flags.isDisjoint(with: [.computed, .unpriced]))
      guard line.outcome != .rejected(.notEvent), line.outcome != .event || isSure else { continue }
      emit(line, around.traits.union(.embedded))
      return rest(text, OracleFrame.skipNoise(text, object.end), around)
    }
    guard found.isEmpty else { return }
    emit(hasBrace(Array(text[first...])) ? .rejected(.notJSON) : .text, around.traits)
  }

  // MARK: Objects in objects

  private mutating func unwrap(_ object: OracleValue, _ isPython: Bool, _ around: Around) -> Bool {
    guard around.level < Self.mostLevels, case .object(let pairs) = object else { return false }
    func last(_ names: [String], in pairs: [(key: [UInt8]?, value: OracleValue)]) -> OracleValue? {
      pairs.last { pair in names.contains { pair.key == Array($0.utf8) } }?.value
    }
    func text(_ value: OracleValue?) -> [UInt8]? {
      if case .text(let text)? = value { return text }
      return nil
    }
    var around = around
    var time = last(["time", "timestamp", "ts", "@timestamp"], in: pairs)
    let framing = decoder.settings.framing
    if let log = text(last(["log"], in: pairs)), !isPython, framing == .auto || framing == .docker,
      let stream = text(last(["stream"], in: pairs)).map({ String(decoding: $0, as: UTF8.self) }),
      ["stdout", "stderr"].contains(stream), let clock = time, text(clock) != nil
    {
      around.traits.insert(.docker)
      if let found = decoder.frameTime(clock) { around.time = found }
      let whole = wholeObject(log, around)
      if log.last != 0x0A, log.count < 16_384, let whole, !whole.isPython,
        whole.isBatch || whole.lines[0].outcome == .event
      {
        if case .some(.some(let lost)) = open.removeValue(forKey: stream) {
          emit(lost.contains(UInt8(ascii: "{")) ? .rejected(.cutOff) : .text, around.traits)
        }
        for line in whole.lines { emit(line, around.traits) }
        return true
      }
      inside(log, stream, isPartial: log.last != 0x0A, isDocker: true, around)
      return true
    }
    let spoken = ["role", "finishReason", "finish_reason", "stop_reason"].map { Array($0.utf8) }
    let isSpoken = pairs.contains { pair in
      if spoken.contains(where: { pair.key == $0 }) { return true }
      guard pair.key == Array("type".utf8), case .text(let text) = pair.value else { return false }
      return text == Array("text".utf8) || text == Array("message".utf8)
    }
    if isSpoken || around.isTorn { return false }
    var texts = ["log", "msg", "message", "text"].map { text(last([$0], in: pairs)) }
    if case .object(let record)? = last(["record"], in: pairs) {
      texts.append(text(last(["message"], in: record)))
      // The first time that is seen stays.
      if time == nil { time = record.first { $0.key == Array("time".utf8) }?.value }
    }
    if let time, let found = decoder.frameTime(time) { around.time = found }
    for case let text? in texts where whole(text, around) { return true }
    return false
  }

  /// What a text makes that is one object and nothing else.
  private func wholeObject(
    _ text: [UInt8], _ around: Around
  ) -> (lines: [OracleLine], isPython: Bool, isBatch: Bool)? {
    let text = text.map { $0 == 0x0A ? 0x20 : $0 }
    let start = OracleFrame.skipNoise(text, 0)
    guard start < text.count, text[start] == UInt8(ascii: "{"), let object = take(text, start),
      OracleFrame.skipNoise(text, object.end) == text.count
    else { return nil }
    if !object.isPython,
      let batch = OracleBatch.lines(of: object.value, decoder, frame: around.time)
    {
      return (batch, false, true)
    }
    guard decoder.hasWitness(object.value) else { return nil }
    let line = decoder.event(object.value, isPython: object.isPython, frame: around.time)
    return ([line], object.isPython, false)
  }

  private mutating func whole(_ text: [UInt8], _ around: Around) -> Bool {
    guard let whole = wholeObject(text, around),
      whole.isBatch || whole.lines[0].outcome != .rejected(.notEvent)
    else { return false }
    for line in whole.lines { emit(line, around.traits.union(.embedded)) }
    return true
  }
}
