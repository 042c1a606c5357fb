import Delivery
import Foundation
import SpendCore
import SpendTesting
import Testing

/// What a mail says, and how its messages belong together.
@Suite("Mail: what is said")
struct EmailReceiverTests {
  private func read(
    _ content: Attempt.Content, isPlain: Bool = false,
    _ change: (inout ReceiverSettings) -> Void = { _ in }
  ) -> MailReader? {
    let attempt = Attempt(id: 1, content: content, isPlain: isPlain)
    guard case .mail(let mail) = Receiver.rendering(attempt, Fixture.context(.email, change)) else {
      return nil
    }
    return MailReader(mail.message)
  }

  private static let digest = "6486cea5d1f04b2a8c3e5f60718293a4"

  @Test("each line of the table is in both parts, the first is the subject")
  func sameLines() throws {
    for item in MessageTableTests.cases {
      let delivery = AlertDelivery(sequence: 1, receiver: "r", alert: item.alert)
      let mail = try #require(read(.alerts([delivery])))
      #expect(mail.faults == [], "\(item.name)")
      let text = AlertText(item.alert, zone: .utc)
      #expect(MailReader.words(mail.header("Subject") ?? "") == text.headline)
      let (plain, html) = (mail.text("text/plain") ?? "", mail.text("text/html") ?? "")
      let lines = [text.headline] + text.body(for: "r") + [text.look].compactMap(\.self)
      for line in lines + [text.footer] {
        #expect(plain.contains(line), "\(item.name): \(line)")
        #expect(html.contains(line), "\(item.name): \(line)")
      }
    }
  }

  @Test("a digest is a mail with its page; those of one kind are one thread")
  func digests() throws {
    func mail(_ id: String) throws -> MailReader {
      let digest = DigestFixture.digest(id, name: "<b>chat</b>")
      let delivery = Delivery(sequence: 1, receiver: "r", message: .digest(digest))
      return try #require(read(.digest(delivery, digest)))
    }
    let (mail, other) = (try mail("1"), try mail("2"))
    #expect(mail.faults == [])
    let title = "LLM spend, week 47 (16–22 Nov, UTC): $131.20, +15 % on $113.90"
    #expect(MailReader.words(mail.header("Subject") ?? "") == title)
    #expect(mail.text("text/plain")?.contains("+17 more: $1.20") == true)
    #expect(mail.text("text/html")?.contains("&lt;b&gt;chat&lt;/b&gt;") == true)
    #expect(mail.header("Message-ID") != other.header("Message-ID"))
    #expect(mail.header("References") == other.header("References"))
  }

