/// What the matcher knows of a generation: a value, so that nothing it does can change the
/// generation itself. Only what its reader reads may change meanwhile.
struct KnownGeneration {
  let number: UInt64
  let stored: StoredGeneration
  /// Its open file.
  let reader: (any ContentReader)?
  /// Of one of which nothing is consumed; nil: not known.
  let prefixes: PrefixHashes?
  /// Bytes of content as far as they are known now.
  let contentSize: Int64
  /// Its open file does not hold what was consumed any more.
  let isChanged: Bool
  let look: LookMarks

  var offset: Int64 { stored.offset }
  /// Neither found by the look under way nor open.
  var isHomeless: Bool { !look.isFound && reader == nil }
  /// Open, but to be found at no path.
  var isHidden: Bool { !look.isFound && reader != nil }
  /// It has nothing of its own: all of it repeats the bytes of another.
  var isBaseOnly: Bool { stored.base > 0 && offset == stored.base }
}

extension KnownGeneration {
  init(_ generation: Generation) {
    self.init(
      number: generation.number, stored: generation.stored, reader: generation.reader,
      prefixes: generation.open.prefixes,
      contentSize: generation.contentSize, isChanged: generation.open.isChanged,
      look: generation.look)
  }
}
