import Glibc
import NIOCore
import NIOHTTP1
import Synchronization

/// One connection of a ``ScriptedServer``.
final class ScriptHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let recorder: ScriptedServer.Recorder
  private let script: @Sendable (Int, ScriptedServer.Request) -> ScriptedServer.Step
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []

  init(
    recorder: ScriptedServer.Recorder,
    script: @escaping @Sendable (Int, ScriptedServer.Request) -> ScriptedServer.Step
  ) {
    self.recorder = recorder
    self.script = script
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let value): (head, body) = (value, [])
    case .body(let part): body += part.readableBytesView
    case .end: if let head { answer(head, context) }
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let request = ScriptedServer.Request(
      method: head.method.rawValue, uri: head.uri,
      headers: head.headers.map { (name: $0.name, value: $0.value) },
      body: String(decoding: body, as: UTF8.self))
    let number = recorder.requests.withLock { requests in
      requests.append(request)
      return requests.count - 1
    }
    switch script(number, request) {
    case .respond(let status, let headers, let body):
      send(status, headers + [("content-length", "\(body.utf8.count)")], body, context)
    case .reset:
      let channel = context.channel
      if let provider = channel as? any SocketOptionProvider {
        provider.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in
          channel.close(promise: nil)
        }
      } else {
        channel.close(promise: nil)
      }
    case .hangBeforeHeaders: break
    case .hangAfterHeaders(let status): open(status, [("content-length", "100")], context)
    case .slowBody(let status):
      open(status, [], context)
      drip(context, size: 1, every: .milliseconds(20))
    case .endlessBody(let status):
      open(status, [], context)
      drip(context, size: 65_536, every: .milliseconds(1))
    }
  }

  private func open(_ status: Int, _ headers: [(String, String)], _ context: ChannelHandlerContext)
  {
    let head = HTTPResponseHead(
      version: .http1_1, status: .init(statusCode: status), headers: HTTPHeaders(headers))
    context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
  }

  private func send(
    _ status: Int, _ headers: [(String, String)], _ body: String, _ context: ChannelHandlerContext
  ) {
    open(status, headers, context)
    if !body.isEmpty {
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  private func drip(_ context: ChannelHandlerContext, size: Int, every: TimeAmount) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleRepeatedTask(initialDelay: every, delay: every) { task in
      let (handler, context) = bound.value
      guard context.channel.isActive else { return task.cancel() }
      guard context.channel.isWritable else { return }
      let part = ByteBuffer(repeating: UInt8(ascii: "x"), count: size)
      context.writeAndFlush(handler.wrapOutboundOut(.body(.byteBuffer(part))), promise: nil)
    }
  }
}
