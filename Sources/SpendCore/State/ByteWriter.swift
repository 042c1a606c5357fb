/// Writes the bodies of records: integers as LEB128 (signed ones zigzagged, as in Protocol
/// Buffers), texts and bytes after their length. Every body begins with a version, so that a
/// reader knows what it has.
package struct ByteWriter: Sendable {
  package private(set) var bytes: [UInt8] = []

  /// - Parameter capacity: how many bytes are expected; a first one that is too
  ///   small only costs time.
  package init(capacity: Int = 64) { bytes.reserveCapacity(capacity) }

  /// Begins anew in the same memory.
  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// In memory of its own, no larger than it must be.
  var copy: [UInt8] { bytes.withUnsafeBufferPointer { Array($0) } }

  package mutating func write(_ value: UInt64) {
    guard value >= 0x80 else { return bytes.append(UInt8(truncatingIfNeeded: value)) }
    // As a whole: every append looks whether the array is the only one with its memory.
    var digits = InlineArray<10, UInt8>(repeating: 0)
    var count = 0
    var rest = value
    while rest >= 0x80 {
      digits[count] = UInt8(truncatingIfNeeded: rest) | 0x80
      rest >>= 7
      count += 1
    }
    digits[count] = UInt8(truncatingIfNeeded: rest)
    digits.span.extracting(...count).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
  }

  package mutating func write(_ value: Int64) {
    write(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  package mutating func write(_ value: Int) { write(Int64(value)) }
  package mutating func write(_ value: UInt32) { write(UInt64(value)) }
  package mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }
  package mutating func write(_ value: Timestamp) { write(value.microseconds) }
  package mutating func write(_ value: Money) { write(value.nano) }

  package mutating func write(_ value: String) {
    write(UInt64(value.utf8.count))
    bytes.append(contentsOf: value.utf8)
  }

  package mutating func write(_ value: [UInt8]) {
    write(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// Without their length.
  mutating func write(raw value: [UInt8]) { bytes.append(contentsOf: value) }

  /// The bytes of a text.
  mutating func write(text: UnsafeBufferPointer<UInt8>) {
    write(UInt64(text.count))
    bytes.append(contentsOf: text)
  }

  /// A value that may be missing: a flag, then the value.
  package mutating func write<T>(
    optional value: T?, _ body: (inout ByteWriter, T) -> Void
  ) {
    write(value != nil)
    if let value { body(&self, value) }
  }

  /// A list after its count.
  package mutating func write<List: RandomAccessCollection>(
    list: List, _ body: (inout ByteWriter, List.Element) -> Void
  ) {
    write(UInt64(list.count))
    for element in list { body(&self, element) }
  }
}
