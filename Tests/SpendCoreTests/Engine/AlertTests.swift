import SpendCore
import SpendTesting
import Testing

/// Firing and resolving, by hand (SPEC 4).
@Suite struct AlertTests {
  static let start = Timestamp(seconds: 1_774_000_000)

  static func configuration(
    _ change: (inout Configuration) -> Void = { _ in }
  ) -> Configuration {
    let budget = Budget(
      name: "support_qa",
      match: Match([.init(dimension: Dimension.feature, patterns: [Glob("support_qa")])]),
      daily: Money(nano: 50 * 1_000_000_000),
      notify: [.soft: ["hook"], .hard: ["hook"]])
    var configuration = Configuration(
      sources: [SourceSettings(origin: .file(pattern: "/log", rotated: []))], budgets: [budget],
      receivers: [.log, ReceiverSettings(name: "hook", kind: .webhook)])
    change(&configuration)
    return configuration
  }

  func event(_ minute: Int64, cents: Int64) -> TestEvent {
    TestEvent(Self.start.advanced(bySeconds: minute * 60), "support_qa", cents: cents)
  }

  @Test("Soft at 80 %, hard at 100 %, nothing at 120 %, one more at 200 %")
  func thresholds() throws {
    var harness = try EngineHarness(Self.configuration(), now: Self.start)
    harness.feed((0..<40).map { event($0, cents: 100) })
    #expect(harness.alerts.map(\.condition.percent) == [80])
    harness.feed((40..<50).map { event($0, cents: 100) })
    #expect(harness.alerts.map(\.condition.percent) == [80, 100])
    harness.feed((50..<99).map { event($0, cents: 100) })
    #expect(harness.alerts.map(\.condition.percent) == [80, 100])
    harness.feed([event(99, cents: 100)])
    #expect(harness.alerts.map(\.condition.percent) == [80, 100, 200])
    #expect(harness.alerts.map(\.level) == [.soft, .hard, .hard])
    #expect(harness.alerts.allSatisfy { !$0.isCatchUp && $0.state == .firing })
  }

  @Test("One event that crosses several fires only the highest")
  func jump() throws {
    var harness = try EngineHarness(Self.configuration(), now: Self.start)
    harness.feed([event(0, cents: 12_000)])
    #expect(harness.alerts.map(\.condition.percent) == [200])
    harness.feed([event(1, cents: 8_000)])
    #expect(harness.alerts.map(\.condition.percent) == [200, 400])
  }

  @Test("One nano-dollar below a threshold does not fire, exactly on it does")
  func exactEdge() throws {
    var harness = try EngineHarness(Self.configuration(), now: Self.start)
    harness.feed([TestEvent(Self.start, "support_qa", nano: 39_999_999_999)])
    #expect(harness.alerts.isEmpty)
    harness.feed([TestEvent(Self.start, "support_qa", nano: 1)])
    #expect(harness.alerts.map(\.condition.percent) == [80])
  }

  @Test("A rolling alert resolves at the edge at which it falls below 95 %, and may fire again")
  func resolves() throws {
    var harness = try EngineHarness(Self.configuration(), now: Self.start)
    harness.feed([event(0, cents: 3000), event(10, cents: 2000)])
    #expect(harness.alerts.map(\.condition.percent) == [80, 100].suffix(1))
    // 24 hours later the first event leaves the window; the position jumps past that edge.
    harness.feed([event(1445, cents: 1)])
    let resolve = try #require(harness.alerts.last)
    #expect(resolve.state == .resolved)
    #expect(resolve.id == harness.alerts.first?.id)
    #expect(resolve.time == Timestamp(minute: Self.start.minute + 1440))
    harness.feed([event(1446, cents: 4000)])
    #expect(harness.alerts.last?.state == .firing)
    #expect(harness.alerts.last?.condition.percent == 100)
    #expect(Set(harness.alerts.map(\.id)).count == 2)
  }

  @Test("A resolve goes out early by the clock, once, and re-arms nothing")
  func earlyResolve() throws {
    var harness = try EngineHarness(Self.configuration(), now: Self.start)
    harness.feed([event(0, cents: 5000)])
    harness.now = Self.start.advanced(bySeconds: (1440 + 9) * 60)
    harness.step(.tick)
    #expect(harness.alerts.count == 1)
    harness.now = Self.start.advanced(bySeconds: (1440 + 12) * 60)
    harness.step(.tick)
    harness.step(.tick)
    #expect(harness.alerts.map(\.state) == [.firing, .resolved])
    // An event from before the edge still finds the threshold passed.
    harness.feed([event(1439, cents: 100)], clockFollows: false)
    #expect(harness.alerts.count == 2)
    harness.feed([event(1500, cents: 4900)])
    #expect(harness.alerts.map(\.state) == [.firing, .resolved, .firing])
  }

