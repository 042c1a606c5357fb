import Delivery
import SpendCore
import Testing

/// Drives every kind of receiver through every failure with secrets in every place, and looks for
/// them in all that comes out for people.
@Suite("Secrets")
struct SecretsTests {
  private static let token = "T0KENaB3xYz9"
  private static let secrets = [
    token, "hEaDerS3cret", "cGFzc3dvcmQtb2YtdGhlLWhvb2s", "R0UT1NGkeyR0UT1NGkeyR0UT1NGkey12",
    "pr0xyPassw0rd",
  ]

  private func settings(_ kind: ReceiverSettings.Kind, _ base: String) -> ReceiverSettings {
    var settings = ReceiverSettings(
      name: "r", kind: kind, urls: [Secret("\(base)/services/\(Self.token)?sig=\(Self.token)")],
      routingKey: Secret(Self.secrets[3]), secrets: [Secret("whsec_" + Self.secrets[2])])
    settings.headers = ["Authorization": Secret("Bearer \(Self.secrets[1])")]
    return settings
  }

  private func leaks(_ post: Post) -> [String] {
    let texts =
      post.outcomes.map { "\($0)" } + post.happenings.map { "\($0) \($0.text)" }
      + post.dispatcher.reports().map { "\($0)" } + post.logged.map { "\($0)" }
    return texts.filter { text in Self.secrets.contains { text.contains($0) } }
  }

  private static let steps: [ScriptedServer.Step] = [
    .reset, .hangBeforeHeaders, .hangAfterHeaders(500), .slowBody(500), .endlessBody(500),
  ]

  @Test("no failure over the network shows a secret", arguments: FaultMatrixTests.kinds)
  func network(kind: ReceiverSettings.Kind) async throws {
    let echo = Self.secrets.joined(separator: " and ")
    let statuses = [500, 429, 400, 400, 403, 302, 200]
    let server = try await ScriptedServer.start { number, request in
      if number < Self.steps.count { return Self.steps[number] }
      guard number - Self.steps.count < statuses.count else { return Post.success(kind) }
      // A server that reflects all that it was sent.
      let status = statuses[number - Self.steps.count]
      let headers = request.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
      return .respond(
        status, headers: [("Location", request.uri)],
        body: "\(request.uri) \(headers) \(echo) http://127.0.0.1\(request.uri)")
    }
    let options = Post.options { $0.timeouts.totalMilliseconds = 100 }
    let post = Post([settings(kind, server.url(""))], options: options)
    let isThrough = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1), Fixture.delivery(2, "b")])
      let isThrough = await post.until {
        server.requests.count >= Self.steps.count + statuses.count
      }
      #expect(leaks(post) == [])
      return isThrough
    }
    #expect(isThrough)
    #expect(leaks(post) == [])
    #expect(post.outcomes.contains { $0.lastError?.contains("<redacted>") == true })
    await server.stop()
  }

  @Test("a server that knows the secrets of another receiver cannot have them shown")
  func ofOthers() async throws {
    var neighbour = settings(.webhook, "https://neighbour.example")
    neighbour.name = "neighbour"
    neighbour.headers = ["Authorization": Secret("Basic dXNlcjpoRWFEZXJTM2NyZXQ=")]
    neighbour.proxyURL = Secret("http://u:pr0xyPassw0rd@127.0.0.1:1")
    let server = try await ScriptedServer.start { _, _ in
      .respond(403, body: Self.secrets.joined(separator: " and "))
    }
    let post = Post([Post.receiver(.webhook, server.url("/hook")), neighbour])
    let isHeard = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      return await post.until { post.dispatcher.reports().contains { $0.state == .parked } }
    }
    #expect(isHeard)
    #expect(leaks(post) == [])
    #expect(post.outcomes.contains { $0.lastError?.contains("<redacted>") == true })
    await server.stop()
  }

  @Test(
    "an address that is none, TLS that fails, a port nobody listens on: no secret is shown",
    arguments: [
      "http://127.0.0.1:1", "https://127.0.0.1:1", "nonsense", "ftp://example.com", "http://[::bad",
      "http:// space.example", "http://127.0.0.1:99999", "http://no-such-host.invalid", "",
    ])
  func addresses(base: String) async {
    for kind in FaultMatrixTests.kinds {
      var settings = settings(kind, base)
      if base.hasPrefix("https") {
        settings.proxyURL = Secret("http://u:pr0xyPassw0rd@127.0.0.1:1")
      }
      let options = Post.options { $0.timeouts.totalMilliseconds = 300 }
      let post = Post([settings], options: options)
      let isHeard = await post.running {
        post.dispatcher.enqueue([Fixture.delivery(1)])
        let isHeard = await post.until { !post.outcomes.isEmpty }
        #expect(leaks(post) == [])
        return isHeard
      }
      #expect(isHeard, "\(kind) \(base)")
      #expect(leaks(post) == [])
    }
  }

  @Test("a rendered request hides every secret", arguments: FaultMatrixTests.kinds)
  func rendered(kind: ReceiverSettings.Kind) {
    let context = RenderContext(
      settings: settings(kind, "https://user:\(Self.token)@hooks.example"), now: Fixture.now,
      instance: "web-17")
    let requests = RenderedRequest.render(Fixture.alert(), context)
    #expect(!requests.isEmpty)
    let text = "\(requests)"
    for secret in Self.secrets { #expect(!text.contains(secret)) }
    #expect(requests.first?.url == "https://hooks.example/<redacted>")
    #expect(requests.first?.body.contains("support_qa") == true)
  }

  @Test("a login in the URL is sent, and rendered as a header without its value")
  func loginInURL() async throws {
    let server = try await ScriptedServer.start { _, request in
      let header = request.header("authorization")
      return .respond(400, body: "auth was \(header ?? "nothing")")
    }
    let url = server.url("/hook").replacing("http://", with: "http://us:pAs%2FSw0rd@")
    let post = Post([Post.receiver(.webhook, url)])
    let isHeard = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      return await post.until { !post.settled.isEmpty }
    }
    #expect(isHeard)
    let errors = post.outcomes.compactMap(\.lastError)
    #expect(!errors.isEmpty)
    for error in errors { #expect(error.contains("auth was Basic <redacted>"), "\(error)") }
    let context = RenderContext(
      settings: Post.receiver(.webhook, url), now: Fixture.now, instance: "web-17")
    let headers = RenderedRequest.render(Fixture.alert(), context).first?.headers ?? []
    #expect(headers.filter { $0.name == "authorization" }.map(\.value) == ["<redacted>"])
    await server.stop()
  }

  @Test("settings, requests and lanes describe themselves without their secrets")
  func descriptions() {
    let settings = settings(.webhook, "https://hooks.example")
    var text = "\(settings) \(String(reflecting: settings)) "
    dump(settings, to: &text)
    let context = RenderContext(settings: settings, now: Fixture.now, instance: "i")
    for request in Fixture.requests([Fixture.delivery(1)], context) {
      dump(request, to: &text)
      text += "\(request) \(String(reflecting: request))"
    }
    for secret in Self.secrets { #expect(!text.contains(secret)) }
  }
}
