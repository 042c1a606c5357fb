import SpendTesting
import Testing

@testable import SpendCore

/// Lines and their columns against a plain list of lines that have everything.
@Suite struct LineBatchTests {
  @Test("A line is three quarters of a line of the cache, and an id is 128 bits")
  func layout() {
    #expect(MemoryLayout<Line>.stride == 48 && MemoryLayout<EventID>.stride == 16)
    #expect(MemoryLayout<TokenClasses>.stride == 24 && MemoryLayout<LineFormat>.stride == 1)
    #expect(MemoryLayout<CallDetail?>.stride == 104)
  }

  /// What a line is, and what it has beside.
  private struct Facts: Equatable {
    var end: Int
    var isEvent: Bool
    var format: LineFormat
    var nulBytes: UInt32
    var id: EventID
    var classes: TokenClasses?

    init(_ line: DecodedLine) {
      (end, isEvent) = (line.end, line.outcome == .event)
      (format, nulBytes, id) = (line.format, line.nulBytes, line.id)
      classes = line.flags.contains(.classes) ? line.classes : nil
    }
  }

  private static func facts(_ batch: LineBatch) -> [Facts] {
    batch.indices.map { Facts(batch.decoded(at: $0)) }
  }

  /// - Parameter rarity: one line of so many has a thing.
  private static func line(
    _ random: inout SeededRandom, _ number: Int, rarity: Int
  ) -> DecodedLine {
    var line = DecodedLine(Line(end: number, length: 0, outcome: .event))
    if random.chance(1, of: rarity) {
      line.format = LineFormat.counted[random.next(below: LineFormat.counted.count)]
    }
    if random.chance(1, of: rarity) { line.nulBytes = UInt32(random.next(below: 9)) }
    if random.chance(1, of: rarity) { line.id = SeenIDsTests.id("\(number)") }
    var usage = TokenUsage()
    usage.cacheRead = Int64(number)
    if random.chance(1, of: rarity) {
      line.flags = .classes
      line.classes = TokenClasses(usage)
    }
    return line
  }

  @Test("Each line has what it came with, whatever is added, replaced and cut", arguments: 1...12)
  func model(seed: UInt64) {
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    let rarity = [1, 3, 40, 1000][Int(seed % 4)]
    var (batch, list) = (LineBatch(), [DecodedLine]())
    for step in 0..<2000 {
      switch random.next(below: 20) {
      case 0 where !list.isEmpty:
        let place = random.next(below: list.count)
        list[place] = Self.line(&random, step, rarity: rarity)
        batch.replace(place, with: list[place])
      case 1 where random.chance(1, of: 8):
        let count = random.next(below: list.count + 1)
        list.removeLast(list.count - count)
        batch.cut(to: count)
      case 2 where random.chance(1, of: 40):
        list.removeAll()
        batch.removeAll()
      case 3:
        // Plain ones, all of one format, as they come from rows.
        let lines = (0..<4).map { Line(end: step + $0, length: 0, outcome: .event) }
        let format = random.chance(1, of: rarity) ? LineFormat.fields : .native
        lines.withUnsafeBufferPointer { batch.append($0, format) }
        list += lines.map {
          var line = DecodedLine($0)
          line.format = format
          return line
        }
      case 4:
        let others = (0..<9).map { Self.line(&random, step + $0, rarity: rarity) }
        let part = random.next(below: 5)..<(5 + random.next(below: 5))
        batch.append(LineBatch(others)[part])
        list += others[part]
      case 5 where !list.isEmpty:
        let place = random.next(below: list.count)
        batch[place].outcome = .blank
        list[place].outcome = .blank
      default:
        list.append(Self.line(&random, step, rarity: rarity))
        batch.append(list[list.count - 1])
      }
      #expect(batch.count == list.count)
      guard step % 50 == 0 || list.count < 3 else { continue }
      #expect(Self.facts(batch) == list.map(Facts.init), "seed \(seed), step \(step)")
      #expect(batch.idCount == list.count { !$0.id.isNone })
    }
  }

