import SpendCore

/// What is known of the archives of a source, so that none is decompressed again with every look;
/// and the one that is being decompressed, a part with each look.
struct ArchiveChecks {
  enum Outcome: Hashable {
    case whole(size: Int64)
    /// So much of its content can be read, and no more.
    case damaged(readable: Int64)
    case refused(reason: String)
  }

  /// Those that are not whole yet, by path.
  private(set) var waiting: Set<FilePath> = []
  /// The same of the look before.
  private var waitedBefore: Set<FilePath> = []
  private var known: [FileIdentity: (facts: FileFacts, outcome: Outcome)] = [:]
  private var underWay: (facts: FileFacts, reader: ArchiveReader)?
  /// What is left for this look, in bytes of gzip.
  private var budget = 0
  /// Whether one was not decompressed to its end in the last look.
  private(set) var isUnfinished = false

  /// What came of a file, unless it was touched since.
  func outcome(of facts: FileFacts) -> Outcome? {
    guard let last = known[facts.identity], last.facts.isUntouched(since: facts) else { return nil }
    return last.outcome
  }

  mutating func remember(_ outcome: Outcome, of facts: FileFacts) {
    known[facts.identity] = (facts, outcome)
  }

  /// What waits is found anew.
  mutating func beginWaiting() {
    waitedBefore = waiting
    waiting = []
  }

  /// - Returns: whether it did not wait in the look before.
  @discardableResult
  mutating func wait(for path: FilePath) -> Bool {
    waiting.insert(path)
    return !waitedBefore.contains(path)
  }

  /// A look at everything begins.
  mutating func begin(budget: Int) {
    self.budget = budget
    isUnfinished = false
  }

  /// Only these are still there.
  mutating func keep(_ identities: Set<FileIdentity>) {
    known = known.filter { identities.contains($0.key) }
    if let underWay, !identities.contains(underWay.facts.identity) { self.underWay = nil }
  }

  /// Decompresses an archive, as far as the budget goes; nil where that is not its end.
  ///
  /// - Parameter reader: another takes its place where the archive is under way already.
  mutating func condition(
    of reader: inout ArchiveReader, _ facts: FileFacts
  ) throws(FileError) -> ArchiveReader.Condition? {
    guard budget > 0 else {
      isUnfinished = true
      return nil
    }
    if let underWay, underWay.facts.isUntouched(since: facts) { reader = underWay.reader }
    underWay = nil
    if let condition = try reader.condition(within: &budget) { return condition }
    underWay = (facts, reader)
    isUnfinished = true
    return nil
  }
}
