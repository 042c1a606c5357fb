import SpendTesting
import Testing

@testable import SpendCore

/// The lists of a window against lists that are as simple as can be.
@Suite struct WindowListTests {
  @Test("A window is three lines of the cache, of which a rolling day needs two")
  func layout() {
    #expect(MemoryLayout<SpendWindow>.stride == 192 && SpendWindow.bytes(of: .calendarMonth) == 192)
    #expect(SpendWindow.bytes(of: .rollingDay) == 128)
    let table = UniqueArray(repeating: SpendWindow(rule: 0, group: []), count: 3)
    #expect(Int(bitPattern: table.pointer(1)) % 64 == 0)
  }

  @Test("Buckets are their amounts by number, whatever comes late and goes", arguments: 1...8)
  func buckets(seed: UInt64) {
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    var buckets = Buckets()
    var minutes = BucketList()
    var model: [Int64: Int64] = [:]
    var now: Int64 = 0
    for _ in 0..<4000 {
      if random.chance(1, of: 3) { now += Int64(random.next(below: seed < 5 ? 3 : 90)) }
      if random.chance(1, of: 4) {
        let bound = now - Int64(random.next(below: 100))
        buckets.expire(before: bound)
        minutes.expire(before: bound)
        model = model.filter { $0.key >= bound }
      }
      let bucket = now - Int64(random.chance(1, of: 4) ? random.next(below: 120) : 0)
      let nano = Int64(random.next(below: 1000))
      let isWhole = buckets.add(nano, to: bucket)
      #expect(isWhole)
      if !minutes.addToNewest(nano, bucket) { _ = minutes.add(nano, to: bucket) }
      model[bucket, default: 0] += nano
      let sorted = model.sorted { $0.key < $1.key }
      #expect(buckets.live.map(\.bucket) == sorted.map(\.key))
      #expect(buckets.live.map(\.nano) == sorted.map(\.value) && buckets.live == minutes.live())
      #expect(buckets.sum == sorted.reduce(Int128(0)) { $0 + Int128($1.value) })
      #expect(buckets.oldest == sorted.first?.key ?? .max && buckets.count == sorted.count)
      let from = now - 50
      #expect(
        minutes.sum(from: from)
          == sorted.reduce(Int128(0)) { $1.key < from ? $0 : $0 + Int128($1.value) })
      #expect(buckets.nano(of: from) == model[from] ?? 0)
    }
  }

  @Test("A bucket that is full is pinned, and its sum says what is in it")
  func pinned() {
    var buckets = Buckets()
    let areWhole = [(.max - 5, 7), (10, 7), (3, 8)].map { buckets.add($0.0, to: $0.1) }
    #expect(areWhole == [true, false, true])
    #expect(buckets.sum == Int128(Int64.max) + 3 && buckets.nano(of: 7) == .max)
    buckets.expire(before: 8)
    #expect(buckets.sum == 3)
  }

  @Test("A breakdown stands by chunk, and in a chunk as they first came", arguments: 1...8)
  func breakdown(seed: UInt64) {
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    var breakdown = SpendBreakdown()
    var model: [SpendBreakdown.Entry] = []
    var hints = [UInt32](repeating: 0, count: 5)
    var now: Int64 = 0
    for _ in 0..<3000 {
      if random.chance(1, of: 10) { now += Int64(random.next(below: 3)) }
      if random.chance(1, of: 20) {
        let bound = now - Int64(random.next(below: 5))
        breakdown.expire(before: bound)
        model.removeAll { $0.chunk < bound }
      }
      let chunk = now - Int64(random.chance(1, of: 4) ? random.next(below: 6) : 0)
      let labelSet = random.next(below: Int(seed) > 4 ? 1 : 5)
      let nano = Int64(random.next(below: 1000))
      breakdown.add(nano, chunk: chunk, labelSet: UInt32(labelSet), hint: &hints[labelSet])
      let known = model.firstIndex { $0.chunk == chunk && $0.labelSet == UInt32(labelSet) }
      if let known {
        model[known].nano += nano
      } else {
        let place = model.firstIndex { $0.chunk > chunk } ?? model.count
        model.insert(
          SpendBreakdown.Entry(chunk: chunk, labelSet: UInt32(labelSet), nano: nano), at: place)
      }
      #expect(breakdown.all == model && breakdown.count == model.count)
      #expect(breakdown.entries(of: chunk) == model.filter { $0.chunk == chunk })
    }
  }
}
