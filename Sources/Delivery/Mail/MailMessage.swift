package import SpendCore

/// A message as it travels: headers (RFC 5322) and its text, with the same as HTML beside it where
/// there is one (`multipart/alternative`, RFC 2046). Pure; lines end in CRLF and are ASCII of at
/// most 998 bytes, whatever is put in.
package struct MailMessage: Hashable, Sendable {
  package var from: MailAddress
  package var to: [MailAddress]
  package var subject: String
  package var date: Timestamp
  package var thread: MailThread
  /// Further ones, of the operator.
  package var headers: [LabelPair]
  package var text: String
  /// nil: the text alone.
  package var html: String?

  package init(
    from: MailAddress, to: [MailAddress], subject: String, date: Timestamp, thread: MailThread,
    headers: [LabelPair] = [], text: String, html: String?
  ) {
    self.from = from
    self.to = to
    self.subject = subject
    self.date = date
    self.thread = thread
    self.headers = headers
    self.text = text
    self.html = html
  }

  package var bytes: [UInt8] {
    var head = MailHeader.text("Date", Self.date(date))
    head += MailHeader.addresses("From", [from])
    head += MailHeader.addresses("To", to)
    head += MailHeader.text("Subject", SafeText.line(subject, limit: 300))
    head += MailHeader.identifiers("Message-ID", [thread.id])
    if let parent = thread.inReplyTo { head += MailHeader.identifiers("In-Reply-To", [parent]) }
    if !thread.references.isEmpty {
      head += MailHeader.identifiers("References", thread.references)
    }
    // No answer of somebody who is away comes back (RFC 3834).
    head += "Auto-Submitted: auto-generated\r\n"
    for header in headers { head += MailHeader.text(header.name, header.value) }
    head += "MIME-Version: 1.0\r\n"
    guard let html else { return Array(head.utf8) + Self.part("plain", text) }
    // Such a line cannot be one of a part: after `=` stand two digits or the end.
    let boundary = "=_" + StableID.hex(["boundary", thread.id])
    head += "Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"\r\n\r\n"
    var bytes = Array(head.utf8)
    // The last that a client can show counts.
    for (kind, text) in [("plain", text), ("html", html)] {
      bytes += "--\(boundary)\r\n".utf8
      bytes += Self.part(kind, text)
    }
    return bytes + "--\(boundary)--\r\n".utf8
  }

  private static func part(_ kind: String, _ text: String) -> [UInt8] {
    let head =
      "Content-Type: text/\(kind); charset=utf-8\r\n"
      + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    return Array(head.utf8) + QuotedPrintable.encode(text)
  }

  /// `Sat, 21 Nov 2026 14:20:05 +0000`.
  static func date(_ time: Timestamp) -> String {
    let day = Timestamp.floorDivide(time.seconds, 86_400)
    let date = CivilDate(day: day)
    let second = time.seconds - day * 86_400
    let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let weekday = weekdays[Int(day - Timestamp.floorDivide(day, 7) * 7)]
    let clock = [second / 3600, second / 60 % 60, second % 60]
      .map { Timestamp.padded($0, 2) }.joined(separator: ":")
    let month = DateWords.month(date.month, isShort: true)
    return "\(weekday), \(date.day) \(month) \(Timestamp.padded(date.year, 4)) \(clock) +0000"
  }
}
