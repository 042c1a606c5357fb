import Delivery
import SpendCore
import Testing

/// Every kind of receiver against every way in which the other side can fail, over real sockets.
@Suite("Faults over loopback")
struct FaultMatrixTests {
  static let kinds: [ReceiverSettings.Kind] = [
    .webhook, .slack, .pagerduty, .discord, .teams, .alertmanager,
  ]
  /// Faults after which the same message is sent again until it arrives.
  /// The reset comes first: on a connection that was used before it would be tried again at once.
  static let passing: [(String, ScriptedServer.Step)] = [
    ("reset", .reset), ("408", .respond(408)), ("425", .respond(425)), ("429", .respond(429)),
    ("409", .respond(409)), ("421", .respond(421)), ("423", .respond(423)),
    ("451", .respond(451)), ("500", .respond(500)),
    ("502", .respond(502)), ("503", .respond(503)), ("504", .respond(504)),
    ("429 seconds", .respond(429, headers: [("Retry-After", "0")])),
    ("429 date", .respond(429, headers: [("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT")])),
    ("429 nonsense", .respond(429, headers: [("Retry-After", "soon, my friend")])),
  ]

  @Test("passing faults are retried with the same message", arguments: kinds)
  func retried(kind: ReceiverSettings.Kind) async throws {
    let faults = Self.passing
    let server = try await ScriptedServer.start { number, _ in
      number < faults.count ? faults[number].1 : Post.success(kind)
    }
    let post = Post([Post.receiver(kind, server.url())])
    let isSettled = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      return await post.until { post.status(1) == .delivered }
    }
    #expect(isSettled, "\(post.outcomes)")
    let requests = server.requests
    #expect(requests.count == faults.count + 1)
    #expect(post.outcomes.count == faults.count + 1)
    #expect(post.outcomes.last?.attempts == Int64(faults.count + 1))
    if kind != .alertmanager { #expect(Set(requests.map(\.body)).count == 1) }
    if kind == .webhook {
      #expect(Set(requests.map { $0.header("webhook-id") }).count == 1)
    }
    await server.stop()
  }

  @Test("a refusal of everything parks the receiver; the probe after it delivers", arguments: kinds)
  func parked(kind: ReceiverSettings.Kind) async throws {
    let statuses = [401, 403, 404, 407, 410, 301, 302, 307, 308]
    let server = try await ScriptedServer.start { number, _ in
      number < statuses.count
        ? .respond(statuses[number], headers: [("Location", "/elsewhere")]) : Post.success(kind)
    }
    let post = Post([Post.receiver(kind, server.url())])
    let isSettled = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      return await post.until { post.status(1) == .delivered }
    }
    #expect(isSettled)
    #expect(server.requests.count == statuses.count + 1)
    #expect(!server.requests.contains { $0.uri.contains("elsewhere") })
    let parked = post.happenings.filter { if case .parked = $0 { true } else { false } }
    #expect(parked.count == 1)
    #expect(post.happenings.contains(.recovered(receiver: "r")))
    await server.stop()
  }

  @Test("a refused message goes out once more in plain text, then it is dead", arguments: kinds)
  func degraded(kind: ReceiverSettings.Kind) async throws {
    let server = try await ScriptedServer.start { _, _ in .respond(400, body: "nonsense") }
    let post = Post([Post.receiver(kind, server.url())])
    let isSettled = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      return await post.until { post.status(1) == .dead }
    }
    #expect(isSettled)
    let sizes = server.requests.map(\.body.utf8.count)
    #expect(sizes.count == 2)
    #expect(sizes.last ?? 0 < sizes.first ?? 0)
    #expect(server.requests.last?.body.contains("$50.12 of $50") == true)
    await server.stop()
  }

  @Test(
    "a receiver that hangs, drips or floods costs one timeout and is tried again", arguments: kinds)
  func hangs(kind: ReceiverSettings.Kind) async throws {
    let faults: [ScriptedServer.Step] = [
      .hangBeforeHeaders, .hangAfterHeaders(503), .slowBody(503), .endlessBody(503),
    ]
    let server = try await ScriptedServer.start { number, _ in
      number < faults.count ? faults[number] : Post.success(kind)
    }
    let options = Post.options { $0.timeouts.totalMilliseconds = 200 }
    let post = Post([Post.receiver(kind, server.url())], options: options)
    let isSettled = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      return await post.until { post.status(1) == .delivered }
    }
    #expect(isSettled, "\(post.outcomes)")
    #expect(server.requests.count == faults.count + 1)
    await server.stop()
  }

  @Test(
    "where the status alone decides, a body that never ends does not make a success a failure",
    arguments: [
      ScriptedServer.Step.hangAfterHeaders(200), .slowBody(200), .endlessBody(200),
    ])
  func success(step: ScriptedServer.Step) async throws {
    let server = try await ScriptedServer.start { _, _ in step }
    let post = Post([Post.receiver(.webhook, server.url())])
    let isSettled = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      return await post.until { post.status(1) == .delivered }
    }
    #expect(isSettled)
    #expect(server.requests.count == 1)
    await server.stop()
  }

  @Test("a connection that went stale while idle costs no attempt")
  func stale() async throws {
    let server = try await ScriptedServer.start { number, _ in
      number == 1 ? .reset : .respond(200)
    }
    let post = Post([Post.receiver(.webhook, server.url())])
    let isSettled = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      guard await post.until({ post.status(1) == .delivered }) else { return false }
      post.dispatcher.enqueue([Fixture.delivery(2)])
      return await post.until { post.status(2) == .delivered }
    }
    #expect(isSettled)
    #expect(server.requests.count == 3)
    #expect(post.outcomes.map(\.attempts) == [1, 1])
    await server.stop()
  }

  @Test("nobody listening is a passing fault", arguments: kinds)
  func refused(kind: ReceiverSettings.Kind) async throws {
    let closed = try await ScriptedServer.start { _, _ in .reset }
    let url = closed.url()
    await closed.stop()
    let post = Post([Post.receiver(kind, url)])
    let failed = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      return await post.until { post.outcomes.count >= 2 }
    }
    #expect(failed)
    #expect(post.outcomes.allSatisfy { $0.status == .pending })
    #expect(post.outcomes.first?.lastError == "the connection was refused")
  }

  @Test(
    "answers of 200 with an error inside are not taken for success",
    arguments: [
      (ReceiverSettings.Kind.slack, "<html>login</html>"), (.slack, #"{"ok":false,"error":"x"}"#),
      (.discord, #"{"message":"You are being rate limited.","retry_after":0.01}"#),
      (
        .teams,
        "Microsoft Teams endpoint returned HTTP error 429 with ContextId"
      ),
      (.pagerduty, #"{"status":"throttle exceeded"}"#),
    ])
  func lies(kind: ReceiverSettings.Kind, body: String) async throws {
    let server = try await ScriptedServer.start { number, _ in
      number == 0 ? .respond(200, body: body) : Post.success(kind)
    }
    let post = Post([Post.receiver(kind, server.url())])
    let isSettled = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      return await post.until { post.status(1) == .delivered }
    }
    #expect(isSettled)
    #expect(server.requests.count == 2)
    await server.stop()
  }
}
