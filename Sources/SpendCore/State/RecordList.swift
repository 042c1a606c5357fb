/// Records in the order in which they are to be applied, packed: a commit may have hundreds of
/// thousands, and arrays of their own for each key and body would take more time and memory than
/// what is in them. 16 bytes a record, and what is in it.
package struct RecordList: Sendable, Equatable {
  private struct Entry: Sendable, Equatable {
    var bodyEnd: Int
    var keyCount: UInt32
    var kind: Record.Kind
    var hasBody: Bool
  }

  private var entries: [Entry] = []
  /// Of all in turn: key, body.
  private var bytes: [UInt8] = []

  package init() {}

  package init(_ records: some Sequence<Record>) {
    for record in records { append(record) }
  }

  package var byteCount: Int { bytes.count }

  /// Makes room for more records, and for so many bytes in them.
  mutating func reserve(_ records: Int, bytes count: Int) {
    entries.reserveCapacity(entries.count + records)
    bytes.reserveCapacity(bytes.count + count)
  }

  package mutating func append(_ record: Record) {
    append(record.kind, record.key, record.body)
  }

  mutating func append(contentsOf records: [Record]) {
    for record in records { append(record) }
  }

  mutating func append(_ kind: Record.Kind, _ key: [UInt8], _ body: [UInt8]?) {
    bytes.append(contentsOf: key)
    if let body { bytes.append(contentsOf: body) }
    end(kind, keyCount: key.count, hasBody: body != nil)
  }

  /// A record whose key is a number, as ``RecordKey/number(_:)`` has it.
  mutating func append(_ kind: Record.Kind, number: UInt64, _ body: [UInt8]?) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    if let body { bytes.append(contentsOf: body) }
    end(kind, keyCount: MemoryLayout<UInt64>.size, hasBody: body != nil)
  }

  private mutating func end(_ kind: Record.Kind, keyCount: Int, hasBody: Bool) {
    entries.append(
      Entry(
        bodyEnd: bytes.count, keyCount: UInt32(keyCount), kind: kind, hasBody: hasBody))
  }

  package func kind(_ index: Int) -> Record.Kind { entries[index].kind }

  /// Its key and, unless it is to be removed, its body; not beyond the call.
  package func withBytes<T>(
    _ index: Int, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer?) throws -> T
  ) rethrows -> T {
    let entry = entries[index]
    let start = index == 0 ? 0 : entries[index - 1].bodyEnd
    let middle = start + Int(entry.keyCount)
    return try bytes.withUnsafeBytes { bytes in
      let key = UnsafeRawBufferPointer(rebasing: bytes[start..<middle])
      let rest = UnsafeRawBufferPointer(rebasing: bytes[middle..<entry.bodyEnd])
      return try body(key, entry.hasBody ? rest : nil)
    }
  }
}

extension RecordList: RandomAccessCollection, ExpressibleByArrayLiteral {
  package init(arrayLiteral records: Record...) { self.init(records) }

  package var startIndex: Int { 0 }
  package var endIndex: Int { entries.count }

  package subscript(index: Int) -> Record {
    withBytes(index) { key, body in
      Record(kind: kind(index), key: Array(key), body: body.map { Array($0) })
    }
  }
}
