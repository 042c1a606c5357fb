import AsyncHTTPClient
import Dispatch
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
  /// One loop for requests and connections alike. With a request on one loop and its connection on
  /// another, async-http-client hears of the end of the request by way of both: a connection that
  /// the other side closes meanwhile has left its pool by then, which is a precondition there.
  private let loop: any EventLoop
  /// Opened by the first request, so that a transport that is never used need not be shut down.
  private let state = Mutex(State.unopened)
  /// Tells each request what its connection sees.
  private let exchanges = Exchanges()
  /// When an answer last came, for telling a stale connection from a broken receiver.
  private let lastAnswer = Mutex<NIODeadline?>(nil)
  /// The last request's URL and what it was made into: nearly always that of the next one, and
  /// taking a URL apart takes longer than writing the body.
  private let lastAddress = Mutex<(url: Secret, request: HTTPClient.Request)?>(nil)
  private static let idleSeconds: Int64 = 20
  /// Where clients say that they are closed. Not the library's choice, for which libdispatch would
  /// start its pool (see ``LoopTimer``).
  private static let closing = DispatchQueue(label: "spendwatch.closing")

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
    self.loop = loop ?? MultiThreadedEventLoopGroup.singleton.next()
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
      configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit =
        max(settings.concurrency, 1)
      configuration.http1_1ConnectionDebugInitializer = { [exchanges] channel in
        AnswerGuard.install(in: channel, for: exchanges)
      }
      // Nobody traces; attributes for it would be made all the same.
      configuration.tracing.tracer = nil
      if let proxy = settings.proxyURL { configuration.proxy = try ProxyAddress.proxy(proxy) }
      return .success(
        HTTPClient(eventLoopGroupProvider: .shared(loop), configuration: configuration))
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
    guard case .opened(.success(let client)) = last else { return }
    await withCheckedContinuation { continuation in
      client.shutdown(queue: Self.closing) { _ in continuation.resume() }
    }
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

  /// One request within the total timeout, its body included. An answer that breaks off, or cannot
  /// be parsed, after it has said its status counts by that.
  private func once(_ request: WireRequest, _ client: HTTPClient) async -> WireResult {
    let reader = AnswerReader(
      bodyLimit: Self.bodyLimit,
      patience: request.needsBody ? nil : .milliseconds(timeouts.bodyPatienceMilliseconds))
    let (number, exchange) = exchanges.begin()
    defer { exchanges.end(number) }
    do {
      // Of the library's two interfaces the one that stays on the event loop: the other makes a
      // task outside of ours for each request.
      let task = client.execute(
        request: try prepare(request, exchange: number), delegate: reader,
        deadline: .now() + .milliseconds(timeouts.totalMilliseconds))
      return .response(
        try await withTaskCancellationHandler {
          try await task.futureResult.get()
        } onCancel: {
          task.cancel()
        })
    } catch {
      if let answer = reader.partialAnswer { return .response(answer) }
      if let status = exchange.statusCode, status >= 200 {
        return .response(WireResponse(status: status, bodyIsComplete: false))
      }
      return .failure(TransportFailure(classifying: error))
    }
  }

  private func prepare(
    _ request: WireRequest, exchange number: UInt64
  ) throws -> HTTPClient.Request {
    var prepared = try address(of: request)
    for header in request.headers { prepared.headers.add(name: header.name, value: header.value) }
    for (name, value) in request.secretHeaders.sorted(by: { $0.key < $1.key }) {
      prepared.headers.replaceOrAdd(name: name, value: value.reveal())
    }
    prepared.headers.replaceOrAdd(name: Exchanges.header, value: String(number))
    if !request.body.isEmpty { prepared.body = .byteBuffer(ByteBuffer(bytes: request.body)) }
    return prepared
  }

  /// A request with nothing but its method, its URL, and the login in that.
  private func address(of wire: WireRequest) throws -> HTTPClient.Request {
    let method = HTTPMethod(rawValue: wire.method.rawValue)
    if let last = lastAddress.withLock({ $0 }), last.url == wire.url, last.request.method == method
    {
      return last.request
    }
    guard let address = HTTPAddress(wire.url.reveal()) else { throw TransportFailure.invalidURL }
    var request = try HTTPClient.Request(url: address.url, method: method)
    if let user = address.user {
      let login = HTTPClient.Authorization.basic(username: user.name, password: user.password)
      request.headers.add(name: "authorization", value: login.headerValue)
    }
    lastAddress.withLock { [request] in $0 = (wire.url, request) }
    return request
  }
}
