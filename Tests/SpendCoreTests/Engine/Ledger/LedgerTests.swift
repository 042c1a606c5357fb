import Testing

@testable import SpendCore

/// What is counted of an event, without anything that judges it.
@Suite struct LedgerTests {
  private static let start = Timestamp(seconds: 1_774_000_000)

  /// A ledger with all that it works on.
  private struct Book: ~Copyable {
    var ledger: Ledger
    var log = CommitLog(sequence: 0)
    var effects: [Effect] = []

    init(maxGroups: Int = 100) {
      let budget = Budget(
        name: "b", daily: Money(nano: 10), monthly: Money(nano: 100), notify: [:])
      ledger = Ledger(
        Configuration(budgets: [budget], maxGroups: maxGroups), at: LedgerTests.start)
      ledger.layRules(taken: [])
    }

    /// - Returns: what is left to do of each window that counts it.
    mutating func count(_ feature: String, nano: Int64, minute: Int64 = 0) -> [SpendWindow.FollowUp]
    {
      var line = Line(end: 0, length: 0, outcome: .event)
      line.time = LedgerTests.start.advanced(bySeconds: 60 * minute)
      line.cost = Money(nano: nano)
      var symbols = ledger.catalog.dimensions.map { _ in Catalog.empty }
      symbols[0] = feature.isEmpty ? Catalog.untagged : ledger.catalog.symbol(feature)
      line.series = symbols.withUnsafeBufferPointer { ledger.catalog.series($0) }
      if line.time.minute > ledger.position ?? .min {
        ledger.advance(to: line.time.minute, &log)
      } else if !ledger.context.holds(line.time) {
        ledger.enterMinute(of: line.time)
      }
      return withUnsafePointer(to: line) { line in
        let number = Int(line.pointee.series)
        let flags = ledger.enter(line, number, &log, into: &effects)
        return ledger.links(of: number).map { link in
          let rest = ledger.count(line, flags, link: link)
          guard !rest.isDisjoint(with: [.window, .period]) else { return rest }
          ledger.makeRoom(rest, line, link: link, &log, into: &effects)
          return ledger.count(line, flags, link: link)
        }
      }
    }

    var limited: Int {
      effects.count { if case .happened(.groupsLimited) = $0 { true } else { false } }
    }
  }

  @Test("An event is in the totals at once, and in feature and history once its series is flushed")
  func flushing() {
    var book = Book()
    _ = book.count("a", nano: 3)
    _ = book.count("b", nano: 4)
    _ = book.count("a", nano: 5)
    #expect(book.ledger.totals.events == 3)
    #expect(book.ledger.totals.spend == Money(nano: 12))
    #expect(book.ledger.features.entries.map(\.spend) == [.zero, .zero])
    #expect(book.ledger.dirtySeries.count == 2)
    book.ledger.flushAllSeries(&book.log)
    #expect(book.ledger.features.entries.map(\.spend.nano) == [8, 4])
    #expect(book.ledger.features.entries.map(\.events) == [2, 1])
    let waiting = book.log.waitingDeltas
    #expect(waiting == 2)
    #expect(book.ledger.dirtySeries.isEmpty)
    // Nothing is left to be moved again.
    book.ledger.flushAllSeries(&book.log)
    #expect(book.ledger.features.entries.map(\.spend.nano) == [8, 4])
  }

  @Test("A window says when its spend has come to a threshold, and once that it is to be written")
  func rests() {
    var book = Book()
    let rows: [(Int64, [SpendWindow.FollowUp])] = [
      (7, [[], []]), (1, [.thresholds, []]), (80, [.thresholds, .thresholds]),
    ]
    for (nano, rests) in rows { #expect(book.count("a", nano: nano) == rests, "\(nano)") }
    let queued = book.log.drainWindows()
    #expect(queued == [0, 1])
  }

  @Test("A call that is taken back leaves its spend, and no call")
  func takenBack() {
    var book = Book()
    _ = book.count("", nano: 3)
    book.ledger.uncountCall(0, &book.log)
    #expect(book.ledger.totals.events == 0 && book.ledger.totals.spend == Money(nano: 3))
    #expect(book.ledger.batch.untaggedCalls == 0)
    #expect(book.ledger.batch.untaggedSpend == Money(nano: 3))
    #expect(book.ledger.features.entries.map(\.spend.nano) == [3])
  }

  @Test("Groups beyond the limit are one group, which is said once")
  func limit() {
    var book = Book(maxGroups: 2)
    for feature in ["a", "b", "c", "d"] { _ = book.count(feature, nano: 1) }
    #expect(book.ledger.groupCount == 3)
    #expect(book.ledger.windows.liveCount == 6)
    #expect(book.limited == 1)
    let other = book.ledger.windows.find(0, [Catalog.other])
    #expect(other.map { book.ledger.windows.slots[$0].buckets.sum } == 2)
  }

  @Test("Windows that are swept are found anew, under other numbers until no series leads to them")
  func sweeping() {
    var book = Book()
    _ = book.count("a", nano: 1)
    _ = book.count("b", nano: 1)
    let days: Int64 = 40 * 1440
    _ = book.count("b", nano: 2, minute: days)
    #expect(book.ledger.groupCount == 1 && book.ledger.windows.liveCount == 2)
    _ = book.count("a", nano: 5, minute: days)
    #expect(book.ledger.groupCount == 2 && book.ledger.windows.liveCount == 4)
    #expect(book.ledger.windows.count == 8)
    // A new catalog: no series is left.
    book.ledger.renew(&book.log)
    _ = book.count("c", nano: 1, minute: days)
    #expect(book.ledger.windows.liveCount == 6 && book.ledger.windows.count == 8)
    #expect(book.ledger.totals.spend == Money(nano: 10))
  }

  @Test("The numbers of windows: those that are free, then the next; of one that went not at once")
  func numbers() {
    var table = WindowTable(taken: [0, 3], hashSeed: 1)
    #expect([table.reuseNumber(), table.reuseNumber(), table.reuseNumber()] == [1, 2, 4])
    table.retire(1)
    #expect(table.reuseNumber() == 4)
    table.freeRetired()
    table.free(2)
    #expect([table.reuseNumber(), table.reuseNumber(), table.reuseNumber()] == [2, 1, 4])
  }
}
