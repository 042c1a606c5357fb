import SpendCore
import SpendTesting
import Testing

/// Dicts as Python prints them, alone and after what its logging writes before a message.
struct PythonTableTests {
  static let outcomes: [(text: String, outcome: Line.Outcome)] = [
    ("{'cost_usd': 1}", .event), ("{'cost_usd': 8.5e-05}", .event), ("{'cost_usd': 1e-09}", .event),
    ("{'cost_usd': Decimal('0.001')}", .event), ("{'cost_usd': '0.5'}", .event),
    ("{'cost_usd': None}", .rejected(.notEvent)), ("{'cost_usd': nan}", .rejected(.notEvent)),
    ("{'cost_usd': inf}", .rejected(.notEvent)), ("{'cost_usd': -inf}", .rejected(.notEvent)),
    ("{'cost_usd': True}", .rejected(.badCost)), ("{'cost_usd': -1}", .rejected(.negativeCost)),
    ("{'cost_usd': Decimal('-1')}", .rejected(.negativeCost)),
    ("{'cost_usd': Decimal('NaN')}", .rejected(.notEvent)),
    ("{'cost_usd': 1, 'a': {'b': [1, (2,), (), {3, 4}, set(), frozenset({1})]}}", .event),
    ("{'cost_usd': 1, 'a': b'\\x00', 1: 2, None: 3, (1, 2): 4}", .event),
    ("{'cost_usd': 1, 'a': uuid.UUID('12345678-1234-5678-1234-567812345678')}", .event),
    ("{'cost_usd': 1, 'a': OrderedDict([('x', 1)])}", .event),
    ("{'cost_usd': 1, 'a': datetime.timedelta(seconds=5)}", .event),
    ("{'cost_usd': 1, \"it's\": \"it's\"}", .event), ("{\"it's\": 'x', 'cost_usd': 1}", .event),
    ("{'cost_usd': 1, 'a': 'it\\'s \\\\ \\n \\t \\r \\xe9 \\u20ac \\U0001f600'}", .event),
    ("{'cost_usd': 1,}", .rejected(.notJSON)), ("{'cost_usd': 1", .rejected(.notJSON)),
    ("{'cost_usd': 1} x", .event), ("{'cost_usd': true}", .rejected(.notJSON)),
    ("{'cost_usd': 1, 'a': <object>}", .event),
    ("{'cost_usd': 1, 'a': <object}", .rejected(.notJSON)),
    ("{'cost_usd': 1, 'a': name}", .event), ("{'cost_usd': 1, 'a': a name}", .event),
    ("{'cost_usd': 1, 'a': 'open}", .rejected(.notJSON)),
    ("{'cost_usd': 1, 'a': '\\q'}", .rejected(.notJSON)),
    ("{'cost_usd': 1, 'a': {1: 2, 3}}", .rejected(.notJSON)),
    ("{'cost_usd': 1, 'a': Foo(1 m}", .rejected(.notJSON)),
    ("{'cost_usd': 1, 'a': x [1, 2}", .rejected(.notJSON)),
    ("{'cost_usd': 1, 'a': }", .rejected(.notJSON)),
    ("{'cost_usd': 1, 'a' b}", .rejected(.notJSON)),
    ("{'cost_usd': 1, a b: 1}", .rejected(.notJSON)),
    ("{'cost_usd': 1, 'a': 'b' c}", .rejected(.notJSON)),
    ("{'cost_usd': 1, 'a': Foo(b {'cost_usd': 2, 'model': 'm'}", .event),
    ("{'cost_usd': 1 $}", .rejected(.badCost)),
    ("OrderedDict({'cost_usd': 1, 'model': 'm'})", .event),
    ("INFO:root:collections.OrderedDict({'cost_usd': 1, 'model': 'm'})", .event),
    ("the user said OrderedDict({'cost_usd': 1, 'model': 'm'})", .rejected(.notJSON)),
    ("f({'cost_usd': 1, 'model': 'm'})", .rejected(.notJSON)),
    ("x=OrderedDict({'cost_usd': 1, 'model': 'm'})", .rejected(.notJSON)),
    ("{'cost_usd': 1, 'a': [1, 2}", .rejected(.notJSON)), ("{'a': 1}", .rejected(.notEvent)),
    ("{1, 2}", .rejected(.notJSON)), ("{'cost_usd': 1, 'timestamp': nan}", .event),
    ("INFO:root:{'cost_usd': 1, 'model': 'm'}", .event),
    ("INFO:root:{'cost_usd': 1}", .rejected(.notJSON)),
    ("INFO:root:{\"cost_usd\": 1, \"timestamp\": 0}", .event),
    ("2026-05-01 12:00:00,123 INFO {'cost_usd': 1, 'feature_name': 'f'}", .event),
    ("2026-05-01 12:00:00,123 - app - INFO - {\"cost_usd\": 1, \"model\": \"\"}", .event),
    ("INFO:root:{'cost_usd': 'x', 'model': 'm'}", .rejected(.badCost)),
    ("INFO:root:{'a': 1}", .rejected(.notJSON)), ("INFO:root:{}", .rejected(.notJSON)),
    ("INFO:root:{'cost_usd': 1, 'model': 'm'} done", .event),
    ("INFO:root:{x} {'cost_usd': 1, 'model': 'm'}", .event),
    ("INFO:root:the user said {'cost_usd': 1, 'model': 'm'}", .rejected(.notJSON)),
  ]

