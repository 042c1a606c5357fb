import CCurl
import NIOCore
import SpendCore

/// One message over SMTP with libcurl: STARTTLS or TLS with the certificate verified, login, all
/// recipients. Blocks the thread that calls until it is through, for the total timeout at most, but
/// for a resolver that hangs longer.
@safe
final class SMTPSession {
  private let settings: ReceiverSettings
  private let server: MailSettings
  private let request: MailRequest
  private let timeouts: DeliveryTimeouts
  private let isCancelled: () -> Bool
  private let start = NIODeadline.now()
  private var transcript: SMTPTranscript
  private var position = 0
  private var curl: UnsafeMutableRawPointer?
  /// Why we gave up.
  private var stopped: TransportFailure?
  private var settledAt: NIODeadline?

  init(
    _ request: MailRequest, _ settings: ReceiverSettings, _ server: MailSettings,
    timeouts: DeliveryTimeouts, isCancelled: @escaping () -> Bool
  ) {
    self.request = request
    self.settings = settings
    self.server = server
    self.timeouts = timeouts
    self.isCancelled = isCancelled
    transcript = SMTPTranscript(recipients: request.recipients)
  }

  func run() -> MailResult {
    guard let curl = unsafe ccurl_make() else { return .failure(.noMailLibrary) }
    unsafe self.curl = unsafe curl
    var recipients: UnsafeMutablePointer<curl_slist>?
    for recipient in request.recipients {
      unsafe recipients = unsafe ccurl_append(recipients, recipient)
      if unsafe recipients == nil {
        unsafe ccurl_free(curl)
        return .failure(.other)
      }
    }
    defer { unsafe ccurl_free_list(recipients) }
    var partner = unsafe partner
    return withExtendedLifetime(self) {
      unsafe withUnsafePointer(to: &partner) { partner in
        // Before the partner is gone, whom it may have something to tell.
        defer {
          unsafe self.curl = nil
          unsafe ccurl_free(curl)
        }
        guard unsafe configure(curl), unsafe ccurl_set_partner(curl, partner) == CURLE_OK,
          unsafe ccurl_set_recipients(curl, recipients) == CURLE_OK
        else { return .failure(.other) }
        let code = unsafe ccurl_perform(curl)
        return unsafe transcript.result(code == CURLE_OK ? nil : stopped ?? failure(code, curl))
      }
    }
  }

  // MARK: Options

  private func configure(_ curl: UnsafeMutableRawPointer) -> Bool {
    var isRight = true
    func text(_ option: CURLoption, _ value: String?) {
      guard let value else { return }
      isRight = unsafe ccurl_set_text(curl, option, value) == CURLE_OK && isRight
    }
    func number(_ option: CURLoption, _ value: Int) {
      isRight = unsafe ccurl_set_number(curl, option, value) == CURLE_OK && isRight
    }
    text(CURLOPT_URL, server.server)
    if server.security != .off {
      isRight = unsafe ccurl_require_tls(curl) == CURLE_OK && isRight
    }
    text(CURLOPT_CAINFO, settings.certificateAuthorityPath)
    text(CURLOPT_SSLCERT, settings.clientCertificatePath)
    text(CURLOPT_SSLKEY, settings.clientKeyPath)
    if let login = server.login {
      text(CURLOPT_USERNAME, login.username)
      text(CURLOPT_PASSWORD, login.password.reveal())
      // Inside of TLS the plain ones are as safe as any, and every server knows them.
      text(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
    }
    // Not what an environment variable says.
    text(CURLOPT_PROXY, settings.proxyURL?.reveal() ?? "")
    number(CURLOPT_HTTPPROXYTUNNEL, settings.proxyURL == nil ? 0 : 1)
    text(CURLOPT_MAIL_FROM, request.sender)
    number(CURLOPT_UPLOAD, 1)
    isRight = unsafe ccurl_set_size(curl, Int64(request.message.count)) == CURLE_OK && isRight
    number(CURLOPT_NOSIGNAL, 1)
    // So that it ends, with its farewell, before the call returns.
    number(CURLOPT_FORBID_REUSE, 1)
    let total = Int(clamping: timeouts.totalMilliseconds)
    number(CURLOPT_TIMEOUT_MS, total)
    // To libcurl the greeting and the login belong to connecting; the shorter time is for the
    // connection alone, which `isOver` sees to.
    number(CURLOPT_CONNECTTIMEOUT_MS, total)
    number(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, total / 1000))
    return isRight
  }

  // MARK: What libcurl asks and tells

  private var partner: ccurl_partner {
    unsafe ccurl_partner(
      context: Unmanaged.passUnretained(self).toOpaque(),
      said: { context, bytes, count in
        unsafe SMTPSession.of(context)?.transcript.said(
          UnsafeBufferPointer(start: bytes, count: count))
      },
      heard: { context, bytes, count in
        unsafe SMTPSession.of(context)?.transcript.heard(
          UnsafeBufferPointer(start: bytes, count: count))
      },
      read: { context, room, count in
        unsafe SMTPSession.of(context)?.read(
          UnsafeMutableRawBufferPointer(start: room, count: count)) ?? 0
      },
      is_over: { context in unsafe SMTPSession.of(context)?.isOver == false ? 0 : 1 })
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> SMTPSession? {
    unsafe context.map { unsafe Unmanaged<SMTPSession>.fromOpaque($0).takeUnretainedValue() }
  }

  private func read(_ room: UnsafeMutableRawBufferPointer) -> Int {
    let part = request.message[position...].prefix(room.count)
    unsafe room.copyBytes(from: part)
    position += part.count
    return part.count
  }

  private var isOver: Bool {
    let now = NIODeadline.now()
    if isCancelled() {
      stopped = .cancelled
      return true
    }
    if transcript.isSettled {
      // A farewell that is not answered is not waited for.
      let since = settledAt ?? now
      settledAt = since
      return now - since > .seconds(1)
    }
    guard now - start > .milliseconds(timeouts.connectMilliseconds), let curl = unsafe curl,
      unsafe ccurl_has_connected(curl) == 0
    else { return false }
    stopped = .connectTimeout
    return true
  }

  private func failure(_ code: CURLcode, _ curl: UnsafeMutableRawPointer) -> TransportFailure {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST: .dns
    case CURLE_COULDNT_CONNECT: unsafe TransportFailure(errno: CInt(clamping: ccurl_errno(curl)))
    case CURLE_OPERATION_TIMEDOUT:
      unsafe ccurl_has_connected(curl) == 0 ? .connectTimeout : .timeout
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CIPHER: .tls
    case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE: .invalidTLSFiles
    case CURLE_USE_SSL_FAILED: .noStartTLS
    case CURLE_LOGIN_DENIED: .noLogin
    case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxy
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING:
      switch unsafe ccurl_proxy_status(curl) {
      case 407: .proxyAuthentication
      case 300...: .proxy
      default: .closed
      }
    case CURLE_WEIRD_SERVER_REPLY, CURLE_REMOTE_ACCESS_DENIED: .protocolViolation
    case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .invalidURL
    default: .other
    }
  }
}
