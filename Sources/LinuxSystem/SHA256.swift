import CCrypto

/// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104) by the libcrypto of the system.
package enum SHA256 {
  package static let byteCount = 32

  /// The 32 bytes of the digest.
  package static func digest(_ message: [UInt8]) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { room, count in
      // Only a null pointer makes it fail.
      _ = unsafe CCrypto.SHA256(message, message.count, room.baseAddress)
      count = byteCount
    }
  }

  /// The first `count` bytes of the digest as lower-case hexadecimal.
  package static func hex(_ message: [UInt8], bytes count: Int = byteCount) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let digest = digest(message)
    return unsafe String(unsafeUninitializedCapacity: 2 * count) { room in
      for (index, byte) in digest.prefix(count).enumerated() {
        unsafe room[2 * index] = digits[Int(byte >> 4)]
        unsafe room[2 * index + 1] = digits[Int(byte & 15)]
      }
      return 2 * count
    }
  }

  /// As ``hex(_:bytes:)``, of the UTF-8 of a text: what ids are made with.
  package static let ofText: @Sendable (String) -> String = { hex(Array($0.utf8)) }

  /// The 32 bytes of the message's authentication code; nil when libcrypto refuses the call, as it
  /// may where a policy of the system forbids keys this short.
  package static func authenticationCode(_ message: [UInt8], key: [UInt8]) -> [UInt8]? {
    var length: UInt32 = 0
    var isDone = false
    let code = unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { room, count in
      isDone =
        unsafe HMAC(
          EVP_sha256(), key, Int32(clamping: key.count), message, message.count, room.baseAddress,
          &length) != nil
      count = isDone ? byteCount : 0
    }
    return isDone ? code : nil
  }
}
