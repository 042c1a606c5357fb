import Delivery
import SpendCore
import Testing

/// The lane on its own, in virtual time: whose turn it is and what an answer changes.
@Suite("Lane: order, retries, parking")
struct LaneTests {
  @Test("hard goes before soft, and soft before info, across groups")
  func importance() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.delivery(9, "busy"))
    driver.enqueue(
      Fixture.delivery(1, "a", level: .info), Fixture.delivery(2, "b", level: .soft),
      Fixture.delivery(3, "c"), Fixture.delivery(4, "d"))
    while driver.answer(.delivered) {}
    #expect(driver.sequences == [[9], [3], [4], [2], [1]])
  }

  @Test("a hard alert pulls what stands before it in its own group along")
  func groupOrder() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(
      Fixture.delivery(1, "x", level: .soft), Fixture.delivery(2, "a", level: .soft),
      Fixture.delivery(3, "a", level: .hard))
    while driver.answer(.delivered) {}
    #expect(driver.sequences == [[2], [3], [1]])
    #expect(driver.outcomes.map(\.status) == [.delivered, .delivered, .delivered])
  }

  @Test("nothing of a group is sent while an earlier one of it is on its way or waits")
  func waits() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.delivery(1), Fixture.delivery(2, state: .resolved))
    #expect(driver.sequences == [[1]])
    driver.answer(.retry("down"))
    driver.advance(1000)
    #expect(driver.sequences == [[1], [1]])
    driver.answer(.delivered)
    driver.answer(.delivered)
    #expect(driver.sequences == [[1], [1], [2]])
  }

  @Test("the same delivery handed over twice is sent once")
  func idempotent() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.delivery(1))
    driver.enqueue(Fixture.delivery(1))
    driver.answer(.delivered)
    #expect(driver.sequences == [[1]])
    #expect(driver.lane.isIdle)
  }

  @Test(
    "backoff doubles from a second with full jitter up to five minutes",
    arguments: [(1, Int64(1000)), (2, 2000), (3, 4000), (9, 256_000), (10, 300_000), (80, 300_000)])
  func backoff(failures: Int, ceiling: Int64) {
    let at = { (random: UInt64) in
      Backoff.milliseconds(failures: failures, base: 1000, limit: 300_000, random: random)
    }
    #expect(at(.max) == ceiling)
    #expect(at(0) == 0)
    #expect(abs(at(.max / 2) - ceiling / 2) <= 1)
  }

  @Test("Retry-After is a floor under the backoff, and is believed for an hour at most")
  func floor() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.delivery(1))
    driver.answer(.retry("slow down", floorMilliseconds: 30_000), random: 0)
    driver.advance(29_999)
    #expect(driver.sent.count == 1)
    driver.advance(1)
    #expect(driver.sent.count == 2)
    driver.answer(.retry("slow down", floorMilliseconds: 999_999_999), random: 0)
    driver.advance(3_600_000)
    #expect(driver.sent.count == 3)
  }

  @Test("each failed attempt is reported with its number, age and reason")
  func reports() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.delivery(1))
    driver.advance(5000)
    driver.answer(.retry("HTTP 503"))
    #expect(
      driver.outcomes == [
        DeliveryOutcome(
          sequence: 1, status: .pending, attempts: 1, pendingSeconds: 5, lastError: "HTTP 503")
      ])
    #expect(driver.lane.report().state == .retrying)
    driver.advance(1000)
    driver.answer(.delivered)
    #expect(driver.outcomes.last?.status == .delivered)
    #expect(driver.outcomes.last?.attempts == 2)
    #expect(driver.lane.report().state == .ok)
  }

  @Test(
    "given up after 72 h (hard) or 24 h (others) of running time, counted over restarts",
    arguments: [(Level.hard, Int64(72)), (.soft, 24), (.info, 24)])
  func givesUp(level: Level, hours: Int64) {
    var driver = LaneDriver(.webhook)
    var delivery = Fixture.delivery(1, level: level)
    delivery.pendingSeconds = hours * 3600 - 601
    driver.enqueue(delivery)
    driver.answer(.retry("down"))
    #expect(driver.status(1) == .pending)
    driver.advance(600_000)
    driver.answer(.retry("down"))
    #expect(driver.status(1) == .pending)
    driver.advance(900_000)
    driver.answer(.retry("down"))
    #expect(driver.status(1) == .dead)
    #expect(driver.lane.isIdle)
    let isHard = driver.happenings.contains { happening in
      if case .dead(_, _, _, let isHard, _) = happening { return isHard }
      return false
    }
    #expect(isHard == (level == .hard))
  }

  @Test("ages of deliveries that wait are reported every ten minutes")
  func ages() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.delivery(1), Fixture.delivery(2, "b"))
    driver.answer(.park("HTTP 401"))
    driver.outcomes = []
    driver.advance(600_000)
    #expect(driver.outcomes.map(\.sequence) == [1, 2])
    #expect(driver.outcomes.allSatisfy { $0.status == .pending && $0.pendingSeconds == 600 })
  }

  @Test("a refused receiver is parked, probed with one message every 15 minutes, and recovers")
  func parks() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.delivery(1), Fixture.delivery(2, "b"))
    driver.answer(.park("HTTP 404"))
    #expect(driver.lane.report().state == .parked)
    #expect(
      driver.happenings == [.parked(receiver: "r", reason: "HTTP 404", pending: 2)])
    driver.enqueue(Fixture.delivery(3, "c"))
    driver.advance(899_999)
    #expect(driver.sent.count == 1)
    driver.advance(1)
    #expect(driver.sequences == [[1], [1]])
    driver.answer(.park("HTTP 404"))
    #expect(driver.happenings.count == 1)
    driver.advance(900_000)
    while driver.answer(.delivered) {}
    #expect(driver.sequences == [[1], [1], [1], [2], [3]])
    #expect(driver.happenings.contains(.recovered(receiver: "r")))
  }

  @Test("new settings or a retry by hand end the parking at once")
  func unparks() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.delivery(1))
    driver.answer(.park("HTTP 404"))
    driver.take(driver.lane.reconfigure(LaneSettings(name: "r", kind: .webhook), at: driver.now))
    #expect(driver.sent.count == 2)
    driver.answer(.park("HTTP 404"))
    driver.take(driver.lane.wakeUp(at: driver.now))
    #expect(driver.sent.count == 3)
  }

  /// An attempt may take half a minute, and a reload often repairs just what is wrong.
  @Test(
    "what the old address answers after a reload says nothing of the new one",
    arguments: [
      .park("HTTP 404"), .retry("HTTP 500", floorMilliseconds: 900_000),
      .retry("timeout", mayBeMessage: true),
      .badPayload("HTTP 400"), .unconfirmed("ok?"),
    ] as [Verdict])
  func answersToOldSettings(verdict: Verdict) {
    for isChanged in [true, false] {
      var driver = LaneDriver(.webhook)
      driver.enqueue(Fixture.delivery(1))
      let settings = LaneSettings(name: "r", kind: .webhook)
      driver.take(driver.lane.reconfigure(settings, isChanged: isChanged, at: driver.now))
      #expect(driver.sent.count == 1)
      driver.answer(verdict)
      let isTriedAtOnce = driver.sent.count == 2 && driver.sent.last?.isPlain == false
      #expect(isTriedAtOnce == isChanged)
      guard isChanged else { continue }
      #expect(driver.lane.report().state == .ok && driver.status(1) == .pending)
      driver.answer(.delivered)
      #expect(driver.status(1) == .delivered)
    }
  }

  @Test("a refused message is sent once more as plain text, then dead")
  func plain() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.delivery(1), Fixture.delivery(2, "b"))
    driver.answer(.badPayload("HTTP 400"))
    #expect(driver.sent.map(\.isPlain) == [false, true])
    #expect(driver.sequences == [[1], [1]])
    driver.answer(.badPayload("HTTP 400"))
    #expect(driver.status(1) == .dead)
    driver.answer(.delivered)
    #expect(driver.sequences.last == [2])
    #expect(driver.sent.last?.isPlain == false)
    #expect(driver.status(2) == .delivered)
  }

  @Test("a message on which the receiver chokes does not block the others")
  func poison() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.delivery(1, "poison"), Fixture.delivery(2, "fine", level: .soft))
    var rounds = 0
    while driver.status(2) != .delivered, rounds < 20 {
      rounds += 1
      let isPoison = driver.sequences.last == [1]
      driver.answer(isPoison ? .retry("HTTP 500", mayBeMessage: true) : .delivered)
      driver.advance(300_000)
    }
    #expect(driver.status(2) == .delivered)
    #expect(driver.status(1) == .pending)
    #expect(rounds >= 4, "hard goes first while it may be the receiver")
  }

  @Test("an outage never lets a soft alert overtake a hard one")
  func outage() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.delivery(1, "a", level: .soft))
    driver.enqueue(Fixture.delivery(2, "b"))
    driver.answer(.retry("HTTP 503"))
    for _ in 0..<20 {
      driver.advance(300_000)
      driver.answer(.retry("HTTP 503"))
    }
    #expect(driver.sequences.dropFirst().allSatisfy { $0 == [2] })
  }

  @Test("after a stop the message on its way may finish, and nothing else is sent")
  func stops() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.delivery(1), Fixture.delivery(2, "b"))
    driver.lane.stop()
    driver.answer(.delivered)
    driver.advance(1_000_000)
    #expect(driver.sequences == [[1]])
    #expect(driver.lane.pendingCount == 1)
  }

  @Test("an attempt that we cut off ourselves says nothing about the receiver")
  func cancelled() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.delivery(1))
    driver.lane.stop()
    driver.answer(.cancelled)
    #expect(driver.outcomes.isEmpty)
    #expect(driver.lane.pendingCount == 1)
  }

  @Test("five minutes of failures are told once, and so is the end of them")
  func trouble() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.delivery(1))
    driver.answer(.retry("refused"))
    for _ in 0..<10 {
      driver.advance(100_000)
      driver.answer(.retry("refused"))
    }
    let told = driver.happenings.filter { if case .retrying = $0 { true } else { false } }
    #expect(told.count == 1)
    driver.advance(300_000)
    driver.answer(.delivered)
    #expect(driver.happenings.contains(.recovered(receiver: "r")))
  }

  @Test("a delivery dropped by hand is dead, also when it is on its way and fails")
  func drops() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.delivery(1), Fixture.delivery(2, "b"))
    driver.take(driver.lane.drop(2, at: driver.now))
    driver.take(driver.lane.drop(1, at: driver.now))
    #expect(driver.status(2) == .dead)
    #expect(driver.status(1) == nil)
    driver.answer(.retry("down"))
    #expect(driver.status(1) == .dead)
    #expect(driver.lane.isIdle)
  }

  @Test("a receiver that is no longer configured gives up what waits")
  func retires() {
    var driver = LaneDriver(.webhook)
    driver.enqueue(Fixture.delivery(1), Fixture.delivery(2, "b"))
    driver.lane.stop()
    driver.answer(.retry("down"))
    driver.take(driver.lane.retire(at: driver.now))
    #expect(driver.status(1) == .dead)
    #expect(driver.status(2) == .dead)
  }
}
