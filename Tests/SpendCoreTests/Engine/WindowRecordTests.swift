import SpendCore
import SpendTesting
import Testing

/// How windows are kept: small ones in one record, larger ones in chunks, and both as version 1
/// of the state had them.
@Suite struct WindowRecordTests {
  private static let start = Timestamp(seconds: 1_774_000_000)

  private static var budget: Budget {
    Budget(
      name: "all", per: [Dimension.feature], daily: Money(nano: 1_000_000_000_000),
      monthly: Money(nano: 9_000_000_000_000), notify: [:])
  }

  private static var configuration: Configuration {
    Configuration(
      sources: [SourceSettings(origin: .file(pattern: "/log", rotated: []))], budgets: [budget],
      receivers: [.log])
  }

  private static func rows(_ harness: inout EngineHarness) -> [EngineView.Row] {
    harness.engine.view(at: harness.now).rows.sorted {
      ($0.group[0].value, $0.unit.rawValue) < ($1.group[0].value, $1.unit.rawValue)
    }
  }

  private static func count(_ kind: Record.Kind, _ harness: borrowing EngineHarness) -> Int {
    harness.state.stored.records[kind]?.count ?? 0
  }

  @Test("A small window is one record; one that grows has chunks, until it is small again")
  func forms() throws {
    var harness = try EngineHarness(Self.configuration, now: Self.start)
    func feed(_ minutes: Range<Int64>) {
      for minute in minutes {
        harness.feed([TestEvent(Self.start.advanced(bySeconds: minute * 60), "f", nano: 1_000)])
      }
      harness.commit()
    }
    feed(0..<10)
    #expect(Self.count(.window, harness) == 2 && Self.count(.chunk, harness) == 0)
    feed(10..<200)
    #expect(Self.count(.window, harness) == 2 && Self.count(.chunk, harness) > 3)
    var before = Self.rows(&harness)
    try harness.kill()
    #expect(Self.rows(&harness) == before)
    // Two days later all but one minute has left the day.
    feed(3000..<3001)
    #expect(Self.count(.chunk, harness) < 4)
    before = Self.rows(&harness)
    try harness.kill()
    #expect(Self.rows(&harness) == before)
  }

  @Test("Whatever is fed, a restart finds what was committed", arguments: [1, 2, 3] as [UInt64])
  func restarts(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var harness = try EngineHarness(Self.configuration, now: Self.start)
    var minute: Int64 = 0
    for _ in 0..<300 {
      for _ in 0..<random.next(below: 30) {
        minute += Int64(random.next(below: 8) == 0 ? random.next(below: 900) : 1)
        let late = random.next(below: 5) == 0 ? Int64(random.next(below: 1500)) : 0
        harness.feed([
          TestEvent(
            Self.start.advanced(bySeconds: (minute - late) * 60), "f\(random.next(below: 3))",
            nano: Int64(random.next(below: 1_000_000)),
            values: [Dimension.model: "m\(random.next(below: 4))"],
            flags: random.next(below: 9) == 0 ? .unpriced : [])
        ])
      }
      if random.next(below: 6) == 0 { harness.step(.tick) }
      harness.commit()
      guard random.next(below: 5) == 0 else { continue }
      let before = Self.rows(&harness)
      try harness.kill()
      let same = Self.rows(&harness) == before
      #expect(same, "seed \(seed), minute \(minute)")
    }
  }

  @Test("Windows of version 1 are read, and written anew when they change")
  func versionOne() throws {
    var harness = try EngineHarness(Self.configuration, now: Self.start)
    harness.feed([TestEvent(Self.start, "f", nano: 1_000)])
    harness.commit()
    var state = harness.state.stored
    let position = Self.start.minute
    state.records[.window] = try [(WindowUnit.day, 0), (.month, 1)].map { unit, number in
      let limit = try #require(Self.budget.limit(unit))
      var body = ByteWriter()
      body.write(UInt64(1))
      body.write(Rule(budget: Self.budget, unit: unit, limit: limit).identity)
      body.write(limit)
      body.write(list: ["f"]) { $0.write($1) }
      body.write(Int64.min)
      body.write(false)
      body.write(list: [Int]()) { $0.write($1) }
      return Record(kind: .window, key: RecordKey.number(UInt64(number)), body: body.bytes)
    }
    func chunk(_ window: UInt64, _ number: Int64, bucket: Int64, nano: Int64) -> Record {
      var body = ByteWriter()
      body.write(UInt64(1))
      body.write(list: [bucket]) {
        $0.write($1)
        $0.write(nano)
      }
      body.write(list: [UInt32(0)]) {
        $0.write($1)
        $0.write(nano)
      }
      body.write(Int64(0))
      body.write(Int64(0))
      return Record(
        kind: .chunk,
        key: RecordKey.number(window) + RecordKey.number(UInt64(bitPattern: number) ^ 1 << 63),
        body: body.bytes)
    }
    state.records[.chunk] = [
      chunk(0, position / 60 - 1, bucket: position - 60, nano: 5),
      chunk(0, position / 60, bucket: position, nano: 7),
      chunk(1, position / 60 / 24, bucket: position / 60, nano: 12),
    ]
    var engine = try Engine(
      configuration: Self.configuration, state: state, now: Self.start, hostName: "host",
      digest: EngineHarness.digest)
    let rows = engine.view(at: Self.start).rows
    #expect(rows.map(\.spend.nano) == [12, 12])
    var line = Line(end: 0, length: 0, outcome: .event)
    line.time = Self.start
    line.cost = Money(nano: 100)
    var symbols = engine.catalog.dimensions.map { _ in Catalog.empty }
    symbols[0] = engine.catalog.symbol("f")
    line.series = symbols.withUnsafeBufferPointer { engine.catalog.series($0) }
    var effects: [Effect] = []
    engine.step(.lines(LineSlice([DecodedLine(line)]), source: 0), at: Self.start, into: &effects)
    let commit = engine.makeCommit(adding: [])
    let windows = commit.records.filter { $0.kind == .window }
    #expect(windows.map { $0.body?.first } == [3, 3])
    let chunks = commit.records.filter { $0.kind == .chunk }
    #expect(chunks.count == 3 && chunks.allSatisfy { $0.body == nil })
  }
}
