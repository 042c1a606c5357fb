import Glibc
import HTTPTypes
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The one server for people and machines: HTTP/1.1 on a Unix socket, whose permissions are the
/// authentication.
///
/// Uses Hummingbird's server without its application, whose date cache would wake an idle daemon
/// every second. The process should run with `umask(0o077)`, so that the socket is nobody else's
/// even before its mode is set.
package struct StatusServer: Service, CustomStringConvertible {
  package var description: String { "status server" }
  /// Bytes of a request's body; more is refused.
  private static let maxBodyBytes = 1 << 20

  private let socketPath: String
  private let mode: UInt32
  private let routes: ControlRoutes
  private let logger: Logger
  private let onListening: @Sendable () -> Void

  /// - Parameters:
  ///   - socketPath: as from ``SocketPath``.
  ///   - mode: permissions of the socket; 0660 lets a group ask.
  ///   - onListening: called once requests are answered.
  package init(
    socketPath: String, mode: UInt32 = 0o600, routes: ControlRoutes, logger: Logger,
    onListening: @escaping @Sendable () -> Void = {}
  ) {
    self.socketPath = socketPath
    self.mode = mode
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
      responder: { [routes] request, writer, _ in
        let answer = await Self.answer(request, routes: routes)
        try await writer.write(response: answer.head, body: answer.body)
      },
      onServerRunning: { [socketPath, mode, logger, onListening] _ in
        if chmod(socketPath, mode) != 0 {
          logger.warning(
            "the mode of \(socketPath) cannot be set: \(String(cString: strerror(errno)))")
        }
        onListening()
      })
    defer { if SocketProbe.look(at: socketPath) == .stale { unlink(socketPath) } }
    do { try await server.run() } catch let error as IOError {
      throw ControlError(errno: error.errnoCode, path: socketPath, call: "listen")
    }
  }

  /// Removes the socket of a daemon that was killed, and nothing else.
  private func makeRoom() throws(ControlError) {
    switch SocketProbe.look(at: socketPath) {
    case .nothing: break
    case .stale:
      guard unlink(socketPath) == 0 || errno == ENOENT else {
        throw ControlError(errno: errno, path: socketPath, call: "unlink")
      }
    case .listening:
      throw .failed(path: socketPath, reason: "another process listens on it")
    case .notSocket:
      throw .failed(path: socketPath, reason: "there is a file that is not a socket")
    case .failed(let code): throw ControlError(errno: code, path: socketPath, call: "connect")
    }
  }

  private static func answer(_ request: Request, routes: ControlRoutes) async -> Response {
    let body: ByteBuffer
    do { body = try await request.body.collect(upTo: maxBodyBytes) } catch {
      return response(.text("the body is too long\n", status: 413))
    }
    var query: [String: String] = [:]
    for (name, value) in request.uri.queryParameters { query[String(name)] = String(value) }
    let control = ControlRequest(
      method: request.method.rawValue, path: request.uri.path, query: query,
      body: Array(body.readableBytesView))
    return response(await routes.answer(control))
  }

  private static func response(_ answer: ControlResponse) -> Response {
    Response(
      status: .init(code: answer.status),
      headers: [.contentType: answer.contentType, .contentLength: "\(answer.body.count)"],
      body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
  }
}
