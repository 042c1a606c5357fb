import Glibc
import Testing

/// The name of the daemon is that of its state.
@Suite(.serialized) struct InstanceTests {
  @Test("What it says about a receiver carries the name that the state has kept")
  func notices() async throws {
    let (good, bad) = (try await HTTPReceiver(), try await HTTPReceiver())
    bad.answer(404)
    let configuration = """
      budgets:
        - feature: f
          daily: 10
          notify: { hard: [good, bad] }
      receivers:
        good: { type: webhook, url: "\(good.url)/" }
        bad: { type: webhook, url: "\(bad.url)/" }
      """
    let program = try Program(configuration: "instance: kept-name\n" + configuration)
    program.start()
    #expect(await eventually { program.isReady() })
    program.kill(SIGTERM)
    try program.write("alerts.yaml", configuration)
    program.start()
    #expect(await eventually { program.isReady() })
    program.append("cost_events.jsonl", eventLine("f", cost: "20"))
    #expect(await eventually { good.requests.contains { $0.body.contains("health.firing") } })
    let notice = good.requests.first { $0.body.contains("health.firing") }
    #expect(notice?.body.contains(#""instance":"kept-name""#) == true)
    program.kill(SIGTERM)
    await good.close()
    await bad.close()
  }
}
