import NIOSSL
package import SpendCore

/// The certificates of a receiver: own authorities, and a client certificate where the other side
/// asks for one.
package enum TLSFiles {
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
        configuration.privateKey = .privateKey(try key(settings.clientKeyPath ?? path))
      }
    } catch {
      throw .invalidTLSFiles
    }
    return configuration
  }

  /// What `check` says about the files of a receiver, before the first alert finds out; nil
  /// when they can be used.
  package static func problem(in settings: ReceiverSettings) -> String? {
    let authority = settings.certificateAuthorityPath
    let certificate = settings.clientCertificatePath
    for path in [authority, certificate].compactMap(\.self) {
      let certificates = try? NIOSSLCertificate.fromPEMFile(path)
      if certificates?.isEmpty != false { return "the file '\(path)' holds no certificate in PEM" }
    }
    if let path = settings.clientKeyPath ?? certificate, (try? key(path)) == nil {
      return "the file '\(path)' holds no private key in PEM"
    }
    return nil
  }

  private static func key(_ path: String) throws -> NIOSSLPrivateKey {
    try NIOSSLPrivateKey(file: path, format: .pem)
  }
}
