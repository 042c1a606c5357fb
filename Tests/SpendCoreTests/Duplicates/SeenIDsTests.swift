import SpendTesting
import Testing

@testable import SpendCore

/// The table of ids against one that keeps them in a list.
@Suite struct SeenIDsTests {
  struct Model {
    struct Known {
      var id: EventID
      var time: Int64
      var cost: Int64
      var input: Int64
      var output: Int64
    }
    var known: [Known] = []
    var forgotten: Int64 = 0
    let most: Int

    init(most: Int) { self.most = most }

    mutating func meet(_ line: Line, _ id: EventID) -> SeenIDs.Outcome {
      let time = line.time.seconds
      if let place = known.firstIndex(where: { $0.id == id && abs($0.time - time) <= 86_400 }) {
        let excess = max(0, line.cost.nano - known[place].cost)
        known[place].cost += excess
        var more = (input: Int64(0), output: Int64(0))
        if id.grows {
          more.input = max(0, line.inputTokens - known[place].input)
          more.output = max(0, line.outputTokens - known[place].output)
          known[place].input += more.input
          known[place].output += more.output
        }
        return .repeated(
          excess: Money(nano: excess), inputTokens: more.input, outputTokens: more.output)
      }
      let same = known.indices.filter { known[$0].id == id }
      if same.count >= 4, let earliest = same.min(by: { known[$0].time < known[$1].time }) {
        known[earliest].id = .none
      }
      known.append(
        Known(
          id: id, time: time, cost: line.cost.nano, input: line.inputTokens,
          output: line.outputTokens))
      while known.count > most {
        if time - known[0].time <= 172_800 { forgotten += 1 }
        known.removeFirst()
      }
      return .new
    }

    mutating func forget(before time: Timestamp) {
      while let first = known.first, first.time < time.seconds { known.removeFirst() }
    }
  }

  static func id(_ text: String, grows: Bool = false) -> EventID {
    var digest = EventID.Digest()
    digest.add("test")
    digest.add(text)
    return digest.id(grows: grows)
  }

  private static func line(_ random: inout SeededRandom, at time: Int64, of ids: Int) -> (
    Line, EventID
  ) {
    var line = Line(end: 0, length: 0, outcome: .event)
    let number = random.next(below: ids)
    line.time = Timestamp(seconds: time - Int64(random.next(below: 100_000)))
    line.cost = Money(nano: Int64(random.next(below: 4)) * 1_000_000_000)
    if random.next(below: 50) == 0 { line.cost = .eventLimit }
    line.inputTokens = Int64(random.next(below: 3))
    line.outputTokens = Int64(random.next(below: 1000))
    return (line, id("\(number)", grows: number % 3 == 0))
  }

  @Test("It finds what a list finds, over restarts and with records that came again")
  func model() throws {
    for seed in UInt64(1)...8 {
      // Few that come again and again, over weeks, or many.
      let isFew = seed > 6
      var random = SeededRandom(seed: seed)
      let most = [7, 300, 1500, 100_000][Int(seed) % 4]
      var ids = SeenIDs(most: most, seed: seed)
      var model = Model(most: most)
      var state: [[UInt8]: [UInt8]] = [:]
      var time: Int64 = 1_780_000_000
      for step in 0..<9000 {
        time += Int64(random.next(below: isFew ? 4000 : 120))
        let (line, id) = Self.line(&random, at: time, of: isFew ? 30 : 2500)
        #expect(ids.meet(line, id) == model.meet(line, id), "seed \(seed), step \(step)")
        if !isFew, random.next(below: 10) == 0 {
          let horizon = Timestamp(seconds: time - 172_800)
          ids.forget(before: horizon)
          model.forget(before: horizon)
        }
        #expect(ids.count == model.known.count, "seed \(seed), step \(step)")
        if random.next(below: 60) == 0 {
          for record in ids.drainRecords() { state[record.key] = record.body }
        }
        guard random.next(below: 300) == 0 else { continue }
        for record in ids.drainRecords() { state[record.key] = record.body }
        let forgotten = ids.forgotten
        ids = SeenIDs(most: most, seed: random.next())
        try ids.load(
          state.map { Record(kind: .seen, key: $0.key, body: $0.value) })
        // The first record may hold some that were forgotten.
        #expect(ids.count - model.known.count < 256 && ids.count >= model.known.count)
        while ids.count > model.known.count { ids.forgetFirst() }
        ids.forgotten = forgotten
      }
      #expect(ids.forgotten == model.forgotten, "seed \(seed)")
    }
  }

  @Test(
    "An id that comes again each day, or each day before, costs no more than others",
    arguments: [90_000, -90_000])
  func oneID(step: Int64) throws {
    var ids = SeenIDs(most: 100_000, seed: 1)
    var line = Line(end: 0, length: 0, outcome: .event)
    let id = Self.id("chatcmpl-1")
    for number in 0..<5000 as Range<Int64> {
      line.time = Timestamp(seconds: 1_780_000_000 + number % 2000 * step)
      _ = ids.meet(line, id)
    }
    #expect(ids.meet(line, id) != .new)
    #expect(ids.byteCount < 40 * 5000)
    var copy = SeenIDs(most: 100_000, seed: 1)
    try copy.load(ids.drainRecords())
    #expect(copy.count == ids.count && copy.meet(line, id) != .new)
    ids.setMost(0)
    #expect(ids.count == 0)
  }

  @Test("What the state has follows what changed")
  func records() {
    var ids = SeenIDs(most: 100_000, seed: 1)
    var line = Line(end: 0, length: 0, outcome: .event)
    var id = EventID.none
    for number in 0..<10_000 {
      id = Self.id("\(number)")
      _ = ids.meet(line, id)
    }
    #expect(ids.drainRecords().count == 40)
    #expect(ids.drainRecords().isEmpty)
    _ = ids.meet(line, id)
    #expect(ids.drainRecords().isEmpty, "a repeated id that costs no more changes nothing")
    line.cost = Money(nano: 1)
    _ = ids.meet(line, id)
    #expect(ids.drainRecords().count == 1)
    ids.setMost(300)
    #expect(ids.drainRecords().filter { $0.body == nil }.count == 37)
    #expect(ids.count == 300 && ids.forgotten == 9700)
  }

  @Test("An id takes 32 bytes at most, however many there are")
  func memory() {
    var ids = SeenIDs(most: 1_000_000, seed: 1)
    let line = Line(end: 0, length: 0, outcome: .event)
    for number in 0..<300_000 {
      _ = ids.meet(line, Self.id("\(number)"))
      guard number > 20_000, number % 1000 == 0 else { continue }
      #expect(ids.byteCount <= 32 * ids.count + 1024 * 24, "\(ids.count)")
    }
  }

  @Test("Damaged records are refused, none traps")
  func damaged() {
    var ids = SeenIDs(most: 1000, seed: 1)
    let line = Line(end: 0, length: 0, outcome: .event)
    for number in 0..<600 {
      _ = ids.meet(line, Self.id("\(number)", grows: true))
    }
    let records = ids.drainRecords()
    var random = SeededRandom(seed: 1)
    for _ in 0..<300 {
      var damaged = records
      let place = random.next(below: damaged.count)
      let length = damaged[place].body?.count ?? 0
      switch random.next(below: 3) {
      case 0: damaged.remove(at: place)
      case 1: damaged[place].body = damaged[place].body.map { Array($0.prefix(length / 2)) }
      default: damaged[place].body?[random.next(below: min(8, length))] ^= 0xFF
      }
      var other = SeenIDs(most: 1000, seed: 1)
      try? other.load(damaged)
    }
  }
}
