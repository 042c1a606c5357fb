import Foundation
import GRDB
import Operations
import SpendCore
import Status
import Systemd
import Tailing
import Testing

@testable import Daemon
@testable import Persistence

/// The pipeline itself, on its thread, with a real state and real files, in this process.
@Suite(.serialized) struct PipelineTests {
  private static func budget(_ name: String, usd: Int64) -> Budget {
    var budget = Budget(name: name, notify: [.soft: ["log"], .hard: ["log"]])
    budget.daily = Money(nano: usd * 1_000_000_000)
    return budget
  }

  private static func total(_ view: PipelineView) -> Int64 { view.engine.totals.spend.nano }

  @Test("What is there and what comes is counted, committed, and there again at the next start")
  func counts() async throws {
    let rig = try PipelineRig()
    try rig.append([("a", "0.25"), ("b", "0.5")])
    try await rig.run {
      try await rig.until("what was there is counted") { Self.total($0) == 750_000_000 }
      try rig.append([("a", "0.000000001")])
      try await rig.until("what comes is counted") { Self.total($0) == 750_000_001 }
    }
    #expect(rig.ready.all.count == 1)
    let next = try PipelineRig(directory: rig.directory)
    try await next.run {
      let view = await next.view()
      #expect(view?.engine.totals.spend.nano == 750_000_001 && view?.engine.totals.events == 3)
      #expect(view?.generations.map(\.counts.events) == [3])
    }
  }

  @Test("An alert goes out once it is committed, and once only")
  func alerts() async throws {
    let rig = try PipelineRig(budgets: [Self.budget("day", usd: 10)])
    try await rig.run {
      try rig.append([("a", "8.5")])
      try await rig.until("the soft alert is out") { _ in rig.alerts.all.count == 1 }
      try rig.append([("a", "2")])
      try await rig.until("the hard alert is out") { _ in rig.alerts.all.count == 2 }
      try await rig.until("both are settled") {
        $0.engine.deliveries.allSatisfy { $0.status == .delivered }
      }
    }
    #expect(rig.alerts.all.map(\.condition.percent) == [80, 100])
    let next = try PipelineRig(
      budgets: [Self.budget("day", usd: 10)], directory: rig.directory)
    try await next.run { try next.append([("a", "1")]) }
    #expect(next.alerts.all.isEmpty)
  }

  @Test("A reload takes a new budget over, judges it at once, and keeps what was counted")
  func reloads() async throws {
    let rig = try PipelineRig()
    try rig.append([("a", "9")])
    try await rig.run {
      var new = rig.configuration
      new.budgets = [Self.budget("late", usd: 10)]
      try rig.append([("a", "0.5")])
      let isDone = await rig.reload(new)
      #expect(isDone)
      try await rig.until("it is judged by what the history holds") { _ in
        rig.alerts.all.map(\.condition.percent) == [80]
      }
      try rig.append([("a", "1")])
      try await rig.until("and goes on") { _ in
        rig.alerts.all.map(\.condition.percent) == [80, 100]
      }
      try await rig.until("nothing was counted twice") { Self.total($0) == 10_500_000_000 }
    }
  }

  @Test("A view of very many groups takes turns with reading, and is there before the end")
  func manyGroups() async throws {
    let rig = try PipelineRig(budgets: [Self.budget("each", usd: 1000)])
    let count = 3 * ViewRequests.windowsAtOnce
    try rig.append((0..<count).map { ("f\($0)", "1") })
    try await rig.run {
      async let first = rig.view()
      async let second = rig.view()
      for view in await [first, second] {
        #expect(view?.engine.rows.count == count)
        #expect(view?.engine.rows.allSatisfy { $0.spend.nano == 1_000_000_000 } == true)
      }
      try rig.append([("g", "0.5")])
      try await rig.until("it shows what came, within a second") {
        $0.engine.rows.count == count + 1
      }
      // Its rules are gone while it is made.
      async let asked = rig.view()
      let isDone = await rig.reload(rig.configuration)
      #expect(isDone)
      #expect(await asked?.engine.rows.count == count + 1)
    }
  }

  @Test("Lines that are no events are said with their place, and their text only if asked for")
  func rejections() async throws {
    for logRejected in [false, true] {
      let rig = try PipelineRig(logRejected: logRejected)
      try rig.append("{\"cost_usd\":1}\nsecret words {\n")
      try await rig.run {
        try await rig.until("they are counted") {
          $0.generations.first?.counts.rejected == 1
        }
      }
      let messages = rig.log.all.map(\.message)
      #expect(messages.contains { $0.contains("log.jsonl") && $0.contains("not_json") })
      #expect(messages.contains { $0.contains("secret words") } == logRejected)
    }
  }

  @Test("A source of which nothing is there is said once, and read when it appears")
  func missing() async throws {
    let rig = try PipelineRig(sources: ["log.jsonl", "later.jsonl"])
    try rig.append([("a", "1")])
    try await rig.run {
      try rig.append([("b", "2")], to: "later.jsonl")
      try await rig.until("it is read") { Self.total($0) == 3_000_000_000 }
    }
    let said = rig.log.all.filter { $0.message.contains("is not there yet") }
    #expect(said.count == 1 && said.first?.message.contains("later.jsonl") == true)
  }

  @Test("While commits fail the view says since when and why, and not any more after that")
  func failingCommits() async throws {
    let rig = try PipelineRig()
    try rig.append([("a", "1")])
    func limit(_ pages: Int) throws {
      try rig.parts.store.queue.inDatabase {
        try $0.execute(sql: "PRAGMA max_page_count = \(pages)")
      }
    }
    try await rig.run {
      try limit(1)
      try rig.append((0..<2000).map { ("feature-\($0)", "1") })
      try await rig.until("a commit fails") { $0.commits.failingSince != nil }
      let since = await rig.view()?.commits.failingSince
      try await rig.until("all is counted") { Self.total($0) == 2001 * 1_000_000_000 }
      let failing = await rig.view()?.commits
      #expect(failing?.failingSince == since)
      #expect(failing?.problem?.contains("no space left") == true, "\(String(describing: failing))")
      try limit(1_000_000)
      try await rig.until("they go through") { $0.commits.failingSince == nil }
    }
  }

  @Test("Deliveries that are not known are neither retried nor dropped")
  func unknownDeliveries() async throws {
    let rig = try PipelineRig()
    try await rig.run {
      let isRetried = await rig.ask { .retry(77, $0) }
      let isDropped = await rig.ask { .drop(77, $0) }
      #expect(!isRetried && !isDropped)
    }
  }

  @Test("What is asked after the end is refused")
  func ended() async throws {
    let rig = try PipelineRig()
    try rig.append([("a", "1")])
    try await rig.run {}
    #expect(await rig.view() == nil)
    let isDone = await rig.reload(rig.configuration)
    #expect(!isDone)
  }
}
