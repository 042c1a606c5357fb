import Delivery
import FoundationEssentials
import SpendCore
import SpendTesting
import Testing

/// The real lane against a mail server on loopback, with every way in which that can fail.
@Suite("Mail over loopback")
struct EmailTests {
  private let files = CertificateFiles()
  private static let password = "p4ssw0rd-geheim"

  private func receiver(
    _ server: MailServer, security: MailSettings.Security = .off, hasLogin: Bool = false,
    to: [String] = ["finops@example.com"]
  ) -> ReceiverSettings {
    var receiver = ReceiverSettings(name: "r", kind: .email)
    receiver.mail = Fixture.mail(
      port: server.port, security: security,
      login: hasLogin ? .init(username: "spend", password: Secret(Self.password)) : nil, to: to)
    receiver.certificateAuthorityPath = files.path("authority.pem", Certificates.authority)
    return receiver
  }

  private func tls(isImplicit: Bool = false) -> MailServer.TLS {
    .init(
      certificate: Certificates.rightName, key: Certificates.rightNameKey, isImplicit: isImplicit)
  }

  /// The lane until the condition holds.
  private func post(
    _ receiver: ReceiverSettings, _ deliveries: [AlertDelivery] = [Fixture.delivery(1)],
    change: (inout DispatcherOptions) -> Void = { _ in }, until condition: @Sendable (Post) -> Bool
  ) async -> Post {
    let post = Post([receiver], options: Post.options(change))
    let isTrue = await post.running {
      post.dispatcher.enqueue(deliveries)
      return await post.until { condition(post) }
    }
    #expect(isTrue, "\(post.outcomes)")
    return post
  }

  @Test("a message arrives as it was rendered, with its envelope")
  func plain() async throws {
    let server = try await MailServer.start()
    let receiver = receiver(server, to: ["a@example.com", "b@example.com"])
    let post = await post(receiver) { $0.status(1) == .delivered }
    let mail = try #require(server.mails.first)
    #expect(mail.sender == "spend@example.com")
    #expect(mail.recipients == ["a@example.com", "b@example.com"])
    let read = MailReader(Array(mail.message.utf8))
    #expect(read.faults == [])
    #expect(read.text("text/plain")?.contains("LLM budget exceeded: support_qa") == true)
    #expect(post.outcomes.map(\.lastError) == [nil])
    #expect(server.lines.contains { $0.hasPrefix("MAIL FROM:<spend@example.com> SIZE=") })
    await server.stop()
  }

  @Test("TLS and the login, with both kinds of servers", arguments: [true, false])
  func encrypted(isImplicit: Bool) async throws {
    let server = try await MailServer.start(tls: tls(isImplicit: isImplicit))
    _ = await post(receiver(server, security: isImplicit ? .tls : .startTLS, hasLogin: true)) {
      $0.status(1) == .delivered
    }
    #expect(server.mails.map(\.isEncrypted) == [true])
    #expect(server.lines.contains("STARTTLS") == !isImplicit)
    let login = Data("\0spend\0\(Self.password)".utf8).base64EncodedString()
    #expect(server.lines.contains(login))
    await server.stop()
  }

  @Test(
    "without TLS, or with a certificate of nobody's, nothing is sent, least of all the password")
  func refusesPlain() async throws {
    let without = try await MailServer.start()
    let parked = await post(receiver(without, security: .startTLS, hasLogin: true)) {
      !$0.happenings.isEmpty
    }
    #expect(parked.outcomes.first?.lastError == TransportFailure.noStartTLS.text)
    #expect(parked.dispatcher.reports().first?.state == .parked)
    let stranger = try await MailServer.start(tls: tls())
    var receiver = receiver(stranger, security: .startTLS, hasLogin: true)
    receiver.certificateAuthorityPath = nil
    let untrusted = await post(receiver) { !$0.outcomes.isEmpty }
    #expect(untrusted.outcomes.first?.lastError == TransportFailure.tls.text)
    let wrong = try await MailServer.start(
      tls: .init(certificate: Certificates.wrongName, key: Certificates.wrongNameKey))
    let misnamed = await post(self.receiver(wrong, security: .startTLS)) { !$0.outcomes.isEmpty }
    #expect(misnamed.outcomes.first?.lastError == TransportFailure.tls.text)
    for server in [without, stranger, wrong] {
      #expect(!server.lines.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") })
      await server.stop()
    }
  }

