/// What is known of a generation only as long as the process lives: its open file, and what was
/// seen of that.
struct OpenGeneration {
  var reader: (any ContentReader)? {
    // Whatever is read of it from now on is read to be counted.
    didSet { reader?.comparison = nil }
  }
  /// Of a file of which nothing is consumed, as it was when it was last looked at; nil: not known.
  var prefixes: PrefixHashes?
  /// Bytes of content of the open archive.
  var archiveSize: Int64 = 0
  /// Monotonic time at which it was opened.
  var watchedSince: Double = 0
  /// There may be bytes after the offset that were not looked at.
  var mayHaveData = false
  /// The file at the identity does not hold what was consumed any more.
  var isChanged = false
  /// NUL bytes just before the offset that were passed over and not said yet.
  var zeroRun: Int64 = 0
  /// Unterminated bytes seen after the offset.
  var partial: Int64 = 0
  /// Monotonic time of the last write that was seen.
  var quietSince: Double = -.infinity
  /// No writer was left when somebody closed it.
  var sawCloseOfWriter = false
  /// Up to here it is read before the file that took its place.
  var readFirst: Int64?
  /// It is at no path where one looks, and was looked for elsewhere.
  var isSought = false
  /// Another file is looked at once it is read so far.
  var isAwaited = false
}
