import Delivery
import SpendCore
import Synchronization
import Testing

/// The ping to a dead man's switch, over a real socket.
@Suite("Heartbeat")
struct HeartbeatPingerTests {
  @Test("pings while all is well, and says what stands still otherwise")
  func pings() async throws {
    let server = try await ScriptedServer.start { _, _ in .respond(200, body: "OK") }
    let problem = Atomic(false)
    let settings = Configuration.Heartbeat(
      url: Secret(server.url("/uuid-1?create=1")), everySeconds: 1)
    let pinger = HeartbeatPinger(settings, options: Post.options()) {
      problem.load(ordering: .relaxed) ? "no commit for 120 s" : nil
    }
    let said = await withTaskGroup(of: Void.self) { group in
      group.addTask { await pinger.run() }
      defer { group.cancelAll() }
      let post = Post([])
      guard await post.until({ server.requests.count >= 1 }) else { return false }
      problem.store(true, ordering: .relaxed)
      return await post.until { server.requests.contains { $0.method == "POST" } }
    }
    #expect(said)
    #expect(server.requests.first?.method == "GET")
    #expect(server.requests.first?.uri == "/uuid-1?create=1")
    #expect(server.requests.last?.uri == "/uuid-1/fail?create=1")
    #expect(server.requests.last?.body == "no commit for 120 s")
    await server.stop()
  }
}
