import Delivery
import FoundationEssentials
import SpendCore
import Testing

/// Certificates and proxies, against a server with TLS on loopback.
@Suite("TLS and proxies")
struct TLSTests {
  private let files = CertificateFiles()

  @Test("a certificate of another name is refused, and nothing of the message is sent")
  func wrongName() async throws {
    let server = try await ScriptedServer.start(
      tls: .init(certificate: Certificates.wrongName, key: Certificates.wrongNameKey)
    ) { _, _ in .respond(200) }
    var receiver = Post.receiver(.webhook, server.url())
    receiver.certificateAuthorityPath = files.path("authority.pem", Certificates.authority)
    let post = Post([receiver])
    let failed = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      return await post.until { post.outcomes.count >= 2 }
    }
    #expect(failed)
    #expect(post.outcomes.first?.status == .pending)
    #expect(post.outcomes.first?.lastError?.contains("TLS") == true)
    #expect(server.requests.isEmpty)
    await server.stop()
  }

  @Test("a file that holds no certificate, or no key, is named before it is used")
  func problems() {
    let junk = files.path("junk.pem", "no certificate")
    let own = files.path("own.pem", Certificates.rightName)
    let key = files.path("own.key", Certificates.rightNameKey)
    func problem(ca: String? = nil, certificate: String? = nil, key: String? = nil) -> String? {
      var receiver = Post.receiver(.webhook, "https://hook.example")
      (receiver.certificateAuthorityPath, receiver.clientCertificatePath) = (ca, certificate)
      receiver.clientKeyPath = key
      return TLSFiles.problem(in: receiver)
    }
    #expect(problem() == nil)
    #expect(problem(ca: own, certificate: own, key: key) == nil)
    #expect(problem(ca: junk)?.contains(junk) == true)
    #expect(problem(certificate: junk, key: key)?.contains(junk) == true)
    #expect(problem(certificate: own, key: own)?.contains("private key") == true)
  }

  @Test(
    "an own authority is trusted where it is configured, and nowhere else",
    arguments: [true, false])
  func authority(isConfigured: Bool) async throws {
    let server = try await ScriptedServer.start(
      tls: .init(certificate: Certificates.rightName, key: Certificates.rightNameKey)
    ) { _, _ in .respond(200) }
    var receiver = Post.receiver(.webhook, server.url())
    if isConfigured {
      receiver.certificateAuthorityPath = files.path("authority.pem", Certificates.authority)
    }
    let post = Post([receiver])
    let isHeard = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      return await post.until { !post.outcomes.isEmpty }
    }
    #expect(isHeard)
    #expect(post.outcomes.first?.status == (isConfigured ? .delivered : .pending))
    await server.stop()
  }

  @Test("a client certificate is shown where it is configured")
  func client() async throws {
    let server = try await ScriptedServer.start(
      tls: .init(
        certificate: Certificates.rightName, key: Certificates.rightNameKey,
        clientAuthority: Certificates.authority)
    ) { _, _ in .respond(200) }
    var receiver = Post.receiver(.webhook, server.url())
    receiver.certificateAuthorityPath = files.path("authority.pem", Certificates.authority)
    receiver.clientCertificatePath = files.path("client.pem", Certificates.client)
    receiver.clientKeyPath = files.path("client.key", Certificates.clientKey)
    let post = Post([receiver])
    let isSettled = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      return await post.until { post.status(1) == .delivered }
    }
    #expect(isSettled, "\(post.outcomes)")
    await server.stop()
  }

  @Test("a certificate file that cannot be used parks the receiver with words for it")
  func badFile() async throws {
    var receiver = Post.receiver(.webhook, "https://127.0.0.1:1/hook")
    receiver.certificateAuthorityPath = files.path("broken.pem", "not a certificate")
    let post = Post([receiver])
    let isParked = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      return await post.until { !post.happenings.isEmpty }
    }
    #expect(isParked)
    guard case .parked = post.happenings.first else {
      Issue.record("\(post.happenings)")
      return
    }
    #expect(post.outcomes.first?.lastError == TransportFailure.invalidTLSFiles.text)
  }

  @Test("a proxy is asked for the receiver, with its own credentials; one that wants others parks")
  func proxy() async throws {
    let proxy = try await ScriptedServer.start { number, _ in .respond(number == 0 ? 502 : 407) }
    var receiver = Post.receiver(.webhook, "http://receiver.example/hook")
    receiver.proxyURL = Secret("http://user:pass@127.0.0.1:\(proxy.port)")
    let post = Post([receiver])
    let isParked = await post.running {
      post.dispatcher.enqueue([Fixture.delivery(1)])
      return await post.until { !post.happenings.isEmpty }
    }
    #expect(isParked)
    #expect(
      post.outcomes.map(\.lastError) == [
        TransportFailure.proxy.text, TransportFailure.proxyAuthentication.text,
      ])
    #expect(proxy.requests.first?.uri == "receiver.example:80")
    #expect(proxy.requests.first?.header("proxy-authorization") == "Basic dXNlcjpwYXNz")
    await proxy.stop()
  }
}
