import ArgumentParser
import Operations
import Status

/// Changes to deliveries, which only the running daemon can make.
enum OutboxChange {
  /// Waits for what comes of it.
  static func retry(_ number: UInt64, _ options: LocationOptions) async throws {
    let daemon = RunningDaemon(try options.chosen())
    let before = try await entry(number, daemon)
    try await change("retry", number, daemon)
    // One that is settled begins anew.
    let attempts = before.status == "pending" ? before.attempts : 0
    // As long as a request may take, and a turn before it.
    for _ in 0..<150 {
      try await Task.sleep(for: .milliseconds(200))
      let now = try await entry(number, daemon)
      guard now.status != "pending" || now.attempts > attempts else { continue }
      return try report(number, now)
    }
    Console.error("\(number): no answer yet; it stays pending (\(before.what))")
    throw ExitCode(ExitStatus.failed)
  }

  private static func report(_ number: UInt64, _ now: OutboxEntry) throws {
    let error = now.lastError.map { ": \($0)" } ?? ""
    switch now.status {
    case "delivered": return Console.out("\(number): delivered, \(now.what)")
    case "pending":
      Console.error("\(number): refused again\(error); it stays pending and is tried again")
    default: Console.error("\(number): \(now.status)\(error)")
    }
    throw ExitCode(ExitStatus.failed)
  }

  static func drop(_ number: UInt64, _ options: LocationOptions) async throws {
    let daemon = RunningDaemon(try options.chosen())
    let lost = try await entry(number, daemon)
    try await change("drop", number, daemon)
    let isSent = lost.status == "delivered" || lost.status == "superseded"
    Console.out(
      isSent
        ? "forgotten: \(lost.what), which was \(lost.status)"
        : "dropped: \(lost.what); it will never be sent")
  }

  private static func entry(_ number: UInt64, _ daemon: RunningDaemon) async throws -> OutboxEntry {
    let listing = try OutboxReader.parsed(
      try await asking { () async throws(ControlError) in try await daemon.get("/outbox").text })
    guard let entry = listing.entries.first(where: { $0.number == number }) else {
      Console.error("there is no such delivery: \(number)")
      throw ExitCode(ExitStatus.failed)
    }
    return entry
  }

  private static func change(
    _ verb: String, _ number: UInt64, _ daemon: RunningDaemon
  ) async throws {
    let answer = try await asking { () async throws(ControlError) in
      try await daemon.post("/outbox/\(verb)", body: String(number))
    }
    guard answer.status == 200 else {
      Console.error(answer.text.trimmed)
      throw ExitCode(ExitStatus.failed)
    }
  }

  private static func asking<Answer>(
    _ ask: () async throws(ControlError) -> Answer
  ) async throws -> Answer {
    do { return try await ask() } catch {
      Console.error("\(error); deliveries can only be changed through the running daemon")
      throw ExitCode(ExitStatus.failed)
    }
  }
}
