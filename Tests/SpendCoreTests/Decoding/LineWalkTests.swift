import Glibc
import SpendCore
import SpendTesting
import Testing

/// Lines that look alike are walked along four at once, blocks of bytes at a time: every way in
/// which that can end, in each of the four, must leave what the obvious decoder says.
struct LineWalkTests {
  private static let dimensions = Dimension.history + ["note"]

  /// - Parameters:
  ///   - text: the inside of a text that somebody asks for, and of one that nobody does.
  ///   - number: the same for numbers.
  private static func line(
    text: [UInt8] = Array("plain".utf8), number: String = "0.5", index: Int = 0
  ) -> [UInt8] {
    Array("{\"timestamp\":\"2026-05-01T00:00:0\(index % 10)Z\",\"note\":\"".utf8) + text
      + Array("\",\"other\":\"".utf8) + text + Array("\",\"cost_usd\":\(number)".utf8)
      + Array(",\"other_number\":\(number),\"cached\":false}\n".utf8)
  }

  /// Decodes twice, so that the keys are learned first and expected then.
  private static func expectAgreement(_ lines: [[UInt8]], _ comment: Comment) {
    let bytes = lines.flatMap { $0 }
    let oracle = OracleDecoder(
      settings: Decoding.settings(), dimensions: dimensions, now: Decoding.now)
    let expected = oracle.decode(bytes)
    var catalog = Catalog(dimensions: dimensions)
    var decoder = LineDecoder(settings: Decoding.settings(), dimensions: dimensions)
    for _ in 0..<2 {
      #expect(Decoding.decode(bytes, &decoder, &catalog) == expected, comment)
    }
  }

  /// Eight lines, of which one is special.
  private static func expectAgreement(_ special: [UInt8], row: Int, _ comment: Comment) {
    let lines = (0..<8).map { $0 == row % 8 ? special : line(index: $0) }
    expectAgreement(lines, comment)
  }

  /// In one of eight lines, and in all of them; with each kind of value that
  /// takes the place of none.
  @Test(
    "Whatever stands where a dimension is",
    arguments: [
      nil, "\"\"", "null", "7", "16", "123", "1.5", "true", "false", "\"ab\"", "\"16\"",
      "\"" + String(repeating: "x", count: 32) + "\"",
      "\"" + String(repeating: "x", count: 33) + "\"",
      String(repeating: "4", count: 30), "{}", "\"null\"",
    ], ["", "given", String(repeating: "g", count: 32), String(repeating: "g", count: 40)])
  func values(value: String?, label: String) {
    var settings = Decoding.settings()
    settings.labels["note"] = label
    func line(_ value: String?, _ index: Int) -> String {
      "{\"timestamp\":\"2026-05-01T00:00:0\(index)Z\"" + (value.map { ",\"note\":\($0)" } ?? "")
        + ",\"model\":\"m\(index % 2)\",\"cost_usd\":0.5}\n"
    }
    for special in 0...8 {
      let bytes = (0..<8).flatMap { index in
        Array(line(special == 8 || special == index ? value : "\"plain\"", index).utf8)
      }
      let oracle = OracleDecoder(settings: settings, dimensions: Self.dimensions, now: Decoding.now)
      var catalog = Catalog(dimensions: Self.dimensions)
      var decoder = LineDecoder(settings: settings, dimensions: Self.dimensions)
      for _ in 0..<3 {
        #expect(Decoding.decode(bytes, &decoder, &catalog) == oracle.decode(bytes))
      }
    }
  }

  @Test("Texts of every length up to several blocks")
  func textLengths() {
    for length in 0...100 {
      let text = [UInt8](repeating: UInt8(ascii: "x"), count: length)
      Self.expectAgreement(Self.line(text: text), row: length, "\(length) bytes")
    }
  }

