import SpendTesting
import Testing

@testable import SpendCore

/// `suggest` (SPEC 7.4): limits out of what was spent, tried on the same time.
@Suite struct BudgetSuggestionTests {
  private static let start: Int64 = 1_767_225_600

  /// Dollars of each day, spent at noon.
  private static func noons(_ dollars: [Int64]) -> [BudgetSuggestion.Hour] {
    dollars.enumerated().map {
      .init(
        start: start + Int64($0.offset) * 86_400 + 43_200,
        cost: Money(nano: $0.element * 1_000_000_000))
    }
  }

  private static func suggestion(
    _ hours: [BudgetSuggestion.Hour], _ change: (inout BudgetSuggestion.Options) -> Void = { _ in }
  ) -> BudgetSuggestion? {
    var options = BudgetSuggestion.Options()
    change(&options)
    return BudgetSuggestion(hours: hours, zone: .utc, options)
  }

  private static func dollars(_ money: Money?) -> Int64? { money.map { $0.nano / 1_000_000_000 } }

  @Test("The 95th percentile with headroom, in two digits, where that alerts seldom enough")
  func usual() throws {
    let days = (1...20).map { Int64($0) }
    let found = try #require(Self.suggestion(Self.noons(days)) { $0.mostAlerts = 100 })
    #expect(found.days == 20 && found.span == 20)
    #expect(Self.dollars(found.median) == 10 && Self.dollars(found.percentile95) == 19)
    #expect(Self.dollars(found.largest) == 20 && Self.dollars(found.limit) == 23)
    // $19 and $20 pass 80 % of it; a day later what was spent before is gone, so each anew.
    #expect(found.alerts == 2)
    // Without headroom five pass 80 % of $19, and two of them all of it.
    let plain = try #require(
      Self.suggestion(Self.noons(days)) { ($0.mostAlerts, $0.headroomPercent) = (100, 0) })
    #expect(Self.dollars(plain.limit) == 19 && plain.alerts == 7)
    // 1,234 dollars are 1,300.
    let large = try #require(
      Self.suggestion(Self.noons([Int64](repeating: 1028, count: 9))) { $0.mostAlerts = 100 })
    #expect(Self.dollars(large.limit) == 1300)
  }

  @Test("Raised until it alerts no more often than is wanted, and not further", arguments: 1...6)
  func raised(seed: UInt64) throws {
    print("seed \(seed)")
    var random = SeededRandom(seed: seed)
    var hours: [BudgetSuggestion.Hour] = []
    for hour in 0..<(60 * 24) as Range<Int64> where random.next(below: 3) > 0 {
      let isSpike = random.next(below: 300) == 0
      let nano = Int64(random.next(below: 1_000_000_000)) * (isSpike ? 40 : 1)
      hours.append(.init(start: Self.start + hour * 3600, cost: Money(nano: nano)))
    }
    for (most, days) in [(Int64(0), Int64(30)), (2, 30), (1, 7)] {
      for unit in WindowUnit.allCases {
        var options = BudgetSuggestion.Options()
        (options.unit, options.mostAlerts, options.alertDays) = (unit, most, days)
        let found = try #require(BudgetSuggestion(hours: hours, zone: .utc, options))
        #expect(found.alerts == Self.alerts(hours, found.limit, options))
        #expect(Int64(found.alerts) * days <= most * Int64(found.span))
        // The next smaller one of two digits is what the days give, or alerts too often.
        let guess = try #require(Self.suggestion(hours) { ($0.unit, $0.mostAlerts) = (unit, 1000) })
        var unitOfLimit: Int64 = 1
        while found.limit.nano / unitOfLimit >= 100 { unitOfLimit *= 10 }
        let smaller = Money(nano: found.limit.nano - unitOfLimit)
        #expect(
          found.limit == guess.limit
            || Int64(Self.alerts(hours, smaller, options)) * days > most * Int64(found.span))
      }
    }
  }

  /// One hour after the other, with every sum made anew.
  private static func alerts(
    _ hours: [BudgetSuggestion.Hour], _ limit: Money, _ options: BudgetSuggestion.Options
  ) -> Int {
    let length: Int64 = options.unit == .day ? 86_400 : 30 * 86_400
    let percents = options.percents + (1...30).map { Int64(100) << $0 }
    var passed: Set<Int64> = []
    var alerts = 0
    for (place, hour) in hours.enumerated() {
      let before = hours[..<place].filter { $0.start > hour.start - length }
        .reduce(Int128(0)) { $0 + Int128($1.cost.nano) }
      func isPassed(_ percent: Int64, _ spend: Int128) -> Bool {
        spend * 100 >= Int128(limit.nano) * Int128(percent)
      }
      passed = passed.filter { isPassed($0, before) }
      for percent in percents
      where isPassed(percent, before + Int128(hour.cost.nano)) && passed.insert(percent).inserted {
        alerts += 1
      }
    }
    return alerts
  }

  @Test("Fewer than seven days with spend say nothing; hostile sums end")
  func edges() {
    #expect(Self.suggestion([]) == nil)
    #expect(Self.suggestion(Self.noons([1, 2, 3, 4, 5, 6])) == nil)
    #expect(Self.suggestion(Self.noons([1, 0, 2, 0, 3, 4, 0, 5, 0, 6])) == nil)
    #expect(Self.suggestion(Self.noons([1, 0, 2, 0, 3, 4, 0, 5, 0, 6, 7]))?.days == 7)
    let huge = (0..<10).map {
      BudgetSuggestion.Hour(start: Self.start + Int64($0) * 86_400, cost: Money(nano: .max / 2))
    }
    #expect(Self.suggestion(huge) { $0.mostAlerts = 0 } != nil)
  }
}
