import Delivery
import SpendCore
import SpendTesting
import Testing

/// Messages as bytes, read back by a reader of their own.
@Suite("Mail: the message")
struct MailMessageTests {
  private func message(
    subject: String = "s", text: String = "t", html: String? = "<p>t</p>",
    from: MailAddress = MailAddress("spend@example.com"), headers: [LabelPair] = []
  ) -> MailReader {
    MailReader(
      MailMessage(
        from: from, to: [MailAddress("a@example.com"), MailAddress(name: "B C", "b@example.com")],
        subject: subject, date: Fixture.now,
        thread: MailThread(
          id: "2@example.com", inReplyTo: "1@example.com", references: ["1@example.com"]),
        headers: headers, text: text, html: html
      ).bytes)
  }

  @Test("the whole of a small one")
  func whole() {
    let bytes = MailMessage(
      from: MailAddress(name: "Spend", "spend@example.com"), to: [MailAddress("a@example.com")],
      subject: "café", date: Fixture.now, thread: MailThread(id: "1@example.com"),
      headers: [LabelPair("X-Team", "support")], text: "café\n.\n", html: nil
    ).bytes
    #expect(
      String(decoding: bytes, as: UTF8.self).split(
        separator: "\r\n", omittingEmptySubsequences: false)
        == [
          "Date: Sat, 21 Nov 2026 14:20:05 +0000", "From: Spend <spend@example.com>",
          "To: a@example.com", "Subject: =?utf-8?Q?caf=C3=A9?=", "Message-ID: <1@example.com>",
          "Auto-Submitted: auto-generated", "X-Team: support", "MIME-Version: 1.0",
          "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable",
          "", "caf=C3=A9", "=2E", "",
        ])
  }

  @Test(
    "the date is that of the clock",
    arguments: [
      (0, "Thu, 1 Jan 1970 00:00:00 +0000"), (951_827_696, "Tue, 29 Feb 2000 12:34:56 +0000"),
      (1_798_761_599, "Thu, 31 Dec 2026 23:59:59 +0000"),
      (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
    ] as [(Int64, String)])
  func date(seconds: Int64, expected: String) {
    let bytes = MailMessage(
      from: MailAddress("a@b"), to: [MailAddress("a@b")], subject: "",
      date: Timestamp(seconds: seconds), thread: MailThread(id: "1@b"), text: "", html: nil
    ).bytes
    #expect(MailReader(bytes).header("Date") == expected)
  }

  @Test(
    "a subject is one line that a reader sees as it was written",
    arguments: [
      ("LLM budget exceeded: qa $50.60 of $50", "LLM budget exceeded: qa $50.60 of $50"),
      ("", ""), ("naïve · 漢字", "naïve · 漢字"), ("a  b", "a  b"), (" lead", " lead"),
      ("=?utf-8?Q?fake?=", "=?utf-8?Q?fake?="),
      ("one\r\nBcc: x@evil.example", "one Bcc: x@evil.example"),
      ("rtl \u{202E}gpj.exe", "rtl gpj.exe"), ("a\u{0}b\u{1B}[31m", "ab[31m"),
      ("a, b; <c> \"d\" (e) \\", "a, b; <c> \"d\" (e) \\"),
    ])
  func subject(text: String, expected: String) {
    let mail = message(subject: text)
    #expect(mail.faults == [])
    // A line end is a space, or nothing before one.
    let shown = MailReader.words(mail.header("Subject") ?? "")
    #expect(shown == expected)
    #expect(!mail.headers.contains { $0.name == "Bcc" })
  }

  @Test("plain subjects stay readable in the source, others are words of at most 75 characters")
  func encoding() {
    let plain = message(subject: "LLM budget at 80 %: support_qa $40 of $50 in the last 24 h")
    #expect(plain.header("Subject") == "LLM budget at 80 %: support_qa $40 of $50 in the last 24 h")
    let long = message(subject: String(repeating: "漢字", count: 120)).header("Subject") ?? ""
    #expect(long.split(separator: " ").allSatisfy { $0.utf8.count <= 75 && $0.hasSuffix("?=") })
  }

  @Test(
    "a name before an address is bare, in quotes or encoded, and never a second address",
    arguments: [
      ("Jane Doe", "Jane Doe <j@example.com>"),
      ("Doe, Jane", "\"Doe, Jane\" <j@example.com>"),
      ("a \"b\" \\", "\"a \\\"b\\\" \\\\\" <j@example.com>"),
      ("Jäne", "=?utf-8?Q?J=C3=A4ne?= <j@example.com>"),
      ("evil@example.com, x", "\"evil@example.com, x\" <j@example.com>"),
      ("a\r\nBcc: b", "\"a Bcc: b\" <j@example.com>"),
      ("\u{202E}x", "x <j@example.com>"),
    ])
  func names(name: String, expected: String) {
    let mail = message(from: MailAddress(name: name, "j@example.com"))
    #expect(mail.faults == [])
    #expect(mail.header("From") == expected)
    #expect(mail.header("To") == "a@example.com, B C <b@example.com>")
  }

  @Test("text and HTML stand side by side; the thread and the operator's headers are there")
  func parts() {
    let mail = message(
      text: "Grüße\n\n.dot\nFrom here\nend ", html: "<p>Grüße</p>\n",
      headers: [LabelPair("X-Team", "sup\r\nport: ü")])
    #expect(mail.faults == [])
    #expect(mail.parts.map(\.type) == ["text/plain", "text/html"])
    #expect(mail.text("text/plain") == "Grüße\n\n.dot\nFrom here\nend ")
    #expect(mail.text("text/html") == "<p>Grüße</p>")
    #expect(mail.header("Message-ID") == "<2@example.com>")
    #expect(mail.header("In-Reply-To") == "<1@example.com>")
    #expect(mail.header("References") == "<1@example.com>")
    #expect(MailReader.words(mail.header("X-Team") ?? "") == "sup port: ü")
  }

  @Test("whatever is put in, the lines are short ASCII and read back as what was put in")
  func hostile() {
    let seed = UInt64.random(in: 1...1_000_000)
    var random = SeededRandom(seed: seed)
    for _ in 0..<60 {
      let (subject, name) = (HostileText.random(&random), HostileText.random(&random))
      let text = String(HostileText.random(&random).unicodeScalars.prefix(20_000))
      let mail = message(
        subject: subject, text: text, html: text, from: MailAddress(name: name, "j@example.com"))
      #expect(mail.faults == [], "seed \(seed)")
      #expect(mail.headers.count == 10, "seed \(seed): \(mail.headers.map(\.name))")
      let shown = SafeText.line(subject, limit: 300)
      #expect(MailReader.words(mail.header("Subject") ?? "") == shown, "seed \(seed)")
      let lines = text.replacing("\r\n", with: "\n")
      #expect(mail.text("text/plain") == lines, "seed \(seed)")
    }
  }
}