  @Test("A clock that ticks in the middle of a backlog resolves nothing that is still to be read")
  func tickInBacklog() throws {
    var harness = try EngineHarness(Self.configuration(), now: Self.start)
    harness.feed([event(0, cents: 5000)])
    harness.commit()
    // Two days later: what was spent a day after keeps it above its threshold.
    try harness.kill(isReady: false)
    harness.now = Self.start.advanced(bySeconds: 2 * 86_400)
    harness.step(.tick)
    harness.feed([event(1439, cents: 4800)], clockFollows: false)
    harness.step(.ready)
    harness.step(.tick)
    #expect(harness.alerts.map(\.state) == [.firing])
  }

  @Test("A late event counts in its own bucket; one that is older than the window in totals only")
  func late() throws {
    var harness = try EngineHarness(Self.configuration(), now: Self.start)
    harness.feed([event(1440, cents: 100), event(1, cents: 100), event(0, cents: 100)])
    let view = harness.engine.view(at: harness.now)
    #expect(view.rows.first?.spend == Money(nano: 2_000_000_000))
    #expect(view.totals.spend == Money(nano: 3_000_000_000))
    #expect(view.totals.flagged[2] == 2)
  }

  @Test("A source that is new fills its windows silently; each group is judged once at its end")
  func firstRead() throws {
    var harness = try EngineHarness(Self.configuration(), now: Self.start, isNew: true)
    harness.feed((0..<55).map { event($0, cents: 100) })
    #expect(harness.alerts.isEmpty)
    harness.step(.reachedEnd(source: 0))
    #expect(harness.alerts.map(\.condition.percent) == [100])
    // It pages nobody, so it is told as what a catch-up finds.
    #expect(harness.alerts.first?.isCatchUp == true)
    #expect(harness.engine.deliveries.allSatisfy { $0.isSummary })
    harness.feed([event(56, cents: 100)])
    #expect(harness.alerts.count == 1)
  }

  @Test("Killed in its first read, it pages for nothing until the end is reached")
  func killedInFirstRead() throws {
    var harness = try EngineHarness(Self.configuration(), now: Self.start, isNew: true)
    harness.feed((0..<55).map { event($0, cents: 100) })
    harness.commit()
    try harness.kill()
    harness.commit()
    #expect(harness.sent.isEmpty)
    harness.step(.reachedEnd(source: 0))
    #expect(harness.alerts.map(\.condition.percent) == [100])
  }

  @Test("Catch-up that is over by now is marked, goes to the soft receivers and pages nobody")
  func catchUp() throws {
    let configuration = Self.configuration {
      $0.budgets[0].notify = [.soft: ["hook"], .hard: ["log"]]
    }
    var harness = try EngineHarness(configuration, now: Self.start)
    harness.now = Self.start.advanced(bySeconds: 3 * 86_400)
    harness.feed([event(0, cents: 5000)])
    let delivery = try #require(harness.engine.deliveries.first)
    #expect(delivery.isSummary && delivery.receiver == "hook" && delivery.alert.isCatchUp)
  }

  @Test("Catch-up that still holds goes to its own receivers")
  func catchUpThatHolds() throws {
    var harness = try EngineHarness(Self.configuration(), now: Self.start)
    harness.now = Self.start.advanced(bySeconds: 3600)
    harness.feed([event(0, cents: 5000)])
    let delivery = try #require(harness.engine.deliveries.first)
    #expect(!delivery.isSummary && delivery.alert.isCatchUp && delivery.alert.level == .hard)
  }

  @Test("When and how a delivery was settled survives a kill; an older state does not say")
  func settled() throws {
    var harness = try EngineHarness(Self.configuration(), now: Self.start)
    harness.feed([event(0, cents: 5000)])
    harness.commit()
    let sequence = try #require(harness.engine.deliveries.first).sequence
    let outcome = DeliveryOutcome(
      sequence: sequence, status: .delivered, attempts: 1, incident: "summary-x")
    harness.step(.outcomes([outcome]))
    harness.commit()
    try harness.kill()
    let delivery = try #require(harness.engine.deliveries.first { $0.sequence == sequence })
    #expect(delivery.settledAt == harness.now && delivery.incident == "summary-x")

  }

