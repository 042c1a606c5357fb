import Glibc
import SpendCore
import Status
import Testing

/// What an idle daemon must not do.
@Suite(.serialized) struct IdleTests {
  @Test("The pool of Swift's concurrency is not used: from then on it would wake up every second")
  func pool() async throws {
    let receiver = try await HTTPReceiver()
    let program = try Program(
      configuration: """
        budgets:
          - feature: f
            daily: 1
            notify: { hard: [hook, gone] }
        receivers:
          hook: { type: webhook, url: "\(receiver.url)/hook" }
          gone: { type: alertmanager, url: "http://127.0.0.1:1" }
        """)
    program.start()
    #expect(await eventually { program.isReady() })
    program.append("cost_events.jsonl", eventLine("f", cost: "2"))
    #expect(await eventually { receiver.requests.count == 1 })
    #expect(await eventually { program.status?.receivers.last?.lastError != nil })
    #expect(program.run(["reload"]).status == 0)
    let names = program.threadNames
    #expect(names.contains { $0.hasPrefix("pipeline") })
    #expect(!names.contains { $0.contains("default-qos") }, "\(names)")
    program.kill(SIGTERM)
    await receiver.close()
  }
}
