import NIOCore
import NIOSSL
import Synchronization

/// One connection of a ``MailServer``.
final class MailHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let recorder: MailServer.Recorder
  private let upgrade: NIOSSLContext?
  private let script: MailServer.Script
  private var isEncrypted: Bool
  private var number = 0
  private var rest = ""
  private var mail: MailServer.Mail?
  private var isInMessage = false
  private var isInLogin = false

  init(
    recorder: MailServer.Recorder, upgrade: NIOSSLContext?, isEncrypted: Bool,
    script: @escaping MailServer.Script
  ) {
    self.recorder = recorder
    self.upgrade = upgrade
    self.isEncrypted = isEncrypted
    self.script = script
  }

  func channelActive(context: ChannelHandlerContext) {
    number = recorder.record.withLock { record in
      defer { record.connections += 1 }
      return record.connections
    }
    answer("", usual: "220 mail.test ESMTP", context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    rest += String(buffer: unwrapInboundIn(data))
    while let end = rest.firstRange(of: "\r\n") {
      let line = String(rest[..<end.lowerBound])
      rest = String(rest[end.upperBound...])
      isInMessage ? message(line, context) : command(line, context)
    }
  }

  private func message(_ line: String, _ context: ChannelHandlerContext) {
    guard line == "." else {
      mail?.message += (line.hasPrefix(".") ? String(line.dropFirst()) : line) + "\r\n"
      return
    }
    isInMessage = false
    let reply = script(number, ".") ?? .reply("250 2.0.0 taken")
    if var mail {
      mail.isEncrypted = isEncrypted
      let isTaken = if case .reply(let text) = reply { text.hasPrefix("2") } else { false }
      recorder.record.withLock { $0.mails.append((mail, isTaken)) }
    }
    perform(reply, context)
  }

  private func command(_ line: String, _ context: ChannelHandlerContext) {
    recorder.record.withLock { $0.lines.append(line) }
    if isInLogin {
      isInLogin = false
      return answer(line, usual: "235 2.7.0 welcome", context)
    }
    switch line.prefix(4).uppercased() {
    case "EHLO": answer(line, usual: hello, context)
    case "STAR":
      answer(line, usual: "220 2.0.0 go on", context)
      guard let upgrade, script(number, line) == nil else { return }
      isEncrypted = true
      let handler = NIOSSLServerHandler(context: upgrade)
      try? context.pipeline.syncOperations.addHandler(handler, position: .first)
    case "AUTH":
      isInLogin = script(number, line) == nil
      answer(line, usual: "334 ", context)
    case "MAIL":
      mail = MailServer.Mail(
        sender: address(line), recipients: [], message: "", isEncrypted: false)
      answer(line, usual: "250 2.1.0 ok", context)
    case "RCPT":
      let reply = script(number, line) ?? .reply("250 2.1.5 ok")
      if case .reply(let text) = reply, text.hasPrefix("2") {
        mail?.recipients.append(address(line))
      }
      perform(reply, context)
    case "DATA":
      isInMessage = script(number, line) == nil
      answer(line, usual: "354 go on", context)
    case "QUIT":
      answer(line, usual: "221 2.0.0 farewell", context)
      if script(number, line) == nil { context.close(promise: nil) }
    default: answer(line, usual: "500 5.5.1 unknown", context)
    }
  }

  private var hello: String {
    let startTLS = upgrade != nil && !isEncrypted ? "250-STARTTLS\r\n" : ""
    return "250-mail.test\r\n250-SIZE 1000000\r\n\(startTLS)250-AUTH PLAIN LOGIN\r\n250 8BITMIME"
  }

  /// `RCPT TO:<a@b>` → `a@b`.
  private func address(_ line: String) -> String {
    String(line.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" })
  }

  private func answer(_ line: String, usual: String, _ context: ChannelHandlerContext) {
    perform(script(number, line) ?? .reply(usual), context)
  }

  private func perform(_ answer: MailServer.Answer, _ context: ChannelHandlerContext) {
    switch answer {
    case .reply(let text): write(text + "\r\n", context)
    case .hang: break
    case .close: context.close(promise: nil)
    case .endless(let text):
      let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      context.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(1)) {
        let (handler, context) = bound.value
        guard context.channel.isActive else { return $0.cancel() }
        if context.channel.isWritable { handler.write(text, context) }
      }
    }
  }

  private func write(_ text: String, _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
  }
}
