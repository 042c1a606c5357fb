/// Writes the body of a history part: its version, then entries in the ascending order of their
/// label sets, each with five numbers: by how much the label set is above the last one (above zero
/// for the first), calls, spend, input tokens, output tokens.
///
/// Numbers are base-128 varints, lowest group first, as in Protocol Buffers
/// (https://protobuf.dev/programming-guides/encoding/); all but the first are zigzag-coded, so that
/// small negative ones stay small. An entry takes 5 to 45 bytes, 10 to 15 as a rule. O(1) an entry.
struct HistoryBodyWriter: ~Copyable {
  static let version: UInt64 = 1
  /// No entry takes more: one number of 32 bits and four of 64.
  private static let longestEntry = 5 + 4 * 10

  private var buffer: UnsafeMutableRawBufferPointer
  private var count = 0
  private var pending: HistoryEntry?
  private var last: UInt32 = 0

  /// - Parameter entries: how many are expected; more are taken as well.
  init(entries: Int = 0) {
    buffer = .allocate(byteCount: 64 + min(entries, 1 << 24) * 16, alignment: 1)
  }

  deinit { buffer.deallocate() }

  /// Adds one whose label set is not below the last one's. If it is the same, they become one.
  mutating func add(_ entry: HistoryEntry) {
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
    let body = [UInt8](UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    (count, pending, last) = (0, nil, 0)
    return body
  }

  private mutating func write(_ entry: HistoryEntry) {
    if count == 0 { write(Self.version) }
    if buffer.count - count < Self.longestEntry { grow() }
    // Wraps only if the caller broke the order; the reader then refuses the body.
    write(UInt64(entry.labelSet &- last))
    last = entry.labelSet
    write(zigzag: entry.sums.calls)
    write(zigzag: entry.sums.spend)
    write(zigzag: entry.sums.inputTokens)
    write(zigzag: entry.sums.outputTokens)
  }

  @inline(__always)
  private mutating func write(zigzag value: Int64) {
    write(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  @inline(__always)
  private mutating func write(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      buffer[count] = UInt8(truncatingIfNeeded: rest) | 0x80
      rest >>= 7
      count += 1
    }
    buffer[count] = UInt8(truncatingIfNeeded: rest)
    count += 1
  }

  private mutating func grow() {
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: buffer.count * 2, alignment: 1)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    buffer.deallocate()
    buffer = larger
  }
}
