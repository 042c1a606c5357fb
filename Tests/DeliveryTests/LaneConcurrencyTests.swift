import Delivery
import SpendCore
import Testing

/// Several messages on their way at once: what stays in order, and what many answers together mean.
@Suite("Lane: several at once")
struct LaneConcurrencyTests {
  private func driver(_ kind: ReceiverSettings.Kind, _ concurrency: Int = 8) -> LaneDriver {
    LaneDriver(kind) { $0.concurrency = concurrency }
  }

  private func deliveries(_ sequences: ClosedRange<UInt64>) -> [AlertDelivery] {
    sequences.map { Fixture.delivery($0, "f\($0)") }
  }

  @Test("as many groups as allowed are under way; the next follows each answer")
  func several() {
    var driver = driver(.webhook, 3)
    driver.take(driver.lane.enqueue(deliveries(1...5), at: driver.now))
    #expect(driver.sequences == [[1], [2], [3]])
    driver.answer(.delivered, index: 1)
    #expect(driver.sequences.last == [4])
    while driver.answer(.delivered) {}
    #expect(driver.sequences == [[1], [2], [3], [4], [5]])
    #expect(driver.lane.isIdle)
  }

  @Test("of one group only one is under way, and hard goes before soft when a place is free")
  func order() {
    var driver = driver(.webhook, 2)
    driver.enqueue(
      Fixture.delivery(1, "a"), Fixture.delivery(2, "a", state: .resolved),
      Fixture.delivery(3, "b", level: .soft), Fixture.delivery(4, "c", level: .soft),
      Fixture.delivery(5, "d"))
    #expect(driver.sequences == [[1], [5]])
    driver.answer(.delivered, index: 1)
    #expect(driver.sequences == [[1], [5], [3]])
    driver.answer(.delivered, index: 0)
    #expect(driver.sequences == [[1], [5], [3], [2]])
  }

  @Test("attempts that fail together are one failure, and then one is tried at a time")
  func round() {
    var driver = driver(.webhook)
    driver.take(driver.lane.enqueue(deliveries(1...8), at: driver.now))
    #expect(driver.sent.count == 8)
    for _ in 0..<8 { driver.answer(.retry("the connection was refused")) }
    // One failure is a second, eight in a row would be two minutes.
    driver.advance(1000)
    #expect(driver.sent.count == 9)
    driver.answer(.retry("the connection was refused"))
    driver.advance(1999)
    #expect(driver.sent.count == 9)
    driver.advance(1)
    #expect(driver.sent.count == 10)
    driver.answer(.delivered)
    #expect(driver.attempts.count == 7)
  }

  @Test("a Retry-After holds although others that were under way arrived")
  func retryAfter() {
    var driver = driver(.webhook, 2)
    driver.take(driver.lane.enqueue(deliveries(1...3), at: driver.now))
    driver.answer(.retry("HTTP 429", floorMilliseconds: 30_000), random: 0)
    driver.answer(.delivered)
    driver.advance(29_999)
    #expect(driver.sent.count == 2)
    driver.advance(1)
    #expect(driver.sent.count == 3)
  }

  @Test("of several pauses of a round the longest counts")
  func longestPause() {
    var driver = driver(.webhook, 2)
    driver.take(driver.lane.enqueue(deliveries(1...2), at: driver.now))
    driver.answer(.retry("HTTP 429", floorMilliseconds: 60_000), random: 0)
    driver.answer(.retry("HTTP 503"), random: 0)
    driver.advance(59_999)
    #expect(driver.sent.count == 2)
  }

  @Test("a receiver that parks while others are under way is probed with one message")
  func parked() {
    var driver = driver(.webhook, 4)
    driver.take(driver.lane.enqueue(deliveries(1...9), at: driver.now))
    driver.answer(.park("HTTP 404"))
    for _ in 0..<3 { driver.answer(.park("HTTP 404")) }
    let parked = driver.happenings.filter { if case .parked = $0 { true } else { false } }
    #expect(parked.count == 1)
    driver.advance(899_999)
    #expect(driver.sent.count == 4)
    driver.advance(1)
    #expect(driver.sent.count == 5)
    driver.answer(.delivered)
    #expect(driver.attempts.count == 4)
  }

  @Test("pages under way count for max_pages")
  func pageLimit() {
    var driver = driver(.pagerduty)
    driver.take(driver.lane.enqueue(deliveries(1...12), at: driver.now))
    let pages = driver.sent.filter { if case .alerts = $0.content { true } else { false } }
    #expect(pages.count == 5)
    while driver.answer(.delivered) {}
    let summaries = driver.sent.filter { if case .pageSummary = $0.content { true } else { false } }
    #expect(Set(summaries.flatMap { $0.deliveries.map(\.sequence) }) == Set(6...12))
    #expect(driver.sent.count == 5 + summaries.count)
  }

