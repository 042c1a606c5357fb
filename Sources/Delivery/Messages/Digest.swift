import Crypto
import SpendCore

/// Names for messages that stay the same over retries and restarts.
enum Digest {
  /// The first 32 hexadecimal digits of the SHA-256 of the parts, each preceded by its length so
  /// that no two lists of parts are the same bytes.
  static func hex(_ parts: [String]) -> String {
    var hash = SHA256()
    for part in parts {
      hash.update(data: Array("\(part.utf8.count):".utf8))
      hash.update(data: Array(part.utf8))
    }
    return hash.finalize().prefix(16).map { byte in
      let digits = String(byte, radix: 16)
      return digits.utf8.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
