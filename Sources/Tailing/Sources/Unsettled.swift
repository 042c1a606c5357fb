/// A file whose content changed in place, and that somebody may still be writing: what it is by
/// then says more than what it is now.
struct Unsettled {
  /// Monotonic time at which that was seen first.
  var since: Double
  /// The generation whose file, or a copy of it, it was.
  var predecessor: UInt64
  var isCopy = false

  /// So long nobody may have written to it to be taken for what it is, in seconds.
  static let quietSeconds = 0.1
  /// And so long it is waited for at most: a log may be written to all the time.
  static let longestSeconds = 1.0
}

/// A file that holds nothing but what a generation began with.
struct Repeating {
  /// What it was then.
  let facts: FileFacts
  /// The generation.
  let number: UInt64
}

/// A file that begins as another did, as far as that can be told.
struct Beginning {
  /// So many bytes of it.
  var base: Int64
  /// Monotonic time since when it is not more.
  var since: Double

  var until: Double { since + Self.longestSeconds }

  /// What is written again comes on faster than a chunk in so many seconds.
  static let longestSeconds = 2.0
}
