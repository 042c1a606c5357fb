import Delivery
import SpendCore
import Testing

/// The lane on its own, in virtual time: what goes into one message, and what need not be sent.
@Suite("Lane: grouping, superseding, page limits, catch-up")
struct LaneGroupingTests {
  @Test("alerts of one second go to a chat in one message, hard ones first")
  func groups() {
    var driver = LaneDriver(.slack)
    driver.enqueue(Fixture.delivery(1, "a", level: .soft))
    driver.advance(500)
    driver.enqueue(Fixture.delivery(2, "b"))
    #expect(driver.sent.isEmpty)
    driver.advance(500)
    #expect(driver.sequences == [[2, 1]])
    driver.answer(.delivered)
    #expect(driver.outcomes.map(\.status) == [.delivered, .delivered])
    driver.enqueue(Fixture.delivery(3, "c"))
    driver.advance(999)
    #expect(driver.sent.count == 1)
    driver.advance(1)
    #expect(driver.sequences.last == [3])
  }

  @Test("a flood goes out in messages of limited size and loses nothing")
  func flood() {
    var driver = LaneDriver(.slack)
    for sequence in 1...120 { driver.enqueue(Fixture.delivery(UInt64(sequence), "f\(sequence)")) }
    for _ in 0..<5 {
      driver.advance(1000)
      driver.answer(.delivered)
    }
    #expect(driver.sequences.map(\.count) == [50, 50, 20])
    #expect(Set(driver.outcomes.map(\.sequence)).count == 120)
  }

  @Test("a soft alert never attempted is superseded by the hard one of its group; others are not")
  func supersedes() {
    var driver = LaneDriver(.slack)
    driver.enqueue(
      Fixture.delivery(1, "a", level: .soft), Fixture.delivery(2, "b", level: .soft),
      Fixture.delivery(3, "a", level: .hard))
    #expect(driver.status(1) == .superseded)
    driver.advance(1000)
    #expect(driver.sequences == [[3, 2]])
  }

  @Test("a soft alert that may have arrived is not superseded")
  func attempted() {
    var driver = LaneDriver(.slack)
    driver.enqueue(Fixture.delivery(1, "a", level: .soft))
    driver.advance(1000)
    driver.enqueue(Fixture.delivery(2, "a", level: .hard))
    #expect(driver.status(1) == nil)
    driver.answer(.retry("HTTP 503"))
    driver.advance(2000)
    #expect(driver.sequences == [[1], [1, 2]])
  }

  @Test(
    "receivers that are not read in a channel get every alert",
    arguments: [
      ReceiverSettings.Kind.webhook, .pagerduty, .log, .alertmanager,
    ])
  func noSuperseding(kind: ReceiverSettings.Kind) {
    var driver = LaneDriver(kind)
    driver.enqueue(
      Fixture.delivery(1, "a", level: .soft), Fixture.delivery(2, "a", level: .hard))
    for _ in 0..<3 { driver.answer(.delivered) }
    #expect(driver.sequences.flatMap(\.self) == [1, 2])
  }

  @Test("a firing and its resolve that were both never delivered go in one message")
  func firedAndCleared() {
    var driver = LaneDriver(.slack)
    driver.enqueue(
      Fixture.delivery(1, "a", id: "x"), Fixture.delivery(2, "a", state: .resolved, id: "x"))
    driver.advance(1000)
    #expect(driver.sequences == [[1, 2]])
  }

  @Test("pages beyond the limit share one incident, which is resolved with the last of them")
  func pageLimit() {
    var driver = LaneDriver(.pagerduty)
    for sequence in 1...5 { driver.enqueue(Fixture.delivery(UInt64(sequence), "f\(sequence)")) }
    while driver.answer(.delivered) {}
    for sequence in 6...9 { driver.enqueue(Fixture.delivery(UInt64(sequence), "f\(sequence)")) }
    while driver.answer(.delivered) {}
    #expect(
      driver.sent.prefix(5).allSatisfy { if case .alerts = $0.content { true } else { false } })
    let keys = driver.sent.compactMap { attempt -> String? in
      if case .pageSummary(let key, _) = attempt.content { key } else { nil }
    }
    #expect(Set(keys).count == 1)
    #expect(Set(driver.outcomes.map(\.sequence)).count == 9)

    for sequence in 6...9 {
      driver.enqueue(
        Fixture.delivery(UInt64(sequence + 10), "f\(sequence)", state: .resolved))
    }
    while driver.answer(.delivered) {}
    #expect(driver.sent.last?.content == .pageSummaryResolved(key: keys[0]))
    #expect(driver.lane.isIdle)

