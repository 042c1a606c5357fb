import Testing

@testable import SpendCore

/// The thresholds of one window, by hand: a limit of 100 USD, soft at 80 %, hard at 100 %, and the
/// doublings of an overrun.
@Suite struct ThresholdsTests {
  private static let minute: Int64 = 29_000_000
  private var thresholds = Thresholds(zone: .utc)

  private static func rule(_ kind: WindowKind = .rolling) -> Rule {
    let limit = Money(nano: 100_000_000_000)
    let budget = Budget(name: "b", daily: limit, kind: kind, notify: [.hard: ["hook"]])
    return Rule(budget: budget, unit: .day, limit: limit)
  }

  /// - Parameters:
  ///   - crossed thresholds: percents with their states.
  ///   - period: of a calendar window; 0 for a rolling one.
  private static func window(
    spent dollars: Int64, _ crossed: [(Int64, CrossedThreshold.State)] = [], period: Int64 = 0
  ) -> SpendWindow {
    var window = SpendWindow(rule: 0, group: [])
    _ = window.buckets.add(dollars * 1_000_000_000, to: period == 0 ? minute : period)
    if period > 0 { window.currentPeriod = period }
    window.crossed = crossed.map { percent, state in
      CrossedThreshold(
        threshold: Threshold(percent: percent, level: percent < 100 ? .soft : .hard),
        period: period, time: Timestamp(minute: minute), minute: minute, state: state)
    }
    return window
  }

  private static func firing(_ percent: Int64, isTold: Bool = false) -> CrossedThreshold.State {
    let alert = Alert(
      id: "id-\(percent)", instance: "host", level: .hard, condition: .percent(percent),
      budget: "b", group: [],
      unit: .day, kind: .rolling, windowStart: Timestamp(minute: minute - 1439),
      windowEnd: Timestamp(minute: minute + 1), time: Timestamp(minute: minute),
      spend: Money(nano: 100_000_000_000), limit: rule().limit)
    return .firing(
      CrossedThreshold.Firing(
        alert: alert, receivers: ["hook"], isSummary: false, resolveSent: isTold))
  }

  private func cross(_ window: inout SpendWindow, isPending: Bool = false) -> Int64? {
    thresholds.cross(
      &window, Self.rule(), period: 0, time: Timestamp(minute: Self.minute), at: Self.minute,
      isPending: isPending)?.condition.percent
  }

  @Test(
    "The highest of what was crossed fires; all of it is kept, ascending",
    arguments: [
      (79, [], nil, []), (80, [], 80, [80]), (99, [80], nil, [80]), (100, [80], 100, [80, 100]),
      (100, [], 100, [80, 100]), (450, [80], 400, [80, 100, 200, 400]),
    ] as [(Int64, [Int64], Int64?, [Int64])])
  func crossing(dollars: Int64, before: [Int64], top: Int64?, after: [Int64]) {
    var window = Self.window(spent: dollars, before.map { ($0, .inactive) })
    #expect(cross(&window) == top)
    #expect(window.crossed.map(\.threshold.condition.percent) == after)
  }

  @Test("What is pending waits; a higher one that fires ends that")
  func silence() {
    var window = Self.window(spent: 90)
    #expect(cross(&window, isPending: true) == 80)
    #expect(window.crossed.map(\.state) == [.pending])
    _ = window.buckets.add(10_000_000_000, to: Self.minute)
    #expect(cross(&window) == 100)
    #expect(window.crossed.map(\.state) == [.inactive, .inactive])
  }

  @Test(
    "After a first read or a reload the highest threshold that is exceeded now fires, once",
    arguments: [
      // Of 80 and 100 per cent; of what is left nothing waits.
      (120, .pending, .pending, 100, [80, 100]), (90, .pending, .pending, 80, [80]),
      (90, .inactive, .pending, nil, [80]), (50, .pending, .pending, nil, []),
      (120, .pending, .inactive, nil, [80, 100]),
    ] as [(Int64, CrossedThreshold.State, CrossedThreshold.State, Int64?, [Int64])])
  func firstRead(
    dollars: Int64, soft: CrossedThreshold.State, hard: CrossedThreshold.State, fires: Int64?,
    left: [Int64]
  ) {
    var window = Self.window(spent: dollars, [(80, soft), (100, hard)])
    let judged = thresholds.judge(&window, Self.rule(), period: 0, asOf: Self.minute)
    #expect(judged?.condition.percent == fires)
    #expect(window.crossed.map(\.threshold.condition.percent) == left)
    #expect(window.crossed.allSatisfy { $0.state == .inactive })
  }