  @Test("What no line has takes no memory; what comes late is nothing of the lines before")
  func columns() {
    var batch = LineBatch()
    for number in 0..<10_000 { batch.append(Line(end: number, length: 0, outcome: .event)) }
    let rows = [Line(end: 10_000, length: 0, outcome: .event)]
    rows.withUnsafeBufferPointer { batch.append($0, .native) }
    #expect(batch.ids.values.capacity == 0 && batch.formats.values.capacity == 0)
    #expect(batch.classes.values.capacity == 0 && batch.details.values.capacity == 0)
    #expect(batch.nulBytes.values.capacity == 0 && !batch.hasIDs && !batch.hasFormats)
    var late = DecodedLine(Line(end: 10_001, length: 0, outcome: .event))
    late.id = SeenIDsTests.id("late")
    batch.append(late)
    for number in 10_002..<20_000 { batch.append(Line(end: number, length: 0, outcome: .event)) }
    #expect(batch.hasIDs && batch.ids.values.count == 10_002 && batch.idCount == 1)
    #expect(batch.id(at: 10_000).isNone && batch.id(at: 10_001) == late.id)
    #expect(batch.id(at: 19_999).isNone && batch.formats.values.capacity == 0)
    let capacity = batch.ids.values.capacity
    batch.removeAll()
    #expect(!batch.hasIDs && batch.ids.values.capacity == capacity)
    // Twice as much as there is at most; the allocator rounds up to a page.
    #expect(capacity <= 2 * 10_002 + 4096 / MemoryLayout<EventID>.stride)
  }

  @Test("A slice has the places of its batch, and does not see what happens to that")
  func slices() {
    var batch = LineBatch()
    for number in 0..<20 {
      var line = DecodedLine(Line(end: number, length: 0, outcome: .event))
      line.nulBytes = 1
      line.traits = number == 7 ? .clockTime : []
      line.time = Timestamp(seconds: 100)
      batch.append(line)
    }
    let slice = batch[5..<15]
    batch.removeAll()
    #expect(slice.indices == 5..<15 && slice.map(\.end) == Array(5..<15) && slice.nulBytes == 10)
    #expect(slice.range(from: 8, count: 16) == 13..<15)
    #expect(slice.range(from: 80, count: 16).isEmpty)
    let part = slice[7..<9]
    #expect(part.first?.end == 7 && part.elements.map(\.end) == [7, 8])
    let dated = part.dated(by: Timestamp(seconds: 50))
    #expect(dated.map(\.time.seconds) == [50, 100] && part.map(\.time.seconds) == [100, 100])
    #expect(LineSlice().isEmpty && LineSlice().nulBytes == 0)
  }

  @Test("Details stay with their lines")
  func details() {
    var (batch, other) = (LineBatch(), LineBatch())
    for number in 0..<10 as Range<Int64> {
      batch.append(Line(end: Int(number), length: 0, outcome: .event))
      other.append(Line(end: Int(number), length: 0, outcome: .event))
      var usage = TokenUsage()
      usage.output = number
      if number % 3 == 1 { other.setDetail(CallDetail(usage: usage), at: Int(number)) }
    }
    batch.append(other[3..<9])
    batch.cut(to: 15)
    batch.append(Line(end: 0, length: 0, outcome: .event))
    let outputs = batch.indices.map { batch.detail(at: $0)?.usage.output }
    #expect(outputs == [Int64?](repeating: nil, count: 11) + [4, nil, nil, 7, nil])
    batch.replace(11, with: DecodedLine(Line(end: 0, length: 0, outcome: .blank)))
    #expect(batch.detail(at: 11) == nil && batch.detail(at: 14) != nil)
  }

  @Test("Numbers of series are exchanged in events alone")
  func translates() {
    var batch = LineBatch()
    for (outcome, series) in [(Line.Outcome.event, 1), (.blank, 9), (.event, 0)] {
      var line = Line(end: 0, length: 0, outcome: outcome)
      line.series = UInt32(series)
      batch.append(line)
    }
    batch.translate([5, 6])
    #expect(batch.map(\.series) == [6, 9, 5])
  }
}
