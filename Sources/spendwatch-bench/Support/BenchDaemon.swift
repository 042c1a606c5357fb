import Glibc

/// The real daemon on a configuration and state of its own.
final class BenchDaemon {
  let binary: String
  let scratch: Scratch
  private(set) var process: ChildProcess?

  /// - Parameter configuration: the text of `alerts.yaml`; the log is `log.jsonl` beside it.
  init(binary: String, configuration: String, scratch: Scratch) throws {
    self.binary = binary
    self.scratch = scratch
    try Bytes.write(configuration, to: scratch("alerts.yaml"))
  }

  var log: String { scratch("log.jsonl") }

  private func arguments(_ words: [String]) -> [String] {
    [binary] + words + ["--config", scratch("alerts.yaml"), "--state-dir", scratch("state")]
  }

  func forgetState() throws { _ = try ChildProcess.run(["/bin/rm", "-rf", scratch("state")]) }

  /// `run --once`; seconds that it took.
  func runOnce() throws -> Double {
    let start = Clock.seconds()
    let result = try ChildProcess.run(
      arguments(["run", "--once", "--drain-timeout", "0"]), errors: scratch("errors.log"))
    guard result.status == 0 else { throw failure("run --once", result.status) }
    return Clock.seconds() - start
  }

  /// Starts it and waits until it says that it is ready; seconds that it took.
  @discardableResult
  func start() throws -> Double {
    let socket = try NotifySocket(path: scratch("notify"))
    let start = Clock.seconds()
    let process = try ChildProcess(
      arguments(["run", "--log-format", "text"]),
      environment: ["NOTIFY_SOCKET": socket.path], errors: scratch("errors.log"))
    self.process = process
    guard socket.waitUntilReady(seconds: 120) else {
      throw BenchFailure(
        "the daemon does not become ready: \(Bytes.text(of: scratch("errors.log")))")
    }
    return Clock.seconds() - start
  }

  func stop() {
    process?.stop()
    process = nil
  }

  func kill() {
    process?.signal(SIGKILL)
    process?.wait()
    process = nil
  }

  var facts: ProcessFacts { ProcessFacts(process?.id ?? 0) }

  /// Runs another command on the same configuration.
  func command(_ words: [String]) throws -> (status: Int32, output: String) {
    try ChildProcess.run(arguments(words), errors: scratch("errors.log"))
  }

  private func failure(_ what: String, _ status: Int32) -> BenchFailure {
    BenchFailure("\(what): status \(status): \(Bytes.text(of: scratch("errors.log")).suffix(2000))")
  }

  /// Fifty budgets, one a feature of the sample, that nothing reaches.
  static func budgets(_ count: Int) -> String {
    (0..<count).map { index in
      "  - feature: \"*_\(index)\"\n    daily: 1000000\n    monthly: 10000000\n"
    }.joined()
  }
}
