import SpendCore

/// A file that was found to hold bytes of a generation that has a file of its own.
struct KnownCopy: Hashable, Sendable {
  var path: FilePath
  var facts: FileFacts
  /// Bytes of content; decompressed for archives.
  var contentSize: Int64
}
