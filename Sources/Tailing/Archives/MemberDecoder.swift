/// Decompresses a part of an archive that stands for itself: what gzip calls a member, zstd a
/// frame, xz and bzip2 a stream. The library that it wraps checks the sums.
protocol MemberDecoder: AnyObject {
  /// Makes ready for a member. False without memory.
  func begin() -> Bool
  /// Goes on; each buffer may be used in part. Without input it makes what is held back.
  func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> MemberStep
}

/// What one step of a ``MemberDecoder`` did.
struct MemberStep {
  enum Outcome {
    case goesOn
    case ended
    case failed(ArchiveFault)
  }

  /// Bytes of the input and of the output.
  var used: Int
  var made: Int
  var outcome: Outcome
}

extension UnsafeRawBufferPointer {
  /// As libraries of C want it that do not say `const`.
  func start<Byte>(as type: Byte.Type) -> UnsafeMutablePointer<Byte>? {
    unsafe UnsafeMutablePointer(mutating: baseAddress?.assumingMemoryBound(to: type))
  }
}

extension UnsafeMutableRawBufferPointer {
  func start<Byte>(as type: Byte.Type) -> UnsafeMutablePointer<Byte>? {
    unsafe baseAddress?.assumingMemoryBound(to: type)
  }
}
