/// Decompresses an archive from front to back, all of its members after each other. Only once:
/// what comes out is lines, whatever it looks like.
package final class Decompressor {
  private let format: ArchiveFormat
  private let decoder: any MemberDecoder
  private var isInMember = false
  /// The beginning of a member, which may come in pieces; the decoder gets it once it is whole.
  private var beginning: [UInt8] = []
  /// Members that have begun.
  private(set) var memberCount = 0

  package private(set) var fault: ArchiveFault?
  /// What follows the last member is none, and is ignored.
  package private(set) var hasTrailingBytes = false

  package init(_ format: ArchiveFormat) {
    self.format = format
    decoder = format.makeDecoder()
  }

  /// Nothing has begun that is not finished.
  package var isAtMemberEnd: Bool { !isInMember && beginning.isEmpty && fault == nil }

  /// Decompresses from `input` into `output` (not empty); says how much of each was used. Without a
  /// fault nothing of both only where there is no input, and nothing is held back.
  package func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> (used: Int, made: Int) {
    var used = 0
    while fault == nil {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: input[used...])
      if isInMember {
        let step = unsafe goOn(rest, output)
        used += step.used
        if unsafe step.made > 0 || isInMember && rest.isEmpty { return (used, step.made) }
      } else if unsafe rest.isEmpty {
        break
      } else {
        unsafe used += beginMember(rest)
      }
    }
    return (used, 0)
  }

  private func goOn(
    _ rest: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> (used: Int, made: Int) {
    let isBeginning = !beginning.isEmpty
    let step =
      unsafe isBeginning
      ? beginning.withUnsafeBytes { unsafe decoder.step($0, output) }
      : unsafe decoder.step(rest, output)
    switch step.outcome {
    case .goesOn:
      if step.used == 0, step.made == 0, unsafe isBeginning || !rest.isEmpty { fault = .damaged }
    case .ended: isInMember = false
    case .failed(let reason): fault = reason
    }
    guard isBeginning else { return (step.used, step.made) }
    beginning.removeFirst(step.used)
    return (0, step.made)
  }

  /// Between members: returns how many bytes are padding, or of the beginning of the next one.
  private func beginMember(_ rest: UnsafeRawBufferPointer) -> Int {
    if hasTrailingBytes { return rest.count }
    if beginning.isEmpty, memberCount > 0, format.allowsPadding {
      let zeros = unsafe rest.leadingZeros
      if zeros > 0 { return zeros }
    }
    for index in rest.indices {
      let byte = unsafe rest[index]
      beginning.append(byte)
      switch format.likeness(of: beginning) {
      case .partial: continue
      case .whole:
        isInMember = true
        memberCount += 1
        if !decoder.begin() { fault = .noMemory }
      case .none:
        beginning = []
        if memberCount > 0, format.allowsTrailingBytes {
          hasTrailingBytes = true
        } else {
          fault = .damaged
        }
      }
      return index + 1
    }
    return rest.count
  }
}
