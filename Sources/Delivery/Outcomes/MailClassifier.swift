import SpendCore

/// What a mail server's answer means (RFC 5321, section 4.2.1): 4yz passes, 5yz does not. A 5yz to
/// the message is about its content; one before that, to the login, the sender or every recipient,
/// would come for any message.
package struct MailClassifier: Sendable {
  private let redactor: Redactor

  package init(redactor: Redactor) { self.redactor = redactor }

  package func verdict(_ result: MailResult) -> Verdict {
    switch result {
    case .failure(.cancelled): .cancelled
    case .failure(let failure):
      failure.isConfiguration ? .park(failure.text) : .retry(failure.text)
    case .answer(let answer): verdict(answer)
    }
  }

  private func verdict(_ answer: MailAnswer) -> Verdict {
    switch (answer.stage, answer.reply.code) {
    case (.message, 200...299):
      guard !answer.refused.isEmpty else { return .delivered }
      return .partly("not taken for \(list(answer.refused))")
    case (.recipients, _):
      let reason = "refused every recipient: \(list(answer.refused))"
      let mayPass = answer.reply.code == 421 || answer.refused.contains { $0.reply.code / 100 == 4 }
      return mayPass ? .retry(reason) : .park(reason)
    case (.message, 400...499): return .retry(reason(answer), mayBeMessage: true)
    case (_, 400...499): return .retry(reason(answer))
    // 552 says that the message, whose size was announced, is too large.
    case (.data, 500...599), (.message, 500...599), (.sender, 552):
      return .badPayload(reason(answer))
    case (_, 500...599): return .park(reason(answer))
    default: return .retry(TransportFailure.protocolViolation.text)
    }
  }

  private func reason(_ answer: MailAnswer) -> String {
    let what =
      switch answer.stage {
      case .greeting: "the connection"
      case .hello: "the greeting"
      case .startTLS: "STARTTLS"
      case .login: "the login"
      case .sender: "the sender"
      case .recipients: "the recipients"
      case .data, .message: "the message"
      }
    return "refused \(what): \(words(answer.reply, limit: 200))"
  }

  private func list(_ refused: [MailAnswer.Refusal]) -> String {
    let shown = refused.prefix(5).map { "\($0.recipient) (\(words($0.reply, limit: 60)))" }
    let more = refused.count > 5 ? " and \(refused.count - 5) more" : ""
    return SafeText.line(shown.joined(separator: ", ") + more, limit: 260)
  }

  private func words(_ reply: MailAnswer.Reply, limit: Int) -> String {
    SafeText.line("\(reply.code) \(redactor.echo(reply.text))", limit: limit)
  }
}
