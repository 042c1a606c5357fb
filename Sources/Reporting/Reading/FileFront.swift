import Glibc
package import SpendCore

/// The beginning of a file, to see what is in it: of an archive that of its content.
package enum FileFront {
  /// Blocks for no longer than a file takes: nothing of pipes and devices, and of what is not there
  /// or may not be read.
  ///
  /// - Returns: at most `count` bytes.
  /// - Throws: where they cannot be decompressed.
  package static func bytes(
    of path: FilePath, atMost count: Int
  ) throws(ReportFailure) -> [UInt8] {
    var facts = stat()
    let isFile = unsafe path.withCString {
      unsafe stat($0, &facts) == 0 && access($0, R_OK) == 0
    }
    guard isFile, facts.st_mode & S_IFMT == S_IFREG,
      let piece = try ReportPlan([path], threads: 1).pieces.first
    else { return [] }
    var supply = piece.supply { _ in }
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let made = try supply.fill(&bytes, from: filled)
      if made == 0 { break }
      filled += made
    }
    return Array(bytes[..<filled])
  }
}
