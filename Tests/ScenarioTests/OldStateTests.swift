import FoundationEssentials
import GRDB
import Glibc
import SpendCore
import Status
import Testing

/// States that older releases wrote until they were killed: what they had counted, fired and not
/// delivered is taken over, whatever the state has become since.
///
/// A state knows its log by its path, so each is laid where it was made. Their databases are kept
/// as what SQLite dumps of them.
@Suite(.serialized) struct OldStateTests {
  /// By the release that wrote them: the first one there was, and the last ones of their schemas.
  static let states = ["f5809c8", "schema-2", "schema-3"]

  private static func backup(_ name: String) -> String {
    "state/spendwatch.db.v\(name == "schema-3" ? 3 : 2).backup"
  }

  struct Expected: Decodable {
    struct Delivery: Decodable, Equatable {
      var number: Int
      var receiver: String
      var status: String
      var alertId: String
      var state: String
      var level: String
      var percent: Int
      var spendUsd: String
    }

    struct Totals: Decodable {
      var events: Int
      var spendUsd: String
    }

    var totals: Totals
    var offset: Int64
    var outbox: [Delivery]
  }

  private static func lay(_ name: String, url: String) throws -> (Program, Expected) {
    let directory = "/tmp/spendwatch-state-\(name)"
    try? FileManager.default.removeItem(atPath: directory)
    let program = try Program(
      configuration: """
        state: { commit_interval: 1s }
        sources: [{ path: \(directory)/cost_events.jsonl }]
        receivers:
          good: { type: webhook, url: "\(url)/good" }
          dead: { type: webhook, url: "\(url)/dead" }
          away: { type: webhook, url: "\(url)/away" }
        budgets:
          - { feature: support, daily: 50, monthly: 400, notify: { soft: [good, away], hard: [good, dead, away] } }
          - { name: each, per: [user_segment], daily: 30, window: calendar, notify: { soft: [good], hard: [good] } }
          - { name: all, per: [], monthly: 1000, notify: { soft: [good], hard: [away] } }
        """, directory: directory)
    let source = SourceTop.path + "/Tests/ScenarioTests/States/" + name
    try FileManager.default.createDirectory(
      atPath: program.path("state"), withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let names = [
      "log.jsonl": "cost_events.jsonl", "expected.json": "expected.json",
      "spendwatch.created": "state/spendwatch.created", "state.sql": "state.sql",
    ]
    for (file, name) in names {
      let bytes = try #require(FileManager.default.contents(atPath: source + "/" + file))
      program.append(name, bytes: Array(bytes))
    }
    let queue = try DatabaseQueue(path: program.path("state/spendwatch.db"))
    try queue.writeWithoutTransaction { try $0.execute(sql: program.read("state.sql")) }
    try queue.close()
    return (program, try decode(Expected.self, program.read("expected.json")))
  }

  private static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(text.utf8))
  }

  private static func outbox(_ program: Program) throws -> [Expected.Delivery] {
    let answer = program.run(["outbox", "list", "--all", "--json"])
    return try decode([Expected.Delivery].self, answer.output)
  }

  @Test("What was counted, fired and not delivered is taken over", arguments: states)
  func takenOver(name: String) async throws {
    let receiver = try await HTTPReceiver()
    let (program, expected) = try Self.lay(name, url: receiver.url)
    // A command reads it without changing it.
    #expect(try Self.outbox(program) == expected.outbox)
    #expect(program.status?.totals.events == Int64(expected.totals.events))
    #expect(!program.read("commands.log").contains("error"))
    #expect(!FileManager.default.fileExists(atPath: program.path(Self.backup(name))))

    program.start()
    let open = expected.outbox.filter { $0.status == "pending" }
    #expect(open.count >= 3)
    let isDelivered = await eventually {
      (try? Self.outbox(program))?.contains { $0.status == "pending" } == false
    }
    #expect(isDelivered)
    for name in ["dead", "away"] {
      let got = receiver.requests.filter {
        $0.path == "/\(name)" && $0.body.contains(#""state":"firing""#)
      }
      let wanted = open.filter { $0.receiver == name }.map(\.alertId)
      #expect(got.count == wanted.count)
      for (request, id) in zip(got, wanted) { #expect(request.body.contains(id)) }
    }
    // Nothing fires again.
    let fired = receiver.requests.filter {
      $0.path == "/good" && $0.body.contains(#""state":"firing""#)
    }
    #expect(fired.isEmpty)
    #expect(FileManager.default.fileExists(atPath: program.path(Self.backup(name))))
    try check(program, expected, more: 0)

    // It goes on, and a second start finds nothing to migrate.
    program.append("cost_events.jsonl", eventLine("support", cost: "0.5"))
    #expect(await eventually { program.status?.totals.events == Int64(expected.totals.events + 1) })
    program.kill()
    #expect(program.run(["run", "--once"]).status == 0)
    try check(program, expected, more: 1)
    #expect(program.run(["verify"]).status == 0)
    await receiver.close()
  }

  @Test("Values of which hashes alone are to be kept are gone from it", arguments: states)
  func hashed(name: String) async throws {
    let receiver = try await HTTPReceiver()
    let (program, expected) = try Self.lay(name, url: receiver.url)
    let hash = "\nhash: [feature_name, user_segment, model]\n"
    try program.write("alerts.yaml", program.read("alerts.yaml") + hash)
    #expect(program.run(["check"]).status == 0)
    #expect(program.read("commands.log").contains("hash: the next start writes the state anew"))
    program.start()
    let isDelivered = await eventually {
      (try? Self.outbox(program))?.contains { $0.status == "pending" } == false
    }
    #expect(isDelivered)
    let firing = receiver.requests.filter { $0.body.contains(#""state":"firing""#) }
    for request in firing {
      for value in ["support", "search", "claude-x", "gpt-4o"] {
        #expect(!request.body.contains(value), "\(request.body)")
      }
    }
    // Under the ids that they had. (Groups that start anew with what the history holds of them are
    // judged as those of any budget that is new.)
    let wanted = expected.outbox.filter { $0.status == "pending" && $0.state == "firing" }
    for delivery in wanted {
      #expect(firing.contains { $0.body.contains(delivery.alertId) })
    }
    try check(program, expected, more: 0)
    program.kill(SIGTERM)
    #expect(program.read("run.log").contains(program.path(Self.backup(name))))
    let bytes = FileManager.default.contents(atPath: program.path("state/spendwatch.db"))
    let text = String(decoding: bytes ?? Data(), as: Unicode.ASCII.self)
    for value in ["support", "search", "claude-x", "gpt-4o"] { #expect(!text.contains(value)) }
    #expect(program.run(["verify"]).status == 0)
    await receiver.close()
  }

  @Test("An upgrade prices nothing until it is told to", arguments: ["f5809c8", "schema-2"])
  func prices(name: String) async throws {
    let receiver = try await HTTPReceiver()
    let (program, expected) = try Self.lay(name, url: receiver.url)
    #expect(program.run(["check"]).status == 0)
    #expect(program.read("commands.log").contains("the state is older than prices"))
    let call = #"{"feature_name":"new","model":"gpt-4o","input_tokens":1000000,"output_tokens":0}"#
    program.append("cost_events.jsonl", call + "\n")
    #expect(program.run(["run", "--once"]).status == 0)
    var status = try #require(program.status)
    #expect(status.totals.events == Int64(expected.totals.events + 1))
    #expect(status.totals.spend.description == expected.totals.spendUsd)
    #expect(status.totals.flagged.contains(.init("unpriced", 1)) && !status.prices.isComputed)
    #expect(program.run(["verify"]).status == 0)
    // Written out it is another matter, from the next line on.
    let text = program.read("alerts.yaml")
    try program.write(
      "alerts.yaml",
      text.replacing("cost_events.jsonl }]", with: "cost_events.jsonl, cost: auto }]"))
    program.append("cost_events.jsonl", call + "\n")
    #expect(program.run(["run", "--once"]).status == 0)
    status = try #require(program.status)
    #expect(status.totals.flagged.contains(.init("computed", 1)))
    let features = status.totals.features.first { $0.name == "new" }
    #expect(features?.spend.description == "2.500000000")
    await receiver.close()
  }

  private func check(_ program: Program, _ expected: Expected, more: Int) throws {
    let status = try #require(program.status)
    #expect(status.totals.events == Int64(expected.totals.events + more))
    guard case .amount(let spend) = Money.reading(expected.totals.spendUsd.utf8) else {
      Issue.record("no amount: \(expected.totals.spendUsd)")
      return
    }
    #expect(status.totals.spend.nano == spend.nano + Int64(more) * 500_000_000)
    #expect(status.totals.gaps == 0 && status.totals.unverifiedEnds == 0)
    if more == 0 { #expect(status.sources.first?.committedOffset == expected.offset) }
  }
}
