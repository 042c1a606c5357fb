import ArgumentParser
import Glibc

/// `latency`: from the append of an event that reaches a budget to the request at the receiver.
struct LatencyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "latency",
    abstract: "Append to POST received, under background load; tail -F beside it.")

  @Option(help: "The program to measure.") var binary: String
  @Option(help: "Alerts to measure at each load.") var probes = 200
  @Option(help: "Runs of each; medians are printed.") var runs = 3
  @Option(parsing: .upToNextOption, help: "Background events a second.") var rates = [100, 20_000]
  @Option(help: "Where the log is written.") var directory = "/tmp"
  @Flag(help: "As JSON.") var json = false

  func run() throws {
    var table = ResultTable("latency", ["what", "events/s", "p50 ms", "p99 ms", "lost"])
    for rate in rates {
      for isPeer in [false, true] {
        let times = try (0..<max(1, runs)).map { _ in
          isPeer ? try tail(rate) : try daemon(rate)
        }
        func median(_ percent: Double) -> Double {
          Clock.percentile(times.map { Clock.percentile($0, percent) }, 50)
        }
        table.add(
          isPeer ? "tail -F" : "spendwatch", String(rate),
          ResultTable.number(median(50) * 1000, 3), ResultTable.number(median(99) * 1000, 3),
          String(times.reduce(0) { $0 + probes - $1.count }))
      }
    }
    table.show(asJSON: json)
  }

  private func daemon(_ rate: Int) throws -> [Double] {
    let scratch = try Scratch(in: directory)
    let receiver = try LoopbackReceiver()
    let daemon = try BenchDaemon(
      binary: binary,
      configuration: """
        sources:
          - path: log.jsonl
        thresholds: { 100: hard }
        overrun: off
        receivers:
          bench: { type: webhook, url: "http://127.0.0.1:\(receiver.port)/" }
        notify: { hard: [bench] }
        budgets:
          - name: probes
            match: { feature_name: probe }
            per: [user_id]
            daily: 1

        """ + BenchDaemon.budgets(49), scratch: scratch)
    var writer = try LogWriter(daemon.log)
    try daemon.start()
    defer { daemon.stop() }
    let sent = try load(&writer, rate)
    return Self.differences(sent) { receiver.times }
  }

  private func tail(_ rate: Int) throws -> [Double] {
    let scratch = try Scratch(in: directory)
    var writer = try LogWriter(scratch("log.jsonl"))
    let reader = try LineReader(["tail", "-n", "0", "-F", scratch("log.jsonl")])
    Clock.pause(0.5)
    let sent = try load(&writer, rate)
    return Self.differences(sent) { reader.times }
  }

  /// Writes the background and the probes, twenty of these a second.
  private func load(_ writer: inout LogWriter, _ rate: Int) throws -> [String: Double] {
    var sent: [String: Double] = [:]
    let start = Clock.seconds()
    var background = 0
    // The first half second warms up connections and caches.
    let warm = 10
    for number in 0..<(probes + warm) {
      let due = start + Double(number + 1) * 0.05
      while Clock.seconds() < due {
        let wanted = Int((Clock.seconds() - start) * Double(rate))
        try writer.append(events: wanted - background)
        background = max(background, wanted)
        Clock.pause(min(0.001, max(0, due - Clock.seconds())))
      }
      let name = "probe-\(number)"
      let time = try writer.probe(name)
      if number >= warm { sent[name] = time }
    }
    return sent
  }

  /// Waits for what is on its way.
  private static func differences(
    _ sent: [String: Double], _ arrivals: () -> [String: Double]
  ) -> [Double] {
    let end = Clock.seconds() + 10
    while Clock.seconds() < end, !Set(sent.keys).isSubset(of: arrivals().keys) {
      Clock.pause(0.05)
    }
    let times = arrivals()
    return sent.compactMap { name, start in times[name].map { $0 - start } }
  }
}