  @Test("nothing from events is markup, and nothing is loaded from elsewhere")
  func escaping() throws {
    for name in HostileText.samples + ["<img src=x onerror=alert(1)>", "\" style=\"x", "&lt;"] {
      let mail = try #require(read(.alerts([Fixture.delivery(1, name)])))
      #expect(mail.faults == [])
      let html = mail.text("text/html") ?? ""
      for tag in html.split(separator: "<").dropFirst() {
        let name = tag.drop { $0 == "/" }.prefix { $0.isLetter || $0 == "!" }
        #expect(
          ["!DOCTYPE", "html", "body", "p", "b", "br", "a", "code", "ul", "li"].contains(
            String(name)),
          "\(name)")
      }
      #expect(html.components(separatedBy: "<a href=\"").count == 2)
    }
  }

  @Test("a firing and its resolve are one thread, and so is a firing under a later id")
  func thread() throws {
    func mail(_ id: String, _ state: Alert.State) throws -> MailReader {
      try #require(read(.alerts([Fixture.delivery(1, state: state, id: id)])))
    }
    let first = try mail(Self.digest, .firing)
    let root = first.header("Message-ID")
    #expect(root?.hasSuffix("@example.com>") == true)
    #expect(first.header("In-Reply-To") == nil && first.header("References") == nil)
    #expect(try mail(Self.digest, .firing).header("Message-ID") == root)
    var ids: Set = [root]
    for (id, state) in [
      (Self.digest, Alert.State.resolved), (Self.digest + "-2", .firing),
      (Self.digest + "-2", .resolved),
    ] {
      let later = try mail(id, state)
      #expect(later.header("In-Reply-To") == root && later.header("References") == root)
      #expect(ids.insert(later.header("Message-ID")).inserted)
    }
    let other = Attempt(id: 1, content: .alerts([Fixture.delivery(1, id: Self.digest)]))
    let context = Fixture.context(.email) { $0.name = "other" }
    guard case .mail(let message) = Receiver.rendering(other, context) else {
      Issue.record("no mail")
      return
    }
    #expect(MailReader(message.message).header("Message-ID") != root)
  }

  @Test("several alerts are one mail, which names the threads of all of them")
  func several() throws {
    let deliveries = [
      Fixture.delivery(1, "a", id: Self.digest),
      Fixture.delivery(2, "b", level: .soft, id: "other"),
    ]
    let mail = try #require(read(.alerts(deliveries)))
    #expect(mail.faults == [])
    #expect(
      mail.header("Subject") == "LLM budget exceeded: a $50.12 of $50 in the last 24 h (and 1 more)"
    )
    let plain = mail.text("text/plain") ?? ""
    #expect(plain.hasPrefix("2 budget alerts: 1 hard, 1 soft\n"))
    #expect(plain.contains("* LLM budget at 80 %: b $50.12"))
    let roots = try deliveries.map { try #require(read(.alerts([$0]))?.header("Message-ID")) }
    #expect(mail.header("References") == roots.joined(separator: " "))
    let many = (1...80).map { Fixture.delivery(UInt64($0), "f\($0)") }
    let summary = try #require(read(.catchUp(many)))
    #expect(summary.faults == [])
    #expect(summary.text("text/plain")?.contains("\n\nand 30 more\n") == true)
    #expect(summary.header("References")?.split(separator: " ").count == 20)
  }

  @Test("tests, notices, plain attempts and what is over before it was told")
  func others() throws {
    let test = try #require(read(.test(Fixture.alert())))
    #expect(test.header("Subject")?.hasPrefix("[TEST] LLM budget exceeded: ") == true)
    #expect(test.text("text/plain")?.hasPrefix("[TEST] ") == true)
    func notice(_ isResolved: Bool, _ seconds: Int64) throws -> MailReader {
      try #require(
        read(
          .notice(
            Notice(
              id: "n", isResolved: isResolved, instance: "i", receiver: "slack",
              text: "receiver slack is parked", time: Timestamp(seconds: seconds)))))
    }
    let (start, end) = (try notice(false, 1), try notice(true, 2))
    #expect(start.header("Subject") == "receiver slack is parked")
    #expect(end.header("Subject") == "RESOLVED: receiver slack is parked")
    #expect(start.header("References") == end.header("References"))
    #expect(start.header("Message-ID") != (try notice(false, 3).header("Message-ID")))
    let plain = try #require(read(.alerts([Fixture.delivery(1)]), isPlain: true))
    #expect(plain.parts.map(\.type) == ["text/plain"])
    #expect(plain.text("text/plain")?.contains("(id id-support_qa-100)") == true)
    let brief = try #require(
      read(.alerts([Fixture.delivery(1), Fixture.delivery(2, state: .resolved)])))
    #expect(brief.header("Subject")?.hasPrefix("fired and cleared meanwhile: ") == true)
    #expect(
      Receiver.rendering(
        Attempt(id: 1, content: .pageSummaryResolved(key: "k")), Fixture.context(.email))
        == .nothing)
  }

  @Test("the operator's templates and headers are text like everything else")
  func templates() throws {
    let mail = try #require(
      read(.alerts([Fixture.delivery(1, "<b>&")])) {
        $0.titleTemplate = "{{who}} at {{percent}} %"
        $0.messageTemplate = "first {{who}}\nsecond"
        $0.headers = ["X-Priority": Secret("1")]
      })
    #expect(mail.header("Subject") == "<b>& at 100 %")
    #expect(mail.text("text/plain")?.contains("\n\nfirst <b>&\nsecond\n\n") == true)
    #expect(mail.text("text/html")?.contains("<p>first &lt;b&gt;&amp;<br>\nsecond</p>") == true)
    #expect(mail.header("X-Priority") == "1")
  }

  @Test("a rendered mail shows where it goes, and neither password nor headers")
  func rendered() throws {
    let context = Fixture.context(.email) {
      $0.mail = Fixture.mail(
        port: 587, security: .startTLS,
        login: .init(username: "u", password: Secret("p4ssw0rd-geheim")))
      $0.headers = ["X-Key": Secret("v3ry-sécret")]
      $0.messageTemplate = "the password is p4ssw0rd-geheim"
    }
    let request = try #require(RenderedRequest.render(Fixture.alert(), context).first)
    #expect(request.method == "MAIL" && request.url == "smtp://127.0.0.1:587")
    #expect(request.headers.contains(LabelPair("To", "finops@example.com")))
    #expect(!"\(request)".contains("geheim") && !"\(request)".contains("cret"))
  }
}
