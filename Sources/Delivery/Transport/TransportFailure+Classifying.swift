import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// From the errors of the network libraries to our own closed set.
extension TransportFailure {
  /// What an error of the network libraries means. Only its kind is looked at: its text may hold
  /// the URL.
  init(classifying error: any Error) {
    switch error {
    case let error as HTTPClientError: self.init(client: error)
    case let error as NIOConnectionError: self.init(connection: error)
    case let error as IOError: self.init(errno: error.errnoCode)
    case let error as ChannelError:
      if case .connectTimeout = error { self = .connectTimeout } else { self = .closed }
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: self = .tls
    case is CancellationError: self = .cancelled
    case is HTTPParserError: self = .protocolViolation
    case let error as TransportFailure: self = error
    default: self = .other
    }
  }

  private init(client error: HTTPClientError) {
    switch error {
    case .invalidURL, .emptyHost, .emptyScheme, .missingSocketPath: self = .invalidURL
    case .connectTimeout, .socksHandshakeTimeout, .httpProxyHandshakeTimeout:
      self = .connectTimeout
    case .readTimeout, .writeTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout:
      self = .timeout
    case .tlsHandshakeTimeout: self = .tls
    case .remoteConnectionClosed: self = .closed
    case .cancelled, .requestStreamCancelled, .alreadyShutdown: self = .cancelled
    case .proxyAuthenticationRequired: self = .proxyAuthentication
    case .invalidProxyResponse: self = .proxy
    default: self = Self.other(error)
    }
  }

  /// Errors that carry values cannot be matched by pattern; their short name is a fixed word of the
  /// library.
  private static func other(_ error: HTTPClientError) -> TransportFailure {
    switch error.shortDescription {
    case let text where text.contains("scheme"): .invalidURL
    case let text where text.contains("header"): .invalidHeader
    default: .other
    }
  }

  private init(connection error: NIOConnectionError) {
    if error.dnsAError != nil || error.dnsAAAAError != nil, error.connectionErrors.isEmpty {
      self = .dns
      return
    }
    guard let first = error.connectionErrors.first else {
      self = .other
      return
    }
    self.init(classifying: first.error)
  }

  init(errno code: CInt) {
    switch code {
    case ECONNREFUSED: self = .refused
    case ECONNRESET, EPIPE: self = .reset
    case ETIMEDOUT: self = .connectTimeout
    case EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL, ENETDOWN: self = .unreachable
    default: self = .other
    }
  }
}