  @Test("Deliveries of all versions are read", arguments: 1...3 as ClosedRange<UInt64>)
  func versions(version: UInt64) throws {
    var harness = try EngineHarness(Self.configuration(), now: Self.start)
    harness.feed([event(0, cents: 5000)])
    var delivery = try #require(harness.engine.deliveries.first)
    var alert = delivery.alert
    if version == 1 { alert.details = AlertDetails() }
    delivery.message = .alert(alert)
    (delivery.status, delivery.lastError, delivery.attempts) = (.dead, "refused", 3)
    if version > 1 { (delivery.settledAt, delivery.incident) = (Self.start, "summary-x") }
    var writer = ByteWriter()
    if version > 2 {
      delivery.write(to: &writer)
    } else {
      writer.write(version)
      writer.write(delivery.sequence)
      writer.write(delivery.receiver)
      alert.write(to: &writer)
      writer.write(delivery.status.rawValue)
      writer.write(delivery.isSummary)
      writer.write(delivery.attempts)
      writer.write(delivery.pendingSeconds)
      writer.write(optional: delivery.lastError) { $0.write($1) }
      if version > 1 {
        writer.write(optional: delivery.settledAt) { $0.write($1) }
        writer.write(optional: delivery.incident) { $0.write($1) }
        alert.details.write(to: &writer)
      }
    }
    var reader = ByteReader(writer.bytes)
    #expect(try Delivery(from: &reader) == delivery)
    #expect(reader.isAtEnd)
  }

  @Test("A message of a later release is kept as it is, listed, and not sent")
  func unknownMessage() throws {
    var harness = try EngineHarness(Self.configuration(), now: Self.start)
    harness.feed([event(0, cents: 5000)])
    harness.commit()
    let known = try #require(harness.engine.deliveries.last)
    let message = Message.unknown(.init(sort: "digest", version: 7, body: [1, 2, 3]))
    let later = Delivery(
      sequence: known.sequence + 1, receiver: known.receiver, message: message)
    var writer = ByteWriter()
    later.write(to: &writer)
    let key = RecordKey.number(later.sequence)
    var stored = harness.state.stored
    stored.records[.delivery]?.append(Record(kind: .delivery, key: key, body: writer.bytes))
    var engine = try Engine(
      configuration: Self.configuration(), state: stored, now: harness.now, hostName: "host",
      digest: EngineHarness.digest)
    var effects: [Effect] = []
    engine.step(.ready, at: harness.now, into: &effects)
    var sent: [UInt64] = []
    for case .send(let deliveries) in effects { sent += deliveries.map(\.sequence) }
    #expect(sent == [known.sequence])
    let listed = engine.deliveries
    #expect(listed.last == later)
    // What becomes of it is the affair of the release that wrote it.
    engine.step(.drop(later.sequence), at: harness.now, into: &effects)
    let isListed = engine.delivery(later.sequence) != nil
    #expect(!isListed)
  }

  @Test("A hostile cost neither traps nor stops the others")
  func saturation() throws {
    var harness = try EngineHarness(Self.configuration(), now: Self.start)
    let most = TestEvent(Self.start, "support_qa", nano: .max)
    harness.feed([most, most, event(1, cents: 1)])
    #expect(harness.engine.view(at: harness.now).totals.spend == .max)
    #expect(harness.happenings.contains(.saturated))
    harness.commit()
    try harness.kill()
    harness.feed([event(2000, cents: 1)])
    #expect(harness.engine.view(at: harness.now).rows.first?.spend.nano == 10_000_000)
  }

  @Test(
    "An event from a clock that was ahead is told of, once an hour, for as long as it keeps alerts back"
  )
  func clockWasAhead() throws {
    var harness = try EngineHarness(Self.configuration(), now: Self.start)
    func told() -> Int {
      harness.happenings.count { if case .ahead = $0 { true } else { false } }
    }
    func tick(minutes: Int64) {
      harness.now = Self.start.advanced(bySeconds: minutes * 60)
      harness.step(.tick)
    }
    tick(minutes: 0)
    harness.feed([ReloadTests.event(10, "support_qa", cents: 1)], clockFollows: false)
    tick(minutes: 0)
    #expect(told() == 0)
    harness.feed([ReloadTests.event(200, "support_qa", cents: 1)])
    tick(minutes: 1)
    tick(minutes: 2)
    #expect(told() == 1)
    tick(minutes: 100)
    #expect(told() == 2)
    tick(minutes: 195)
    #expect(told() == 2)
  }
}
