/// Looks for stretches of one length in a file, in one pass, which may be made in several parts.
struct StretchSearch {
  /// What one search looks for.
  struct Key: Hashable {
    var length: Int
    var rolling: [UInt64]
    var limits: [Int64]
  }

  /// What is looked for, and what was found of it.
  struct Wanted {
    let rolling: UInt64
    /// ``ContentHash`` of it, where that is known.
    let hash: UInt64?
    /// It ends here at the latest.
    let limit: Int64
    /// The line that begins before it and ends so many bytes before its end.
    let line: LongLine?
    let after: Int
    /// Where its first place ends.
    private(set) var end: Int64 = 0
    private(set) var places = 0

    init(
      rolling: UInt64, hash: UInt64?, limit: Int64, line: LongLine? = nil, after: Int = 0
    ) {
      self.rolling = rolling
      self.hash = hash
      self.limit = limit
      self.line = line
      self.after = after
    }

    fileprivate mutating func found(at end: Int64) {
      if places == 0 { self.end = end }
      places += 1
    }
  }

  /// More is not searched in one go; the end of a longer range is.
  static let most: Int64 = 1 << 30
  private static let block = 1 << 18
  /// A byte takes so many times longer than one that is only hashed.
  private static let slowness = 4
  private static let filterMask: UInt64 = 4095

  private var wanted: [Wanted]
  private let length: Int
  /// What a byte is worth that leaves the stretch.
  private let leaving: [UInt64]
  /// Whether any of the wanted may have a hash, by the lowest bits of it.
  private let filter: [Bool]
  /// Places in the last block at which the end of a long line is.
  private var lineEnds: [(index: Int, end: Int64)] = []
  /// How far the file was searched; nil: not begun.
  private var position: Int64?
  /// The last bytes before that, as many as a stretch has, and their hash.
  private var kept: [UInt8] = []
  private var rolling: UInt64 = 0

  private init(_ wanted: [Wanted], length: Int) {
    self.wanted = wanted
    self.length = length
    let power = PolynomialHash.power(length)
    leaving = (0...UInt64(UInt8.max)).map { PolynomialHash.product(power, $0 + 1) }
    var filter = [Bool](repeating: false, count: Int(Self.filterMask) + 1)
    for each in wanted { filter[Int(each.rolling & Self.filterMask)] = true }
    self.filter = filter
  }

  /// Searches the first `size` bytes of a file, or goes on with what an earlier look began of that.
  /// Linear in them; bounded memory.
  static func places(
    of wanted: [Wanted], length: Int, in reader: any ContentReader, size: Int64
  ) throws(FileError) -> [Wanted] {
    let key = Key(length: length, rolling: wanted.map(\.rolling), limits: wanted.map(\.limit))
    var search = reader.comparison?.searches[key] ?? StretchSearch(wanted, length: length)
    do throws(FileError) { try search.run(in: reader, size: size) } catch {
      if error.isUnfinished { reader.comparison?.searches[key] = search }
      throw error
    }
    reader.comparison?.searches[key] = search
    return search.wanted
  }

  private mutating func run(in reader: any ContentReader, size: Int64) throws(FileError) {
    let end = min(size, wanted.reduce(0) { max($0, $1.limit) })
    var position = self.position ?? max(0, end - Self.most)
    guard length > 0, self.position != nil || end - position >= length else { return }
    while position < end {
      try reader.comparison?.goOn(reader.file)
      let count = Int(min(Int64(Self.block), end - position))
      let block = try reader.bytes(count, at: position)
      guard !block.isEmpty else { return }
      reader.comparison?.spend(block.count * Self.slowness)
      let bytes = kept + block
      unsafe bytes.withUnsafeBytes { unsafe go(through: $0, from: kept.count, at: position) }
      for each in lineEnds {
        let (line, after) = (wanted[each.index].line, Int64(wanted[each.index].after))
        reader.comparison?.spend(line?.length ?? 0)
        if try line?.isFound(in: reader, endingAt: each.end - after) ?? true {
          wanted[each.index].found(at: each.end)
        }
      }
      lineEnds = []
      kept = Array(bytes.suffix(length))
      position += Int64(block.count)
      self.position = position
    }
  }

  /// - Parameters:
  ///   - first: How many of the bytes are of the blocks before.
  ///   - position: Where the others are in the file.
  private mutating func go(
    through bytes: UnsafeRawBufferPointer, from first: Int, at position: Int64
  ) {
    var hash = rolling
    for index in first..<bytes.count {
      hash = unsafe PolynomialHash.extend(hash, by: bytes[index])
      if index >= length {
        hash = unsafe PolynomialHash.difference(hash, leaving[Int(bytes[index - length])])
      }
      if index + 1 >= length, filter[Int(hash & Self.filterMask)] {
        unsafe note(
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
      if let hash = wanted[index].hash, unsafe hash != ContentHash.of(bytes) { continue }
      if wanted[index].line == nil {
        wanted[index].found(at: end)
      } else {
        lineEnds.append((index, end))
      }
    }
  }
}
