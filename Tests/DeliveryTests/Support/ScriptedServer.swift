import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// An HTTP server on loopback that answers each request as its script says, and records what it
/// got.
final class ScriptedServer: Sendable {
  /// What to do with a request.
  enum Step: Sendable {
    case respond(Int, headers: [(String, String)] = [], body: String = "")
    /// Resets the connection without an answer.
    case reset
    case hangBeforeHeaders
    /// Headers that promise a body that never comes.
    case hangAfterHeaders(Int)
    /// A byte every 20 ms, for ever.
    case slowBody(Int)
    /// As much as the other side reads.
    case endlessBody(Int)
  }

  struct Request: Sendable {
    var method: String
    var uri: String
    var headers: [(name: String, value: String)]
    var body: String

    func header(_ name: String) -> String? {
      headers.first { $0.name.lowercased() == name }?.value
    }
  }

  struct TLS: Sendable {
    var certificate: String
    var key: String
    var clientAuthority: String?
  }

  private let channel: any Channel
  private let recorded: Recorder
  private let scheme: String
  var port: Int { channel.localAddress?.port ?? 0 }
  var requests: [Request] { recorded.requests.withLock { $0 } }
  func url(_ path: String = "/hook") -> String { "\(scheme)://127.0.0.1:\(port)\(path)" }

  final class Recorder: Sendable {
    let requests = Mutex<[Request]>([])
  }

  /// - Parameter script: from the number of the request (from 0) and the request to what to do.
  static func start(
    tls: TLS? = nil, port: Int = 0,
    _ script: @escaping @Sendable (Int, Request) -> Step
  ) async throws -> ScriptedServer {
    let recorder = Recorder()
    let context = try tls.map { try sslContext($0) }
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let context {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
          }
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(
            ScriptHandler(recorder: recorder, script: script))
        }
      }
      .bind(host: "127.0.0.1", port: port).get()
    return ScriptedServer(
      channel: channel, recorded: recorder, scheme: tls == nil ? "http" : "https")
  }

  private init(channel: any Channel, recorded: Recorder, scheme: String) {
    self.channel = channel
    self.recorded = recorded
    self.scheme = scheme
  }

  func stop() async { try? await channel.close() }

  private static func sslContext(_ tls: TLS) throws -> NIOSSLContext {
    let chain = try NIOSSLCertificate.fromPEMBytes(Array(tls.certificate.utf8))
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(tls.key.utf8), format: .pem)))
    if let authority = tls.clientAuthority {
      let roots = try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8))
      configuration.trustRoots = .certificates(roots)
      configuration.certificateVerification = .noHostnameVerification
    }
    return try NIOSSLContext(configuration: configuration)
  }
}
