import Glibc
import SpendCore
import SpendTesting
import Status
import Testing

/// 100,000 events in both shapes with broken lines among them, while the program is killed 20
/// times: what it counted is what an oracle adds up, and every alert arrives, under one identity.
@Suite(.serialized) struct KillAndRestartTests {
  @Test("Killed 20 times, counts and alerts are exact")
  func kills() async throws {
    let receiver = try await HTTPReceiver()
    let program = try Program(
      configuration: """
        budgets:
          - name: each
            daily: 2
            notify: { soft: [hook], hard: [hook] }
          - name: day
            per: []
            window: calendar
            daily: 50
            notify: { soft: [hook], hard: [hook] }
        receivers:
          hook: { type: webhook, url: "\(receiver.url)/hook" }
        """)
    let seed = UInt64.random(in: 1...1_000_000)
    var random = SeededRandom(seed: seed)
    var logs = [SampleLog.Spelling.compact, .spaced].map { spelling in
      var shape = SampleLog.Shape()
      shape.spelling = spelling
      shape.brokenPerThousand = 10
      shape.start = Self.now.advanced(bySeconds: -20_000)
      return SampleLog(seed: seed + (spelling == .compact ? 0 : 1), shape: shape)
    }
    let rounds = 20
    program.start()
    for round in 0..<rounds {
      for _ in 0..<25 {
        let part = logs[random.next(below: 2)].lines(100_000 / rounds / 25)
        program.append("cost_events.jsonl", bytes: part)
        if random.next(below: 4) == 0 {
          try await Task.sleep(for: .milliseconds(random.next(below: 20)))
        }
      }
      if round % 7 == 3 {
        let rotated = "cost_events.jsonl.\(9 - round / 7)"
        rename(program.path("cost_events.jsonl"), program.path(rotated))
      }
      program.kill()
      program.start()
    }
    let events = logs.reduce(0) { $0 + $1.oracle.events }
    #expect(await eventually { program.status?.totals.events == Int64(events) }, "seed \(seed)")
    let status = try #require(program.status)
    try Self.compare(status, logs.map(\.oracle), seed: seed)
    #expect(await eventually { program.run(["outbox", "list"]).output.isEmpty }, "seed \(seed)")
    Self.checkAlerts(program, receiver.requests, seed: seed)
    program.kill(SIGTERM)
    #expect(program.run(["verify"]).status == 0, "seed \(seed)")
    await receiver.close()
  }

  @Test("Killed 12 times, calls that are logged again in either of two files count once")
  func duplicates() async throws {
    let program = try Program(
      configuration: """
        state: { commit_interval: 100ms }
        sources: [a.jsonl, { path: b.jsonl, duplicates: on }]
        budgets: [{ name: all, per: [], monthly: 1000000 }]
        """)
    let seed = UInt64.random(in: 1...1_000_000)
    var random = SeededRandom(seed: seed)
    let now = Self.now.seconds
    var most: [String: Int] = [:]
    program.start()
    for round in 0..<12 {
      for _ in 0..<10 {
        var texts = ["a.jsonl": "", "b.jsonl": ""]
        for _ in 0..<100 {
          let (call, cost) = (random.next(below: 3000), 1 + random.next(below: 9000))
          let isOwn = random.next(below: 3) == 0
          let name = isOwn || random.next(below: 2) == 0 ? "b.jsonl" : "a.jsonl"
          most["\(call)\(isOwn)"] = max(most["\(call)\(isOwn)"] ?? 0, cost)
          let amount = "0.\(String(1_000_000 + cost).dropFirst())"
          texts[name]? +=
            isOwn
            ? #"{"event_id":"\#(call)","cost_usd":\#(amount),"timestamp":\#(now)}"# + "\n"
            : #"{"id":"\#(call)","call_type":"c","response_cost":\#(amount),"endTime":\#(now)}"#
              + "\n"
        }
        for (name, text) in texts { program.append(name, text) }
        try await Task.sleep(for: .milliseconds(random.next(below: 30)))
      }
      guard round < 11 else { break }
      program.kill()
      program.start()
    }
    let calls = Int64(most.count)
    #expect(
      await eventually {
        program.status?.totals.rejected.first { $0.name == "duplicate" }?.count == 12_000 - calls
      },
      "seed \(seed)")
    let totals = try #require(program.status?.totals)
    #expect(totals.events == calls, "seed \(seed)")
    #expect(totals.spend.nano == Int64(most.values.reduce(0, +)) * 1000, "seed \(seed)")
    program.kill(SIGTERM)
    #expect(program.run(["verify"]).status == 0, "seed \(seed)")
    let report = program.run(["report", "--json"], namesState: false).output
    let table = try JSONReader.read(report.utf8)
    #expect(table["totals"]?["calls"]?.integer == calls, "seed \(seed): \(report)")
    #expect(program.run(["check"]).output.contains("repeat calls, and count"))
  }

  private static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: Int64(time.tv_sec))
  }

  private static func compare(
    _ status: StatusReport, _ oracles: [SampleLog.Oracle], seed: UInt64
  ) throws {
    var features: [String: (events: Int64, nano: Int64)] = [:]
    var rejected: [String: Int64] = [:]
    for oracle in oracles {
      for (name, feature) in oracle.features {
        features[name, default: (0, 0)].events += Int64(feature.events)
        features[name, default: (0, 0)].nano += feature.costNano
      }
      for (reason, count) in oracle.rejected {
        rejected[reason.rawValue, default: 0] += Int64(count)
      }
    }
    #expect(status.totals.features.count == features.count, "seed \(seed)")
    for feature in status.totals.features {
      #expect(feature.events == features[feature.name]?.events, "seed \(seed) \(feature.name)")
      #expect(feature.spend.nano == features[feature.name]?.nano, "seed \(seed) \(feature.name)")
    }
    for count in status.totals.rejected {
      #expect(count.count == rejected[count.name], "seed \(seed) \(count.name)")
    }
    #expect(status.totals.gaps == 0 && status.totals.unverifiedEnds == 0, "seed \(seed)")
  }

  /// Every alert that the state lists has arrived, by itself or in a digest (in the first hours of
  /// a day the log has alerts of a day that is over), and no (id, state) in two contents.
  private static func checkAlerts(
    _ program: Program, _ requests: [HTTPReceiver.Request], seed: UInt64
  ) {
    var contents: [String: String] = [:]
    for request in requests {
      guard let value = try? JSONReader.read(request.body.utf8), let data = value["data"] else {
        continue
      }
      for alert in data["alerts"]?.elements ?? [data] {
        guard let id = alert["id"]?.text, let state = alert["state"]?.text else { continue }
        let (key, content) = (id + state, "\(alert)")
        #expect(contents[key] == nil || contents[key] == content, "seed \(seed) \(key)")
        contents[key] = content
      }
    }
    let listed = try? JSONReader.read(program.run(["outbox", "list", "--json"]).output.utf8)
    let entries = listed?.elements ?? []
    #expect(!entries.isEmpty, "seed \(seed)")
    for entry in entries {
      let key = (entry["alert_id"]?.text ?? "") + (entry["state"]?.text ?? "")
      #expect(contents[key] != nil, "seed \(seed) \(key) never arrived")
    }
  }
}
