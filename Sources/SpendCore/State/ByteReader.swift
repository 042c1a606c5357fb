/// What was stored cannot be read back: cut, damaged, or written by something else.
package struct DamagedRecord: Error, Hashable, Sendable {
  package var what: String

  package init(_ what: String) { self.what = what }
}

/// Reads what ``ByteWriter`` wrote. Never traps on damaged bytes: every read throws
/// ``DamagedRecord`` instead.
package struct ByteReader: Sendable {
  private let bytes: [UInt8]
  private var position = 0

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package var isAtEnd: Bool { position == bytes.count }
  /// What was not read.
  var rest: [UInt8] { Array(bytes[position...]) }

  package mutating func readUInt64() throws(DamagedRecord) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      guard position < bytes.count else { throw DamagedRecord("cut in a number") }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw DamagedRecord("number too long")
  }

  package mutating func readInt64() throws(DamagedRecord) -> Int64 {
    let raw = try readUInt64()
    return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
  }

  package mutating func readInt() throws(DamagedRecord) -> Int { Int(try readInt64()) }

  package mutating func readUInt32() throws(DamagedRecord) -> UInt32 {
    guard let value = UInt32(exactly: try readUInt64()) else {
      throw DamagedRecord("number out of range")
    }
    return value
  }

  package mutating func readBool() throws(DamagedRecord) -> Bool {
    guard position < bytes.count, bytes[position] < 2 else { throw DamagedRecord("no flag") }
    position += 1
    return bytes[position - 1] == 1
  }

  package mutating func readTimestamp() throws(DamagedRecord) -> Timestamp {
    Timestamp(microseconds: try readInt64())
  }

  package mutating func readMoney() throws(DamagedRecord) -> Money {
    Money(nano: try readInt64())
  }

  /// Eight bytes, the lowest first.
  mutating func readWord() throws(DamagedRecord) -> UInt64 {
    guard bytes.count - position >= 8 else { throw DamagedRecord("cut in a word") }
    defer { position += 8 }
    return bytes[position..<position + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  package mutating func readBytes() throws(DamagedRecord) -> [UInt8] {
    let count = try readUInt64()
    guard count <= UInt64(bytes.count - position) else { throw DamagedRecord("cut in a text") }
    defer { position += Int(count) }
    return Array(bytes[position..<position + Int(count)])
  }

  /// As ``readBytes()``, without a copy.
  package mutating func withBytes<T>(
    _ body: (UnsafeRawBufferPointer) -> T
  ) throws(DamagedRecord) -> T {
    let count = try readUInt64()
    guard count <= UInt64(bytes.count - position) else { throw DamagedRecord("cut in a text") }
    let range = position..<position + Int(count)
    position = range.upperBound
    return bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  package mutating func readString() throws(DamagedRecord) -> String {
    try withBytes { String(decoding: $0, as: UTF8.self) }
  }

  package mutating func readOptional<T>(
    _ body: (inout ByteReader) throws(DamagedRecord) -> T
  ) throws(DamagedRecord) -> T? {
    try readBool() ? try body(&self) : nil
  }

  /// Of a list.
  package mutating func readCount() throws(DamagedRecord) -> Int {
    let count = try readUInt64()
    // Every element has at least one byte, so a damaged count cannot ask for all memory.
    guard count <= UInt64(bytes.count - position) else { throw DamagedRecord("list too long") }
    return Int(count)
  }

  package mutating func readList<T>(
    _ body: (inout ByteReader) throws(DamagedRecord) -> T
  ) throws(DamagedRecord) -> [T] {
    let count = try readCount()
    var list: [T] = []
    list.reserveCapacity(count)
    for _ in 0..<count { list.append(try body(&self)) }
    return list
  }

  /// Reads the version that begins a body of which there are several.
  package mutating func readVersion(upTo last: UInt64) throws(DamagedRecord) -> UInt64 {
    let version = try readUInt64()
    guard 1...last ~= version else { throw DamagedRecord("unknown version of a record") }
    return version
  }

  /// Reads the version that begins a body.
  package mutating func expect(version: UInt64) throws(DamagedRecord) {
    guard try readUInt64() == version else { throw DamagedRecord("unknown version of a record") }
  }
}
