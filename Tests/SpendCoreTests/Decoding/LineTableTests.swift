import SpendCore
import SpendTesting
import Testing

/// What is an event, what its dimensions are, and why other lines are none.
struct LineTableTests {
  static let outcomes: [(text: String, outcome: Line.Outcome)] = [
    ("", .blank), ("   \t ", .blank), ("\r", .blank), ("\0\0\0", .blank), ("\u{0B}\u{0C}", .blank),
    ("{\"cost_usd\":1}", .event), (" \t{\"cost_usd\":1} \t", .event),
    ("{\"cost_usd\":1}\r", .event),
    ("\0\0{\"cost_usd\":1}", .event), ("{\"cost_usd\":1}x", .event),
    ("{\"cost_usd\":1", .rejected(.notJSON)),
    ("{\"cost_usd\":1,}", .rejected(.notJSON)), ("{,\"cost_usd\":1}", .rejected(.notJSON)),
    ("{\"cost_usd\" 1}", .rejected(.notJSON)), ("{cost_usd:1}", .rejected(.notJSON)),
    ("{\"cost_usd\":1 \"a\":2}", .rejected(.notJSON)), ("{\"cost_usd\":1\0}", .rejected(.notJSON)),
    ("{\"cost_usd\":1,\"a\":\"\u{01}\"}", .rejected(.notJSON)),
    ("{\"cost_usd\":1,\"a\":\"\t\"}", .rejected(.notJSON)),
    ("{\"cost_usd\":1,\"a\":\"\\x41\"}", .rejected(.notJSON)),
    ("{\"cost_usd\":1,\"a\":\"\\u12g4\"}", .rejected(.notJSON)),
    ("{\"cost_usd\":1,\"a\":\"open}", .rejected(.notJSON)),
    ("{\"cost_usd\":1,\"a\":tru}", .rejected(.notJSON)),
    ("{\"cost_usd\":1,\"a\":True}", .rejected(.notJSON)),
    ("{\"cost_usd\":1,\"a\":[1,]}", .rejected(.notJSON)),
    ("{\"cost_usd\":1,\"a\":[1 2]}", .rejected(.notJSON)),
    ("{\"cost_usd\":1,\"a\":{\"b\"}}", .rejected(.notJSON)),
    ("{\"cost_usd\":1,\"a\":{\"b\":1]}", .rejected(.notJSON)),
    ("{\"cost_usd\":1,\"a\":[{\"b\":[null,true,false,-1.5E-7,\"\\ud800\"]},[],{}]}", .event),
    ("{\"cost_usd\":1}\u{FEFF}", .event), ("not json", .text),
    ("not json {", .rejected(.notJSON)),
    ("{", .rejected(.notJSON)), ("}", .rejected(.notJSON)), ("\"", .text),
    ("[]", .rejected(.notObject)), ("[{\"cost_usd\":1}]", .event),
    ("\"{}\"", .rejected(.notObject)), ("12", .rejected(.notObject)),
    ("null", .rejected(.notObject)), (" true ", .rejected(.notObject)),
    ("{}", .rejected(.notEvent)), ("{ }", .rejected(.notEvent)),
    ("{\"message\":\"hello\"}", .rejected(.notEvent)),
    ("{\"cost_usd\":null}", .rejected(.notEvent)),
    ("{\"Cost_USD\":1}", .rejected(.notEvent)), ("{\"cost_usd \":1}", .rejected(.notEvent)),
    ("{\"cost_usd\":\"x\",\"timestamp\":\"x\"}", .rejected(.badCost)),
    ("{\"cost_usd\":-1,\"timestamp\":\"x\"}", .rejected(.negativeCost)),
    ("{\"cost_usd\":\"x\",\"cost_usd\":1}", .event),
    ("{\"cost_usd\":1,\"cost_usd\":-1}", .rejected(.negativeCost)),
    ("{\"cost_usd\":1,\"cost_usd\":null}", .rejected(.notEvent)),
  ]

  @Test("A line is an event, nothing, or rejected for one reason", arguments: outcomes)
  func outcome(row: (text: String, outcome: Line.Outcome)) {
    let line = Decoding.decode(Array((row.text + "\n").utf8), Decoding.settings(.native)).first
    #expect(line?.outcome == row.outcome)
    // A last line without an end is read the same.
    if !row.text.isEmpty {
      let bytes = Array(row.text.utf8)
      let sealed = Decoding.decode(bytes, Decoding.settings(.native), isSealed: true)
      #expect(sealed.map(\.outcome) == [row.outcome])
      #expect(Decoding.decode(bytes, Decoding.settings(.native)).isEmpty)
    }
  }