  @Test(
    "What is not plain, at every place of a text",
    arguments: [
      Array("\\\"".utf8), Array("\\u00e9".utf8), Array("\\x".utf8), Array("ü".utf8),
      Array("😀".utf8), [0xFF], [0xC3], [0x1F], [0x00], [0x0D], Array("\"".utf8), [0x7F],
    ])
  func markedTexts(mark: [UInt8]) {
    for place in 0...70 {
      var text = [UInt8](repeating: UInt8(ascii: "x"), count: 70)
      text.insert(contentsOf: mark, at: place)
      Self.expectAgreement(Self.line(text: text), row: place, "\(mark) at \(place)")
    }
  }

  @Test("A line that ends at every place")
  func cutLines() {
    let whole = Self.line(text: Array("a text over one block of thirty-two".utf8))
    for count in 0..<whole.count {
      let cut = Array(whole[..<count]) + [UInt8(ascii: "\n")]
      Self.expectAgreement(cut, row: count, "\(count) bytes")
    }
  }

  @Test("Numbers of every length and form")
  func numbers() {
    let digits = { (count: Int) in String(repeating: "7", count: count) }
    let lengths = (0...40).flatMap { count in
      [digits(count), "0." + digits(count), digits(count) + ".5", "0" + digits(count)]
    }
    let forms = [
      "00", "01.5", "1.", ".5", "1e2", "1E+2", "0.5e-3", "1.5E3", "-1", "-0", "-0.0", "+1", "1.2.3",
      "0x10", "1_0", "1 ", " 1", "1,", "--1", "1e", "null", "true", "false", "nul", "falsy", "True",
      "\"1.5\"", "{\"a\":[1]}", "[]", "\"",
    ]
    for (row, number) in (lengths + forms).enumerated() {
      Self.expectAgreement(Self.line(number: number), row: row, "\(number)")
    }
  }

  @Test("Keys that change from line to line", arguments: [21, 22, 23] as [UInt64])
  func changingKeys(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let long = String(repeating: "k", count: 40)
    let fields = [
      "\"cost_usd\":0.25", "\"note\":\"x\"", "\"model\":\"m\"", "\"input_tokens\":7",
      "\"\(long)\":1", "\"note\" : \"y\"", "\"output_tokens\":null", "\"cost_usd\":1",
    ]
    for _ in 0..<200 {
      let lines = (0..<random.next(below: 14)).map { _ -> [UInt8] in
        let count = random.next(below: fields.count)
        let from = random.next(below: 3)
        let chosen = (0..<count).map { fields[(from + $0) % fields.count] }
        return Array("{\(chosen.joined(separator: ","))}\n".utf8)
      }
      Self.expectAgreement(lines, "seed \(seed)")
    }
  }

  @Test("More keys than are learned", arguments: [63, 64, 65, 200])
  func manyKeys(count: Int) {
    let keys = (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    let line = Array("{\(keys),\"note\":\"behind\",\"cost_usd\":0.5}\n".utf8)
    Self.expectAgreement([[UInt8]](repeating: line, count: 9), "\(count) keys")
  }

  @Test("Nothing is read beyond the padding that the decoder asks for")
  func padding() throws {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let memory = try #require(
      mmap(nil, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
    defer { munmap(memory, 2 * page) }
    #expect(mprotect(memory + page, page, PROT_NONE) == 0)
    let quotes = [UInt8](repeating: UInt8(ascii: "\""), count: 64)
    for length in 0...70 {
      let text = [UInt8](repeating: UInt8(ascii: "x"), count: length)
      let lines = (0..<5).flatMap { Self.line(text: text, index: $0) }
      let start = memory + (page - lines.count - quotes.count)
      UnsafeMutableRawBufferPointer(start: start, count: lines.count + quotes.count)
        .copyBytes(from: lines + quotes)
      var catalog = Catalog(dimensions: Self.dimensions)
      var decoder = LineDecoder(settings: Decoding.settings(), dimensions: Self.dimensions)
      var decoded = LineBatch()
      for _ in 0..<2 {
        decoder.decode(
          UnsafeRawBufferPointer(start: start, count: lines.count), now: Decoding.now,
          catalog: &catalog, into: &decoded)
      }
      #expect(decoded.filter { $0.outcome == .event }.count == 10)
    }
  }
}
