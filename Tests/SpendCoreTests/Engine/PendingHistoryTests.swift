import SpendTesting
import Testing

@testable import SpendCore

@Suite struct PendingHistoryTests {
  private struct Slot: Hashable {
    var quarter: Int64
    var labelSet: UInt32
  }

  private static func delta(_ quarter: Int64, _ labelSet: UInt32, _ amount: Int64) -> HistoryDelta {
    HistoryDelta(
      quarter: quarter, labelSet: labelSet, calls: 1, spend: Money(nano: amount),
      inputTokens: 2 * amount, outputTokens: 3 * amount)
  }

  private static func sums(_ deltas: [HistoryDelta]) -> [Slot: HistoryDelta] {
    var sums: [Slot: HistoryDelta] = [:]
    for delta in deltas {
      sums[Slot(quarter: delta.quarter, labelSet: delta.labelSet)]?.add(delta)
      let slot = Slot(quarter: delta.quarter, labelSet: delta.labelSet)
      if sums[slot] == nil { sums[slot] = delta }
    }
    return sums
  }

  @Test("Amounts of a label set become one while no other quarter comes in between")
  func becomesOne() {
    var history = PendingHistory<HistoryDelta>()
    for set in [7, 0, 7, 0] as [UInt32] { history.add(Self.delta(100, set, 5)) }
    #expect(history.deltas.map(\.labelSet) == [7, 0])
    #expect(history.deltas.map(\.calls) == [2, 2])
    #expect(history.deltas[0].spend.nano == 10 && history.deltas[0].outputTokens == 30)
    history.add(Self.delta(101, 7, 1))
    history.add(Self.delta(100, 7, 1))
    #expect(history.deltas.map(\.quarter) == [100, 100, 101, 100])
  }

  @Test(
    "What was handed over is not added to, and can be taken back",
    arguments: 1...20 as ClosedRange<UInt64>)
  func takenBack(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var history = PendingHistory<HistoryDelta>()
    var all: [HistoryDelta] = []
    var (taken, committed): ([HistoryDelta], [HistoryDelta]) = ([], [])
    for _ in 0..<2000 {
      let next = Self.delta(
        Int64(random.next(below: 3)), UInt32(random.next(below: 5)), Int64(random.next(below: 100)))
      history.add(next)
      all.append(next)
      switch random.next(below: 40) {
      case 0:
        committed += taken
        taken = history.drain(expecting: random.next(below: 10))
        #expect(history.deltas.isEmpty)
      case 1:
        history.restore(taken)
        taken = []
        #expect(Self.sums(history.deltas).count == history.deltas.count, "seed \(seed)")
      default: break
      }
    }
    #expect(Self.sums(committed + taken + history.deltas) == Self.sums(all), "seed \(seed)")
  }
}
