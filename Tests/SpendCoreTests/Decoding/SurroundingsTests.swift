import SpendCore
import SpendTesting
import Testing

/// What stands around events on a line, and what becomes of each.
struct SurroundingsTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var text: String
    /// A letter a line: event (by its feature), `!` a rejection, `.` nothing.
    var expected: String
    /// How many of them were in a text.
    var embedded: Int

    init(_ text: String, _ expected: String, embedded: Int = 0) {
      (self.text, self.expected, self.embedded) = (text, expected, embedded)
    }

    var testDescription: String { text }
  }

  static func event(_ name: String) -> String {
    "{\"timestamp\":\"2026-05-01T12:00:00Z\",\"feature_name\":\"\(name)\",\"cost_usd\":1}"
  }
  static func python(_ name: String) -> String {
    "{'timestamp': '2026-05-01T12:00:00Z', 'feature_name': '\(name)', 'cost_usd': 1}"
  }
  static let (a, b, c) = (event("a"), event("b"), event("c"))
  static let (p, q) = (python("p"), python("q"))
  static func cri(_ text: String) -> String { "2026-05-01T12:00:00Z stdout F \(text)" }
  static func docker(_ text: String) -> String {
    "{\"log\":\"\(escaped(text))\\n\",\"stream\":\"stdout\",\"time\":\"2026-05-01T12:00:00Z\"}"
  }
  static let batch = """
    {"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"chat","endTimeUnixNano":\
    "1777638896123000000","attributes":[{"key":"gen_ai.request.model","value":{"stringValue":\
    "gpt-4o"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":"7"}},{"key":\
    "traceloop.association.properties.feature","value":{"stringValue":"o"}}]},{"name":"http"}]}]}]}
    """
  static let torn = "{\"timestamp\":\"2026-05-01T12:00:00Z\",\"feature_name\":\"to"

  static let rows: [Row] = [
    Row("\u{1B}[32m\(a)\u{1B}[0m", "a"), Row("\(a)\u{1B}[0m", "a"), Row("\u{1B}[1;31m\(p)", "p"),
    Row("\(a),", "a"), Row("\(a)\0\0", "a"), Row("\(a) trailing words", "a"), Row("\(a);", "a"),
    Row("\u{FEFF}\(a)", "a"), Row("[\(a),", "a"), Row("  \(a)]", "a"), Row("[", "."), Row("]", "."),
    Row("],", "."), Row("[\(a), \(b)]", "ab"), Row("[\(p), \(q)]", "pq"), Row(",\(a)", "a"),
    Row("\(a)\(b)", "ab"), Row("\(a) \(b)\(c)", "abc"), Row("\(a)\r\(b)", "ab"),
    Row("\(p)\(q)", "pq"), Row("\(a)\(p)", "ap"), Row("\(a){\"x\":1}\(b)", "a!b"),
    Row("\(torn)\(a)", "!a"), Row("\(torn)\(torn)\(a)", "!a"), Row("{\"a\":1,\"co\(a)", "!a"),
    Row("{\"a\":0.5\(a)", "!a"), Row("{\"a\":1,\(a)", "!a"), Row("{\"a\":[1,\(a)\(b)", "!b"),
    Row("{\"a\":\"x{\(a)", "!a"), Row("\(torn){\"cost_usd\":1}", "!"),
    Row("\(torn){\"timestamp\":1,\"feature_name\":\"x\"}", "!"),
    Row("2026-05-01 INFO {\"trace\":\"abc\"} \(a)", "a", embedded: 1),
    Row("INFO:root:\(a)", "a", embedded: 1), Row("call done \(a)", "a", embedded: 1),
    Row("2026-05-01 12:00:00.103 | INFO     | __main__:<module>:9 - \(a)", "a", embedded: 1),
    Row("2026-05-01 12:00:00.103 | INFO     | __main__:<module>:9 - \(p)", "p", embedded: 1),
    Row("[2026-05-01 12:00:00,103] INFO app.llm: \(p)", "p", embedded: 1),
    Row("INFO \(a) \(b) words \(c)", "abc", embedded: 3), Row("{it's} \(a)", "a", embedded: 1),
    Row("INFO {oops} \(a)", "a", embedded: 1), Row("key=value msg=\(a)", "a", embedded: 1),
    Row("INFO {\"level\":\"info\"}", "!"), Row("INFO {\"cost_usd\":1}", "!"),
    Row("INFO {\"model\":\"m\",\"cost_usd\":-1}", "!", embedded: 1), Row("no object here", "."),
    Row("\"\(escaped(a))\"", "a", embedded: 1), Row("\"\(escaped(a) + " x")\"", "!"),
    Row("{\"msg\":\"\(escaped(a))\",\"time\":1}", "a", embedded: 1),
    Row("{\"message\":\" \(escaped(a))\\n\"}", "a", embedded: 1),
    Row("{\"text\":\"\(escaped(p))\"}", "p", embedded: 1),
    Row("{\"record\":{\"message\":\"\(escaped(a))\"},\"text\":\"x\"}", "a", embedded: 1),
    // Batches of OTLP, of which each record is one.
    Row("otel-collector-1  | \(batch)", "o!", embedded: 2),
    Row("INFO:root:\(batch)", "o!", embedded: 2),
    Row("INFO:root:\(batch)\(a) INFO:root:\(batch)", "o!ao!", embedded: 5),
    Row("\"\(escaped(batch))\"", "o!", embedded: 2),
    Row("{\"msg\":\"\(escaped(batch))\"}", "o!", embedded: 2),
    Row("\(cri(batch))", "o!"), Row("\(docker(batch))", "o!"), Row("[\(batch)]", "o!"),
    Row("the user said \(batch)", "!"), Row("{\"prompt\":\"\(escaped(batch))\"}", "!"),
    Row("{\"msg\":\"done: \(escaped(batch))\"}", "!"),
    // Behind an object, and behind braces that are none.
    Row("2026-11-29 10:00:00,1 INFO \(a)2026-11-29 10:00:00,2 INFO \(b)", "ab", embedded: 2),
    Row("INFO:root:\(a)INFO:root:\(b)", "ab", embedded: 2),
    Row("\(a) text \(b)", "ab", embedded: 1),
    Row("\(a);\(b);\(c)", "abc", embedded: 2),
    Row("INFO:root:\(p)INFO:root:\(q)", "pq", embedded: 2),
    Row("\(a) user said: \(q)", "a"), Row("\(a) {\"x\":1} {no} \(b)", "a!b", embedded: 1),
    Row("\(a) {'torn': 'x", "a!"), Row("\(a) {no} \(b)", "ab", embedded: 1),
    Row("\(a) words {\"model\":\"m\",\"cost_usd\":-1} \(b)", "a!b", embedded: 2),
    Row("\(a) words {\"cost_usd\":1}", "a"), Row("\(torn)\(a) text \(b)", "!ab", embedded: 1),
    Row("\(torn)\(a) text {\"model\":\"m\",\"cost_usd\":1}", "!a"),
    Row("{req-17} \(a)", "a", embedded: 1), Row("{{ \(a)", "a", embedded: 1),
    Row("{req-17} words", "!"), Row("{req-17}{app.py:12}\(a)\(b)", "ab", embedded: 2),
    Row("{req-17} \(p)", "p", embedded: 1), Row("{\"req-17\"} \(a)", "!"),
    Row("\(cri(a))\(cri(b))", "ab"), Row("\(cri(a)) \(cri("words")) {", "a"),
    Row("\(cri("\(a)x"))\(cri(b)) \(c)", "abc", embedded: 2),
    Row(String(repeating: cri(a), count: 9), "aaaaaaaaa"), Row("\(cri(torn))\(cri(a))", "!a"),
    Row("\(docker(a))\(docker(b))", "ab"), Row("\(docker(a)) \(b)\(docker(c))", "abc"),
    Row(String(repeating: docker(a), count: 9), "aaaaaaaaa"),
    Row("\(docker("words"))\(docker(a))", ".a"),
    Row("{\"msg\":\"\(escaped(a))\"}{\"msg\":\"\(escaped(b))\"}", "ab", embedded: 2),
    Row("\(torn){\"msg\":\"\(escaped(a))\"}", "!"),
    Row("{\"msg\":\"done: \(escaped(a))\"}", "!"), Row("{\"prompt\":\"\(escaped(a))\"}", "!"),
    Row("{\"data\":{\"msg\":\"\(escaped(a))\"}}", "!"),
  ]

  @Test("Frames are taken off, one in the other, and their time stands in")
  func frames() {
    let event = "{\"feature_name\":\"a\",\"cost_usd\":1}"
    let time = "2026-05-01T12:00:00Z"
    func docker(_ text: String, end: String = "\\n") -> String {
      "{\"log\":\"\(Self.escaped(text))\(end)\",\"stream\":\"stdout\",\"time\":\"\(time)\"}"
    }
    let rows: [(String, LineTraits)] = [
      ("\(time) stdout F \(event)", .cri), ("\(time) stderr F:x \(event)", .cri),
      (docker(event), .docker), (docker(event, end: ""), .docker),
      ("<134>1 \(time) host app 12 - [x y=\"]\\\"{\"] \(event)", .syslog),
      ("<13>May  1 12:00:00 host app[12]: \(event)", .syslog),
      ("May  1 12:00:00 host app: \(event)", .syslog),
      ("2026-05-01T12:00:00+00:00 host app[1]: \(event)", .syslog),
      ("\(time) stdout F <134>1 \(time) host app - - - \(event)", [.cri, .syslog]),
      (docker("{\"level\":30,\"msg\":\"\(Self.escaped(event))\"}"), [.docker, .embedded]),
    ]
    for (text, traits) in rows {
      let lines = Self.decoded(text, Decoding.settings())
      #expect(lines.map(\.outcome) == [.event], "\(text)")
      #expect(lines.first?.traits == traits, "\(text)")
      #expect(lines.first?.timeMicroseconds == 1_777_636_800_000_000, "\(text)")
      #expect(lines.first?.flags == .untimed, "\(text)")
    }
  }

  @Test(
    "Torn at any byte, with NULs behind it or not, a line costs itself and not the next",
    arguments: [
      docker(a), a, "{\"a\":-0.5e-3,\"b\":true,\"c\":\"\\n\\u00fc\",\"d\":[null],\"cost_usd\":1}",
    ])
  func torn(line: String) {
    let bytes = Array(line.utf8)
    for end in 2..<bytes.count {
      for next in [Self.docker(Self.b), Self.b] {
        // What begins a value is another matter: it may be in what was torn.
        for nuls in [0, 3] where nuls > 0 || !":[".utf8.contains(bytes[end - 1]) {
          let text = bytes[..<end] + [UInt8](repeating: 0, count: nuls) + Array(next.utf8)
          let lines = Decoding.decode(text + [UInt8(ascii: "\n")])
          #expect(Self.letters(lines) == "!b", "\(end), \(nuls) NULs, \(next)")
        }
      }
    }
  }

  @Test(
    "A line that was cut inside of a character is judged when it is whole",
    arguments: ["é", "€", "😀"])
  func cutCharacters(character: String) {
    let line = Array(Self.event("a\(character)").utf8)
    let first = line.firstIndex { $0 >= 0x80 } ?? 0
    let time = "2026-05-01T12:00:00Z"
    func parts(_ line: [UInt8], _ cuts: [Int], _ stream: String = "stdout") -> [UInt8] {
      zip([0] + cuts, cuts + [line.count]).flatMap { start, end in
        Array("\(time) \(stream) \(end == line.count ? "F" : "P") ".utf8) + line[start..<end]
          + [UInt8(ascii: "\n")]
      }
    }
    let inside = Array((first + 1)..<(first + character.utf8.count))
    for cuts in inside.map({ [$0] }) + [inside, [first] + inside + [line.count - 1]] {
      for format in [LineFormat.auto, .native] {
        let lines = Decoding.decode(parts(line, cuts), Decoding.settings(format))
        #expect(lines.map(\.outcome) == cuts.map { _ in .blank } + [.event])
        #expect(lines.last?.dimensions.first == "a\(character)")
      }
      // What is not UTF-8 then is one rejection.
      for damaged in [line.map { $0 == line[first] ? 0x80 : $0 }, line + [line[first]]] {
        let lines = Decoding.decode(parts(damaged, cuts))
        #expect(lines.map(\.outcome) == cuts.map { _ in .blank } + [.rejected(.badUTF8)])
      }
    }
    // A line of its own, and one of another stream.
    let half = Array(line[..<(first + 1)])
    #expect(Decoding.decode(parts(half, [])).map(\.outcome) == [.rejected(.badUTF8)])
    let mixed = Array(parts(line, [first + 1]).split(separator: UInt8(ascii: "\n"))[0])
    let lines = Decoding.decode(mixed + [UInt8(ascii: "\n")] + parts(half, [], "stderr"))
    #expect(lines.map(\.outcome) == [.blank, .rejected(.badUTF8)])
  }

  @Test("Logs of a collector that takes line feeds off: text in between costs no event")
  func bareLogs() {
    func log(_ text: String) -> String {
      "{\"log\":\"\(Self.escaped(text))\",\"stream\":\"stdout\",\"time\":\"2026-05-01T12:00:00Z\"}"
    }
    let words = log("Starting") + "\n" + log("listening on 8080") + "\n"
    #expect(Self.letters(Self.decoded(log(Self.batch), Decoding.settings())) == "o!")
    let text = log(Self.a) + "\n" + words + log(Self.b) + "\n" + log("{torn") + "\n" + log(Self.c)
    let lines = Self.decoded(text, Decoding.settings())
    #expect(Self.letters(lines) == "a...b" + ".!c")
    #expect(lines[3].outcome == .text && lines[6].outcome == .rejected(.cutOff))
    // Of docker itself a part is as long as what it reads at a time, whatever is in it.
    let padded = Self.a + String(repeating: " ", count: 16_384 - Self.a.utf8.count)
    #expect(Self.letters(Self.decoded(log(padded), Decoding.settings())) == ".")
  }

  @Test(
    "After an attempt that failed the next begins where it ended: each byte is read again once",
    arguments: [
      "{\"a\":\"b{", "{\"a\":[{\"a\":[", "INFO {'a ", "INFO {x ", "INFO {\"a\":", "INFO {<a ",
      "INFO {[{[", "{} x {} [1,", "\(a);", "\(a) words {", "{x} {\"a\":{", "\(a){\"b\":\"{",
      "\(cri(a))",
      "{\"msg\":\"x\"};", "\(docker("{"))", "{\"a\":1\\u00\0\0{",
      "INFO {\"a\":1,'b':{", "x {'a': <b c=\"", "{\"a\":{\"b\":\"{\"", "x {1: {2: {",
    ], LineFormat.allCases)
  func cost(piece: String, format: LineFormat) {
    let text = String(repeating: piece, count: 100_000 / piece.utf8.count)
    var catalog = Catalog(dimensions: Dimension.history)
    var decoder = LineDecoder(settings: Decoding.settings(format), dimensions: Dimension.history)
    _ = Decoding.decode(Array((text + "\n").utf8), &decoder, &catalog)
    let (bytes, values) = (decoder.retriedBytes, decoder.scannedValues)
    #expect(bytes <= 2 * text.utf8.count)
    #expect(values <= 2 * text.utf8.count)
  }

  @Test("A line of a megabyte of empty objects costs a hundred rejections")
  func manyObjects() {
    let lines = Self.decoded(String(repeating: "{}", count: 300_000) + Self.a, Decoding.settings())
    #expect(lines.count == 101)
    #expect(lines.last?.outcome == .event)
  }

  /// As JSON writes it inside of a text.
  static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }

  static func decoded(_ text: String, _ settings: SourceSettings) -> [OracleLine] {
    Decoding.decode(Array((text + "\n").utf8), settings)
  }

  @Test("Each object on a line is an event or a rejection of its own", arguments: rows)
  func surroundings(row: Row) {
    let lines = Self.decoded(row.text, Decoding.settings())
    #expect(Self.letters(lines) == row.expected)
    #expect(lines.count { $0.traits.contains(.embedded) } == row.embedded)
    // The line is consumed with its last.
    let end = row.text.utf8.count + 1
    #expect(lines.allSatisfy { $0.end == end })
    #expect(
      lines.map { $0.traits.contains(.continues) } == lines.indices.map { $0 < lines.count - 1 })
  }

  static func letters(_ lines: [OracleLine]) -> String {
    lines.map { line in
      switch line.outcome {
      case .event: line.dimensions.first ?? "?"
      case .rejected: "!"
      case .blank, .text: "."
      }
    }.joined()
  }

  @Test("Without framing a line stands alone: nothing inside of a text is read", arguments: rows)
  func withoutFraming(row: Row) {
    var settings = Decoding.settings(.native)
    settings.framing = .none
    let lines = Self.decoded(row.text, settings)
    #expect(!lines.contains { $0.traits.contains(.embedded) })
    if row.embedded == row.expected.count { #expect(!lines.contains { $0.outcome == .event }) }
  }
}
