import SpendTesting
import Testing

@testable import SpendCore

/// The least element comes first, whatever came and went before.
@Suite struct MinHeapTests {
  @Test("In random turns of inserting and removing it gives what a sorted list gives")
  func likeSortedList() {
    let seed: UInt64 = 20_261_130
    var random = SeededRandom(seed: seed)
    var heap = MinHeap<Int>()
    var sorted: [Int] = []
    for turn in 0..<20_000 {
      // Grows for a while, then shrinks until it is empty.
      if random.chance(turn / 2000 % 2 == 0 ? 3 : 1, of: 5) {
        let element = random.next(below: 500)
        heap.insert(element)
        sorted.insert(element, at: sorted.firstIndex { $0 >= element } ?? sorted.count)
      } else {
        let expected = sorted.isEmpty ? nil : sorted.removeFirst()
        #expect(heap.popFirst() == expected, "seed \(seed), turn \(turn)")
      }
      #expect(heap.first == sorted.first, "seed \(seed), turn \(turn)")
      #expect(heap.elements.count == sorted.count, "seed \(seed), turn \(turn)")
    }
    heap.removeAll()
    #expect(heap.first == nil && heap.popFirst() == nil)
  }
}
