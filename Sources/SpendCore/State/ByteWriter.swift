/// Writes the bodies of records: integers as LEB128 (signed ones zigzagged, as in Protocol
/// Buffers), texts and bytes behind their length. Every body begins with a version, so that a
/// reader knows what it has.
package struct ByteWriter: Sendable {
  /// What is written, and room behind it.
  private var room: [UInt8]
  private var count = 0

  /// - Parameter capacity: how many bytes are expected; a first one that is too
  ///   small only costs time.
  package init(capacity: Int = 64) { room = [UInt8](repeating: 0, count: max(capacity, 16)) }

  /// Begins anew in the same memory.
  mutating func removeAll() { count = 0 }

  /// What is written. Copies it, to memory that is no larger than it must be.
  package var bytes: [UInt8] { room.withUnsafeBufferPointer { Array($0[..<count]) } }

  package mutating func write(_ value: UInt64) {
    reserve(10)
    // As a whole: an array looks each time whether it is the only one with its memory.
    count = room.withUnsafeMutableBufferPointer { [count] room in
      var place = count
      var rest = value
      while rest >= 0x80 {
        room[place] = UInt8(truncatingIfNeeded: rest) | 0x80
        rest >>= 7
        place += 1
      }
      room[place] = UInt8(truncatingIfNeeded: rest)
      return place + 1
    }
  }

  package mutating func write(_ value: Int64) {
    write(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  package mutating func write(_ value: Int) { write(Int64(value)) }
  package mutating func write(_ value: UInt32) { write(UInt64(value)) }
  package mutating func write(_ value: Bool) { write(value ? UInt64(1) : 0) }
  package mutating func write(_ value: Timestamp) { write(value.microseconds) }
  package mutating func write(_ value: Money) { write(value.nano) }

  package mutating func write(_ value: String) {
    var value = value
    value.withUTF8 { write(text: $0) }
  }

  package mutating func write(_ value: [UInt8]) {
    value.withUnsafeBufferPointer { write(text: $0) }
  }

  /// Without their length.
  mutating func write(raw value: [UInt8]) { value.withUnsafeBufferPointer { append($0) } }

  /// The bytes of a text.
  mutating func write(text: UnsafeBufferPointer<UInt8>) {
    write(UInt64(text.count))
    append(text)
  }

  private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    reserve(bytes.count)
    room.withUnsafeMutableBufferPointer { [count] room in
      _ = room[count...].update(fromContentsOf: bytes)
    }
    count += bytes.count
  }

  private mutating func reserve(_ more: Int) {
    if room.count - count < more { grow(more) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    room += repeatElement(0, count: max(room.count, more))
  }

  /// A value that may be missing: a flag, then the value.
  package mutating func write<T>(
    optional value: T?, _ body: (inout ByteWriter, T) -> Void
  ) {
    write(value != nil)
    if let value { body(&self, value) }
  }

  /// A list behind its count.
  package mutating func write<List: RandomAccessCollection>(
    list: List, _ body: (inout ByteWriter, List.Element) -> Void
  ) {
    write(UInt64(list.count))
    for element in list { body(&self, element) }
  }
}
