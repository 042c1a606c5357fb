import SpendCore
import SpendTesting
import Testing

/// Reading a line costs time in proportion to its length, whatever is in it. Counted in values that
/// are scanned, not in seconds.
struct ScanCostTests {
  /// What opens a value inside a value, with what closes it.
  static let nests: [(open: String, close: String)] = [
    ("Decimal(", ")"), ("decimal.Decimal(", ")"), ("datetime.datetime(", ")"),
    ("datetime.date(", ")"), ("[", "]"), ("(", ")"), ("{", "}"), ("{'a': ", "}"),
    ("{'usage': ", "}"), ("f(", ")"), ("f(a=", ")"), ("x.y(1, ", ")"), ("Decimal([", "])"),
    ("[Decimal({'a': ", "})]"), ("Decimal(datetime.datetime(", "))"),
    ("datetime.datetime(2026, 5, 1, tzinfo=", ")"), ("{Decimal(", "): 1}"),
    ("-inf(", ")"), ("Decimal(Decimal='1', a=", ")"),
  ]

  /// Texts in which such a value stands: alone, in a dict after text, and below a path of
  /// `fields`.
  static let frames: [(before: String, after: String)] = [
    ("{'cost_usd': 1, 'a': ", "}"), ("{'usage': {'cost': ", "}}"), ("{'cost_usd': ", "}"),
    ("INFO:root:user said {'a': ", "}"), ("", ""), ("{\"a\": ", "}"), ("{", ": 1}"),
  ]

  @Test("Values in values are scanned once a way of reading", arguments: nests)
  func nested(nest: (open: String, close: String)) {
    for depth in [20, 200, 600] {
      for inner in ["'1'", "", "2026, 5, 1"] {
        for closing in [depth, 0] {
          let text =
            String(repeating: nest.open, count: depth) + inner
            + String(repeating: nest.close, count: closing)
          for frame in Self.frames { check(frame.before + text + frame.after) }
        }
      }
    }
  }

  @Test("A line of a mebibyte costs no more for its length", arguments: nests)
  func long(nest: (open: String, close: String)) {
    let depth = 200
    let piece =
      String(repeating: nest.open, count: depth) + "'1'"
      + String(repeating: nest.close, count: depth)
    let count = (1 << 20) / (piece.utf8.count + 8) - 1
    check("{'cost_usd': 1" + String(repeating: ", 'a': \(piece)", count: count) + "}", [.auto])
    check("{'cost_usd': 1, 'a': [" + String(repeating: piece + ", ", count: count), [.auto])
  }

  private func check(_ text: String, _ formats: [LineFormat] = LineFormat.allCases) {
    for var settings in formats.map(Decoding.settings) {
      settings.fields = [
        "cost_usd": ["usage.cost", "cost_usd"], "feature_name": ["usage.usage.usage"],
      ]
      settings.maxLineBytes = 2 << 20
      var catalog = Catalog(dimensions: Dimension.history)
      var decoder = LineDecoder(settings: settings, dimensions: Dimension.history)
      _ = Decoding.decode(Array((text + "\n").utf8), &decoder, &catalog)
      // Two ways to read a line, and three levels of the path.
      let limit = 6 * text.utf8.count + 16
      #expect(
        decoder.scannedValues <= limit,
        "\(settings.format), \(text.utf8.count) bytes: \(text.prefix(200))")
    }
  }
}
