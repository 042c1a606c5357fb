import FoundationEssentials
import Glibc
import SpendCore
import SpendTesting
import Status
import Testing

/// Deliveries of the real program: killed, rebuilt, and without its state.
@Suite(.serialized) struct DeliveryScenarioTests {
  private static let log = "cost_events.jsonl"

  /// `$SPENDWATCH_KILLS` for more by hand.
  private static let kills = getenv("SPENDWATCH_KILLS").flatMap { Int(String(cString: $0)) } ?? 30

  @Test(
    "Killed while a thousand alerts go to three receivers, each arrives, in the order of its group"
  )
  func killed() async throws {
    let receiver = try await HTTPReceiver()
    let program = try Program(
      configuration: """
        budgets:
          - name: each
            per: [user_id]
            daily: 1
            overrun: off
            notify: { soft: [a, b, pages], hard: [a, b, pages] }
        receivers:
          a: { type: webhook, url: "\(receiver.url)/a", concurrency: 8 }
          b: { type: webhook, url: "\(receiver.url)/b", concurrency: 8 }
          pages:
            type: pagerduty
            url: "\(receiver.url)/pages"
            routing_key: "0123456789abcdef0123456789abcdef"
            concurrency: 8
            max_pages: 10000/1m
        """)
    let seed = UInt64.random(in: 1...1_000_000)
    var random = SeededRandom(seed: seed)
    let users = 500
    program.start()
    // Before, what is read is the first read, which alerts once for each.
    #expect(await eventually { program.isReady() })
    for round in 0..<Self.kills {
      let share = round * users / Self.kills..<(round + 1) * users / Self.kills
      for step in 0..<2 {
        for user in share {
          let line = eventLine("f", cost: step == 0 ? "0.9" : "0.2")
          let user = "\"user_id\":\"u\(user)\",\"user_segment\""
          program.append(Self.log, line.replacing("\"user_segment\"", with: user))
        }
        try await Task.sleep(for: .milliseconds(random.next(below: 120)))
      }
      program.kill()
      program.start()
    }
    #expect(
      await eventually {
        let outbox = program.run(["outbox"])
        return program.isReady() && outbox.status == 0 && outbox.output.isEmpty
          && program.status?.totals.events == Int64(2 * users)
      }, "seed \(seed)")
    try Self.check(receiver.requests, users: users, seed: seed)
    program.kill(SIGTERM)
    await receiver.close()
  }

  /// Every alert at every receiver; of each group the first soft before the first hard; no id in
  /// two contents. The pager's soft incident ends once the hard one has begun.
  private static func check(_ requests: [HTTPReceiver.Request], users: Int, seed: UInt64) throws {
    var bodies: [String: String] = [:]
    // Path and user, level: where the first came.
    var places: [String: [String: Int]] = [:]
    // The key of an incident of the pager: where it ended first.
    var ends: [String: Int] = [:]
    var keys: [String: [String: String]] = [:]
    for (index, request) in requests.enumerated() {
      let value = try JSONReader.read(request.body.utf8)
      let key = value["dedup_key"]?.text ?? ""
      if value["event_action"]?.text == "resolve" {
        ends[key] = ends[key] ?? index
        continue
      }
      let data = try #require(value["data"] ?? value["payload"]?["custom_details"])
      let id = request.path + (data["id"]?.text ?? "")
      #expect(bodies[id] == nil || bodies[id] == request.body, "seed \(seed): \(id)")
      bodies[id] = request.body
      let group = request.path + (data["group"]?["user_id"]?.text ?? "")
      let level = data["level"]?.text ?? ""
      places[group, default: [:]][level] = places[group]?[level] ?? index
      if !key.isEmpty { keys[group, default: [:]][level] = key }
    }
    #expect(bodies.count == 3 * 2 * users, "seed \(seed)")
    #expect(places.count == 3 * users, "seed \(seed)")
    for (group, levels) in places {
      #expect(levels["soft"] ?? .max < levels["hard"] ?? .min, "seed \(seed): \(group)")
    }
    #expect(keys.count == users && ends.count == users, "seed \(seed)")
    for (group, keys) in keys {
      let end = ends[keys["soft"] ?? ""] ?? .min
      #expect(end > places[group]?["hard"] ?? .max, "seed \(seed): \(group)")
    }
  }

  @Test("A rebuild delivers what the state before it had still to deliver, once, under the same id")
  func rebuild() async throws {
    let receiver = try await HTTPReceiver()
    let program = try Program(
      configuration: """
        budgets: [{ name: all, per: [], monthly: 1, notify: { soft: [hook], hard: [hook] } }]
        receivers: { hook: { type: webhook, url: "\(receiver.url)/hook" } }
        """)
    receiver.answer(503)
    program.append(Self.log, eventLine("f", cost: "2"))
    #expect(program.run(["run", "--once", "--drain-timeout", "0s"]).status == 0)
    #expect(program.status?.receivers.first { $0.name == "hook" }?.state == .retrying)
    let listed = program.run(["outbox", "list", "--json"]).output
    receiver.answer(200)
    let before = receiver.requests.count
    for arguments in [["--rebuild"], [], ["--rebuild"]] {
      #expect(program.run(["run", "--once"] + arguments).status == 0)
    }
    let after = receiver.requests.dropFirst(before)
    #expect(after.count == 1)
    let id = try JSONReader.read(listed.utf8).elements?.first?["alert_id"]?.text
    #expect(try JSONReader.read((after.first?.body ?? "").utf8)["data"]?["id"]?.text == id)
    #expect(program.run(["outbox", "list"]).output.isEmpty)
    await receiver.close()
  }

  @Test("What was refused and dropped by hand is not listed as told, by the daemon or after it")
  func dropped() async throws {
    let receiver = try await HTTPReceiver()
    let program = try Program(
      configuration: """
        budgets: [{ name: all, per: [], daily: 1, notify: { soft: [hook], hard: [hook] } }]
        receivers: { hook: { type: webhook, url: "\(receiver.url)/hook" } }
        """)
    func told() throws -> String? {
      try JSONReader.read(program.run(["alerts", "--json"]).output.utf8)["alerts"]?.elements?
        .first?["delivered"]?["hook"]?.text
    }
    receiver.answer(400)
    program.append(Self.log, eventLine("f", cost: "0.1"))
    program.start()
    #expect(await eventually { program.isReady() })
    program.append(Self.log, eventLine("f", cost: "2"))
    #expect(await eventually { try told() == "dead" })
    #expect(program.run(["outbox", "drop", "1"]).output.contains("it will never be sent"))
    #expect(try told() == "dropped")
    #expect(program.run(["alerts"]).output.contains("hook (dropped)"))
    program.kill(SIGTERM)
    #expect(try told() == "dropped")
    await receiver.close()
  }

  @Test("A reload that takes a pager away says which incident stays open; a new name is no loss")
  func pagerGone() async throws {
    let receiver = try await HTTPReceiver()
    func configuration(_ name: String, key: Character = "0", daily: Int = 1) -> String {
      """
      budgets: [{ name: all, per: [], daily: \(daily), notify: { hard: [\(name)] } }]
      receivers:
        \(name):
          type: pagerduty
          url: "\(receiver.url)/\(key)"
          routing_key: "\(String(repeating: key, count: 32))"
      """
    }
    let program = try Program(configuration: configuration("p"))
    program.append(Self.log, eventLine("f", cost: "0.1"))
    program.start()
    #expect(await eventually { program.isReady() })
    program.append(Self.log, eventLine("f", cost: "1.5"))
    #expect(await eventually { receiver.requests.count == 1 })
    try program.write("alerts.yaml", configuration("p2"))
    #expect(program.run(["reload"]).status == 0)
    #expect(!program.read("commands.log").contains("stays open"))
    let again = "or name the receiver 'p2' again"
    try program.write("alerts.yaml", configuration("p3", key: "1"))
    let note = "receiver 'p2' is not configured any more, and is not told of the end of 1 alert"
    // It looks at the last commit.
    #expect(
      await eventually {
        program.run(["check"]).status == 0 && program.read("commands.log").contains(note)
      })
    #expect(program.run(["reload"]).status == 0)
    for log in ["run.log", "commands.log"] {
      #expect(program.read(log).contains("1 incident that it opened stays open there"))
      #expect(program.read(log).contains(again))
    }
    program.kill(SIGTERM)
    program.start()
    #expect(await eventually { program.read("run.log").contains(note) })
    #expect(await eventually { program.isReady() })
    // Told again.
    try program.write("alerts.yaml", configuration("p2"))
    #expect(program.run(["reload"]).status == 0)
    try program.write("alerts.yaml", configuration("p2", daily: 4))
    #expect(program.run(["reload"]).status == 0)
    #expect(await eventually { receiver.requests.count == 2 })
    #expect(receiver.requests.last?.path == "/0")
    #expect(receiver.requests.last?.body.contains("\"event_action\":\"resolve\"") == true)
    program.kill(SIGTERM)
    await receiver.close()
  }

  @Test(
    "A state that is deleted under the daemon is noticed within a minute, and alerts go on"
  )
  func deletedState() async throws {
    let receiver = try await HTTPReceiver()
    let program = try Program(
      configuration: """
        budgets: [{ name: all, per: [], daily: 1, notify: { soft: [hook], hard: [hook] } }]
        receivers: { hook: { type: webhook, url: "\(receiver.url)/hook" } }
        """)
    program.append(Self.log, eventLine("f", cost: "0.1"))
    program.start()
    #expect(await eventually { program.isReady() })
    #expect(Shell.run("rm -rf '\(program.path("state"))'") == 0)
    program.append(Self.log, eventLine("f", cost: "2"))
    #expect(await eventually { receiver.requests.count == 1 })
    #expect(
      await eventually {
        program.read("run.log").contains("deleted or replaced under the running daemon")
      })
    program.kill(SIGTERM)
    await receiver.close()
  }

  @Test(
    "What is not there when the daemon starts, and alerts that leave without a commit, are said")
  func said() async throws {
    let program = try Program(
      configuration: """
        budgets: [{ feature: f, daily: 1 }]
        heartbeat: { url: "http://127.0.0.1:1/", every: 1m }
        """)
    program.start()
    #expect(
      await eventually { program.read("run.log").contains("cost_events.jsonl is not there yet") })
    #expect(
      await eventually { program.read("run.log").contains("the heartbeat could not be sent") })
    program.kill(SIGTERM)
  }

  @Test(
    "Files that say they are as large as can be end nothing",
    .enabled(if: access("/dev/shm", W_OK) == 0, "/dev/shm cannot be written"))
  func sparse() throws {
    let folder = "/dev/shm/spendwatch-\(UInt64.random(in: .min ... .max))"
    defer { _ = Shell.run("rm -rf '\(folder)'") }
    let program = try Program(
      configuration: """
        sources: [{ path: "\(folder)/*.jsonl" }]
        budgets: [{ feature: f, daily: 1 }]
        """)
    #expect(Shell.run("mkdir '\(folder)' && touch '\(folder)/a.jsonl'") == 0)
    #expect(program.run(["run", "--once"]).status == 0)
    // Each begins in its own way, so that none is taken for the copy of another.
    let sparse = "echo $f > $f.jsonl && truncate -s 9223372036854775807 $f.jsonl"
    #expect(Shell.run("cd '\(folder)' && for f in b c d; do \(sparse) || exit 1; done") == 0)
    #expect(program.run(["status"]).output.contains("9223372036854775807 bytes behind"))
    #expect(program.run(["status", "--json"]).status == 0)
  }

  @Test(
    "Numbers that are not spans end in an error of arguments",
    arguments: [
      "9223372036854775807s", "9223372036854775807", "99999999999999999999", "-1", "", "s", "1m",
      "604801",
    ])
  func spans(text: String) throws {
    let program = try Program(configuration: "budgets:\n  - feature: f\n    daily: 10\n")
    #expect(program.run(["run", "--once", "--drain-timeout=\(text)"]).status == 64)
    #expect(program.run(["send-test", "log", "--timeout=\(text)"]).status == 64)
  }
}
