import Delivery
import SpendCore
import Testing

/// What an answer may make of a secret, and what is left of it.
@Suite("Redactor")
struct RedactorTests {
  private static let login = "http://us:pAsSw0rd@127.0.0.1:9905/hook"
  private static let escaped = "https://u%73:p%40ss%2Fw0rd@h/x"
  private static let path = "https://h/services/T0KEN-aB/x?sig=Zz%2B9aaaa&v=1"

  @Test(
    "a secret is found in whatever form it comes back",
    arguments: [
      (login, "auth was Basic dXM6cEFzU3cwcmQ=", "auth was Basic <redacted>"),
      (login, "dXM6cEFzU3cwcmQ", "<redacted>"), (login, "DXM6CEFZU3CWCMQ=", "<redacted>"),
      (login, "eCB1czpwQXNTdzByZCB5", "eCB<redacted>CB5"),
      (login, "user us, password pAsSw0rd", "user us, password <redacted>"),
      (login, "us:pAsSw0rd", "<redacted>"), (login, "PASSW0RD passw0rd", "<redacted> <redacted>"),
      (login, "us%3ApAsSw0rd", "<redacted>"), (login, "at \(login)", "at <redacted>"),
      (login, "nothing of us", "nothing of us"),
      (escaped, "u%73:p%40ss%2fw0rd", "<redacted>"), (escaped, "us:p@ss/w0rd", "<redacted>"),
      (escaped, "Basic dXM6cEBzcy93MHJk", "Basic <redacted>"),
      (escaped, #"{"password":"p@ss\/w0rd"}"#, #"{"password":"<redacted>"}"#),
      ("https://a%3Ab:c%3Adef@h/", "a:b:c:def c:def", "<redacted> <redacted>"),
      ("https://tokenabc@h/", "dG9rZW5hYmM6 tokenabc", "<redacted> <redacted>"),
      ("https://keyabcdef:@h/", "keyabcdef", "<redacted>"),
      ("https://a:x&y<z\"@h/", "x&amp;y&lt;z&quot; x&y<z\\\"", "<redacted> <redacted>"),
      (path, "POST /services/t0ken-ab/X?SIG=ZZ%2b9AAAA&v=1", "POST <redacted>"),
      (path, "token T0KEN-AB", "token <redacted>"), (path, "sig Zz+9aaaa", "sig <redacted>"),
      ("https://h/a@b/tokentoken", "h/a tokentoken", "h/a <redacted>"),
      ("Bearer t0k.en.abc", "t0k.en.abc dDBrLmVuLmFiYw==", "<redacted> <redacted>"),
      ("Basic dXNlcjpwYXNzd29yZA==", "user:password or password", "<redacted> or <redacted>"),
      ("whsec_c2VjcmV0IG9mIGhvb2s=", "c2VjcmV0IG9mIGhvb2s=", "<redacted>"),
      ("a>b?c~d>e?f~", "YT5iP2N-ZD5lP2Z- YT5iP2N+ZD5lP2Z+", "<redacted> <redacted>"),
      ("abc", "abc", "abc"), ("", "abc", "abc"), ("tokentok", "tokentokentok", "<redacted>"),
    ])
  func forms(secret: String, echo: String, expected: String) {
    #expect(Redactor([Secret(secret)]).mask(echo) == expected)
  }

  /// Ways to spell the secret `S3cr3tPathXYZ` that somebody can read, or a program makes it of.
  private static let disguises: [String] = {
    let secret = "S3cr3tPathXYZ"
    func each(_ spelled: (UInt8) -> String) -> String { secret.utf8.map(spelled).joined() }
    func hex(_ byte: UInt8) -> String { String(byte, radix: 16) }
    // NUL, bell, escape, DEL, C1, zero width, bidi, soft hyphen, joiner, white space of all kinds.
    let unseen = [
      "\0", "\u{7}", "\u{1B}", "\u{7F}", "\u{85}", "\u{9F}", "\u{200B}", "\u{200D}", "\u{202E}",
      "\u{2066}", "\u{FEFF}", "\u{AD}", "\u{2060}", "\u{61C}", "\u{E0041}", "\u{FE0F}", "\u{34F}",
      "\n", "\r\n", "\r\n ", "\t", " ", "\u{A0}", "\u{2028}", "\u{3000}", "%00", "%0d%0A",
      "%E2%80%8B", "\\n", "\\u200b", "\\u0000", "&#0;", "&shy;", "&#x200B;",
    ]
    return unseen.map { "S3cr3tPa\($0)thXYZ" } + unseen.map { gap in each { hex($0) + gap } } + [
      secret, secret.lowercased(), each { "%" + hex($0) }, each { "%" + hex($0).uppercased() },
      each { "%25" + hex($0) }, each { "%2525" + hex($0) }, each { "\\u00" + hex($0) },
      each { "\\\\u00" + hex($0).uppercased() }, each { "\\x" + hex($0) },
      each { "\\u{" + hex($0) + "}" }, each { "&#\($0);" }, each { "&#\($0)" + ";" },
      each { "&#x" + hex($0) + ";" }, each { "&#X" + hex($0).uppercased() + ";" },
      each { "&amp;#\($0);" }, each(hex), each(hex).uppercased(), "S3cr3t%50athXYZ",
      "S3cr3t\\u0050ath&#88;Y%5a", "S3cr3t%5\u{0}0athXYZ",
    ]
  }()

  @Test("a secret is found behind what hides it", arguments: disguises)
  func disguised(echo: String) {
    let redactor = Redactor([Secret("http://127.0.0.1:18086/S3cr3tPathXYZ/x")])
    let said = redactor.echo("no such hook: \(echo), \(echo)!")
    let isWhole = said == "no such hook: <redacted>, <redacted>!"
    // The gap behind its last letter may stay.
    let seen = String(decoding: said.utf8.filter { (0x21...0x7E).contains($0) }, as: UTF8.self)
    let isCovered = isWhole || seen.hasPrefix("nosuchhook:<redacted>")
    #expect(isCovered, "\(echo.debugDescription): \(said)")
    #expect(!said.lowercased().contains("s3cr3t") && !said.contains("533363"), "\(said)")
  }

  @Test("a secret beyond the end of what is shown is not cut out of recognition")
  func cut() {
    let redactor = Redactor([Secret("S3cr3tPathXYZ")])
    let noise = String(repeating: "\0", count: 8186)
    #expect(redactor.echo(noise + "S3cr3tPathXYZ").contains("S3cr3t") == false)
    #expect(redactor.echo("%41%zz \\q \\ & &# &#; % %4") == "%41%zz \\q \\ & &# &#; % %4")
  }

  @Test("every secret of a receiver is taken out", arguments: ReceiverSettings.Kind.allCases)
  func receivers(kind: ReceiverSettings.Kind) {
    var settings = ReceiverSettings(
      name: "r", kind: kind, urls: [Secret("https://us:uRlPassw0rd@h/pAtHToken")],
      routingKey: Secret("r0utingKey"), secrets: [Secret("whsec_c2VjcmV0")])
    settings.headers = ["X-Key": Secret("hEaderKey")]
    settings.proxyURL = Secret("http://us:prOxyPassw0rd@p:1")
    settings.mail = MailSettings(
      host: "h", security: .tls,
      login: .init(username: "user", password: Secret("mailPassw0rd")),
      from: MailAddress("a@b.example"), to: [])
    let redactor = Redactor(settings: settings)
    for echo in [
      "uRlPassw0rd", "dXM6dVJsUGFzc3cwcmQ=", "pAtHToken", "r0utingKey", "c2VjcmV0", "hEaderKey",
      "prOxyPassw0rd", "dXM6cHJPeHlQYXNzdzByZA==", "mailPassw0rd", "bWFpbFBhc3N3MHJk",
      "AHVzZXIAbWFpbFBhc3N3MHJk",
    ] { #expect(redactor.echo("is \(echo)?") == "is <redacted>?", "\(echo)") }
  }
}
