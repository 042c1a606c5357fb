import ArgumentParser
import Glibc
import SpendCore
import SpendTesting

/// `groups`: what many groups cost, in memory, by event, and at a start.
struct GroupsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "groups",
    abstract: "50, 10,000 and 100,000 groups with day and month windows.")

  @Option(help: "The program to measure.") var binary: String
  @Option(help: "Events of each log.") var events = 1_000_000
  @Option(help: "Runs of each.") var runs = 3
  @Option(parsing: .upToNextOption, help: "Numbers of groups.") var groups = [50, 10_000, 100_000]
  @Option(
    help: """
      Days that the log is of. What an event costs depends on how many a group has in a minute, an \
      hour and a day: 50 groups over 4000 days have as few as 10,000 over 20.
      """) var days = 20
  @Option(help: "Where the log is written.") var directory = "/tmp"
  @Flag(help: "As JSON.") var json = false

  func run() throws {
    var table = ResultTable(
      "groups",
      ["groups", "ns/event", "ratio", "RSS MB", "anonymous MB", "start ms"])
    var base = 0.0
    for count in groups {
      let scratch = try Scratch(in: directory)
      let daemon = try BenchDaemon(
        binary: binary,
        configuration: """
          sources:
            - path: log.jsonl
          budgets:
            - name: users
              per: [user_id]
              daily: 1000000
              monthly: 10000000

          """, scratch: scratch)
      try Bytes.write("", to: daemon.log)
      let empty = try once(daemon)
      try write(daemon.log, groups: count)
      let whole = try once(daemon)
      let cost = (whole - empty) / Double(events) * 1e9
      if base == 0 { base = cost }
      let starts = try (0..<max(1, runs)).map { _ in
        let time = try daemon.start()
        defer { daemon.stop() }
        return time
      }
      try daemon.start()
      Clock.pause(2)
      let facts = daemon.facts
      daemon.stop()
      table.add(
        String(count), ResultTable.number(cost, 0), ResultTable.number(cost / base),
        ResultTable.number(Double(facts.residentKiB) / 1000, 1),
        ResultTable.number(Double(facts.anonymousKiB) / 1000, 1),
        ResultTable.number(Clock.percentile(starts, 50) * 1000, 0))
    }
    table.show(asJSON: json)
  }

  private func once(_ daemon: BenchDaemon) throws -> Double {
    var times: [Double] = []
    for _ in 0..<max(1, runs) {
      try daemon.forgetState()
      times.append(try daemon.runOnce())
    }
    return Clock.percentile(times, 50)
  }

  /// Events spread over the groups and the last days.
  private func write(_ path: String, groups: Int) throws {
    let descriptor = try Bytes.create(path)
    defer { close(descriptor) }
    var random = SeededRandom(seed: 5)
    let first = Clock.wall().seconds - Int64(days) * 86_400
    let step = Int64(days) * 86_400 * 1_000_000 / Int64(max(1, events))
    var text = ""
    for number in 0..<events {
      let time = Timestamp(microseconds: first * 1_000_000 + Int64(number) * step)
      // Each group at least once, if there are enough events.
      let user = number < groups ? number : random.next(below: groups)
      text +=
        "{\"timestamp\":\"\(time.description)\",\"feature_name\":\"chat_1\",\"user_segment\":"
        + "\"pro\",\"user_id\":\"user_\(100_000 + user)\",\"model\":\"gpt-4o-mini\","
        + "\"environment\":\"production\",\"priority_level\":\"normal\",\"cached\":false,"
        + "\"input_tokens\":\(random.next(below: 9000)),\"output_tokens\":300,"
        + "\"cost_usd\":0.0012345,\"request_type\":\"chat_completion\",\"latency_ms\":812}\n"
      if text.utf8.count > 1 << 20 {
        try Bytes.writeAll(Array(text.utf8), to: descriptor)
        text = ""
      }
    }
    try Bytes.writeAll(Array(text.utf8), to: descriptor)
  }
}
