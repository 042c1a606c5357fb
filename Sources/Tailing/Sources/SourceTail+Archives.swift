/// Archives. Nothing of one is taken before all of it is there and its check sums agree.
extension SourceTail {
  static let readableArchives = "gzip, zstd, xz and bzip2"

  /// Whether a file may be opened, by what is known of it from earlier looks.
  func isReadable(_ candidate: Candidate) -> Bool {
    switch archives.outcome(of: candidate.facts) {
    case .damaged: candidate.isDamaged = true
    case .refused(let reason): refuse(candidate, reason)
    case .whole, nil: break
    }
    return !candidate.isDamaged && !candidate.isRefused
  }

  /// Decompresses it once, a part with each look; false: not to its end yet, or it cannot be read.
  func openArchive(
    _ candidate: Candidate, _ format: ArchiveFormat, _ plain: PlainReader,
    _ findings: inout Findings
  ) throws(FileError) -> Bool {
    var reader = ArchiveReader(plain.file, format)
    if case .whole(let size) = archives.outcome(of: candidate.facts) {
      if let begun = comparisons.takeArchive(candidate.facts) { reader = begun }
      return try accept(candidate, reader, size: size)
    }
    switch try archives.condition(of: &reader, candidate.facts) {
    case nil: return postponeCheck(of: candidate, &findings)
    case .whole(let size, let hasTrailingBytes):
      archives.remember(.whole(size: size), of: candidate.facts)
      if hasTrailingBytes {
        context.emit(.trailingBytes(source: key, path: candidate.path))
      }
      return try accept(candidate, reader, size: size)
    case .cut(let readable): waitForRest(of: candidate, readable: readable, findings)
    case .damaged(let readable): noteDamage(to: candidate, readable: readable, findings)
    case .refused(let fault):
      refuse(candidate, fault.requirement ?? "cannot be decompressed")
    }
    return false
  }

  private func accept(
    _ candidate: Candidate, _ reader: ArchiveReader, size: Int64
  ) throws(FileError) -> Bool {
    try comparisons.begin(with: candidate.facts, reader)
    candidate.isCompressed = true
    candidate.file.size = size
    candidate.reader = reader
    return true
  }

  /// The next look goes on with it. Until everything was read once, other unknown files wait for
  /// that, so that older lines come first; later it waits alone, as one that is still written.
  private func postponeCheck(of candidate: Candidate, _ findings: inout Findings) -> Bool {
    candidate.isWaiting = true
    archives.wait(for: candidate.path)
    needsInventory = true
    guard !hasReachedEnd else { return false }
    findings.isChecking = true
    postpone(&findings)
    return false
  }

  /// It ends in the middle. One that nobody has written to for an hour was left by a compressor
  /// that died.
  func waitForRest(of candidate: Candidate, readable: Int64, _ findings: Findings) {
    guard context.age(of: candidate.facts) <= 3600 else {
      return noteDamage(to: candidate, readable: readable, findings)
    }
    candidate.isWaiting = true
    guard archives.wait(for: candidate.path) else { return }
    context.emit(.waitingForArchive(source: key, path: candidate.path))
  }

  /// It holds nothing that could be read: an error of the source, until it is gone.
  func refuse(_ candidate: Candidate, _ reason: String) {
    candidate.isRefused = true
    archives.remember(.refused(reason: reason), of: candidate.facts)
    noteFailure(.unreadableArchive(candidate.path, reason), at: candidate.path)
  }
}
