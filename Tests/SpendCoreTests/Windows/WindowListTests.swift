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

  /// The last ones with more label sets than a list without an index has, most of them late.
  @Test("A breakdown stands by chunk, and in a chunk as they first came", arguments: 1...12)
  func breakdown(seed: UInt64) {
    print("seed \(seed)")
    let sets = seed > 8 ? 500 : seed > 4 ? 1 : 5
    var random = SeededRandom(seed: seed)
    var breakdown = SpendBreakdown()
    var model: [SpendBreakdown.Entry] = []
    var hints = [UInt32](repeating: 0, count: sets)
    var longest = 0
    var now: Int64 = 0
    for step in 0..<3000 {
      if random.chance(1, of: seed > 8 ? 200 : 10) { now += Int64(random.next(below: 3)) }
      if random.chance(1, of: seed > 8 ? 500 : 20) {
        let bound = now - Int64(random.next(below: 5))
        breakdown.expire(before: bound)
        model.removeAll { $0.chunk < bound }
      }
      let chunk = now - Int64(random.chance(1, of: 4) ? random.next(below: 6) : 0)
      let labelSet = random.next(below: sets)
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
      longest = max(longest, breakdown.count)
      guard seed <= 8 || step % 20 == 0 else { continue }
      #expect(breakdown.all == model && breakdown.count == model.count)
      guard seed <= 8 || step % 100 == 0 else { continue }
      let entries = breakdown.entries(of: chunk)
      #expect(entries == model.filter { $0.chunk == chunk })
    }
    #expect((longest > 2 * SpendBreakdown.short) == (seed > 8), "\(longest)")
  }

  /// Every event of such a log looks for a share that is not there. What it looks at must not grow
  /// with those that are: a list in the order of time, against it, or to and fro.
  @Test(
    "A share is found without a look at the others, however many there are",
    arguments: [50_000, 200_000], [1, 23, -23] as [Int64])
  func searching(count: Int, step: Int64) {
    var breakdown = SpendBreakdown()
    for number in 0..<count {
      var hint: UInt32 = 0
      let hour = step < 0 ? Int64(number) % 24 : Int64(number / 10_000) * step
      breakdown.add(1, chunk: 490_000 + hour, labelSet: UInt32(number), hint: &hint)
      breakdown.add(1, chunk: 490_000 + hour, labelSet: UInt32(number), hint: &hint)
    }
    #expect(breakdown.count == count && breakdown.all.allSatisfy { $0.nano == 2 })
    let longest = breakdown.index.longestSearch
    #expect(longest < 200, "\(longest)")
  }
}
