/// Records in the order in which they are to be applied, packed: a commit may have hundreds of
/// thousands, and arrays of their own for each key and body would take more time and memory than
/// what is in them. 16 bytes a record, and what is in it.
///
/// Pages of them, each with memory of its own: one piece for all would be there twice while it
/// grows.
package struct RecordList: Sendable, Equatable {
  fileprivate struct Page: Sendable, Equatable {
    var entries: [Entry] = []
    /// Of all in turn: key, body.
    var bytes: [UInt8] = []
  }

  fileprivate struct Entry: Sendable, Equatable {
    var bodyEnd: Int
    var keyCount: UInt32
    var kind: Record.Kind
    var hasBody: Bool
  }

  private var full: [Page] = []
  private var last = Page()

  private static let pageLength = 64

  package init() {}

  package init(_ records: some Sequence<Record>) {
    for record in records { append(record) }
  }

  package mutating func append(_ record: Record) {
    append(record.kind, record.key, record.body)
  }

  mutating func append(contentsOf records: [Record]) {
    for record in records { append(record) }
  }

  mutating func append(_ kind: Record.Kind, _ key: [UInt8], _ body: [UInt8]?) {
    last.bytes.append(contentsOf: key)
    end(kind, keyCount: key.count, body)
  }

  /// A record whose key is a number, as ``RecordKey/number(_:)`` has it.
  mutating func append(_ kind: Record.Kind, number: UInt64, _ body: [UInt8]?) {
    withUnsafeBytes(of: number.bigEndian) { last.bytes.append(contentsOf: $0) }
    end(kind, keyCount: MemoryLayout<UInt64>.size, body)
  }

  private mutating func end(_ kind: Record.Kind, keyCount: Int, _ body: [UInt8]?) {
    if let body { last.bytes.append(contentsOf: body) }
    last.entries.append(
      Entry(
        bodyEnd: last.bytes.count, keyCount: UInt32(keyCount), kind: kind, hasBody: body != nil))
    if last.entries.count == Self.pageLength { beginPage() }
  }

  private mutating func beginPage() {
    var next = Page()
    // Pages are mostly alike.
    next.entries.reserveCapacity(Self.pageLength)
    next.bytes.reserveCapacity(last.bytes.count + last.bytes.count / 8)
    swap(&last, &next)
    full.append(next)
  }

  package func kind(_ index: Int) -> Record.Kind {
    let (page, offset) = index.quotientAndRemainder(dividingBy: Self.pageLength)
    return page < full.count ? full[page].entries[offset].kind : last.entries[offset].kind
  }

  /// Its key and, unless it is to be removed, its body; not beyond the call.
  package func withBytes<T>(
    _ index: Int, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer?) throws -> T
  ) rethrows -> T {
    let (page, offset) = index.quotientAndRemainder(dividingBy: Self.pageLength)
    return page < full.count
      ? try full[page].withBytes(offset, body) : try last.withBytes(offset, body)
  }
}

extension RecordList.Page {
  func withBytes<T>(
    _ offset: Int, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer?) throws -> T
  ) rethrows -> T {
    let entry = entries[offset]
    let start = offset == 0 ? 0 : entries[offset - 1].bodyEnd
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
  package var endIndex: Int { full.count * Self.pageLength + last.entries.count }

  package subscript(index: Int) -> Record {
    withBytes(index) { key, body in
      Record(kind: kind(index), key: Array(key), body: body.map { Array($0) })
    }
  }
}
