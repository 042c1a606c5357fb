import SpendTesting
import Testing

@testable import SpendCore

@Suite struct WindowIndexTests {
  @Test("It finds what was added and not removed, however the hashes fall", arguments: 1...6)
  func againstDictionary(seed: UInt64) {
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    var index = WindowIndex(seed: seed)
    var known: [Int: UInt32] = [:]
    // From nearly all on one place to hardly any.
    let hashes = 1 << (4 * seed)
    for step in 0..<5000 {
      if random.chance(step < 3000 ? 2 : 1, of: 3) {
        let number = random.next(below: 4000)
        guard known[number] == nil else { continue }
        let hash = UInt32(truncatingIfNeeded: random.next(below: hashes) &* 0x9E37_79B9)
        index.add(number, hash)
        known[number] = hash
      } else if let (number, hash) = known.randomElement(using: &random) {
        index.remove(number, hash)
        known[number] = nil
      }
      #expect(index.count == known.count)
      guard step % 100 == 0 else { continue }
      for number in 0..<4000 {
        let hash = known[number] ?? UInt32(number)
        let found = index.find(hash) { $0 == number }
        #expect(found == (known[number] == nil ? nil : number))
      }
    }
  }

  @Test("Windows are found by rule and group")
  func groups() {
    var table = WindowTable(hashSeed: 7)
    for number in 0..<1000 {
      let (rule, group) = (number % 2, [UInt32(number / 2), 5])
      #expect(table.find(rule, group) == nil)
      table.append(SpendWindow(rule: rule, group: group))
      table.enter(number, rule, group)
    }
    for number in stride(from: 0, to: 1000, by: 3) {
      table.leave(number, number % 2, [UInt32(number / 2), 5])
      table[number] = nil
    }
    for number in 0..<1000 {
      let found = table.find(number % 2, [UInt32(number / 2), 5])
      #expect(found == (number % 3 == 0 ? nil : number))
    }
    #expect(table.find(0, [0]) == nil && table.find(2, [0, 5]) == nil && table.liveCount == 666)
  }
}
