import SpendCore
import Testing

/// What ``JSONWriter`` writes, to the byte.
@Suite struct JSONWriterTests {
  @Test("members and elements keep their order, with commas only between them")
  func order() {
    var json = JSONWriter()
    json.object {
      $0.field("type", "x")
      $0.field("n", 5)
      $0.field("small", Int64.min)
      $0.field("flag", false)
      $0.null("nothing")
      $0.field("absent", nil)
      $0.object("empty") { _ in }
      $0.array("list") {
        $0.element("a")
        $0.element(1)
        $0.element(true)
        $0.elementNull()
        $0.array { _ in }
        $0.object { $0.field("k", "v") }
      }
      $0.field("money", Money(nano: 50_120_000_000))
      $0.decimal("percent", "100.2")
    }
    #expect(
      json.text == #"{"type":"x","n":5,"small":-9223372036854775808,"flag":false,"nothing":null,"#
        + #""absent":null,"empty":{},"list":["a",1,true,null,[],{"k":"v"}],"#
        + #""money":"50.120000000","percent":100.2}"#)
  }

  @Test(
    "text is escaped where JSON asks for it and nowhere else",
    arguments: [
      ("plain", #""plain""#),
      ("a\"b\\c", #""a\"b\\c""#),
      ("line\nnext\r\ttab", #""line\nnext\r\ttab""#),
      ("\u{0}\u{1B}[31m\u{1F}\u{7F}", #""\u0000\u001b[31m\u001f\u007f""#),
      ("a\u{80}\u{9B}2J\u{9F}\u{A0}", "\"a\\u0080\\u009b2J\\u009f\u{A0}\""),
      ("ü € 𝄞 </script> \u{2028}", "\"ü € 𝄞 </script> \u{2028}\""),
      ("", #""""#),
    ])
  func escapes(text: String, expected: String) {
    var json = JSONWriter()
    json.element(text)
    #expect(json.text == expected)
    var object = JSONWriter()
    object.object { $0.field(text, text) }
    #expect(object.text == "{\(expected):\(expected)}")
  }

  @Test(
    "what is not a number is written as text",
    arguments: [
      ("0", "0"), ("-0.5", "-0.5"), ("100.2", "100.2"), ("10", "10"),
      ("", #""""#), ("-", #""-""#), ("01", #""01""#), ("1.", #""1.""#), (".5", #"".5""#),
      ("1.2.3", #""1.2.3""#), ("1e5", #""1e5""#), ("NaN", #""NaN""#), ("1,2", #""1,2""#),
    ])
  func decimals(number: String, expected: String) {
    var json = JSONWriter()
    json.object { $0.decimal("n", number) }
    #expect(json.text == #"{"n":\#(expected)}"#)
  }
}
