/// The key of hashed values, `hash.key` in the state directory: 64 hexadecimal digits of 32 random
/// bytes, for the owner alone. Those digits are the key, as they stand.
///
/// It is no record, so that a copy of the database does not say who is behind a hash.
package struct HashKeyFile: Sendable {
  package let path: String

  package init(directory: String) {
    path = StatePaths(directory: directory).path(StatePaths.hashKeyName)
  }

  /// Nil when there is none.
  /// - Throws: ``StateError`` when it cannot be read, or is no key.
  package func read() throws(StateError) -> [UInt8]? {
    guard let bytes = try FileCalls.head(of: path, count: 128) else { return nil }
    let key = Array(bytes.prefix { $0 != UInt8(ascii: "\n") })
    guard key.count == 64, key.allSatisfy({ Self.digits.contains($0) }) else {
      throw StateError.notUsable(
        path: path,
        reason:
          "it is not a key of 64 hexadecimal digits; put the right one back, or remove it: then "
          + "a new one is made, and groups of hashed values start anew")
    }
    return key
  }

  /// Makes one; for whoever holds the lock of the state.
  package func create() throws(StateError) -> [UInt8] {
    var random = SystemRandomNumberGenerator()
    let key = (0..<64).map { _ in Self.digits[Int(random.next() & 15)] }
    try FileCalls.write(String(decoding: key, as: UTF8.self) + "\n", to: path + ".new")
    try FileCalls.rename(path + ".new", to: path)
    try FileCalls.sync(String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)))
    return key
  }

  private static let digits = Array("0123456789abcdef".utf8)
}
