import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks a running daemon through its Unix socket.
package struct ControlClient: Sendable {
  /// A status with every group there may be is some 60 MB.
  private static let maxBodyBytes = 256 << 20

  private let socketPaths: [String]
  private let timeoutSeconds: Int64

  /// - Parameters:
  ///   - socketPaths: tried in order (``SocketPath/candidates(runtimeDirectory:stateDirectory:)``).
  ///   - timeoutSeconds: for the whole answer.
  package init(socketPaths: [String], timeoutSeconds: Int64 = 30) {
    self.socketPaths = socketPaths
    self.timeoutSeconds = timeoutSeconds
  }

  package func get(_ path: String) async throws(ControlError) -> ControlResponse {
    try await send("GET", path, body: [])
  }

  package func post(
    _ path: String, body: [UInt8] = []
  ) async throws(ControlError) -> ControlResponse {
    try await send("POST", path, body: body)
  }

  private func send(
    _ method: String, _ path: String, body: [UInt8]
  ) async throws(ControlError) -> ControlResponse {
    let socket = try findSocket()
    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.redirectConfiguration = .disallow
    // One loop for the request and its connection: with two of them async-http-client may hear of
    // the end of a request after its connection has left the pool, and ends the process.
    let client = HTTPClient(
      eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton.next()),
      configuration: configuration)
    let result: Result<ControlResponse, ControlError>
    do {
      result = .success(
        try await exchange(method, path, body: body, socket: socket, client: client))
    } catch let error as IOError {
      result = .failure(ControlError(errno: error.errnoCode, path: socket, call: "connect"))
    } catch {
      result = .failure(.failed(path: socket, reason: "\(error)"))
    }
    // What can fail here is the closing of a connection that nobody needs any more.
    try? await client.shutdown()
    return try result.get()
  }

  private func exchange(
    _ method: String, _ path: String, body: [UInt8], socket: String, client: HTTPClient
  ) async throws -> ControlResponse {
    var request = HTTPClientRequest(url: "http+unix://\(Self.encoded(socket))\(path)")
    request.method = HTTPMethod(rawValue: method)
    if !body.isEmpty { request.body = .bytes(ByteBuffer(bytes: body)) }
    let answer = try await client.execute(request, timeout: .seconds(timeoutSeconds))
    let bytes = try await answer.body.collect(upTo: Self.maxBodyBytes)
    return ControlResponse(
      status: Int(answer.status.code),
      contentType: answer.headers.first(name: "content-type") ?? "",
      body: Array(bytes.readableBytesView))
  }

  /// The first path that somebody listens on.
  private func findSocket() throws(ControlError) -> String {
    var problem: ControlError?
    for path in socketPaths {
      switch SocketProbe.look(at: path) {
      case .listening: return path
      case .failed(let code):
        problem = problem ?? ControlError(errno: code, path: path, call: "connect")
      case .notSocket:
        problem = problem ?? .failed(path: path, reason: "there is a file that is not a socket")
      case .nothing, .stale: break
      }
    }
    throw problem ?? .notRunning(path: socketPaths.first ?? "")
  }

  /// Every byte that is not a letter, a digit or `-._~` as `%2F`, for the host of an `http+unix`
  /// URL.
  private static func encoded(_ path: String) -> String {
    path.utf8.reduce(into: "") { text, byte in
      let scalar = Unicode.Scalar(byte)
      if scalar.isASCII,
        scalar.properties.isAlphabetic || "0123456789-._~".contains(Character(scalar))
      {
        text.unicodeScalars.append(scalar)
      } else {
        text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
  }
}