  @Test("A calendar window that is over has no news")
  func over() {
    let day = Self.minute / 1440 * 1440
    for (now, fires) in [(day + 1439, 100), (day + 1440, nil)] as [(Int64, Int64?)] {
      var window = Self.window(spent: 150, [(100, .pending)], period: day)
      let judged = thresholds.judge(&window, Self.rule(.calendar), period: day, asOf: now)
      #expect(judged?.condition.percent == fires)
      #expect(window.crossed.map(\.state) == [.inactive])
    }
  }

  @Test("The spend that trips next; of one that is awaited the spend that is enough for it")
  func trips() {
    let rows: [(Int64, [Int64], Int64)] = [
      (0, [], 80), (90, [80], 100), (100, [80, 100], 200), (3, [80, 100], 95),
    ]
    for (dollars, held, trip) in rows {
      let window = Self.window(spent: dollars, held.map { ($0, .inactive) })
      #expect(window.trip(Self.rule()) == trip * 1_000_000_000, "\(held)")
    }
  }

  @Test("A rolling window is looked at when its spend leaves it, and ends there what fires")
  func rolling() {
    let rule = Self.rule()
    var (thresholds, window) = (
      thresholds, Self.window(spent: 100, [(80, .inactive), (100, Self.firing(100))])
    )
    thresholds.schedule(window, rule, 7)
    #expect(thresholds.queue.first == Thresholds.Due(minute: Self.minute + 1440, window: 7))
    #expect(thresholds.resolveDue(&window, rule, upTo: Self.minute + 1439).isEmpty)
    let ended = thresholds.resolveDue(&window, rule, upTo: Self.minute + 1440)
    #expect(ended.map(\.alert.id) == ["id-100"])
    #expect(ended.first?.alert.time.minute == Self.minute + 1440)
    #expect(ended.first?.alert.details.resolution == .fell)
    #expect(ended.first?.alert.spend == .zero && ended.first?.firing.receivers == ["hook"])
    #expect(window.crossed.isEmpty && window.buckets.isEmpty)
  }

  @Test("A calendar window ends with its period, and keeps its crossed thresholds for what is late")
  func calendar() {
    let rule = Self.rule(.calendar)
    let day = Self.minute / 1440 * 1440
    var (thresholds, window) = (
      thresholds, Self.window(spent: 100, [(80, .inactive), (100, Self.firing(100))], period: day)
    )
    thresholds.schedule(window, rule, 7)
    #expect(thresholds.queue.elements == [Thresholds.Due(minute: day + 1440, window: 7)])
    let ended = thresholds.resolveDue(&window, rule, upTo: day + 1440)
    #expect(ended.map(\.alert.details.resolution) == [.windowOver])
    #expect(window.crossed.map(\.state) == [.inactive, .inactive])
    #expect(thresholds.resolveDue(&window, rule, upTo: day + 1440).isEmpty)
  }

  @Test("The clock ends early what the events have not, once, and arms nothing")
  func early() {
    let rule = Self.rule()
    var window = Self.window(
      spent: 100, [(80, Self.firing(80, isTold: true)), (100, Self.firing(100))])
    #expect(thresholds.endEarly(&window, rule, by: Self.minute + 1439).isEmpty)
    let ended = thresholds.endEarly(&window, rule, by: Self.minute + 1440)
    #expect(ended.map(\.alert.id) == ["id-100"])
    #expect(thresholds.endEarly(&window, rule, by: Self.minute + 1440).isEmpty)
    #expect(window.crossed.map(\.firing?.resolveSent) == [true, true])
    // The events come there: it is armed, and nothing more is told.
    #expect(thresholds.resolveDue(&window, rule, upTo: Self.minute + 1440).isEmpty)
    #expect(window.crossed.isEmpty)
  }

  @Test("Ids: those of a rebuild are known, and one that has resolved comes again with a number")
  func ids() {
    var thresholds = thresholds
    thresholds.firedBefore = ["a", "b-2"]
    #expect(thresholds.id("a", at: Self.minute) == ("a", true))
    #expect(thresholds.id("b", at: Self.minute) == ("b", false))
    for id in ["b", "id-100"] {
      guard case .firing(var firing) = Self.firing(100) else { continue }
      firing.alert.id = id
      let crossed = CrossedThreshold(
        threshold: Threshold(percent: 100, level: .hard), period: 0,
        time: Timestamp(minute: Self.minute), minute: Self.minute, state: .firing(firing))
      let over = thresholds.end(
        crossed, .budgetRemoved, position: Self.minute, clock: Self.minute)
      #expect(over?.alert.details.resolution == .budgetRemoved)
    }
    // `b-2` fired in the state before.
    #expect(thresholds.id("b", at: Self.minute) == ("b-3", false))
    #expect(thresholds.id("b", at: Self.minute + 1) == ("b", false))
  }
}
