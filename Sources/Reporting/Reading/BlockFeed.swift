import Glibc
import SpendCore

/// What wants the lines of files.
protocol LineCounter: ~Copyable {
  /// Counts whole lines, with ``ReportCounter/padding`` readable bytes after them.
  mutating func add(_ bytes: UnsafeRawBufferPointer, isSealed: Bool)
  /// Counts a line that was too long to be held.
  mutating func addOversize()
  /// Nothing follows in the file.
  mutating func endFile()
}

/// Cuts bytes into blocks of whole lines and hands them to a counter.
///
/// One reused buffer with the padding that the decoder wants. Small enough for the second-level
/// cache, so that what the kernel copied is still there when it is decoded; a line that does not
/// fit makes it grow up to the longest line allowed, and what is longer is passed over and counted
/// once. O(bytes), whatever the bytes are.
@safe
final class BlockFeed {
  private var memory: UnsafeMutableRawBufferPointer
  private var capacity: Int
  private let largest: Int
  /// Bytes of an unfinished line at the front.
  private var filled = 0
  /// So many bytes at the front hold no line feed.
  private var searched = 0
  private var isSkipping = false

  static let blockBytes = 256 << 10

  /// - Parameter maxLineBytes: longer lines are oversize.
  init(maxLineBytes: Int, blockBytes: Int = blockBytes) {
    capacity = blockBytes
    // One more for a carriage return, and one to see that the line is too long.
    largest = max(blockBytes, maxLineBytes + 2)
    unsafe memory = unsafe Self.allocate(blockBytes)
  }

  deinit { unsafe memory.deallocate() }

  private static func allocate(_ capacity: Int) -> UnsafeMutableRawBufferPointer {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: capacity + ReportCounter.padding, alignment: 4096)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
    return unsafe memory
  }

  /// Counts everything that the supply has.
  ///
  /// - Parameters:
  ///   - isStart: these are the first bytes of a file, so that a BOM is none of the text.
  ///   - isEnd: these are the last, so that a line may lack its end.
  func feed<Counter: LineCounter & ~Copyable>(
    _ supply: any ByteSupply, isStart: Bool, isEnd: Bool, to counter: inout Counter
  ) throws(ReportFailure) {
    var supply = supply
    filled = 0
    searched = 0
    isSkipping = false
    if isStart { try passMark(&supply) }
    while true {
      if filled == capacity { makeRoom(&counter) }
      let free = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[filled..<capacity])
      let count = try unsafe supply.read(into: free)
      if count == 0 { break }
      filled += count
      if isSkipping { skip() } else { handOut(&counter) }
    }
    if filled > 0, !isSkipping {
      unsafe counter.add(UnsafeRawBufferPointer(rebasing: memory[..<filled]), isSealed: isEnd)
    }
    counter.endFile()
  }

  /// Reads the first bytes and drops a BOM.
  private func passMark(_ supply: inout any ByteSupply) throws(ReportFailure) {
    while filled < 3 {
      let free = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[filled..<3])
      let count = try unsafe supply.read(into: free)
      if count == 0 { return }
      filled += count
    }
    if unsafe memory[0] == 0xEF, unsafe memory[1] == 0xBB, unsafe memory[2] == 0xBF { filled = 0 }
  }

  /// Hands the whole lines to the counter and keeps the rest.
  private func handOut<Counter: LineCounter & ~Copyable>(_ counter: inout Counter) {
    // Backwards: the last line feed is nearly always within one line of the end.
    var end = filled
    while end > searched, unsafe memory[end - 1] != UInt8(ascii: "\n") { end -= 1 }
    if end > searched {
      unsafe counter.add(UnsafeRawBufferPointer(rebasing: memory[..<end]), isSealed: false)
      drop(end)
    }
    searched = filled
  }

  /// Looks for the end of a line that is passed over.
  private func skip() {
    guard let base = unsafe memory.baseAddress, let mark = unsafe memchr(base, 0x0A, filled) else {
      filled = 0
      return
    }
    isSkipping = false
    searched = 0
    unsafe drop(UnsafeRawPointer(mark) - UnsafeRawPointer(base) + 1)
  }

  private func drop(_ count: Int) {
    filled -= count
    guard filled > 0, let base = unsafe memory.baseAddress else { return }
    unsafe memmove(base, base + count, filled)
  }

  /// Called with the buffer full. Normally it holds one line and no end of it; after a line that
  /// was passed over it can hold whole ones.
  private func makeRoom<Counter: LineCounter & ~Copyable>(_ counter: inout Counter) {
    if searched < filled { handOut(&counter) }
    guard filled == capacity else { return }
    var zeros = 0
    while zeros < filled, unsafe memory[zeros] == 0 { zeros += 1 }
    if zeros > 0 {
      // NULs at the start of a line are not part of it.
      drop(zeros)
      searched = filled
    } else if capacity < largest {
      grow()
    } else {
      isSkipping = true
      counter.addOversize()
      filled = 0
      searched = 0
    }
  }

  private func grow() {
    let larger = min(largest, capacity * 2)
    let grown = unsafe Self.allocate(larger)
    unsafe grown.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<filled]))
    unsafe memory.deallocate()
    unsafe memory = unsafe grown
    capacity = larger
  }
}
