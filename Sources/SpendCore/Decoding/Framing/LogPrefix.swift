/// What a logger writes before the dict that it was handed, told from a sentence.
///
/// A dict in the text of somebody's message looks like an event. A logger writes a time, a level,
/// names, brackets; people write words one after the other, or name who said it. So two plain words
/// side by side, a role, or an assignment before the brace make it a text. `OrderedDict(` and the
/// like are part of the dict.
enum LogPrefix {
  typealias Position = UnsafePointer<UInt8>

  static let maxBytes = 512

  private static let levels: Set<String> = [
    "debug", "info", "notice", "warn", "warning", "error", "critical", "fatal", "trace", "success",
  ]
  /// What people and models say follows these.
  private static let speakers: Set<String> = [
    "user", "assistant", "system", "human", "ai", "bot", "customer", "agent", "prompt", "message",
    "messages", "content", "input", "inputs", "output", "outputs", "completion", "query",
    "question", "answer", "response", "reply", "text", "said", "says", "wrote", "asked", "got",
    "body", "args", "kwargs", "arguments", "params", "payload",
  ]

  static func isOfLogger(_ start: Position, _ brace: Position) -> Bool {
    guard brace - start <= maxBytes else { return false }
    let brace = beginning(of: brace, after: start)
    if brace > start, "='\"(`".utf8.contains(brace[-1]) { return false }
    var p = start
    var wasPlain = false
    var last = start..<start
    while p < brace {
      guard isWord(p.pointee) else {
        if p.pointee != 0x20 { wasPlain = false }
        p += 1
        continue
      }
      let first = p
      var isPlain = !isDigit(p.pointee)
      while p < brace, isWord(p.pointee) {
        if !isPlainByte(p.pointee) { isPlain = false }
        p += 1
      }
      last = first..<p
      if isPlain, levels.contains(lowercased(last)) { isPlain = false }
      if isPlain, wasPlain { return false }
      wasPlain = isPlain
    }
    return !speakers.contains(lowercased(last))
  }

  /// Where a dict begins that may be the argument of its type.
  private static func beginning(of brace: Position, after start: Position) -> Position {
    guard brace > start, brace[-1] == UInt8(ascii: "(") else { return brace }
    var first = brace - 1
    while first > start, PythonScanner.isNameByte(first[-1], isFirst: false) { first -= 1 }
    let name = UnsafeBufferPointer(start: first, count: brace - 1 - first)
      .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).last
    guard let name, PythonCall.dicts.contains(String(decoding: name, as: UTF8.self)) else {
      return brace
    }
    return first
  }

  private static func lowercased(_ word: Range<Position>) -> String {
    // No level and no speaker is longer.
    guard word.count <= 10 else { return "" }
    let bytes = UnsafeBufferPointer(start: word.lowerBound, count: word.count)
    return String(decoding: bytes.map(lowercase), as: UTF8.self)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

  private static func lowercase(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
  }

  /// Of what a word in lower case is made.
  private static func isPlainByte(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || isDigit(byte) || byte >= 0x80
      || byte == UInt8(ascii: "'")
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    isPlainByte(byte) || byte == UInt8(ascii: "_")
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }
}
