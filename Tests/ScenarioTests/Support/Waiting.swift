import Status

/// Waits for a condition, not for a time; false when it does not come true within
/// a minute and a half.
func eventually(_ condition: () async throws -> Bool) async -> Bool {
  let deadline = ContinuousClock.now.advanced(by: .seconds(90))
  while ContinuousClock.now < deadline {
    if (try? await condition()) == true { return true }
    try? await Task.sleep(for: .milliseconds(20))
  }
  return false
}

extension Program {
  /// `status --json`, read back.
  var status: StatusReport? { try? StatusReport(json: run(["status", "--json"]).output) }

  func isReady() -> Bool { status?.isReady == true && status?.isRunning == true }
}
