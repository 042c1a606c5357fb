/// One message and its envelope, ready to be sent.
package struct MailRequest: Hashable, Sendable {
  /// Addresses without names.
  package var sender: String
  /// At least one.
  package var recipients: [String]
  /// Lines that end in CRLF, at most 998 bytes long.
  package var message: [UInt8]

  package init(sender: String, recipients: [String], message: [UInt8]) {
    self.sender = sender
    self.recipients = recipients
    self.message = message
  }
}

/// What came of a message: the server's word, or why there is none.
package enum MailResult: Hashable, Sendable {
  case answer(MailAnswer)
  case failure(TransportFailure)
}

/// The reply that decided, and where in the conversation it came.
package struct MailAnswer: Hashable, Sendable {
  /// What the reply is to (RFC 5321).
  package enum Stage: Hashable, Sendable {
    case greeting, hello, startTLS, login, sender, recipients, data, message
  }

  /// A reply code and what came with it, at most 400 characters.
  package struct Reply: Hashable, Sendable {
    package var code: Int
    package var text: String

    package init(_ code: Int, _ text: String = "") {
      self.code = code
      self.text = text
    }
  }

  package struct Refusal: Hashable, Sendable {
    package var recipient: String
    package var reply: Reply

    package init(_ recipient: String, _ reply: Reply) {
      self.recipient = recipient
      self.reply = reply
    }
  }

  package var stage: Stage
  package var reply: Reply
  /// Recipients that the server does not take, in the order of the request.
  package var refused: [Refusal]

  package init(_ stage: Stage, _ reply: Reply, refused: [Refusal] = []) {
    self.stage = stage
    self.reply = reply
    self.refused = refused
  }
}
