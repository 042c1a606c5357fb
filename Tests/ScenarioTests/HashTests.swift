import FoundationEssentials
import Glibc
import SpendCore
import Status
import Testing

/// `hash` on the real program: nothing in the state, in an answer or in a message has the value.
@Suite struct HashTests {
  private static func configuration(_ more: String, url: String) -> String {
    """
    sources: [cost_events.jsonl]
    top: [user_id, model]
    receivers:
      hook: { type: webhook, url: "\(url)/" }
    notify: { soft: [hook], hard: [hook] }
    budgets:
      - { name: users, per: [user_id], daily: 5 }
      - { match: { user_id: mallory-1 }, per: [], daily: 4 }
      - { feature: f, daily: 1000 }
    \(more)
    """
  }

  private static func line(_ user: Int, _ cost: String) -> String {
    let now = Timestamp(seconds: Int64(time(nil))).description
    return #"{"timestamp":"\#(now)","feature_name":"f","model":"m","user_id":"mallory-\#(user)","#
      + "\"cost_usd\":\(cost)}\n"
  }

  private static func plainFiles(_ program: Program, in directory: String) throws -> [String] {
    let needle = Array("mallory".utf8)
    return try FileManager.default.contentsOfDirectory(atPath: directory).filter { name in
      let bytes = [UInt8](FileManager.default.contents(atPath: directory + "/" + name) ?? Data())
      return bytes.indices.contains { bytes[$0] == needle[0] && bytes[$0...].starts(with: needle) }
    }
  }

  @Test("Switched on with alerts out and on their way, and killed in the midst of it")
  func switchedOn() async throws {
    let receiver = try await HTTPReceiver()
    receiver.answer(503)
    let plain = Self.configuration("", url: receiver.url)
    let program = try Program(configuration: plain)
    program.append("cost_events.jsonl", Self.line(9, "0.01"))
    program.start()
    #expect(await eventually { program.isReady() })
    for user in 0..<40 { program.append("cost_events.jsonl", Self.line(user, "6.5")) }
    #expect(await eventually { program.status?.totals.events == 41 })
    #expect(await eventually { !receiver.requests.isEmpty })
    #expect(program.run(["render", "hook"]).status == 0)
    program.kill()
    #expect(try Self.plainFiles(program, in: program.path("state")) != [])

    try program.write("alerts.yaml", Self.configuration("hash: [user_id]", url: receiver.url))
    // Killed after ever more of the start; each goes on where it was.
    for milliseconds in [0, 2, 5, 10, 20, 40, 80] as [useconds_t] {
      program.start()
      usleep(milliseconds * 1000)
      program.kill()
    }
    let seen = receiver.requests.count
    receiver.answer(200)
    program.start()
    #expect(await eventually { program.isReady() })
    // What was pending arrives, and what is no more resolves: with hashes.
    #expect(await eventually { program.status?.receivers.allSatisfy { $0.pending == 0 } == true })
    let texts = receiver.requests.dropFirst(seen).map(\.body)
    #expect(!texts.isEmpty)
    for text in texts { #expect(!text.contains("mallory"), "\(text)") }
    #expect(texts.contains { $0.contains("h:") })
    #expect(try Self.plainFiles(program, in: program.path("state")) == [])

    program.append("cost_events.jsonl", Self.line(1, "7") + Self.line(77, "0.5"))
    #expect(await eventually { program.status?.totals.events == 43 })
    #expect(await eventually { program.status?.sources.first?.lagBytes == 0 })
    let status = program.run(["status"])
    #expect(!status.output.contains("mallory") && status.output.contains("h:"))
    #expect(await eventually { try Self.plainFiles(program, in: program.path("state")) == [] })
    #expect(program.run(["verify"]).status == 0)
    let report = program.run([
      "report", "--from-files", "--by", "user_id", "--where", "user_id=mallory-1", "--json",
    ])
    #expect(report.status == 0 && report.output.contains("13.500000000"))
    #expect(!report.output.contains("mallory"))
    #expect(
      program.run(["report", "--from-files", "--by", "user_id", "--where", "user_id=mal*"]).status
        == 1)
    let explained = program.run(["explain", program.path("cost_events.jsonl") + ":1"])
    #expect(explained.status == 0 && !explained.output.contains("mallory"))

    // Another key, or none, takes a restart.
    try program.write("alerts.yaml", plain)
    let reload = program.run(["reload"])
    #expect(reload.status == 1 && program.read("run.log").contains("takes a restart"))
    program.kill(SIGTERM)
    #expect(program.run(["status"]).output.contains("NOT RUNNING"))
    await receiver.close()
  }