  @Test("A line of Python's logging is an event or rejected for one reason", arguments: outcomes)
  func outcome(row: (text: String, outcome: Line.Outcome)) {
    let line = Decoding.decode(Array((row.text + "\n").utf8)).first
    #expect(line?.outcome == row.outcome)
    // The native format knows none of it.
    if row.text.contains("'") {
      let native = Decoding.decode(Array((row.text + "\n").utf8), Decoding.settings(.native)).first
      #expect(native?.outcome == .rejected(.notJSON))
    }
  }

  @Test("The profile python_repr takes Python only")
  func pythonOnly() {
    for (text, outcome) in [
      ("{'cost_usd': 1, 'cached': False}", Line.Outcome.event), ("{\"cost_usd\": 1}", .event),
      ("{\"cost_usd\": 1, \"cached\": false}", .rejected(.notJSON)),
      ("[1, 2]", .rejected(.notObject)),
      ("(1, 'a')", .rejected(.notObject)), ("None", .rejected(.notObject)),
      ("null", .text), ("INFO {'cost_usd': 1, 'model': 'm'}", .event),
    ] {
      let bytes = Array((text + "\n").utf8)
      #expect(Decoding.decode(bytes, Decoding.settings(.pythonRepr)).first?.outcome == outcome)
    }
  }

  @Test("Values are read as from JSON: exact costs, texts with escapes, flags and moments")
  func values() {
    let text = """
      {'timestamp': '2026-05-01T12:34:56.789012', 'feature_name': "it's caf\\xe9", \
      'user_segment': True, 'model': None, 'environment': 7, 'request_type': [1], \
      'input_tokens': 12, 'output_tokens': 3.0, 'cost_usd': 0.0008540999999999999}

      """
    let line = Decoding.decode(Array(text.utf8)).first
    #expect(line?.outcome == .event)
    #expect(line?.costNano == 854_100)
    #expect(line?.timeMicroseconds == 1_777_638_896_789_012)
    #expect(line?.inputTokens == 12)
    #expect(line?.outputTokens == 3)
    #expect(line?.dimensions == ["it's café", "true", "", "7", ""])
  }

  @Test(
    "datetime is a moment",
    arguments: [
      ("datetime.datetime(2026, 5, 1, 12, 34, 56, 789012)", 1_777_638_896_789_012),
      ("datetime.datetime(2026, 5, 1, 12, 34)", 1_777_638_840_000_000),
      (
        "datetime.datetime(2026, 5, 1, 12, 34, 56, tzinfo=datetime.timezone.utc)",
        1_777_638_896_000_000
      ),
      (
        "datetime.datetime(2026, 5, 1, 12, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200)))",
        1_777_629_600_000_000
      ),
      (
        """
        datetime.datetime(2026, 5, 1, 12, 0, \
        tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=68400)))
        """, 1_777_654_800_000_000
      ),
      ("datetime.datetime(2026, 5, 1, 12, 0, fold=1)", 1_777_636_800_000_000),
      ("datetime.date(2026, 5, 1)", 1_777_593_600_000_000),
      ("datetime.datetime(2026, 2, 30, 0, 0)", nil), ("datetime.datetime(2026, 5)", nil),
      ("datetime.datetime(2026, 5, 1, 25, 0)", nil), ("datetime.time(12, 0)", nil),
    ] as [(String, Int64?)])
  func moments(text: String, expected: Int64?) {
    let line = Decoding.decode(Array("{'timestamp': \(text), 'cost_usd': 1}\n".utf8)).first
    #expect(line?.outcome == .event)
    #expect(line?.flags == (expected == nil ? .badTime : []))
    if let expected { #expect(line?.timeMicroseconds == expected) }
  }
}
