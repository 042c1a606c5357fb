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
