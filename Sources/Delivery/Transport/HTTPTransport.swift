import AsyncHTTPClient
package import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
package import SpendCore
import Synchronization

/// Requests over HTTP/1.1 with async-http-client, one client a receiver, so that its certificates,
/// proxy and connections are its own. Redirects are never followed; a body is read up to 64 KiB and
/// then dropped.
package final class HTTPTransport: Transport {
  package static let bodyLimit = 64 * 1024

  private typealias Opened = Result<HTTPClient, TransportFailure>
  private enum State {
    case unopened
    case opened(Opened)
    case closed
  }

  private let settings: ReceiverSettings
  private let timeouts: DeliveryTimeouts
  private let group: any EventLoopGroup
  /// Opened by the first request, so that a transport that is never used need not be shut down.
  private let state = Mutex(State.unopened)
  /// When an answer last came, for telling a stale connection from a broken receiver.
  private let lastAnswer = Mutex<NIODeadline?>(nil)
  private static let idleSeconds: Int64 = 20

  /// Bad certificate files or proxies make every request fail with words for it, instead of a
  /// daemon that does not start.
  ///
  /// - Parameter loop: that of the caller, so that a request leaves without a change of thread.
  package init(
    settings: ReceiverSettings, timeouts: DeliveryTimeouts = DeliveryTimeouts(),
    loop: (any EventLoop)? = nil
  ) {
    self.settings = settings
    self.timeouts = timeouts
    group = loop ?? MultiThreadedEventLoopGroup.singleton
  }

  private func open() -> Opened {
    do throws(TransportFailure) {
      var configuration = HTTPClient.Configuration()
      configuration.tlsConfiguration = try TLSFiles.configuration(settings)
      configuration.redirectConfiguration = .disallow
      configuration.timeout = .init(
        connect: .milliseconds(timeouts.connectMilliseconds), read: nil)
      configuration.connectionPool.idleTimeout = .seconds(Self.idleSeconds)
      // Retries are the lane's business, which counts and spaces them.
      configuration.connectionPool.retryConnectionEstablishment = false
      configuration.httpVersion = .http1Only
      // Nobody traces; attributes for it would be made all the same.
      configuration.tracing.tracer = nil
      if let proxy = settings.proxyURL { configuration.proxy = try ProxyAddress.proxy(proxy) }
      return .success(
        HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration))
    } catch {
      return .failure(error)
    }
  }

  private func opened() -> Opened {
    state.withLock { state in
      switch state {
      case .opened(let opened): return opened
      case .closed: return .failure(.cancelled)
      case .unopened:
        let opened = open()
        state = .opened(opened)
        return opened
      }
    }
  }

  package func shutdown() async {
    let last = state.withLock { state in
      defer { state = .closed }
      return state
    }
    if case .opened(.success(let client)) = last { try? await client.shutdown() }
  }

  package func perform(_ request: WireRequest) async -> WireResult {
    let client: HTTPClient
    switch opened() {
    case .success(let value): client = value
    case .failure(let failure): return .failure(failure)
    }
    let mayBeStale = lastAnswer.withLock { $0 }.map {
      NIODeadline.now() - $0 < .seconds(Self.idleSeconds)
    }
    var result = await once(request, client)
    // The other side may have closed an idle connection just before we used it; that says nothing
    // about it.
    if mayBeStale == true, case .failure(let failure) = result,
      failure == .closed || failure == .reset
    {
      result = await once(request, client)
    }
    lastAnswer.withLock {
      if case .response = result { $0 = .now() } else { $0 = nil }
    }
    return result
  }

  /// One request within the total timeout, its body included.
  private func once(_ request: WireRequest, _ client: HTTPClient) async -> WireResult {
    let prepared: HTTPClientRequest
    switch Self.prepare(request) {
    case .success(let value): prepared = value
    case .failure(let failure): return .failure(failure)
    }
    let started = NIODeadline.now()
    let deadline = started + .milliseconds(timeouts.totalMilliseconds)
    do {
      let response = try await client.execute(prepared, deadline: deadline)
      let decides = request.needsBody || !(200...299).contains(response.status.code)
      let patience: NIODeadline =
        decides
        ? deadline : min(deadline, .now() + .milliseconds(timeouts.bodyPatienceMilliseconds))
      let (body, isComplete) = await Self.read(response.body, until: patience)
      return .response(
        WireResponse(
          status: Int(response.status.code),
          retryAfter: response.headers.first(name: "retry-after").map {
            SafeText.line($0, limit: 64)
          }, body: body, bodyIsComplete: isComplete))
    } catch {
      return .failure(TransportFailure(classifying: error))
    }
  }

  private static func prepare(
    _ request: WireRequest
  ) -> Result<HTTPClientRequest, TransportFailure> {
    let url = request.url.reveal()
    guard let address = HTTPAddress(url) else { return .failure(.invalidURL) }
    var prepared = HTTPClientRequest(url: address.url)
    if let user = address.user {
      prepared.setBasicAuth(username: user.name, password: user.password)
    }
    prepared.method = HTTPMethod(rawValue: request.method.rawValue)
    for header in request.headers { prepared.headers.add(name: header.name, value: header.value) }
    for (name, value) in request.secretHeaders.sorted(by: { $0.key < $1.key }) {
      prepared.headers.replaceOrAdd(name: name, value: value.reveal())
    }
    if !request.body.isEmpty { prepared.body = .bytes(ByteBuffer(bytes: request.body)) }
    return .success(prepared)
  }

  /// The body up to the limit, and whether that is all of it. A body that breaks off counts as what
  /// came of it.
  private static func read(
    _ body: HTTPClientResponse.Body, until deadline: NIODeadline
  ) async -> (bytes: [UInt8], isComplete: Bool) {
    let buffer = BodyBuffer(limit: bodyLimit)
    let isComplete = await withTaskGroup(of: Bool.self) { group in
      group.addTask { await buffer.fill(from: body) }
      group.addTask {
        let left = max(0, (deadline - .now()).nanoseconds)
        try? await Task.sleep(for: .nanoseconds(left))
        return false
      }
      let first = await group.next() ?? false
      group.cancelAll()
      return first
    }
    return (buffer.bytes, isComplete)
  }
}
