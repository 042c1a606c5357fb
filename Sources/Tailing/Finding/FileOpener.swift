import SpendCore

/// Opens the files that were found, and finds out what is in them: lines or an archive. Nothing of
/// an archive is taken before all of it is there and its check sums agree.
///
/// What takes long is done a part with each look.
struct FileOpener {
  private static let readableArchives = "gzip, zstd, xz and bzip2"

  private let source: String
  private let context: TailContext
  private let failures: FileFailures
  var archives = ArchiveChecks()
  var comparisons = Comparisons()
  /// Everything was read once.
  private var hasReachedEnd = false

  init(source: String, _ context: TailContext, _ failures: FileFailures) {
    self.source = source
    self.context = context
    self.failures = failures
  }

  /// There is more to do, and the next look goes on with it.
  var isUnfinished: Bool { archives.isUnfinished || comparisons.isUnfinished }

  /// A look begins.
  mutating func begin(hasReachedEnd: Bool) {
    self.hasReachedEnd = hasReachedEnd
    let (isOnce, options) = (context.options.isOnce, context.options)
    archives.begin(budget: isOnce ? .max : options.archiveBytesPerLook)
    comparisons.begin(bytes: isOnce ? .max : options.comparedBytesPerLook)
  }

  /// Opens a candidate and finds out whether it is an archive. False: not now; said why.
  mutating func open(_ candidate: Candidate, _ findings: inout Findings) -> Bool {
    if candidate.reader != nil { return true }
    guard isReadable(candidate) else { return false }
    do throws(FileError) {
      let (file, facts) = try context.openFiles.open(candidate.path)
      guard facts.identity == candidate.facts.identity, facts.isRegular else {
        // Another file took the name since we looked.
        findings.decideNothing()
        return false
      }
      candidate.file.size = facts.size
      failures.end(call: "open", at: candidate.path)
      return try recognise(candidate, PlainReader(file), &findings)
    } catch {
      if error.isMissing || error.isDisplaced {
        findings.mustLookAgain = true
      } else {
        failures.add(error, at: candidate.path)
      }
      findings.needsInventory = true
      findings.isComplete = false
      return false
    }
  }

  /// Whether a file may be opened, by what is known of it from earlier looks.
  private mutating func isReadable(_ candidate: Candidate) -> Bool {
    switch archives.outcome(of: candidate.facts) {
    case .damaged: candidate.isDamaged = true
    case .refused(let reason): refuse(candidate, reason)
    case .whole, nil: break
    }
    return !candidate.isDamaged && !candidate.isRefused
  }

  /// What is in it decides whether it is an archive, whatever its name.
  private mutating func recognise(
    _ candidate: Candidate, _ plain: PlainReader, _ findings: inout Findings
  ) throws(FileError) -> Bool {
    let front = try plain.bytes(ContentKind.frontBytes, at: 0)
    switch ContentKind(front: front) {
    case .archive(let format): return try openArchive(candidate, format, plain, &findings)
    case .foreign(let what):
      refuse(candidate, "is \(what), which is not read; \(Self.readableArchives) are")
      return false
    case .lines:
      // Too short to tell what it becomes.
      let mayBecomeArchive = front.isEmpty || ContentKind.mayBecomeArchive(front)
      if mayBecomeArchive, RotationNames.isArchive(candidate.path) {
        waitForRest(of: candidate, readable: 0, findings)
        return false
      }
      try comparisons.begin(with: candidate.facts, plain)
      candidate.reader = plain
      return true
    }
  }

  /// Comparing a large file was not finished: the next look goes on, and until then nothing is
  /// decided, as what the others are may depend on it.
  mutating func postponeComparison(of candidate: Candidate, _ findings: inout Findings) {
    candidate.isUnfinished = true
    comparisons.postpone(findings.candidates)
    if !candidate.isCompressed { candidate.reader?.close() }
    findings.isChecking = true
    findings.decideNothing()
  }

  // MARK: Archives

  /// Decompresses it once, a part with each look; false: not to its end yet, or it cannot be read.
  private mutating func openArchive(
    _ candidate: Candidate, _ format: ArchiveFormat, _ plain: PlainReader,
    _ findings: inout Findings
  ) throws(FileError) -> Bool {
    var reader = ArchiveReader(plain.file, format)
    if case .whole(let size) = archives.outcome(of: candidate.facts) {
      if let begun = comparisons.takeArchive(candidate.facts) { reader = begun }
      return try accept(candidate, reader, size: size)
    }
    switch try archives.condition(of: &reader, candidate.facts) {
    case nil: postponeCheck(of: candidate, &findings)
    case .whole(let size, let hasTrailingBytes):
      archives.remember(.whole(size: size), of: candidate.facts)
      if hasTrailingBytes {
        context.emit(.trailingBytes(source: source, path: candidate.path))
      }
      return try accept(candidate, reader, size: size)
    case .cut(let readable): waitForRest(of: candidate, readable: readable, findings)
    case .damaged(let readable): noteDamage(to: candidate, readable: readable, findings)
    case .refused(let fault):
      refuse(candidate, fault.requirement ?? "cannot be decompressed")
    }
    return false
  }

  private mutating func accept(
    _ candidate: Candidate, _ reader: ArchiveReader, size: Int64
  ) throws(FileError) -> Bool {
    try comparisons.begin(with: candidate.facts, reader)
    candidate.isCompressed = true
    candidate.file.size = size
    candidate.reader = reader
    failures.end(call: FileError.decompressing, at: candidate.path)
    return true
  }

  /// The next look goes on with it. Until everything was read once, other unknown files wait for
  /// that, so that older lines come first; later it waits alone, as one that is still written.
  private mutating func postponeCheck(of candidate: Candidate, _ findings: inout Findings) {
    candidate.isWaiting = true
    archives.wait(for: candidate.path)
    findings.needsInventory = true
    guard !hasReachedEnd else { return }
    findings.isChecking = true
    findings.decideNothing()
  }

  /// It ends in the middle. One that nobody has written to for an hour was left by a compressor
  /// that died. Meanwhile it is an error of the source, unless what it is made of is still there.
  private mutating func waitForRest(
    of candidate: Candidate, readable: Int64, _ findings: Findings
  ) {
    guard context.age(of: candidate.facts) <= 3600 else {
      return noteDamage(to: candidate, readable: readable, findings)
    }
    candidate.isWaiting = true
    let isNew = archives.wait(for: candidate.path)
    if !findings.hasPlainFile(of: candidate) {
      failures.add(.unfinishedArchive(candidate.path), at: candidate.path)
    } else if isNew {
      context.emit(.waitingForArchive(source: source, path: candidate.path))
    }
  }

  /// It holds nothing that could be read: an error of the source, until it is gone.
  private mutating func refuse(_ candidate: Candidate, _ reason: String) {
    candidate.isRefused = true
    archives.remember(.refused(reason: reason), of: candidate.facts)
    failures.add(.unreadableArchive(candidate.path, reason), at: candidate.path)
  }

  /// It cannot be decompressed. Remembers that, so as not to try again with every look.
  private mutating func noteDamage(
    to candidate: Candidate, readable: Int64, _ findings: Findings
  ) {
    candidate.isDamaged = true
    archives.remember(.damaged(readable: readable), of: candidate.facts)
    guard !findings.hasPlainFile(of: candidate) else { return }
    context.emit(.damagedArchive(source: source, path: candidate.path))
  }
}
