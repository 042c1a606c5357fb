import Glibc
import HTTPTypes
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The one server for people and machines: HTTP/1.1 on a Unix socket, whose permissions say who may
/// look, and whose peers who may change something (``ControlRoutes``).
///
/// Uses Hummingbird's server without its application, whose date cache would wake an idle daemon
/// every second. The process should run with `umask(0o077)`, so that the socket is nobody else's
/// even before its mode is set.
package struct StatusServer: Service, CustomStringConvertible {
  package var description: String { "status server" }
  /// Bytes of a request's body; more is refused.
  private static let maxBodyBytes = 1 << 20

  private let socketPath: String
  private let group: UInt32?
  private let routes: ControlRoutes
  private let logger: Logger
  private let onListening: @Sendable () -> Void

  /// - Parameters:
  ///   - socketPath: as from ``SocketPath``.
  ///   - group: who may look beside the owner, where the process may give the socket to it.
  ///   - onListening: called once requests are answered.
  package init(
    socketPath: String, group: UInt32? = nil, routes: ControlRoutes, logger: Logger,
    onListening: @escaping @Sendable () -> Void = {}
  ) {
    self.socketPath = socketPath
    self.group = group
    self.routes = routes
    self.logger = logger
    self.onListening = onListening
  }

  /// Serves until it is cancelled, or asked to stop gracefully; then the socket goes.
  ///
  /// - Throws: ``ControlError`` when the socket cannot be had: somebody listens on it, or something
  ///   else is there.
  package func run() async throws {
    try makeRoom()
    var quiet = logger
    quiet.logLevel = max(logger.logLevel, .warning)
    let server = try HTTPServerBuilder.http1(
      configuration: .init(idleTimeout: .seconds(60))
    ).buildServer(
      configuration: .init(address: .unixDomainSocket(path: socketPath)),
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quiet,
      responder: { [routes] request, writer, channel in
        let answer = await Self.answer(
          request, from: await ControlPeer.of(channel), routes: routes)
        try await writer.write(response: answer.head, body: answer.body)
      },
      onServerRunning: { [socketPath, group, logger, onListening] _ in
        // The group first: the socket is never open to the one that it was made with.
        let isShared = group.map { Self.give(socketPath, to: $0) } ?? false
        let mode: mode_t = isShared ? 0o660 : 0o600
        if unsafe chmod(socketPath, mode) != 0 {
          logger.warning(
            unsafe "the mode of \(socketPath) cannot be set: \(String(cString: strerror(errno)))")
        }
        onListening()
      })
    defer { if SocketProbe.look(at: socketPath) == .stale { unsafe unlink(socketPath) } }
    do { try await server.run() } catch let error as IOError {
      throw ControlError(errno: error.errnoCode, path: socketPath, call: "listen")
    }
  }

  /// The service has the group as its own, and may change none.
  private static func give(_ path: String, to group: UInt32) -> Bool {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0 else { return false }
    return unsafe facts.st_gid == group || chown(path, uid_t.max, group) == 0
  }

  /// Removes the socket of a daemon that was killed, and nothing else.
  private func makeRoom() throws(ControlError) {
    switch SocketProbe.look(at: socketPath) {
    case .nothing: break
    case .stale:
      guard unsafe unlink(socketPath) == 0 || errno == ENOENT else {
        throw ControlError(errno: errno, path: socketPath, call: "unlink")
      }
    case .listening:
      throw .failed(path: socketPath, reason: "another process listens on it")
    case .notSocket:
      throw .failed(path: socketPath, reason: "there is a file that is not a socket")
    case .failed(let code): throw ControlError(errno: code, path: socketPath, call: "connect")
    }
  }

  private static func answer(
    _ request: Request, from peer: ControlPeer?, routes: ControlRoutes
  ) async -> Response {
    let body: ByteBuffer
    do { body = try await request.body.collect(upTo: maxBodyBytes) } catch {
      return response(.text("the body is too long\n", status: 413))
    }
    var query: [String: String] = [:]
    for (name, value) in request.uri.queryParameters { query[String(name)] = String(value) }
    let control = ControlRequest(
      method: request.method.rawValue, path: request.uri.path, query: query,
      body: Array(body.readableBytesView), peer: peer)
    return response(await routes.answer(control))
  }

  private static func response(_ answer: ControlResponse) -> Response {
    Response(
      status: .init(code: answer.status),
      headers: [.contentType: answer.contentType, .contentLength: "\(answer.body.count)"],
      body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
  }
}
