import NIOSSL
import SpendCore

/// The certificates of a receiver: own authorities, and a client certificate where the other side
/// asks for one.
enum TLSFiles {
  /// - Throws: ``TransportFailure/invalidTLSFiles`` when a file cannot be read or is not PEM.
  static func configuration(_ settings: ReceiverSettings) throws(TransportFailure)
    -> TLSConfiguration
  {
    var configuration = TLSConfiguration.makeClientConfiguration()
    do {
      if let path = settings.certificateAuthorityPath {
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(path))
      }
      if let path = settings.clientCertificatePath {
        configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(path)
          .map { .certificate($0) }
        let keyPath = settings.clientKeyPath ?? path
        configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: keyPath, format: .pem))
      }
    } catch {
      throw .invalidTLSFiles
    }
    return configuration
  }
}