  @Test("one recipient is enough; the others are named")
  func partly() async throws {
    let server = try await MailServer.start { _, line in
      line.contains("<nobody@") ? .reply("550 5.1.1 no such user") : nil
    }
    let receiver = receiver(server, to: ["nobody@example.com", "b@example.com"])
    let post = await post(receiver) { !$0.happenings.isEmpty }
    #expect(post.status(1) == .delivered && server.mails.count == 1)
    #expect(
      post.outcomes.map(\.lastError) == [
        "not taken for nobody@example.com (550 5.1.1 no such user)"
      ])
    #expect(post.happenings.contains { $0.text.contains("nobody@example.com") })
    await server.stop()
  }

  /// A place in the conversation and what the server does there, each of which passes.
  static let passing: [(String, MailServer.Answer)] = [
    ("", .reply("421 4.3.2 busy")), ("EHLO", .reply("451 later")), ("MAIL", .reply("452 full")),
    ("RCPT", .reply("450 4.2.0 greylisted")), ("DATA", .reply("451 later")),
    (".", .reply("451 4.3.0 later")), ("", .close), ("EHLO", .close), ("RCPT", .close),
    (".", .close), ("", .reply("nonsense")), ("DATA", .reply("250 what?")),
    (".", .reply("354 what?")), ("", .hang), ("EHLO", .hang), (".", .hang),
    ("", .endless("220-")), ("", .endless("220-on and on\r\n")), ("EHLO", .endless("250-X\r\n")),
    ("RCPT", .endless("x")), (".", .endless("250-\r\n")),
  ]

  @Test("what passes is retried, under the same id", arguments: passing.indices)
  func retried(index: Int) async throws {
    let (place, answer) = Self.passing[index]
    let server = try await MailServer.start { number, line in
      number == 0 && (place.isEmpty ? line.isEmpty : line.hasPrefix(place)) ? answer : nil
    }
    let post = await post(
      receiver(server), change: { $0.timeouts.totalMilliseconds = 500 },
      until: { $0.status(1) == .delivered })
    #expect(server.mails.count == 1 && server.connections == 2)
    #expect(post.outcomes.count == 2 && post.outcomes.first?.status == .pending)
    await server.stop()
  }

  @Test("the same message has the same id each time")
  func sameID() async throws {
    // Taken, and the word on it never said.
    let server = try await MailServer.start { number, line in
      line == "." && number < 2 ? .close : nil
    }
    _ = await post(receiver(server)) { $0.status(1) == .delivered }
    // As after a restart.
    _ = await post(receiver(server)) { $0.status(1) == .delivered }
    let ids = server.messages.map { $0.header("message-id") }
    #expect(ids.count == 4 && Set(ids).count == 1, "\(ids)")
    await server.stop()
  }

  @Test(
    "a refusal of everything parks, and the probe after it delivers",
    arguments: [
      ("AUTH", "535 5.7.8 wrong"), ("MAIL", "550 5.7.1 not you"), ("RCPT", "550 5.1.1 nobody"),
      ("EHLO", "554 no"), ("", "554 no"),
    ])
  func parked(place: String, reply: String) async throws {
    let server = try await MailServer.start(tls: tls()) { number, line in
      number == 0 && (place.isEmpty ? line.isEmpty : line.hasPrefix(place)) ? .reply(reply) : nil
    }
    let receiver = receiver(server, security: .startTLS, hasLogin: true)
    let post = await post(receiver) { $0.status(1) == .delivered }
    #expect(post.outcomes.first?.lastError?.contains(reply) == true, "\(post.outcomes)")
    guard case .parked = post.happenings.first else {
      Issue.record("\(post.happenings)")
      return
    }
    await server.stop()
  }

  @Test("a refused message goes out once more in plain text, then it is dead")
  func refused() async throws {
    let server = try await MailServer.start { _, line in
      line == "." ? .reply("554 5.7.1 looks like spam") : nil
    }
    let post = await post(receiver(server)) { $0.status(1) == .dead }
    #expect(server.connections == 2)
    #expect(post.outcomes.last?.lastError == "refused the message: 554 5.7.1 looks like spam")
    await server.stop()
  }

  @Test("a farewell that is never answered changes nothing, and a stop does not wait for an answer")
  func hanging() async throws {
    let silent = try await MailServer.start { _, line in line == "QUIT" ? .hang : nil }
    let post = await post(receiver(silent)) { $0.status(1) == .delivered }
    #expect(post.outcomes.count == 1)
    await silent.stop()
    // Far longer than the test may take: only the cancellation ends it.
    let server = try await MailServer.start { _, line in line == "." ? .hang : nil }
    let options = Post.options { $0.timeouts.totalMilliseconds = 600_000 }
    let stopped = Post([receiver(server)], options: options)
    await stopped.running {
      stopped.dispatcher.enqueue([Fixture.delivery(1)])
      _ = await stopped.until { server.lines.contains("DATA") }
    }
    #expect(stopped.outcomes.isEmpty)
    await server.stop()
  }

  @Test("no failure shows the password, however a server reflects it")
  func secrets() async throws {
    let plain = Data("\0spend\0\(Self.password)".utf8).base64EncodedString()
    let short = Data(Self.password.utf8).base64EncodedString()
    let echo = "\(Self.password) \(plain) \(short)"
    let places = ["", "EHLO", "AUTH", plain, "MAIL", "RCPT", "DATA", "."]
    let server = try await MailServer.start(tls: tls()) { number, line in
      guard number < 2 * places.count else { return nil }
      let place = places[number / 2]
      guard place.isEmpty ? line.isEmpty : line.hasPrefix(place) else { return nil }
      return .reply("\(number % 2 == 0 ? 4 : 5)50 \(echo)")
    }
    let receiver = receiver(server, security: .startTLS, hasLogin: true)
    let post = await post(receiver) { _ in server.connections > 2 * places.count - 2 }
    let texts =
      post.outcomes.map { "\($0)" } + post.happenings.map { "\($0) \($0.text)" }
      + post.dispatcher.reports().map { "\($0)" }
    #expect(texts.contains { $0.contains("<redacted>") })
    for text in texts {
      #expect(!text.contains(Self.password) && !text.contains(short.dropLast(4)), "\(text)")
      #expect(!text.contains(plain.suffix(12)), "\(text)")
    }
    await server.stop()
  }

  @Test("nobody listening is a passing fault; a name that nobody has is one, too")
  func absent() async throws {
    let server = try await MailServer.start()
    await server.stop()
    let refused = await post(receiver(server)) { !$0.outcomes.isEmpty }
    #expect(refused.outcomes.first?.lastError == TransportFailure.refused.text)
    var nowhere = receiver(server)
    nowhere.mail?.host = "no-such-host.invalid"
    let unknown = await post(nowhere) { !$0.outcomes.isEmpty }
    #expect(unknown.outcomes.first?.status == .pending)
  }
}