  @Test("an incident that seemed over while more was added to it is not ended")
  func summaryAndEnd() {
    var driver = LaneDriver(.pagerduty) {
      $0.concurrency = 8
      $0.maxPages = .init(count: 1, seconds: 3600)
    }
    driver.take(driver.lane.enqueue(deliveries(1...2), at: driver.now))
    while driver.answer(.delivered) {}
    // The last of the incident resolves while a further page is on its way into it.
    driver.enqueue(
      Fixture.delivery(3, "f3"), Fixture.delivery(4, "f2", state: .resolved, id: "id2"))
    while driver.answer(.delivered, index: driver.attempts.count - 1) {}
    #expect(
      !driver.sent.contains { if case .pageSummaryResolved = $0.content { true } else { false } })
    driver.enqueue(Fixture.delivery(5, "f3", state: .resolved, id: "id3"))
    while driver.answer(.delivered) {}
    #expect(driver.lane.isIdle)
  }

  @Test("a notice and its end go one after the other, also when the first is repeated")
  func notices() {
    var driver = driver(.pagerduty)
    func notice(_ isResolved: Bool) -> Notice {
      Notice(
        id: "n", isResolved: isResolved, instance: "i", receiver: "chat", text: "trouble",
        time: Fixture.now)
    }
    driver.take(driver.lane.enqueue(notice(false), at: driver.now))
    driver.take(driver.lane.enqueue(notice(true), at: driver.now))
    #expect(driver.sent.map(\.content) == [.notice(notice(false))])
    driver.answer(.retry("no complete answer in time"))
    driver.advance(1000)
    #expect(driver.sent.count == 2)
    driver.answer(.delivered)
    driver.answer(.delivered)
    #expect(
      driver.sent.map(\.content)
        == [.notice(notice(false)), .notice(notice(false)), .notice(notice(true))])
  }

  @Test("a summary that has to wait for what left its message holds up no other group")
  func leftSummary() {
    var driver = driver(.webhook, 1)
    let (fired, ended) = (Fixture.summary(1, "a"), Fixture.summary(2, "a"))
    driver.enqueue(fired, ended)
    driver.advance(1000)
    driver.answer(.badPayload("HTTP 400"))
    driver.answer(.badPayload("HTTP 400"))
    #expect(driver.status(1) == .dead)
    // The second waits as plain text; the first is retried by hand, as a summary before it.
    driver.answer(.retry("HTTP 503"))
    driver.enqueue(fired, Fixture.delivery(9, "z"))
    for _ in 0..<6 {
      driver.advance(10_000)
      driver.answer(.delivered)
    }
    #expect(driver.status(9) == .delivered)
    #expect(driver.lane.isIdle)
  }

  @Test("a summary of a group waits while another message of the group is on its way")
  func busySummary() {
    var driver = driver(.webhook)
    driver.enqueue(Fixture.delivery(1, "a"), Fixture.summary(2, "a"), Fixture.summary(3, "b"))
    driver.advance(1000)
    #expect(driver.sequences == [[1], [3]])
    driver.answer(.delivered)
    driver.answer(.delivered)
    driver.advance(1000)
    #expect(driver.sequences == [[1], [3], [2]])
  }

  @Test("the pause before it is repeated is its own, and a good answer to others does not end it")
  func unconfirmedPause() {
    var driver = driver(.webhook, 2)
    driver.enqueue(Fixture.delivery(1, "a"))
    driver.answer(.unconfirmed("HTTP 200: hm"))
    driver.enqueue(Fixture.delivery(2, "b"))
    driver.answer(.delivered)
    driver.advance(999)
    #expect(driver.sequences == [[1], [2]])
    driver.advance(1)
    #expect(driver.sequences == [[1], [2], [1]])
  }

  @Test("an answer that is neither yes nor no is asked for twice more, then counts as delivered")
  func unconfirmed() {
    var driver = LaneDriver(.slack)
    driver.enqueue(Fixture.delivery(1))
    for _ in 0..<20 {
      driver.advance(10_000)
      driver.answer(.unconfirmed("HTTP 200: hm"))
    }
    #expect(driver.sent.count == 3)
    #expect(driver.outcomes.map(\.status) == [.pending, .pending, .delivered])
    #expect(driver.outcomes.allSatisfy { $0.lastError == "unconfirmed" })
    #expect(driver.lane.report().lastError == "unconfirmed")
    #expect(driver.lane.report().state == .ok)
    #expect(driver.lane.isIdle)
  }

  @Test("restarts add no further repetition of it")
  func unconfirmedAcrossRestarts() {
    var delivery = Fixture.delivery(1)
    var sent = 0
    for _ in 0..<10 where delivery.status == .pending {
      var driver = LaneDriver(.slack)
      driver.enqueue(delivery)
      driver.advance(10_000)
      driver.answer(.unconfirmed("HTTP 200: hm"))
      sent += driver.sent.count
      guard let outcome = driver.outcomes.last else { continue }
      (delivery.status, delivery.attempts) = (outcome.status, outcome.attempts)
      delivery.lastError = outcome.lastError
    }
    #expect(sent == 3)
    #expect(delivery.status == .delivered)
  }
}
