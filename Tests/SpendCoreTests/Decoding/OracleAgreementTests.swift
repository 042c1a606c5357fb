import SpendCore
import SpendTesting
import Testing

/// ``LineDecoder`` and the obvious decoder must say the same of every line, also of those that
/// nobody foresaw.
struct OracleAgreementTests {
  /// Another seed for every run would hide what was found; these are fixed, and more can be run by
  /// hand.
  static let seeds: [UInt64] = [1, 2, 3, 4]

  static let extraDimensions =
    Dimension.history + ["cached", "customer_tier", "latency_ms", "session_id"]

  static var pathSettings: SourceSettings {
    var settings = Decoding.settings()
    settings.fields = [
      "cost_usd": ["usage.cost", "cost"], "feature_name": ["metadata.feature", "usage"],
      "timestamp": ["metadata.time"], "input_tokens": ["usage.cost"],
    ]
    settings.labels = ["environment": "production", "feature_name": "labelled"]
    settings.naiveZone = TimeZoneRules(
      name: "Test", initialOffsetSeconds: 3600,
      transitions: [
        .init(at: 1_774_746_000, offsetSeconds: 7200),
        .init(at: 1_792_890_000, offsetSeconds: 3600),
      ])
    settings.maxLineBytes = 330
    return settings
  }

  /// Lines that use every part of the grammar, to be damaged.
  static func seedLines() -> [[UInt8]] {
    var lines: [[UInt8]] = []
    for spelling in [SampleLog.Spelling.compact, .spaced, .pythonRepr] {
      for order in [SampleLog.KeyOrder.fixed, .fresh] {
        var shape = SampleLog.Shape()
        shape.spelling = spelling
        shape.keyOrder = order
        var log = SampleLog(seed: 7, shape: shape)
        lines += log.lines(4).split(separator: UInt8(ascii: "\n")).map { Array($0) }
      }
    }
    return lines + HandWrittenLines.all.map { Array($0.utf8) } + FormatSeeds.lines
  }

  /// The lines of a log as it mostly is: all alike.
  static func alikeLines() -> [[UInt8]] {
    var log = SampleLog(seed: 7)
    return log.lines(12).split(separator: UInt8(ascii: "\n")).map { Array($0) }
  }

  @Test("Lines that are all alike are read as each of them is", arguments: LineFormat.allCases)
  func alike(format: LineFormat) {
    let bytes =
      Array(Self.alikeLines().joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
    for (cost, duplicates) in [
      (.auto, .auto), (.logged, .auto), (.computed, .off), (.auto, .on),
    ] as [(CostSource, Duplicates)] {
      var settings = Decoding.settings(format)
      (settings.cost, settings.duplicates) = (cost, duplicates)
      let oracle = OracleDecoder(
        settings: settings, dimensions: Self.extraDimensions, now: Decoding.now)
      #expect(
        Decoding.decode(bytes, settings, dimensions: Self.extraDimensions) == oracle.decode(bytes))
    }
  }

  static func check(
    seed: UInt64, count: Int, _ settings: SourceSettings, _ dimensions: [String],
    lines: [[UInt8]] = seedLines()
  ) {
    var mutator = LineMutator(seed: seed, seeds: lines)
    var random = SeededRandom(seed: seed)
    let oracle = OracleDecoder(settings: settings, dimensions: dimensions, now: Decoding.now)
    var catalog = Catalog(dimensions: dimensions)
    var decoder = LineDecoder(settings: settings, dimensions: dimensions)
    var remaining = count
    while remaining > 0 {
      var bytes: [UInt8] = []
      for _ in 0...random.next(below: 8) {
        bytes += mutator.next() + [UInt8(ascii: "\n")]
        remaining -= 1
      }
      let isSealed = random.next(below: 2) == 0
      if isSealed { bytes.removeLast() }
      let expected = oracle.decode(bytes, isSealed: isSealed)
      let found = Decoding.decode(bytes, &decoder, &catalog, isSealed: isSealed)
      if found != expected {
        let index = zip(found, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        let text = String(decoding: bytes, as: UTF8.self)
        Issue.record(
          """
          seed \(seed), \(settings.format): \(index.map { "\(found[$0])\n\(expected[$0])" } ?? "count")
          \(text)
          """)
        return
      }
    }
  }

  @Test("Both decoders agree on thousands of damaged lines", arguments: seeds)
  func damagedLines(seed: UInt64) {
    for format in LineFormat.allCases {
      let settings = Decoding.settings(format)
      Self.check(seed: seed, count: 1500, settings, Self.extraDimensions)
      Self.check(seed: seed, count: 200, settings, Self.extraDimensions, lines: Self.alikeLines())
    }
    Self.check(seed: seed, count: 1500, Self.pathSettings, Self.extraDimensions)
    Self.check(
      seed: seed, count: 3000, Decoding.settings(), Self.extraDimensions, lines: Self.alikeLines())
    for cost in CostSource.allCases {
      var settings = Decoding.settings()
      settings.cost = cost
      settings.inputIncludesCache = cost == .computed ? false : nil
      settings.duplicates = cost == .logged ? .on : cost == .computed ? .off : .auto
      Self.check(
        seed: seed, count: 2000, settings, Self.extraDimensions, lines: FormatSeeds.lines)
    }
  }
}
