package import SpendCore

/// What happened to the files of a source, for the log and the metrics. Nothing depends on anybody
/// reading it.
package enum TailHappening: Hashable, Sendable {
  /// A generation is being read for the first time, from an offset.
  case appeared(source: String, path: FilePath, number: UInt64, offset: Int64)
  /// The file at the path is another now; the old one is read to its end.
  case rotated(source: String, path: FilePath, to: FilePath, number: UInt64)
  /// The content of the file was replaced or cut in place.
  case truncated(source: String, path: FilePath, number: UInt64)
  /// The file does not begin as it did, and is known by what was consumed last: that ends at
  /// `base`, and what follows is new. `number` is the generation it was.
  case rewritten(source: String, path: FilePath, number: UInt64, base: Int64)
  /// Read to its end, and nobody writes to it any more.
  case sealed(source: String, path: FilePath, number: UInt64, bytes: Int64)
  /// Bytes were destroyed before they could be read.
  case gap(source: String, path: FilePath, number: UInt64, offset: Int64, bytes: Int64)
  /// The file vanished after everything known of it was read.
  case unverifiedEnd(source: String, path: FilePath, number: UInt64, offset: Int64)
  /// Somebody wrote to a file after it was sealed.
  case lateWrite(source: String, path: FilePath, number: UInt64)
  /// The file holds what another holds already and is not read.
  case copySkipped(source: String, path: FilePath, number: UInt64)
  case waitingForArchive(source: String, path: FilePath)
  /// An archive cannot be decompressed; what only it holds is lost.
  case damagedArchive(source: String, path: FilePath)
  /// What follows the end of an archive is none, and is not read.
  case trailingBytes(source: String, path: FilePath)
  /// Another source reads the file; said once a source.
  case shared(source: String, path: FilePath, with: String)
  case nulsSkipped(source: String, path: FilePath, number: UInt64, offset: Int64, bytes: Int64)
  /// A passing fault; said once until it is over.
  case unreadable(source: String, error: FileError)
  case readable(source: String, path: FilePath)
}
