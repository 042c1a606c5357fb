import Foundation
import Glibc
import Logging
import ServiceLifecycle
import Testing

@testable import Status

/// Server and client over a real Unix socket.
@Suite struct ControlTests {
  private final class Directory {
    let path: String

    init() throws {
      path =
        FileManager.default.temporaryDirectory
        .appendingPathComponent("spendwatch-\(UUID().uuidString.prefix(13))").path
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var socket: String { path + "/spendwatch.sock" }
  }

  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private var routes: ControlRoutes {
    var routes = ControlRoutes()
    routes.on("GET", "/status") { _ in .json(SampleReport.report.json) }
    routes.on("GET", "/peer") { .text($0.peer.map { "\($0.user)" } ?? "unknown") }
    routes.on("POST", "/echo") { request in
      let query = request.query.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      return .text("\(query) \(String(decoding: request.body, as: UTF8.self))", status: 202)
    }
    return routes
  }

  /// Runs a server as long as `body` does; `body` begins once it listens.
  private func withServer(
    _ path: String, group: UInt32? = nil, body: (ControlClient) async throws -> Void
  ) async throws {
    let (listening, continuation) = AsyncStream.makeStream(of: Void.self)
    let server = StatusServer(
      socketPath: path, group: group, routes: routes, logger: logger,
      onListening: { continuation.finish() })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        // A server that cannot listen must not leave the test waiting.
        defer { continuation.finish() }
        try await server.run()
      }
      for await _ in listening {}
      try await body(ControlClient(socketPaths: [path]))
      group.cancelAll()
      try await group.waitForAll()
    }
  }

  @Test("status is answered as JSON; unknown paths and methods are told apart")
  func answers() async throws {
    let directory = try Directory()
    try await withServer(directory.socket) { client in
      let status = try await client.get("/status")
      #expect(status.status == 200)
      #expect(status.contentType == "application/json")
      #expect(try StatusReport(json: status.text) == SampleReport.report)
      #expect(try await client.get("/nothing").status == 404)
      #expect(try await client.post("/status").status == 405)
      let echo = try await client.post("/echo?b=2&a=x%20y", body: Array("hello".utf8))
      #expect(echo.status == 202)
      #expect(echo.text == #"["a=x y", "b=2"] hello"#)
      let tooLong = try await client.post("/echo", body: Array(repeating: 65, count: 2 << 20))
      #expect(tooLong.status == 413)
    }
    #expect(!FileManager.default.fileExists(atPath: directory.socket))
  }

  @Test("the socket is for the owner alone, or for a group that is let in")
  func mode() async throws {
    let directory = try Directory()
    for (group, mode) in [(nil, 0o600), (getegid(), 0o660)] as [(UInt32?, Int)] {
      try await withServer(directory.socket, group: group) { _ in
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.socket)
        #expect(attributes[.posixPermissions] as? Int == mode)
      }
    }
  }

  @Test(
    "a group that the process may not give the socket to does not get it",
    .enabled(if: geteuid() != 0, "is for users other than root"))
  func foreignGroup() async throws {
    let directory = try Directory()
    try await withServer(directory.socket, group: 0) { _ in
      let attributes = try FileManager.default.attributesOfItem(atPath: directory.socket)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test("everybody may look; only root and the user of the daemon may change something")
  func whoMay() async {
    var routes = ControlRoutes(owner: 1000)
    routes.on("GET", "/x") { _ in .text("seen") }
    routes.on("POST", "/x") { _ in .text("done") }
    let table: [(user: UInt32?, method: String, status: Int)] = [
      (0, "GET", 200), (0, "POST", 200), (1000, "GET", 200), (1000, "POST", 200),
      (1001, "GET", 200), (1001, "POST", 403), (65534, "POST", 403), (nil, "GET", 200),
      (nil, "POST", 403),
    ]
    for row in table {
      let request = ControlRequest(
        method: row.method, path: "/x", peer: row.user.map { ControlPeer(user: $0) })
      let answer = await routes.answer(request)
      #expect(answer.status == row.status, "\(row)")
      if answer.status == 403 { #expect(answer.text.contains("only root and the user")) }
    }
  }

  @Test("the peer of the socket is who the kernel says it is")
  func peer() async throws {
    let directory = try Directory()
    try await withServer(directory.socket) { client in
      let user = try await client.get("/peer").text
      #expect(user == "\(geteuid())")
    }
  }

  @Test("the socket of a killed daemon is replaced; nobody listening is not an error of its own")
  func stale() async throws {
    let directory = try Directory()
    let client = ControlClient(socketPaths: [directory.socket])
    await #expect(throws: ControlError.notRunning(path: directory.socket)) {
      try await client.get("/status")
    }
    try makeStaleSocket(directory.socket)
    await #expect(throws: ControlError.notRunning(path: directory.socket)) {
      try await client.get("/status")
    }
    try await withServer(directory.socket) { client in
      let status = try await client.get("/status").status
      #expect(status == 200)
    }
  }

  /// A socket as a process leaves it that was killed while it listened.
  private func makeStaleSocket(_ path: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let result = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(result == 0)
    close(descriptor)
    #expect(FileManager.default.fileExists(atPath: path))
  }

  @Test("a server that is there is not pushed away, and a file that is no socket is not removed")
  func occupied() async throws {
    let directory = try Directory()
    try await withServer(directory.socket) { client in
      let second = StatusServer(socketPath: directory.socket, routes: routes, logger: logger)
      await #expect(throws: ControlError.self) { try await second.run() }
      let status = try await client.get("/status").status
      #expect(status == 200)
    }
    try Data("precious".utf8).write(to: URL(fileURLWithPath: directory.socket))
    let server = StatusServer(socketPath: directory.socket, routes: routes, logger: logger)
    await #expect(throws: ControlError.self) { try await server.run() }
    #expect(FileManager.default.contents(atPath: directory.socket) == Data("precious".utf8))
    await #expect(throws: ControlError.self) {
      try await ControlClient(socketPaths: [directory.socket]).get("/status")
    }
  }

  @Test("a state directory with a path too long for a socket works too")
  func longPath() async throws {
    let directory = try Directory()
    let state = directory.path + "/" + String(repeating: "d", count: 120)
    let path = SocketPath.path(runtimeDirectory: nil, stateDirectory: state)
    try await withServer(path) { _ in
      let client = ControlClient(
        socketPaths: SocketPath.candidates(runtimeDirectory: nil, stateDirectory: state))
      let status = try await client.get("/status").status
      #expect(status == 200)
    }
  }

  @Test("the first path that answers is used")
  func candidates() async throws {
    let directory = try Directory()
    try makeStaleSocket(directory.path + "/stale")
    try await withServer(directory.socket) { _ in
      let client = ControlClient(
        socketPaths: ["/nowhere/at/all", directory.path + "/stale", directory.socket])
      let status = try await client.get("/status").status
      #expect(status == 200)
    }
  }

  @Test("a directory that cannot be written, or is not there, is a clear error")
  func noDirectory() async throws {
    let server = StatusServer(
      socketPath: "/nonexistent/spendwatch.sock", routes: routes, logger: logger)
    await #expect(throws: ControlError.self) { try await server.run() }
  }

  @Test("it stops gracefully within a service group")
  func graceful() async throws {
    let directory = try Directory()
    let (listening, continuation) = AsyncStream.makeStream(of: Void.self)
    let server: any Service = StatusServer(
      socketPath: directory.socket, routes: routes, logger: logger,
      onListening: { continuation.finish() })
    let services = ServiceGroup(
      configuration: .init(services: [server], logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await services.run() }
      for await _ in listening {}
      #expect(
        try await ControlClient(socketPaths: [directory.socket]).get("/status").status == 200)
      await services.triggerGracefulShutdown()
      try await group.waitForAll()
    }
    #expect(!FileManager.default.fileExists(atPath: directory.socket))
  }
}
