import LinuxSystem
import SpendCore

extension Configuration {
  /// With hashes under a key in place of the values that are to be hashed.
  func hashed(by key: [UInt8]) throws(HashKeeper.Failure) -> Configuration {
    guard SHA256.authenticationCode([], key: key) != nil else {
      throw HashKeeper.Failure(
        description: "hash: the libcrypto of this system refuses HMAC-SHA-256")
    }
    var configuration = self
    configuration.setHash(
      ValueHash(dimensions: Set(hashedDimensions)) {
        SHA256.authenticationCode($0, key: key) ?? []
      })
    return configuration
  }
}