  static let features: [(json: String, feature: String)] = [
    ("\"feature_name\":\"chat\"", "chat"), ("\"feature_name\":\"\"", "untagged"),
    ("\"feature_name\":null", "untagged"), ("\"other\":1", "untagged"),
    ("\"feature_name\":{\"a\":1}", "untagged"), ("\"feature_name\":[1]", "untagged"),
    ("\"feature_name\":1.5", "1.5"), ("\"feature_name\":123.0", "123"),
    ("\"feature_name\":-7.00", "-7"), ("\"feature_name\":1.50", "1.50"),
    ("\"feature_name\":1e3", "1e3"), ("\"feature_name\":NaN", "untagged"),
    ("\"feature_name\":17", "17"),
    ("\"feature_name\":-17", "-17"), ("\"feature_name\":true", "true"),
    ("\"feature_name\":false", "false"), ("\"feature_name\":\" \"", " "),
    ("\"feature_name\":\"a\",\"feature_name\":\"b\"", "b"),
    ("\"feature_name\":\"a\",\"feature_name\":null", "untagged"),
    ("\"feature\\u005fname\":\"chat\"", "chat"), ("\"feature_name\":\"ch\\u0061t\"", "chat"),
    ("\"feature_name\":\"a\\\"b\\\\c\\/d\"", "a\"b\\c/d"),
    ("\"feature_name\":\"a\\n\\t\"", "a\n\t"),
    ("\"feature_name\":\"caf\u{E9}\"", "caf\u{E9}"),
    ("\"feature_name\":\"\\ud83d\\ude00\"", "\u{1F600}"),
    ("\"feature_name\":\"\\ud83d\"", "\u{FFFD}"), ("\"feature_name\":\"\\ude00x\"", "\u{FFFD}x"),
    ("\"feature_name\":\"\\ud83d\\ud83d\\ude00\"", "\u{FFFD}\u{1F600}"),
    ("\"feature_name\":\"a_name_of_more_than_sixteen_bytes\"", "a_name_of_more_than_sixteen_bytes"),
    ("\"feature_name\":\"exactly_16_bytes\"", "exactly_16_bytes"),
    ("\"feature_name\":\"\\u0000\"", "\0"),
  ]

  @Test("A feature is text, a flag or a number", arguments: features)
  func feature(row: (json: String, feature: String)) {
    for text in ["{\(row.json),\"cost_usd\":1}\n", "{ \"cost_usd\" : 1 , \(row.json) }\n"] {
      let line = Decoding.decode(Array(text.utf8)).first
      #expect(line?.outcome == .event)
      #expect(line?.dimensions == [row.feature, "", "", "", ""])
    }
  }

  @Test("Bytes that are not UTF-8 are bad_utf8 wherever they are, before all other reasons")
  func badUTF8() {
    let damages: [[UInt8]] = [
      [0x80], [0xC3], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
      [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
      [0xE2, 0x82],
    ]
    for damage in damages {
      for (head, tail) in [
        ("{\"cost_usd\":1,\"a\":\"", "\"}\n"), ("{\"feature_name\":\"x", "y\",\"cost_usd\":1}\n"),
        ("{\"cost_usd\":1}", "\n"), ("{\"", "\":1,\"cost_usd\":1}\n"), ("garbage ", "\n"),
        ("[\"", "\"]\n"), ("{'cost_usd': 1, 'a': '", "'}\n"), ("INFO ", " {'cost_usd': 1}\n"),
      ] {
        let line = Decoding.decode(Array(head.utf8) + damage + Array(tail.utf8)).first
        #expect(line?.outcome == .rejected(.badUTF8))
      }
    }
  }

  @Test("A line longer than the limit is oversize; its end mark and leading NULs do not count")
  func oversize() {
    var settings = Decoding.settings()
    let text = "{\"cost_usd\":1}"
    settings.maxLineBytes = text.utf8.count
    for (line, outcome) in [
      (text + "\n", Line.Outcome.event), (text + "\r\n", .event), ("\0\0" + text + "\r\n", .event),
      (text + " \n", .rejected(.oversize)), (" " + text + "\n", .rejected(.oversize)),
      (String(repeating: " ", count: 40) + "\n", .blank),
      (String(repeating: "x", count: 40) + "\n", .rejected(.oversize)),
    ] {
      #expect(Decoding.decode(Array(line.utf8), settings).first?.outcome == outcome)
    }
    let broken = Array(text.utf8) + [0xFF, 0xFF, 0x0A]
    #expect(Decoding.decode(broken, settings).first?.outcome == .rejected(.oversize))
  }

  @Test("Ends and lengths are those of the bytes")
  func positions() {
    let text = "{\"cost_usd\":1}\r\n\n\0\0{\"cost_usd\":1} \nnope"
    let lines = Decoding.decode(Array(text.utf8), isSealed: true)
    #expect(lines.map(\.end) == [16, 17, 35, 39])
    #expect(lines.map(\.length) == [14, 0, 15, 4])
    #expect(lines.map(\.nulBytes) == [0, 0, 2, 0])
  }

  @Test("Containers may be 512 deep, the line's own object counted, and no deeper")
  func depth() {
    for (depth, outcome) in [(511, Line.Outcome.event), (512, .rejected(.notJSON))] {
      let open = String(repeating: "[", count: depth)
      let close = String(repeating: "]", count: depth)
      for text in [
        "{\"cost_usd\":1,\"a\":\(open)\(close)}\n", "{'cost_usd': 1, 'a': \(open)\(close)}\n",
      ] {
        #expect(Decoding.decode(Array(text.utf8)).first?.outcome == outcome)
      }
    }
    #expect(Rejection.notJSON.words.contains("more than 512 levels deep"))
    let bomb = "{\"a\":" + String(repeating: "[", count: 900_000) + "\n"
    #expect(Decoding.decode(Array(bomb.utf8)).first?.outcome == .rejected(.notJSON))
  }
}
