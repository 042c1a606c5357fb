import SpendCore

/// What stands in front of a line, the obvious way: words between spaces.
struct OracleFrame {
  var trait: LineTraits
  /// The text of its time.
  var time: [UInt8] = []
  /// `stdout` or `stderr`, of container runtimes.
  var stream: String?
  var isPartial = false
  var text: [UInt8]

  static func cri(_ line: [UInt8]) -> OracleFrame? {
    let words = line.split(separator: 0x20, maxSplits: 3, omittingEmptySubsequences: false)
    guard words.count >= 3, let first = words[0].first, (0x30...0x39).contains(first),
      words[0].count <= 40, let tag = words[2].first, [0x46, 0x50].contains(tag),
      words[2].count == 1 || words[2].dropFirst().first == UInt8(ascii: ":"), words[2].count < 256,
      case .offset? = OracleTime.text(Array(words[0]))?.zone
    else { return nil }
    let stream = String(decoding: words[1], as: UTF8.self)
    guard stream == "stdout" || stream == "stderr" else { return nil }
    return OracleFrame(
      trait: .cri, time: Array(words[0]), stream: stream, isPartial: tag == 0x50,
      text: words.count > 3 ? Array(words[3]) : [])
  }

  static func syslog(_ line: [UInt8], isAsked: Bool, now: Timestamp) -> OracleFrame? {
    var rest = line[...]
    var hasPriority = false
    if rest.first == UInt8(ascii: "<") {
      let digits = rest.dropFirst().prefix(3).prefix { (0x30...0x39).contains($0) }
      let next = rest.dropFirst(1 + digits.count)
      guard !digits.isEmpty, next.first == UInt8(ascii: ">") else { return nil }
      rest = next.dropFirst()
      hasPriority = true
      if rest.starts(with: "1 ".utf8) { return modern(rest.dropFirst(2)) }
    }
    var time: [UInt8]
    var isTraditional = false
    if let first = rest.first, (0x30...0x39).contains(first) {
      guard let word = word(&rest), word.contains(UInt8(ascii: "T")),
        case .offset? = OracleTime.text(word)?.zone
      else { return nil }
      time = word
    } else {
      guard let month = word(&rest), month.count == 3 else { return nil }
      if rest.first == 0x20 { rest.removeFirst() }
      guard let day = word(&rest), day.count <= 2, let clock = word(&rest), clock.count >= 8 else {
        return nil
      }
      let latest = (now.seconds + 86_400)
      let year = CivilDate(day: now.seconds / 86_400).year
      let candidates = (0..<9).map { back in
        month + [0x20] + day + Array(" \(year + 1 - Int64(back)) ".utf8) + clock
      }
      guard
        let found = candidates.first(where: { text in
          guard let reading = OracleTime.text(text), case .naive = reading.zone else {
            return false
          }
          return reading.local <= latest
        })
      else { return nil }
      time = found
      isTraditional = true
    }
    guard var tag = word(&rest) else { return nil }
    var hasHost = false
    if tag.last != UInt8(ascii: ":") {
      guard let second = word(&rest), second.last == UInt8(ascii: ":") else { return nil }
      (tag, hasHost) = (second, true)
    }
    let hasProcess = tag.count > 3 && tag[tag.count - 2] == UInt8(ascii: "]")
    guard tag.count > 1, isAsked || hasPriority || (hasHost && (isTraditional || hasProcess)) else {
      return nil
    }
    return OracleFrame(trait: .syslog, time: time, text: Array(rest))
  }

  private static func modern(_ line: ArraySlice<UInt8>) -> OracleFrame? {
    var rest = line
    guard let time = word(&rest) else { return nil }
    for _ in 0..<4 { guard word(&rest) != nil else { return nil } }
    if rest.first == UInt8(ascii: "-") {
      rest.removeFirst()
    } else {
      guard rest.first == UInt8(ascii: "[") else { return nil }
      while rest.first == UInt8(ascii: "[") {
        rest.removeFirst()
        var isQuoted = false
        while let byte = rest.popFirst() {
          if byte == UInt8(ascii: "\\"), isQuoted { _ = rest.popFirst() }
          if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
          if byte == UInt8(ascii: "]"), !isQuoted { break }
          if rest.isEmpty { return nil }
        }
      }
    }
    guard rest.isEmpty || rest.first == 0x20 else { return nil }
    return OracleFrame(trait: .syslog, time: time, text: Array(rest.dropFirst()))
  }