    driver.advance(600_000)
    driver.enqueue(Fixture.delivery(30, "later"))
    #expect(driver.sequences.last == [30])
    if case .alerts = driver.sent.last?.content {} else { Issue.record("a page of its own again") }
  }

  @Test("pages before a restart count for the limit, and an incident that is open stays the same")
  func pageLimitAfterRestart() {
    var driver = LaneDriver(.pagerduty)
    var state = (1...7).map { Fixture.delivery(UInt64($0), "f\($0)") }
    driver.take(driver.lane.enqueue(state, at: driver.now))
    while driver.answer(.delivered) {}
    for outcome in driver.outcomes {
      state[Int(outcome.sequence) - 1].status = outcome.status
      state[Int(outcome.sequence) - 1].incident = outcome.incident
      state[Int(outcome.sequence) - 1].settledAt = Fixture.now
    }
    let keys = Set(state.compactMap(\.incident))
    #expect(keys.count == 1 && state.count { $0.incident != nil } == 2)

    func restarted(afterSeconds seconds: Int64) -> LaneDriver {
      var driver = LaneDriver(.pagerduty)
      driver.lane.restore(state, wall: Fixture.now.advanced(bySeconds: seconds), at: driver.now)
      driver.enqueue(Fixture.delivery(8, "f8"))
      return driver
    }
    var soon = restarted(afterSeconds: 60)
    guard case .pageSummary(let key, _) = soon.sent.last?.content else {
      Issue.record("a page of its own beyond the limit")
      return
    }
    #expect(keys == [key])
    for sequence: UInt64 in 6...8 {
      soon.enqueue(Fixture.delivery(sequence + 10, "f\(sequence)", state: .resolved))
    }
    while soon.answer(.delivered) {}
    #expect(soon.sent.last?.content == .pageSummaryResolved(key: key))

    let later = restarted(afterSeconds: 600)
    if case .alerts = later.sent.last?.content {} else { Issue.record("the span is over") }
  }

  @Test("what a catch-up found goes in one message, after alerts that matter now")
  func catchUp() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.summary(1, "a"), Fixture.summary(2, "b"))
    driver.advance(500)
    driver.enqueue(Fixture.summary(3, "c"), Fixture.delivery(4, "d"))
    #expect(driver.sequences == [[4]])
    driver.answer(.delivered)
    driver.advance(1000)
    #expect(driver.sequences == [[4], [1, 2, 3]])
    driver.answer(.delivered)
    #expect(driver.lane.isIdle)
  }

  @Test("it stays one message when its groups also have alerts that are not over")
  func catchUpAmongOthers() {
    for kind in [ReceiverSettings.Kind.webhook, .slack] {
      var driver = LaneDriver(kind)
      driver.enqueue(
        Fixture.summary(1, "a"), Fixture.delivery(2, "a", level: .soft),
        Fixture.summary(3, "a"), Fixture.delivery(4, "b", level: .soft), Fixture.summary(5, "b"),
        Fixture.summary(6, "c"))
      for _ in 0..<10 {
        driver.answer(.delivered)
        driver.advance(1000)
      }
      let catchUps = driver.sent.filter { if case .catchUp = $0.content { true } else { false } }
      #expect(catchUps.map { $0.deliveries.map(\.sequence) } == [[1, 3, 5, 6]])
      #expect(driver.sequences.flatMap(\.self).sorted() == [1, 2, 3, 4, 5, 6])
    }
  }

  @Test("a catch-up pages nobody", arguments: [ReceiverSettings.Kind.pagerduty, .alertmanager])
  func catchUpPagesNobody(kind: ReceiverSettings.Kind) {
    var driver = LaneDriver(kind)
    driver.enqueue(Fixture.summary(1, "a"))
    driver.advance(10_000)
    #expect(driver.sent.isEmpty)
    #expect(driver.status(1) == .superseded)
  }

  @Test("a summary of the same group goes before a later alert of it")
  func summaryFirst() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.summary(1, "a"), Fixture.delivery(2, "a"))
    #expect(driver.sequences == [[1]])
    driver.answer(.delivered)
    #expect(driver.sequences == [[1], [2]])
  }

  @Test("a refused message about several alerts is taken apart, so that one cannot spoil the rest")
  func takesApart() {
    var driver = LaneDriver(.slack)
    driver.enqueue(Fixture.delivery(1, "a"), Fixture.delivery(2, "b"))
    driver.advance(1000)
    driver.answer(.badPayload("invalid_blocks"))
    driver.advance(1000)
    #expect(driver.sequences == [[1, 2], [1]])
    driver.answer(.badPayload("invalid_blocks"))
    driver.advance(1000)
    driver.answer(.delivered)
    #expect(driver.status(1) == .dead)
    #expect(driver.status(2) == .delivered)
  }

  @Test("a message on which the receiver chokes is taken apart too, and all but the culprit arrive")
  func poisonedBatch() {
    var driver = LaneDriver(.slack)
    for sequence in 1...5 { driver.enqueue(Fixture.delivery(UInt64(sequence), "f\(sequence)")) }
    for _ in 0..<40 {
      let isPoisoned = driver.sequences.last?.contains(3) ?? false
      driver.answer(isPoisoned ? .retry("HTTP 500", mayBeMessage: true) : .delivered)
      driver.advance(400_000)
    }
    #expect(
      Set(driver.outcomes.filter { $0.status == .delivered }.map(\.sequence)) == [1, 2, 4, 5])
    #expect(driver.lane.pendingCount == 1)
  }

  @Test("twenty thousand alerts and as many summaries are worked off without quadratic work")
  func manyGroups() {
    var driver = LaneDriver(.webhook)
    let count: UInt64 = 20_000
    driver.take(
      driver.lane.enqueue(
        (1...count).flatMap {
          [Fixture.delivery($0, "f\($0)"), Fixture.summary(count + $0, "s\($0)")]
        }, at: driver.now))
    var rounds = 0
    while driver.lane.pendingCount > 0, rounds < 30_000 {
      rounds += 1
      if !driver.answer(.delivered) { driver.advance(1000) }
    }
    #expect(driver.lane.isIdle)
    #expect(driver.outcomes.count == 2 * Int(count))
  }

  @Test("a notice does not go before a hard alert that waits for company")
  func noticeAfterHard() {
    var driver = LaneDriver(.slack)
    driver.enqueue(Fixture.delivery(1, "a"))
    let notice = Notice(
      id: "n", isResolved: false, instance: "i", receiver: "other", text: "parked",
      time: Fixture.now)
    driver.take(driver.lane.enqueue(notice, at: driver.now))
    driver.advance(999)
    #expect(driver.sent.isEmpty)
    driver.advance(1)
    #expect(driver.sequences == [[1]])
    driver.answer(.delivered)
    driver.advance(1000)
    #expect(driver.sent.map(\.content).last == .notice(notice))
  }

  @Test("a notice about another receiver follows the alerts; one that was not sent is taken back")
  func notices() {
    var driver = LaneDriver(.webhook)
    let bad = Notice(
      id: "n", isResolved: false, instance: "i", receiver: "other", text: "parked",
      time: Fixture.now)
    var good = bad
    good.isResolved = true
    driver.enqueue(Fixture.delivery(1))
    driver.take(driver.lane.enqueue(bad, at: driver.now))
    driver.answer(.delivered)
    #expect(driver.sent.last?.content == .notice(bad))
    driver.answer(.delivered)
    #expect(driver.lane.isIdle)

    driver.enqueue(Fixture.delivery(2))
    driver.take(driver.lane.enqueue(bad, at: driver.now))
    driver.take(driver.lane.enqueue(good, at: driver.now))
    driver.answer(.delivered)
    #expect(driver.lane.isIdle)
    #expect(driver.sent.count == 3)
  }

  @Test("the incident before ends after the new one has begun, also where that is one of a summary")
  func replacedIncident() {
    func deliveries() -> [AlertDelivery] {
      var end = Fixture.delivery(3, "a", level: .soft, state: .resolved, id: "low")
      end.alert.details.resolution = .replaced(by: .percent(100))
      return [
        Fixture.delivery(1, "a", level: .soft, id: "low"), Fixture.delivery(2, "a", id: "high"),
        end,
      ]
    }
    for pages in [5, 1] {
      var driver = LaneDriver(.pagerduty) {
        $0.concurrency = 8
        $0.maxPages = .init(count: pages, seconds: 600)
      }
      for delivery in deliveries() { driver.enqueue(delivery) }
      // Refused once by the network, and killed: in the same order again.
      driver.answer(.delivered)
      driver.answer(.retry("HTTP 503"))
      driver.advance(400_000)
      while driver.answer(.delivered) {}
      #expect(driver.sequences == [[1], [2], [2], [3]])
      #expect([1, 2, 3].allSatisfy { driver.status($0) == .delivered })
    }
  }
}
