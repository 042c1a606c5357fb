/// Bytes that are only ever appended, or cleared as a whole, with 64 readable ones after the last,
/// so that what is in it can be looked at in blocks.
struct ByteArena: ~Copyable {
  private(set) var start: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int

  static let padding = 64

  init(capacity: Int = 4096) {
    self.capacity = capacity
    start = .allocate(capacity: capacity + Self.padding)
    start.initialize(repeating: 0, count: capacity + Self.padding)
  }

  deinit {
    start.deallocate()
  }

  /// Moves the bytes when there is no room: addresses inside are good until the next append.
  mutating func append(_ bytes: UnsafePointer<UInt8>, count added: Int) {
    if count + added > capacity { grow(count + added) }
    (start + count).update(from: bytes, count: added)
    count += added
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    if count == capacity { grow(count + 1) }
    start[count] = byte
    count &+= 1
  }

  mutating func removeAll() { count = 0 }

  /// The byte stays readable.
  mutating func removeLast() { count &-= 1 }

  func text(_ offset: Int, count: Int) -> String {
    String(decoding: UnsafeBufferPointer(start: start + offset, count: count), as: UTF8.self)
  }

  private mutating func grow(_ needed: Int) {
    let newCapacity = max(needed, capacity * 2)
    let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: newCapacity + Self.padding)
    grown.initialize(repeating: 0, count: newCapacity + Self.padding)
    grown.update(from: start, count: count)
    start.deallocate()
    start = grown
    capacity = newCapacity
  }
}
