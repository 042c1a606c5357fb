import SpendCore

/// One life of a file: the bytes that were written under one name between two rotations, wherever
/// they lie now. A reference because several lists of its ``GenerationKeeper`` point at it.
final class Generation {
  /// Never used again within the state.
  let number: UInt64
  var stored: StoredGeneration
  var open = OpenGeneration()
  var look = LookMarks()
  var log: ChangeLog
  /// That of its source; nil while that is not configured, and once it is forgotten.
  weak var keeper: GenerationKeeper?
  /// The lists of the keeper on which it is.
  var isChangeListed = false
  var isQueued = false

  init(number: UInt64, _ stored: StoredGeneration, log: ChangeLog = ChangeLog()) {
    self.number = number
    self.stored = stored
    self.log = log
  }

  // What nearly every reader of a generation asks for. Changes name the half they are made in.
  var slot: FilePath { stored.slot }
  var path: FilePath { stored.path }
  var state: GenerationState { stored.state }
  var facts: FileFacts? { stored.facts }
  var isCompressed: Bool { stored.isCompressed }
  var offset: Int64 { stored.offset }
  var isOpenEnded: Bool { stored.isOpenEnded }
  var reader: (any ContentReader)? { open.reader }

  /// Bytes of content as far as they are known now.
  var contentSize: Int64 {
    guard reader != nil else { return offset }
    return isCompressed ? open.archiveSize : facts?.size ?? offset
  }
  /// Bytes that were not looked at, or cannot be read.
  var lagBytes: Int64 { max(0, contentSize - offset - open.partial) }
  /// All that was consumed of it repeats another one, and more of it was seen.
  var isBorrower: Bool {
    isOpenEnded && !stored.isRemainder && stored.base > 0 && offset == stored.base
      && stored.knownSize > offset
  }
  /// Nobody added to the file whose place another took.
  var isEmptyRemainder: Bool { stored.isRemainder && offset == stored.base }
  /// Neither found by the look under way nor open.
  var isHomeless: Bool { !look.isFound && reader == nil }

  func touch() {
    log.touch()
    keeper?.change(self)
  }

  /// There may be bytes after the offset that were not looked at.
  func expectData() {
    open.mayHaveData = true
    keeper?.enqueue(self)
  }

  func closeReader() {
    open.reader?.close()
    open.reader = nil
    open.mayHaveData = false
  }
}
