import ArgumentParser
import Glibc

/// `burst`: a thousand alerts in ten seconds at a receiver that takes its time, with the requests
/// at once that are the default and with one at a time beside them.
struct BurstCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "burst",
    abstract: "Append to POST received, when many alerts meet a slow receiver.")

  @Option(help: "The program to measure.") var binary: String
  @Option(help: "Alerts.") var alerts = 1000
  @Option(help: "Seconds over which they come.") var seconds = 10.0
  @Option(help: "Milliseconds that the receiver takes for each.") var takes = 50.0
  @Option(parsing: .upToNextOption, help: "Requests at once.") var concurrency = [8, 1]
  @Option(help: "Where the log is written.") var directory = "/tmp"
  @Flag(help: "As JSON.") var json = false

  func run() throws {
    var table = ResultTable("burst", ["requests at once", "p50 s", "p99 s", "lost"])
    for count in concurrency {
      let times = try measure(count)
      table.add(
        String(count), ResultTable.number(Clock.percentile(times, 50), 3),
        ResultTable.number(Clock.percentile(times, 99), 3), String(alerts - times.count))
    }
    table.show(asJSON: json)
  }

  private func measure(_ concurrency: Int) throws -> [Double] {
    let scratch = try Scratch(in: directory)
    let receiver = try LoopbackReceiver(delay: takes / 1000)
    let daemon = try BenchDaemon(
      binary: binary,
      configuration: """
        sources:
          - path: log.jsonl
        thresholds: { 100: hard }
        overrun: off
        receivers:
          bench: { type: webhook, url: "http://127.0.0.1:\(receiver.port)/", concurrency: \(concurrency) }
        notify: { hard: [bench] }
        budgets:
          - name: probes
            match: { feature_name: probe }
            per: [user_id]
            daily: 1

        """, scratch: scratch)
    var writer = try LogWriter(daemon.log)
    try daemon.start()
    defer { daemon.stop() }
    var sent: [String: Double] = [:]
    let start = Clock.seconds()
    for number in 0..<alerts {
      Clock.pause(max(0, start + Double(number) * seconds / Double(alerts) - Clock.seconds()))
      let name = "probe-\(number)"
      sent[name] = try writer.probe(name)
    }
    // One at a time takes as long as all of them together.
    let end = Clock.seconds() + takes / 1000 * Double(alerts) + 10
    while Clock.seconds() < end, receiver.times.count < alerts { Clock.pause(0.05) }
    let times = receiver.times
    return sent.compactMap { name, start in times[name].map { $0 - start } }
  }
}