  @Test("A reload does not switch it on, and answers that quote a value do not stay")
  func reloadAndAnswers() async throws {
    let receiver = try await HTTPReceiver()
    receiver.answer(400)
    let plain = Self.configuration("", url: receiver.url)
    let program = try Program(configuration: plain)
    program.append("cost_events.jsonl", Self.line(9, "0.01"))
    program.start()
    #expect(await eventually { program.isReady() })
    program.append("cost_events.jsonl", Self.line(1, "6"))
    // The receiver's answer says what it got.
    #expect(await eventually { program.status?.receivers.contains { $0.dead > 0 } == true })
    try program.write("alerts.yaml", Self.configuration("hash: [user_id]", url: receiver.url))
    #expect(program.run(["reload"]).status == 1)
    #expect(program.read("run.log").contains("takes a restart"))
    #expect(!FileManager.default.fileExists(atPath: program.path("state/hash.key")))
    program.kill(SIGTERM)
    #expect(program.run(["run", "--once"]).status == 0)
    #expect(try Self.plainFiles(program, in: program.path("state")) == [])
    #expect(!program.run(["outbox", "list", "--all"]).output.contains("mallory"))
    // Off again: no other key, and groups by their values.
    try program.write("alerts.yaml", plain)
    #expect(program.run(["run", "--once"]).status == 0)
    #expect(!program.read("commands.log").contains("another one than before"))
    // A rebuild leaves what was set aside as it is, and says so.
    try program.write("alerts.yaml", Self.configuration("hash: [user_id]", url: receiver.url))
    #expect(program.run(["run", "--once", "--rebuild"]).status == 0)
    #expect(program.read("commands.log").contains("older copies of the state may still have"))
    await receiver.close()
  }

  @Test("Without the key nothing is read, and it is said; a key of one's own needs no file")
  func keys() async throws {
    let receiver = try await HTTPReceiver()
    let program = try Program(
      configuration: Self.configuration("hash: [user_id]", url: receiver.url))
    program.append("cost_events.jsonl", Self.line(1, "1"))
    for arguments in [
      ["explain", program.path("cost_events.jsonl") + ":1"], ["report", "--by", "user_id"],
    ] {
      let answer = program.run(arguments)
      #expect(answer.status == 1 && program.read("commands.log").contains("there is no key"))
    }
    #expect(program.run(["run", "--once"]).status == 0)
    let first = program.run(["explain", program.path("cost_events.jsonl") + ":1"])
    #expect(first.status == 0 && first.output.contains("h:"))
    // A key that is damaged is not replaced.
    try program.write("state/hash.key", "x")
    let refused = program.run(["run", "--once"])
    #expect(refused.status == 75 && program.read("commands.log").contains("it is not a key"))

    try program.write("key", "0123456789abcdef0123456789abcdef\n")
    chmod(program.path("key"), 0o600)
    try program.write(
      "alerts.yaml",
      Self.configuration("hash: [user_id]\nhash_key_file: key", url: receiver.url))
    let other = program.run(["run", "--once"])
    #expect(other.status == 0)
    #expect(program.read("commands.log").contains("the key is another one than before"))
    let second = program.run(["explain", program.path("cost_events.jsonl") + ":1"])
    #expect(second.status == 0 && second.output.contains("h:") && second.output != first.output)
    await receiver.close()
  }
}
