import Glibc
import SpendCore
import Status
import Testing

/// What an idle daemon must not do.
@Suite(.serialized) struct IdleTests {
  @Test("The pool of Swift's concurrency is not used: from then on it would wake up every second")
  func pool() async throws {
    let receiver = try await HTTPReceiver()
    let configuration = """
      budgets:
        - feature: f
          daily: 1
          notify: { hard: [hook, gone] }
      receivers:
        hook: { type: webhook, url: "\(receiver.url)/hook" }
        gone: { type: alertmanager, url: "http://127.0.0.1:1" }
      """
    let program = try Program(configuration: configuration)
    program.start()
    #expect(await eventually { program.isReady() })
    program.append("cost_events.jsonl", eventLine("f", cost: "2"))
    #expect(await eventually { receiver.requests.count == 1 })
    #expect(await eventually { program.status?.receivers.last?.lastError != nil })
    try program.write("alerts.yaml", configuration.replacing("/hook", with: "/other"))
    #expect(program.run(["reload"]).status == 0)
    // Of the old connection.
    try await Task.sleep(for: .milliseconds(200))
    let names = program.threadNames
    #expect(names.contains { $0.hasPrefix("pipeline") })
    #expect(!names.contains { $0.contains("default-qos") }, "\(names)")
    program.kill(SIGTERM)
    await receiver.close()
  }
}
