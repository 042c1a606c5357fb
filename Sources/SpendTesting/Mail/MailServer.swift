import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A mail server on loopback that takes every message, unless its script says otherwise, and
/// records what it was told.
package final class MailServer: Sendable {
  /// A message and its envelope.
  package struct Mail: Hashable, Sendable {
    package var sender: String
    /// Those that were taken.
    package var recipients: [String]
    /// As it came, dots that were doubled taken away.
    package var message: String
    package var isEncrypted: Bool

    /// The value of a header, unfolded; nil when there is none.
    package func header(_ name: String) -> String? {
      let end = message.firstRange(of: "\r\n\r\n")?.lowerBound ?? message.endIndex
      return message[..<end].replacing("\r\n ", with: " ").split(separator: "\r\n")
        .first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
        .map { String($0.dropFirst(name.count + 2)) }
    }
  }

  /// What to answer a command with.
  package enum Answer: Hashable, Sendable {
    /// Lines, each to be ended.
    case reply(String)
    /// Nothing, for ever.
    case hang
    case close
    /// The text again and again, as fast as it is read.
    case endless(String)
  }

  /// From the number of the connection (from 0) and a line of the other side to its answer; nil:
  /// the usual one. The greeting is the answer to nothing, a message's to `.`.
  package typealias Script = @Sendable (Int, String) -> Answer?

  /// A certificate and its key in PEM.
  package struct TLS: Sendable {
    package var certificate: String
    package var key: String
    /// From the first byte on, not after STARTTLS.
    package var isImplicit: Bool

    package init(certificate: String, key: String, isImplicit: Bool = false) {
      self.certificate = certificate
      self.key = key
      self.isImplicit = isImplicit
    }
  }

  struct Record {
    var connections = 0
    var lines: [String] = []
    /// Each with whether it was taken.
    var mails: [(mail: Mail, isTaken: Bool)] = []
  }

  final class Recorder: Sendable { let record = Mutex(Record()) }

  private let channel: any Channel
  private let recorder: Recorder

  package var port: Int { channel.localAddress?.port ?? 0 }
  /// Messages that were taken.
  package var mails: [Mail] { recorder.record.withLock { $0.mails.filter(\.isTaken).map(\.mail) } }
  /// Those that were not are among them.
  package var messages: [Mail] { recorder.record.withLock { $0.mails.map(\.mail) } }
  /// Everything but messages, in the order in which it came.
  package var lines: [String] { recorder.record.withLock { $0.lines } }
  package var connections: Int { recorder.record.withLock { $0.connections } }

  package static func start(
    tls: TLS? = nil, _ script: @escaping Script = { _, _ in nil }
  ) async throws -> MailServer {
    let recorder = Recorder()
    let context = try tls.map { try sslContext($0) }
    let isImplicit = tls?.isImplicit == true
    let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if isImplicit, let context {
            try pipeline.addHandler(NIOSSLServerHandler(context: context))
          }
          try pipeline.addHandler(
            MailHandler(
              recorder: recorder, upgrade: isImplicit ? nil : context, isEncrypted: isImplicit,
              script: script))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return MailServer(channel: channel, recorder: recorder)
  }

  private init(channel: any Channel, recorder: Recorder) {
    self.channel = channel
    self.recorder = recorder
  }

  package func stop() async { try? await channel.close() }

  private static func sslContext(_ tls: TLS) throws -> NIOSSLContext {
    let chain = try NIOSSLCertificate.fromPEMBytes(Array(tls.certificate.utf8))
    return try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(tls.key.utf8), format: .pem))))
  }
}