  private static func word(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    let word = rest.prefix { $0 != 0x20 }
    guard !word.isEmpty, word.count < 256 else { return nil }
    rest = rest.dropFirst(word.count + 1)
    return Array(word)
  }

  // MARK: Around objects

  /// Where the first byte stands that says something.
  static func skipNoise(_ text: [UInt8], _ start: Int) -> Int {
    var index = start
    while index < text.count {
      let rest = text[index...]
      if [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0].contains(text[index]) {
        index += 1
      } else if rest.starts(with: [0xEF, 0xBB, 0xBF]) {
        index += 3
      } else if rest.starts(with: [0x1B, 0x5B]) {
        let inner = rest.dropFirst(2).prefix { (0x20...0x3F).contains($0) }
        guard let last = rest.dropFirst(2 + inner.count).first, (0x40...0x7E).contains(last) else {
          return index
        }
        index += 3 + inner.count
      } else {
        return index
      }
    }
    return index
  }

  static func skipMarks(_ text: [UInt8], _ start: Int) -> Int {
    var index = start
    while index < text.count, "[],".utf8.contains(text[index]) {
      index = skipNoise(text, index + 1)
    }
    return index
  }

  /// Whether what stands before a dict is what a logger writes.
  static func isOfLogger(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count <= 512 else { return false }
    var bytes = bytes
    for name in OraclePythonCall.wrappers where bytes.reversed().starts(with: "(".utf8) {
      guard bytes.reversed().starts(with: (name + "(").utf8.reversed()) else { continue }
      let before = bytes.dropLast(name.utf8.count + 1)
      // All of the name, with its module.
      let module = before.reversed().prefix { byte in
        "._".utf8.contains(byte) || (byte < 0x80 && Character(Unicode.Scalar(byte)).isLetter)
          || (0x30...0x39).contains(byte)
      }
      guard module.first == nil || module.first == UInt8(ascii: ".") else { continue }
      bytes = before.dropLast(module.count)
      break
    }
    if let last = bytes.last, "='\"(`".utf8.contains(last) { return false }
    let text = bytes.map { $0 < 0x80 ? Character(Unicode.Scalar($0)) : "ü" }
    let isWord = { (c: Character) in c == "ü" || c.isLetter || c.isNumber || c == "_" || c == "'" }
    let levels = [
      "debug", "info", "notice", "warn", "warning", "error", "critical", "fatal", "trace",
      "success",
    ]
    let speakers = [
      "user", "assistant", "system", "human", "ai", "bot", "customer", "agent", "prompt", "message",
      "messages", "content", "input", "inputs", "output", "outputs", "completion", "query",
      "question", "answer", "response", "reply", "text", "said", "says", "wrote", "asked", "got",
      "body", "args", "kwargs", "arguments", "params", "payload",
    ]
    // Words, and what stands between them.
    var words: [(text: String, gap: String)] = []
    var gap = ""
    var word = ""
    for character in text + [" "] {
      if isWord(character) {
        word.append(character)
      } else {
        if !word.isEmpty {
          words.append((word, gap))
          (word, gap) = ("", "")
        }
        gap.append(character)
      }
    }
    let isPlain = { (word: String) in
      word.allSatisfy { !$0.isUppercase && $0 != "_" } && !(word.first?.isNumber ?? true)
        && !levels.contains(word)
    }
    for (one, two) in zip(words, words.dropFirst())
    where isPlain(one.text) && isPlain(two.text) && two.gap.allSatisfy({ $0 == " " }) {
      return false
    }
    return !speakers.contains(words.last?.text.lowercased() ?? "")
  }
}
