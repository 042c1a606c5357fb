import FoundationEssentials
import Glibc
import SpendCore
import Status
import Testing

/// `backup`: a copy of the state of a running daemon, and the way back to it.
@Suite struct BackupTests {
  @Test("Taken while lines come; what was logged since is read again, once, under the same ids")
  func restored() async throws {
    let receiver = try await HTTPReceiver()
    let program = try Program(
      configuration: """
        sources: [cost_events.jsonl]
        receivers: { hook: { type: webhook, url: "\(receiver.url)/" } }
        notify: { soft: [hook], hard: [hook] }
        budgets: [{ feature: f, daily: 10 }]
        """)
    program.append("cost_events.jsonl", eventLine("f", cost: "1"))
    program.start()
    #expect(await eventually { program.isReady() })
    program.append("cost_events.jsonl", eventLine("f", cost: "8"))
    #expect(await eventually { receiver.requests.count == 1 })
    var taken = 0
    for number in 0..<30 {
      program.append("cost_events.jsonl", eventLine("g", cost: "0.01"))
      guard number % 5 == 0 else { continue }
      let answer = program.run(["backup", program.path("backup.db")])
      #expect(answer.status == 0 && answer.output.contains("events, as of"), "\(answer.output)")
      taken += 1
    }
    #expect(taken == 6)
    program.append("cost_events.jsonl", eventLine("f", cost: "2"))
    #expect(await eventually { receiver.requests.count == 2 })
    let ids = Set(receiver.requests.compactMap { Self.id($0.body) })
    #expect(await eventually { program.status?.totals.events == 33 })
    program.kill()

    // Back to it: the file alone, in place of the state.
    let state = program.path("state")
    for name in ["spendwatch.db", "spendwatch.db-wal", "spendwatch.db-shm"] {
      try? FileManager.default.removeItem(atPath: state + "/" + name)
    }
    try FileManager.default.copyItem(
      atPath: program.path("backup.db"), toPath: state + "/spendwatch.db")
    program.start()
    #expect(await eventually { program.status?.totals.events == 33 })
    #expect(await eventually { receiver.requests.count >= 3 })
    #expect(ids.count == 2 && Set(receiver.requests.compactMap { Self.id($0.body) }) == ids)
    #expect(program.run(["verify"]).status == 0)
    await receiver.close()
  }

  private static func id(_ body: String) -> String? {
    body.split(separator: "\"id\":\"").dropFirst().first
      .map { String($0.prefix { $0 != "\"" }) }
  }

  @Test("It is whole or as it was, for its owner alone, and never the state itself")
  func refuses() throws {
    let program = try Program(configuration: "sources: [cost_events.jsonl]\n")
    #expect(program.run(["backup", program.path("b")]).status == 1)
    program.append("cost_events.jsonl", eventLine("f", cost: "1"))
    #expect(program.run(["run", "--once"]).status == 0)
    try program.write("b", "before")
    for path in ["state/spendwatch.db", "state", "none/b"] {
      #expect(program.run(["backup", program.path(path)]).status == 1, "\(path)")
    }
    #expect(program.run(["backup", program.path("b")]).status == 0)
    var status = stat()
    #expect(stat(program.path("b"), &status) == 0 && status.st_mode & 0o777 == 0o600)
    #expect(!FileManager.default.fileExists(atPath: program.path("b.new")))
    #expect(!FileManager.default.fileExists(atPath: program.path("b-wal")))
    #expect(program.run(["verify"]).status == 0)
  }
}
