import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A receiver on loopback that records what it got and answers as it is told.
final class HTTPReceiver: Sendable {
  struct Request: Sendable {
    var path: String
    var headers: [String: String]
    var body: String
  }

  private struct State {
    var requests: [Request] = []
    var status = 200
  }

  private let state: Mutex<State>
  private let channel: any Channel

  init() async throws {
    state = Mutex(State())
    let inbox = Inbox()
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(Handler(inbox: inbox))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    inbox.receiver.withLock { $0 = self }
  }

  var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }
  var requests: [Request] { state.withLock { $0.requests } }
  func answer(_ status: Int) { state.withLock { $0.status = status } }
  func close() async { try? await channel.close() }

  fileprivate func take(_ request: Request) -> Int {
    state.withLock { state in
      state.requests.append(request)
      return state.status
    }
  }

  fileprivate final class Inbox: Sendable {
    let receiver = Mutex<HTTPReceiver?>(nil)
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let inbox: Inbox
    private var head: HTTPRequestHead?
    private var body = ""

    init(inbox: Inbox) { self.inbox = inbox }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head): (self.head, body) = (head, "")
      case .body(let buffer): body += String(buffer: buffer)
      case .end: answer(context)
      }
    }

    private func answer(_ context: ChannelHandlerContext) {
      guard let head else { return }
      let headers = Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { $1 }
      let request = Request(path: head.uri, headers: headers, body: body)
      let status = inbox.receiver.withLock { $0 }?.take(request) ?? 500
      let text = status == 200 ? "ok" : "no"
      let response = HTTPResponseHead(
        version: head.version, status: .init(statusCode: status),
        headers: ["content-length": "\(text.utf8.count)"])
      context.write(wrapOutboundOut(.head(response)), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }
}
