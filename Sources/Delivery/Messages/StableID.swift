import LinuxSystem
import SpendCore

/// Names for messages that stay the same over retries and restarts.
enum StableID {
  /// The first 32 hexadecimal digits of the SHA-256 of the parts, each preceded by its length so
  /// that no two lists of parts are the same bytes.
  static func hex(_ parts: [String]) -> String {
    SHA256.hex(Array(parts.map { "\($0.utf8.count):\($0)" }.joined().utf8), bytes: 16)
  }
}
