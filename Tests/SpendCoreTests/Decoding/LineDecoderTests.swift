import SpendCore
import SpendTesting
import Testing

/// Properties of the decoder as a whole: paths and labels, cuts, sample logs.
struct LineDecoderTests {
  @Test(
    "Paths are tried in their order, then the field's own name; null and empty ones are passed over"
  )
  func paths() {
    var settings = Decoding.settings()
    settings.fields = [
      "cost_usd": ["usage.cost", "price"], "feature_name": ["metadata.feature", "tag"],
      "timestamp": ["meta.time"], "input_tokens": ["usage.in"], "model": ["model_name"],
    ]
    let rows: [(text: String, nano: Int64, feature: String)] = [
      ("{\"usage\":{\"cost\":1},\"price\":2,\"cost_usd\":3}", 1_000_000_000, "untagged"),
      ("{\"usage\":{\"cost\":null},\"price\":2,\"cost_usd\":3}", 2_000_000_000, "untagged"),
      ("{\"usage\":5,\"cost_usd\":3,\"tag\":\"t\"}", 3_000_000_000, "t"),
      ("{\"usage\":{\"cost\":1},\"usage\":{},\"cost_usd\":3}", 3_000_000_000, "untagged"),
      ("{\"usage\":{\"x\":{\"cost\":9},\"cost\":1,\"cost\":2}}", 2_000_000_000, "untagged"),
      (
        "{\"cost_usd\":1,\"metadata\":{\"feature\":\"\"},\"feature_name\":\"own\"}", 1_000_000_000,
        "own"
      ),
      (
        "{\"m\\u0065tadata\" : {\"a\":[{}], \"feat\\u0075re\" : \"deep\"} ,\"cost_usd\":1}",
        1_000_000_000, "deep"
      ),
      ("{'usage': {'cost': 1}, 'metadata': {'feature': 'py'}}", 1_000_000_000, "py"),
      ("{'usage': {'cost': 1, 'x': {2}}, 'metadata': {'feature'}}", 1_000_000_000, "untagged"),
    ]
    for row in rows {
      let line = Decoding.decode(Array((row.text + "\n").utf8), settings).first
      #expect(line?.outcome == .event, "\(row.text)")
      #expect(line?.costNano == row.nano, "\(row.text)")
      #expect(line?.dimensions.first == row.feature, "\(row.text)")
    }
  }

  @Test("Labels stand in for dimensions that an event lacks")
  func labels() {
    var settings = Decoding.settings()
    settings.labels = ["environment": "production", "feature_name": "nightly", "region": "eu"]
    let dimensions = Dimension.history + ["region"]
    let text = """
      {"cost_usd":1}
      {"cost_usd":1,"environment":"staging","feature_name":"chat","region":"us"}
      {"cost_usd":1,"environment":"","feature_name":null,"region":[1]}

      """
    let lines = Decoding.decode(Array(text.utf8), settings, dimensions: dimensions)
    #expect(lines[0].dimensions == ["nightly", "", "", "production", "", "eu"])
    #expect(lines[1].dimensions == ["chat", "", "", "staging", "", "us"])
    #expect(lines[2].dimensions == ["nightly", "", "", "production", "", "eu"])
  }

  @Test("Any key at the top can be a dimension, also one that means something else too")
  func customDimensions() {
    let dimensions = Dimension.history + ["customer_tier", "cached", "input_tokens", "a.b"]
    let text = """
      {"cost_usd":1,"customer_tier":"gold","cached":true,"input_tokens":12,"a.b":"x"}
      {"cost_usd":1,"customer_tier":{"name":"gold"},"cached":"no","a":{"b":"y"}}

      """
    let lines = Decoding.decode(Array(text.utf8), dimensions: dimensions)
    #expect(lines[0].dimensions.suffix(4) == ["gold", "true", "12", "x"])
    #expect(lines[0].inputTokens == 12)
    #expect(lines[1].dimensions.suffix(4) == ["", "no", "", ""])
  }

  @Test("Any cut at line ends gives the same lines", arguments: [11, 12, 13] as [UInt64])
  func cuts(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var mutator = LineMutator(seed: seed, seeds: OracleAgreementTests.seedLines())
    var pieces: [[UInt8]] = []
    for _ in 0..<300 { pieces.append(mutator.next() + [UInt8(ascii: "\n")]) }
    let whole = Decoding.decode(pieces.flatMap { $0 })
    var catalog = Catalog(dimensions: Dimension.history)
    var decoder = LineDecoder(settings: Decoding.settings(), dimensions: Dimension.history)
    var cut: [OracleLine] = []
    var offset = 0
    var index = 0
    while index < pieces.count {
      let next = min(pieces.count, index + 1 + random.next(below: 9))
      var bytes = pieces[index..<next].flatMap { $0 }
      let count = bytes.count
      // Half a line after the last line feed is left alone.
      bytes += Array("{\"cost_usd\":".utf8)
      for var line in Decoding.decode(bytes, &decoder, &catalog) {
        line.end += offset
        cut.append(line)
      }
      offset += count
      index = next
    }
    #expect(cut == whole, "seed \(seed)")
  }

  static let shapes: [(SampleLog.Spelling, SampleLog.KeyOrder)] = [
    (.compact, .fixed), (.spaced, .fixed), (.pythonRepr, .fixed), (.compact, .shuffled(orders: 4)),
    (.spaced, .fresh), (.pythonRepr, .fresh),
  ]

  @Test("Sample logs of every shape are read to the nano-dollar", arguments: 0..<6)
  func sampleLogs(index: Int) {
    var shape = SampleLog.Shape()
    (shape.spelling, shape.keyOrder) = Self.shapes[index]
    shape.brokenPerThousand = 50
    var log = SampleLog(seed: 5, shape: shape)
    let lines = Decoding.decode(log.lines(1000), clampsFuture: false)
    var found = SampleLog.Oracle()
    for line in lines {
      found.lines += 1
      guard line.outcome == .event else {
        if case .rejected(let reason) = line.outcome { found.rejected[reason, default: 0] += 1 }
        continue
      }
      found.events += 1
      found.costNano += line.costNano
      var feature = found.features[line.dimensions[0]] ?? SampleLog.Oracle.Feature()
      feature.events += 1
      feature.costNano += line.costNano
      feature.inputTokens += line.inputTokens
      feature.outputTokens += line.outputTokens
      found.features[line.dimensions[0]] = feature
    }
    #expect(found == log.oracle)
    #expect(found.rejected.count == 6)
  }

  @Test("The same seed makes the same sample log")
  func sampleLogRepeats() {
    var first = SampleLog(seed: 9)
    var second = SampleLog(seed: 9)
    var other = SampleLog(seed: 10)
    let bytes = first.bytes(atLeast: 5000)
    #expect(bytes.count >= 5000 && bytes.last == UInt8(ascii: "\n"))
    #expect(second.bytes(atLeast: 5000) == bytes)
    #expect(other.bytes(atLeast: 5000) != bytes)
  }
}
