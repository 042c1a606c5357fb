import SpendCore

/// Follows a conversation in SMTP from its lines, so that it is known which recipients were refused
/// and what a server said when it ended. Keeps of what we say only what kind of command it is: the
/// password is among it. Bounded, whatever a server sends.
package struct SMTPTranscript: Sendable {
  private let recipients: [String]
  private var stage = MailAnswer.Stage.greeting
  /// Of the lines of a reply so far, or of the last one.
  private var text = ""
  private var isMidReply = false
  /// The last one that is whole, to the command of `stage`.
  private var last: MailAnswer.Reply?
  private var toRecipients: [MailAnswer.Reply] = []
  private var toMessage: MailAnswer.Reply?
  /// What is said after the farewell decides nothing.
  private var isOver = false

  private static let textLimit = 400

  package init(recipients: [String]) { self.recipients = recipients }

  /// Whether the server has said what becomes of the message: nothing after that matters.
  package var isSettled: Bool { toMessage != nil }

  // MARK: Lines

  /// A command that we send.
  package mutating func said(_ bytes: some Collection<UInt8>) {
    // What a server asks for within a login is no command, whatever it looks like.
    if stage == .login, last?.code == 334 { return }
    let command = String(decoding: bytes.prefix(12), as: UTF8.self).uppercased()
    let commands: [(String, MailAnswer.Stage)] = [
      ("EHLO", .hello), ("HELO", .hello), ("STARTTLS", .startTLS), ("AUTH ", .login),
      ("MAIL FROM:", .sender), ("RCPT TO:", .recipients), ("DATA", .data),
    ]
    isOver = isOver || command.hasPrefix("QUIT")
    guard let stage = commands.first(where: { command.hasPrefix($0.0) })?.1 else { return }
    self.stage = stage
    last = nil
    isMidReply = false
  }

  /// What the server sends: a line, or several.
  package mutating func heard(_ bytes: some Collection<UInt8>) {
    for line in Array(bytes.prefix(64 * 1024)).split(separator: 0x0A) { heard(line: line) }
  }

  private mutating func heard(line: ArraySlice<UInt8>) {
    let digits = line.prefix(3)
    guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }),
      let code = Int(String(decoding: digits, as: UTF8.self))
    else { return }
    let mark = line.dropFirst(3).first
    if !isMidReply { text = "" }
    isMidReply = mark == UInt8(ascii: "-")
    let rest = line.dropFirst(4).prefix(Self.textLimit)
    if text.utf8.count < Self.textLimit, !rest.isEmpty {
      text += (text.isEmpty ? "" : " ") + String(decoding: rest, as: UTF8.self)
    }
    if !isMidReply { replied(.init(code, SafeText.line(text, limit: Self.textLimit))) }
  }

  private mutating func replied(_ reply: MailAnswer.Reply) {
    guard !isOver else { return }
    switch stage {
    case .message: toMessage = toMessage ?? reply
    case .data where reply.code == 354: stage = .message
    case .recipients:
      if toRecipients.count < recipients.count { toRecipients.append(reply) }
      last = reply
    case .greeting, .hello, .startTLS, .login, .sender, .data: last = reply
    }
  }

  // MARK: The end

  /// - Parameter failure: nil when the conversation went through to its end.
  package func result(_ failure: TransportFailure?) -> MailResult {
    let refused = zip(recipients, toRecipients).filter { $1.code / 100 != 2 }
      .map { MailAnswer.Refusal($0, $1) }
    if let toMessage { return .answer(MailAnswer(.message, toMessage, refused: refused)) }
    if failure == .cancelled { return .failure(.cancelled) }
    if let last, last.code >= 400, last.code < 600 {
      let isOfAll = stage != .recipients || refused.count == recipients.count
      if isOfAll || last.code == 421 { return .answer(MailAnswer(stage, last, refused: refused)) }
    }
    return .failure(failure ?? .protocolViolation)
  }
}
