import Delivery
import SpendCore
import Testing

/// Conversations and what they mean, line by line.
@Suite("Mail: answers")
struct SMTPTests {
  enum Meaning: Hashable { case delivered, partly, retry, plain, park }

  static let hello = "S250-mail.test|S250-SIZE 1000|S250 8BITMIME"
  static let start = "S220 hi|CEHLO x|\(hello)|CMAIL FROM:<a@b>|S250 ok"
  static let login = "S220 hi|CEHLO x|\(hello)|CAUTH PLAIN|S334 |CRENQTUFJTCBGUk9NOg==|"

  /// Lines of the server (S) and ours (C), how libcurl saw it end, and what it means.
  static let table: [(String, TransportFailure?, Meaning, String)] = [
    (
      "\(start)|CRCPT TO:<r1>|S250 ok|CRCPT TO:<r2>|S250 ok|CDATA|S354 go|S250 taken|CQUIT|S221 bye",
      nil, .delivered, ""
    ),
    // What follows the word on the message changes nothing.
    (
      "\(start)|CRCPT TO:<r1>|S250 ok|CRCPT TO:<r2>|S250 ok|CDATA|S354 go|S250 taken|S554 no",
      .closed, .delivered, ""
    ),
    (
      "\(start)|CRCPT TO:<r1>|S250 ok|CRCPT TO:<r2>|S250 ok|CDATA|S354 go|S250 taken|CQUIT",
      .timeout, .delivered, ""
    ),
    (
      "\(start)|CRCPT TO:<r1>|S550 5.1.1 who?|CRCPT TO:<r2>|S250 ok|CDATA|S354 go|S250 taken", nil,
      .partly, "not taken for r1 (550 5.1.1 who?)"
    ),
    (
      "\(start)|CRCPT TO:<r1>|S250 ok|CRCPT TO:<r2>|S450 later|CDATA|S354 go|S250 taken", nil,
      .partly, "not taken for r2 (450 later)"
    ),
    (
      "\(start)|CRCPT TO:<r1>|S550 no|CRCPT TO:<r2>|S553 no|CQUIT|S221 bye", .closed, .park,
      "refused every recipient: r1 (550 no), r2 (553 no)"
    ),
    (
      "\(start)|CRCPT TO:<r1>|S550 no|CRCPT TO:<r2>|S451 grey|CQUIT|S221 bye", .closed, .retry,
      "refused every recipient: r1 (550 no), r2 (451 grey)"
    ),
    (
      "\(start)|CRCPT TO:<r1>|S250 ok|CRCPT TO:<r2>|S250 ok|CDATA|S354 go|S451 4.3.0 busy", .closed,
      .retry, "refused the message: 451 4.3.0 busy"
    ),
    (
      "\(start)|CRCPT TO:<r1>|S250 ok|CRCPT TO:<r2>|S250 ok|CDATA|S354 go|S554-5.7.1 spam|S554 5.7.1 see here",
      .closed, .plain, "refused the message: 554 5.7.1 spam 5.7.1 see here"
    ),
    (
      "\(start)|CRCPT TO:<r1>|S250 ok|CRCPT TO:<r2>|S250 ok|CDATA|S451 not now", .closed, .retry,
      "refused the message: 451 not now"
    ),
    (
      "\(start)|CRCPT TO:<r1>|S250 ok|CRCPT TO:<r2>|S250 ok|CDATA|S554 no", .closed, .plain,
      "refused the message: 554 no"
    ),
    (
      "\(start)|CRCPT TO:<r1>|S250 ok|CRCPT TO:<r2>|S250 ok|CDATA|S354 go", .closed, .retry,
      "the connection was closed before an answer came"
    ),
    (
      "S220 hi|CEHLO x|\(hello)|CMAIL FROM:<a@b>|S530 5.7.0 login first", .closed, .park,
      "refused the sender: 530 5.7.0 login first"
    ),
    (
      "S220 hi|CEHLO x|\(hello)|CMAIL FROM:<a@b>|S552 too large", .closed, .plain,
      "refused the sender: 552 too large"
    ),
    (
      "S220 hi|CEHLO x|\(hello)|CMAIL FROM:<a@b>|S452 full", .closed, .retry,
      "refused the sender: 452 full"
    ),
    // A continuation that looks like commands in base64 is none of them.
    (
      "\(login)S535-5.7.8 wrong|S535 5.7.8 see example.com|CQUIT|S221 bye", .noLogin, .park,
      "refused the login: 535 5.7.8 wrong 5.7.8 see example.com"
    ),
    ("\(login)S454 4.7.0 later", .noLogin, .retry, "refused the login: 454 4.7.0 later"),
    (
      "S220 hi|CEHLO x|\(hello)", .noLogin, .park,
      "the server offers no login that is known here (PLAIN, LOGIN)"
    ),
    ("S554 not you", .protocolViolation, .park, "refused the connection: 554 not you"),
    ("S421 busy", .protocolViolation, .retry, "refused the connection: 421 busy"),
    ("S220 hi|CEHLO x|S502 what?", .protocolViolation, .park, "refused the greeting: 502 what?"),
    (
      "S220 hi|CEHLO x|\(hello)|CSTARTTLS|S454 later", .noStartTLS, .retry,
      "refused STARTTLS: 454 later"
    ),
    (
      "S220 hi|CEHLO x|\(hello)|CSTARTTLS|S220 go", .tls, .retry,
      "the TLS handshake failed (certificate, name or protocol)"
    ),
    ("S220 hi|CEHLO x|\(hello)", .noStartTLS, .park, TransportFailure.noStartTLS.text),
    (
      "\(start)|CRCPT TO:<r1>|S250 ok|CRCPT TO:<r2>|S421 closing", .closed, .retry,
      "refused every recipient: r2 (421 closing)"
    ),
    // What is no reply at all.
    (
      "Snonsense|S99|S|SHTTP/1.1 200 OK", .protocolViolation, .retry,
      "the answer is not what the protocol allows"
    ),
    (
      "S220 hi|CEHLO x|S999 what", .protocolViolation, .retry,
      "the answer is not what the protocol allows"
    ),
    ("", .timeout, .retry, "no complete answer in time"),
    (
      "\(start)|CRCPT TO:<r1>|S250 ok|CRCPT TO:<r2>|S250 ok|CDATA|S354 go|S399 hm", .closed, .retry,
      "the answer is not what the protocol allows"
    ),
  ]

