import SpendTesting
import Testing

@testable import SpendCore

/// What is usual, and what will come of it (SPEC 4.3).
@Suite struct ForecastTests {
  private static let berlin = TimeZoneRules(
    name: "Europe/Berlin", initialOffsetSeconds: 3600,
    transitions: [
      .init(at: 1_774_746_000, offsetSeconds: 7200), .init(at: 1_792_890_000, offsetSeconds: 3600),
    ])
  /// Monday 5 January 2026, 00:00 UTC.
  private static let monday: Int64 = 1_767_571_200

  /// Of each hour what a function says, by day and hour of day in UTC.
  private static func history(
    days: Int, start: Int64 = monday, _ cost: (_ day: Int, _ hour: Int) -> Int64
  ) -> HourlySpend {
    HourlySpend(
      start: start, hours: (0..<days * 24).map { Money(nano: cost($0 / 24, $0 % 24)) })
  }

  @Test("A week that repeats itself is forecast to the nano, with no error and a band of nothing")
  func weeks() throws {
    // Workdays from 8 to 18, and as much again on each.
    func cost(_ day: Int, _ hour: Int) -> Int64 {
      day % 7 < 5 && (8..<18).contains(hour) ? 1_000_000 : 100
    }
    let history = Self.history(days: 70, cost)
    let (now, until) = (63 * 24, 70 * 24)
    let forecast = try #require(Forecast(history, now: now, until: until, zone: .utc))
    #expect(forecast.method == .profile)
    #expect(forecast.spend == history.sum(now..<until))
    #expect(forecast.medianErrorPermille == 0)
    #expect(forecast.band == forecast.spend...forecast.spend)
  }

  @Test("What the last day was more or less is carried on")
  func scales() throws {
    // Twice as much on the last day of each kind of week.
    let history = Self.history(days: 63) { day, _ in day == 62 ? 200 : 100 }
    let forecast = try #require(Forecast(history, now: 63 * 24, until: 64 * 24, zone: .utc))
    #expect(forecast.spend == Money(nano: 200 * 24))
    // On all days before it was as forecast; the last one was twice of that.
    let band = try #require(forecast.band)
    #expect(band.lowerBound <= forecast.spend && band.upperBound >= forecast.spend)
    #expect(forecast.medianErrorPermille == 0)
  }

  @Test(
    "How much history there must be",
    arguments: [
      (0, nil), (23, nil), (24, Forecast.Method.mean), (14 * 24 - 1, .mean), (14 * 24, .profile),
    ] as [(Int, Forecast.Method?)])
  func needs(hours: Int, method: Forecast.Method?) {
    // What was before the first spend is none.
    let costs =
      [Money](repeating: .zero, count: 50) + [Money](repeating: Money(nano: 7), count: hours)
    let history = HourlySpend(start: Self.monday, hours: costs)
    let forecast = Forecast(history, now: 50 + hours, until: 60 + hours, zone: .utc)
    #expect(forecast?.method == method)
    #expect(forecast.map { $0.spend == Money(nano: 70) } ?? true)
  }

  @Test("Hours of the week are local: a profile moves with the clock")
  func zones() throws {
    // At 9 in Berlin, summer and winter: clocks go forward on 29 March.
    let start: Int64 = 1_771_801_200  // Monday 23 February, 00:00 in Berlin.
    let history = HourlySpend(
      start: start,
      hours: (0..<35 * 24).map { hour in
        let time = start + Int64(hour) * 3600
        let local = (time + Self.berlin.offsetSeconds(at: time)) / 3600 % 24
        return Money(nano: local == 9 ? 1000 : 1)
      })
    // The day after, from midnight to midnight.
    let now = 35 * 24 - 1
    let baseline = Baseline(history, before: now, zone: Self.berlin)
    #expect(baseline.usual(now + 9)?.median == Money(nano: 1000))
    #expect(baseline.usual(now + 8)?.median == Money(nano: 1))
  }

  @Test("Sums at the end of 64 bits, empty and reversed times do not trap")
  func extremes() {
    let most = Money(nano: .max)
    let history = HourlySpend(start: .max / 4, hours: [Money](repeating: most, count: 40 * 24))
    for (now, until) in [(0, 0), (900, 960), (960, 100_000), (960, 0), (5000, 5100), (-3, 4)] {
      let forecast = Forecast(history, now: now, until: until, zone: .utc)
      #expect(forecast.map { $0.spend <= most } ?? true)
    }
    #expect(Forecast(HourlySpend(start: 0, count: 0), now: 0, until: 10, zone: .utc) == nil)
  }

  @Test("The median of random lists is what sorting says", arguments: 0..<20 as Range<UInt64>)
  func median(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let values = (0...random.next(below: 12)).map { _ in Money(nano: Int64(random.next(below: 99)))
    }
    let sorted = values.map(\.nano).sorted()
    let middle = sorted.count / 2
    let expected =
      sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    #expect(Baseline.median(values).nano == expected, "seed \(seed)")
  }
}
