/// Writes the body of a history part: its version, then entries in the ascending order of their
/// label sets, each with by how much the label set is above the last one (above zero for the
/// first), and its sums (``PartSums``).
///
/// Numbers are base-128 varints, lowest group first, as in Protocol Buffers
/// (https://protobuf.dev/programming-guides/encoding/); sums are zigzag-coded, so that small
/// negative ones stay small. An entry of layout 0 takes 5 to 45 bytes, 10 to 15 as a rule. O(1) an
/// entry.
struct HistoryBodyWriter<Sums: PartSums>: ~Copyable {
  private var bytes: HistoryBytes
  private var pending: HistoryEntry<Sums>?
  private var last: UInt32 = 0

  /// - Parameter entries: how many are expected; more are taken as well.
  init(entries: Int = 0) {
    bytes = HistoryBytes(capacity: 64 + min(entries, 1 << 24) * 16)
  }

  /// Adds one whose label set is not below the last one's. If it is the same, they become one.
  mutating func add(_ entry: HistoryEntry<Sums>) {
    if var same = pending {
      if same.labelSet == entry.labelSet {
        same.sums.add(entry.sums)
        pending = same
        return
      }
      write(same)
    }
    pending = entry
  }

  /// The body; the writer then begins an empty one.
  mutating func finish() -> [UInt8] {
    if let entry = pending { write(entry) }
    (pending, last) = (nil, 0)
    return bytes.finish()
  }

  private mutating func write(_ entry: HistoryEntry<Sums>) {
    if bytes.count == 0 { bytes.write(HistoryBytes.version) }
    bytes.reserve(Sums.longestEntry)
    // Wraps only if the caller broke the order; the reader then refuses the body.
    bytes.write(UInt64(entry.labelSet &- last))
    last = entry.labelSet
    entry.sums.write(to: &bytes)
  }
}

/// Numbers one after the other.
@safe
struct HistoryBytes: ~Copyable {
  static let version: UInt64 = 1

  private var buffer: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  init(capacity: Int) { unsafe buffer = .allocate(byteCount: capacity, alignment: 1) }

  deinit { unsafe buffer.deallocate() }

  /// All of them; none are left.
  mutating func finish() -> [UInt8] {
    let bytes = unsafe [UInt8](UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    count = 0
    return bytes
  }

  /// Room for so many bytes: what is written next takes no more.
  @inline(__always)
  mutating func reserve(_ bytes: Int) {
    if unsafe buffer.count - count < bytes { grow() }
  }

  @inline(__always)
  mutating func write(zigzag value: Int64) {
    write(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  @inline(__always)
  mutating func write(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      unsafe buffer[count] = UInt8(truncatingIfNeeded: rest) | 0x80
      rest >>= 7
      count += 1
    }
    unsafe buffer[count] = UInt8(truncatingIfNeeded: rest)
    count += 1
  }

  private mutating func grow() {
    let larger = unsafe UnsafeMutableRawBufferPointer.allocate(
      byteCount: buffer.count * 2, alignment: 1)
    unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    unsafe buffer.deallocate()
    unsafe buffer = unsafe larger
  }
}