  @Test("each conversation", arguments: table.indices)
  func conversation(index: Int) {
    let (lines, failure, meaning, words) = Self.table[index]
    var transcript = SMTPTranscript(recipients: ["r1", "r2"])
    for line in lines.split(separator: "|") {
      let bytes = Array(line.dropFirst().utf8) + [0x0D, 0x0A]
      if line.first == "S" { transcript.heard(bytes) } else { transcript.said(bytes) }
    }
    let verdict = MailClassifier(redactor: Redactor([])).verdict(transcript.result(failure))
    let (found, text): (Meaning?, String) =
      switch verdict {
      case .delivered: (.delivered, "")
      case .partly(let text): (.partly, text)
      case .retry(let text, _, _): (.retry, text)
      case .badPayload(let text): (.plain, text)
      case .park(let text): (.park, text)
      case .unconfirmed, .cancelled: (nil, "")
      }
    #expect(found == meaning, "\(lines): \(verdict)")
    #expect(text == words, "\(lines)")
  }

  @Test("our own end is no word about the receiver, unless its word has come")
  func cancelled() {
    var transcript = SMTPTranscript(recipients: ["r"])
    transcript.heard(Array("220 hi\r\n".utf8))
    #expect(transcript.result(.cancelled) == .failure(.cancelled))
    for line in ["MAIL FROM:<a@b>", "RCPT TO:<r>", "DATA"] {
      transcript.said(Array(line.utf8))
      transcript.heard(Array((line == "DATA" ? "354 go" : "250 ok").utf8))
    }
    #expect(!transcript.isSettled)
    transcript.heard(Array("250 taken\r\n".utf8))
    #expect(transcript.isSettled)
    #expect(transcript.result(.cancelled) == .answer(MailAnswer(.message, .init(250, "taken"))))
  }

  @Test("endless replies keep little")
  func endless() {
    var transcript = SMTPTranscript(recipients: ["r"])
    for _ in 0..<1000 {
      transcript.heard(Array("550-\(String(repeating: "x", count: 1000))\r\n".utf8))
    }
    transcript.heard([UInt8](repeating: 0x35, count: 1_000_000))
    transcript.heard(Array("550 end".utf8))
    guard case .answer(let answer) = transcript.result(.closed) else {
      Issue.record("no answer")
      return
    }
    #expect(answer.stage == .greeting && answer.reply.code == 550)
    #expect(answer.reply.text.utf16.count <= 400)
  }
}
