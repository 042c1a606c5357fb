/// Looks for stretches of one length in a file, in one pass.
struct StretchSearch {
  /// What is looked for, and what was found of it.
  struct Wanted {
    let rolling: UInt64
    /// ``ContentHash`` of it, where that is known.
    let hash: UInt64?
    /// It ends here at the latest.
    let limit: Int64
    /// What it is the end of.
    let line: LongLine?
    /// Where its first place ends.
    private(set) var end: Int64 = 0
    private(set) var places = 0

    init(rolling: UInt64, hash: UInt64?, limit: Int64, line: LongLine? = nil) {
      self.rolling = rolling
      self.hash = hash
      self.limit = limit
      self.line = line
    }

    fileprivate mutating func found(at end: Int64) {
      if places == 0 { self.end = end }
      places += 1
    }
  }

  /// More is not searched in one go; the end of a longer range is.
  static let most: Int64 = 1 << 30
  private static let block = 1 << 18
  private static let filterMask: UInt64 = 4095

  private(set) var wanted: [Wanted]
  private let length: Int
  /// What a byte is worth that leaves the stretch.
  private let leaving: [UInt64]
  /// Whether any of the wanted may have a hash, by the lowest bits of it.
  private let filter: [Bool]
  /// Places in the last block at which the end of a long line is.
  private var lineEnds: [(index: Int, end: Int64)] = []

  init(_ wanted: [Wanted], length: Int) {
    self.wanted = wanted
    self.length = length
    let power = PolynomialHash.power(length)
    leaving = (0...UInt64(UInt8.max)).map { PolynomialHash.product(power, $0 + 1) }
    var filter = [Bool](repeating: false, count: Int(Self.filterMask) + 1)
    for each in wanted { filter[Int(each.rolling & Self.filterMask)] = true }
    self.filter = filter
  }

  /// Searches the first `size` bytes. Linear in them; bounded memory.
  mutating func run(in reader: any ContentReader, size: Int64) throws(FileError) {
    let end = min(size, wanted.reduce(0) { max($0, $1.limit) })
    var position = max(0, end - Self.most)
    guard length > 0, end - position >= length else { return }
    // The last stretch before the block stands in front of it.
    var buffer = [UInt8](repeating: 0, count: length + Self.block)
    var kept = 0
    var rolling: UInt64 = 0
    while position < end {
      let count = Int(min(Int64(Self.block), end - position))
      let block = try reader.bytes(count, at: position)
      guard !block.isEmpty else { return }
      buffer.replaceSubrange(kept..<kept + block.count, with: block)
      buffer.withUnsafeBytes { bytes in
        go(
          through: UnsafeRawBufferPointer(rebasing: bytes[..<(kept + block.count)]), from: kept,
          at: position, &rolling)
      }
      for each in lineEnds {
        if try wanted[each.index].line?.isFound(in: reader, endingAt: each.end) ?? true {
          wanted[each.index].found(at: each.end)
        }
      }
      lineEnds = []
      position += Int64(block.count)
      let total = kept + block.count
      kept = min(length, total)
      buffer.replaceSubrange(0..<kept, with: Array(buffer[total - kept..<total]))
    }
  }

  /// - Parameters:
  ///   - first: How many of the bytes are of the blocks before.
  ///   - position: Where the others are in the file.
  private mutating func go(
    through bytes: UnsafeRawBufferPointer, from first: Int, at position: Int64,
    _ rolling: inout UInt64
  ) {
    var hash = rolling
    for index in first..<bytes.count {
      hash = PolynomialHash.extend(hash, by: bytes[index])
      if index >= length {
        hash = PolynomialHash.difference(hash, leaving[Int(bytes[index - length])])
      }
      if index + 1 >= length, filter[Int(hash & Self.filterMask)] {
        note(
          hash, UnsafeRawBufferPointer(rebasing: bytes[index + 1 - length...index]),
          endingAt: position + Int64(index + 1 - first))
      }
    }
    rolling = hash
  }

  private mutating func note(
    _ rolling: UInt64, _ bytes: UnsafeRawBufferPointer, endingAt end: Int64
  ) {
    for index in wanted.indices
    where wanted[index].rolling == rolling && end <= wanted[index].limit {
      if let hash = wanted[index].hash, hash != ContentHash.of(bytes) { continue }
      if wanted[index].line == nil {
        wanted[index].found(at: end)
      } else {
        lineEnds.append((index, end))
      }
    }
  }
}
