import Delivery
import SpendCore
import SpendTesting
import Testing

/// The dispatcher together with a state that survives it, over real sockets.
@Suite("Outbox over loopback")
struct OutboxTests {
  private static let names = ["hook", "page", "chat"]

  private static func receivers(_ server: ScriptedServer) -> [ReceiverSettings] {
    var page = Post.receiver(.pagerduty, server.url("/page"), name: "page")
    page.maxPages = .init(count: 1_000_000, seconds: 600)
    return [
      Post.receiver(.webhook, server.url("/hook"), name: "hook"), page,
      Post.receiver(.slack, server.url("/chat"), name: "chat"),
    ]
  }

  @Test(
    "a thousand alerts reach three receivers, one of them down at first, over restarts in between",
    arguments: [
      UInt64(1)
    ])
  func restarts(seed: UInt64) async throws {
    let server = try await ScriptedServer.start { number, request in
      switch request.uri {
      case "/hook": number < 1500 ? .respond(503) : .respond(200)
      case "/page": .respond(202)
      default: .respond(200, body: "ok")
      }
    }
    var random = SeededRandom(seed: seed)
    var state: [UInt64: AlertDelivery] = [:]
    var sequence: UInt64 = 0
    for number in 0..<1000 {
      for name in Self.names {
        sequence += 1
        let id = "alert-\(number)-x"
        state[sequence] = Fixture.delivery(sequence, "f\(number % 50)", id: id, to: name)
      }
    }
    for _ in 0..<50 where !state.isEmpty {
      let post = Post(Self.receivers(server))
      let patience = Int.random(in: 50...400, using: &random)
      await post.running {
        post.dispatcher.enqueue(state.values.sorted { $0.sequence < $1.sequence })
        // Killed after so many settled deliveries.
        _ = await post.until { post.settled.count >= min(patience, state.count) }
      }
      for outcome in post.outcomes where outcome.status != .pending {
        #expect(outcome.status == .delivered)
        state[outcome.sequence] = nil
      }
    }
    #expect(state.isEmpty, "seed \(seed): \(state.count) left")
    check(server.requests, seed: seed)
    await server.stop()
  }

  /// The numbers of all `alert-N-x` in the texts.
  private static func numbers(in texts: [String]) -> Set<Int> {
    var found: Set<Int> = []
    let mark = Array("alert-".utf8)
    for text in texts {
      let bytes = Array(text.utf8)
      for position in bytes.indices where bytes[position] == mark[0] {
        guard bytes[position...].starts(with: mark) else { continue }
        let digits = bytes[(position + mark.count)...].prefix { (0x30...0x39).contains($0) }
        if let number = Int(String(decoding: digits, as: UTF8.self)) { found.insert(number) }
      }
    }
    return found
  }

  private func check(_ requests: [ScriptedServer.Request], seed: UInt64) {
    for name in Self.names {
      let bodies = requests.filter { $0.uri == "/" + name }.map(\.body)
      let found = Self.numbers(in: bodies)
      let missing = (0..<1000).filter { !found.contains($0) }
      #expect(missing.isEmpty, "seed \(seed) \(name): \(missing)")
    }
    // The same message has the same name, however often it was sent.
    var named: [String: String] = [:]
    for request in requests where request.uri == "/hook" {
      let id = request.header("webhook-id") ?? ""
      #expect(named[id, default: request.body] == request.body, "seed \(seed)")
      named[id] = request.body
    }
    #expect(named.count == 1000)
  }
}
