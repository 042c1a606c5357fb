/// The comparisons that a look could not finish, or that the next one is to go on with: of large
/// files nothing is hashed again because a few bytes were added.
///
/// What a look may read is spent only on what is found for the first time, and all that was found
/// is kept until a look is finished: so each comes nearer to its end.
struct Comparisons {
  let allowance = Comparison.Allowance()
  private var known: [FileIdentity: Comparison] = [:]
  private var wanted: Set<FileIdentity> = []
  /// Readers that are somewhere in an archive, through which they go from front to back.
  private var archives: [FileIdentity: (facts: FileFacts, reader: ArchiveReader)] = [:]
  /// Whether one was not finished in the last look.
  private(set) var isUnfinished = false

  /// As far into an archive is quick to come again.
  private static let quickBytes: Int64 = 8 << 20

  /// A look begins.
  ///
  /// - Parameter bytes: how much may be read in order to compare.
  mutating func begin(bytes: Int) {
    allowance.bytes = bytes
    if !isUnfinished {
      // What one look can read is read anew, and nothing is believed of it.
      known = known.filter { wanted.contains($0.key) && $0.value.hashedBytes > bytes }
      archives = [:]
    }
    isUnfinished = false
    wanted = []
  }

  /// Gives the reader of a file what was found of that before.
  mutating func begin(with facts: FileFacts, _ reader: any ContentReader) throws(FileError) {
    if let last = known[facts.identity], try last.holds(of: facts, reader) {
      last.isLifted = false
      reader.comparison = last
      return
    }
    let comparison = Comparison(facts, allowance)
    known[facts.identity] = comparison
    reader.comparison = comparison
  }

  /// The reader of an archive that is somewhere in it already.
  mutating func takeArchive(_ facts: FileFacts) -> ArchiveReader? {
    guard let last = archives.removeValue(forKey: facts.identity),
      last.facts.isUntouched(since: facts)
    else { return nil }
    return last.reader
  }

  /// The next look asks about the file again.
  mutating func keep(_ identity: FileIdentity) { wanted.insert(identity) }

  /// The look ends here, and the next goes on. Readers keep their place, and no descriptor.
  mutating func postpone(_ candidates: [Candidate]) {
    isUnfinished = true
    for candidate in candidates {
      guard let reader = candidate.reader as? ArchiveReader, reader.comparison != nil,
        candidate.isUnfinished || reader.reached > Self.quickBytes
      else { continue }
      reader.file.rest()
      archives[candidate.facts.identity] = (candidate.facts, reader)
    }
  }
}
