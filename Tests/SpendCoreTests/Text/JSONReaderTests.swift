import Testing

@testable import SpendCore

/// Reading what a daemon answers.
@Suite struct JSONReaderTests {
  @Test(
    "documents are read as they are written",
    arguments: [
      ("null", JSONValue.null), (" true ", .bool(true)), ("-1.50e3", .number("-1.50e3")),
      (#""a\"\\\/\n\u0041\u00e9""#, .string("a\"\\/\nAé")), (#""\ud834\udd1e""#, .string("𝄞")),
      (#""\ud834x""#, .string("\u{FFFD}x")), (#""\udd1e""#, .string("\u{FFFD}")),
      (#""\ud834\u0041""#, .string("\u{FFFD}A")), ("[]", .array([])),
      ("[1, [2]]", .array([.number("1"), .array([.number("2")])])),
      (
        #"{"b":1,"a":{}}"#,
        .object([.init(name: "b", value: .number("1")), .init(name: "a", value: .object([]))])
      ),
    ])
  func reads(text: String, value: JSONValue) throws {
    #expect(try JSONReader.read(text.utf8) == value)
  }

  @Test(
    "what is not JSON is refused",
    arguments: [
      "", "nul", "[1", "[1,]", "{1:2}", #"{"a" 1}"#, #"{"a":1"#, #""a"#, #""\x""#, #""\u12"#, "1 2",
      "\"\n\"", String(repeating: "[", count: 100_000),
    ])
  func refuses(text: String) {
    #expect(throws: JSONReader.Malformed.self) { try JSONReader.read(text.utf8) }
  }

  @Test("what the writer of the core writes, it reads")
  func writer() throws {
    let text = String(String.UnicodeScalarView((0..<0x3000).compactMap(Unicode.Scalar.init)))
    var json = JSONWriter()
    json.object { $0.field(text, text) }
    #expect(
      try JSONReader.read(json.bytes) == .object([.init(name: text, value: .string(text))]))
  }
}
