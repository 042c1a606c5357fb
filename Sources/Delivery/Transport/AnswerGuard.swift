import NIOCore
import NIOHTTP1

/// Stands in a connection on both sides of the HTTP decoder, so that no answer reaches the network
/// library's state machine that this one would end the process over.
///
/// What it lets through for each request: one head with a status from 200 to 999, its body, its
/// end. Interim heads (1xx, RFC 9110 section 15.2) are taken out; anything else is a
/// ``TransportFailure/protocolViolation``, and nothing more of that connection is read.
/// async-http-client drops every head below 200 as interim while the decoder, which knows only 100
/// to 199 as such, goes on to the end of that answer: an end without a head is a precondition
/// there.
enum AnswerGuard {
  /// Heads may be so long, interim ones included: whatever a proxy adds, less than what makes an
  /// endless head worth sending.
  static let headLimit = 64 * 1024

  /// For `http1_1ConnectionDebugInitializer`: the library has put its handlers in place by then.
  static func install(in channel: any Channel, for exchanges: Exchanges) -> EventLoopFuture<Void> {
    channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
      let state = ConnectionState(exchanges)
      try pipeline.addHandler(StatusWatch(state), position: .before(decoder))
      try pipeline.addHandler(PartGuard(state), position: .after(decoder))
    }
  }

  /// What the two handlers of one connection share. Used on its event loop alone.
  fileprivate final class ConnectionState {
    let exchanges: Exchanges
    var exchange: Exchange?
    var statusLine = StatusLine()
    var progress = Progress.idle

    init(_ exchanges: Exchanges) { self.exchanges = exchanges }

    func fail(_ context: ChannelHandlerContext) {
      progress = .broken
      context.fireErrorCaught(TransportFailure.protocolViolation)
      context.close(promise: nil)
    }
  }

  fileprivate enum Progress { case idle, waiting, receiving, broken }
}

/// Before the decoder: notes the status that the raw bytes name.
private final class StatusWatch: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let state: AnswerGuard.ConnectionState

  init(_ state: AnswerGuard.ConnectionState) { self.state = state }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if state.progress == .waiting, !state.statusLine.isOver {
      state.statusLine.read(unwrapInboundIn(data).readableBytesView)
      if let code = state.statusLine.code { state.exchange?.answers(code) }
      if state.statusLine.headBytes > AnswerGuard.headLimit { return state.fail(context) }
    }
    if state.progress != .broken { context.fireChannelRead(data) }
  }
}

/// After the decoder: holds what comes in to the grammar of an answer.
private final class PartGuard: ChannelDuplexHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias InboundOut = HTTPClientResponsePart
  typealias OutboundIn = HTTPClientRequestPart
  typealias OutboundOut = HTTPClientRequestPart

  private let state: AnswerGuard.ConnectionState

  init(_ state: AnswerGuard.ConnectionState) { self.state = state }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .head(var head) = unwrapOutboundIn(data) else {
      return context.write(data, promise: promise)
    }
    state.exchange = head.headers.first(name: Exchanges.header).flatMap { state.exchanges[$0] }
    state.statusLine = StatusLine()
    if state.progress != .broken { state.progress = .waiting }
    head.headers.remove(name: Exchanges.header)
    context.write(wrapOutboundOut(.head(head)), promise: promise)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch (unwrapInboundIn(data), state.progress) {
    case (_, .broken): return
    case (.head(let head), .waiting) where (200...999).contains(head.status.code):
      state.progress = .receiving
    case (.head(let head), .waiting)
    where (102...199).contains(head.status.code) || head.status.code == 100:
      return
    case (.body, .receiving): break
    case (.end, .receiving): state.progress = .idle
    default: return state.fail(context)
    }
    context.fireChannelRead(data)
  }
}
