import SpendCore

/// Archives that cannot be decompressed: what only they held is lost, and that is declared once.
extension SourceTail {
  /// Waits as long as the plain file is still beside it, or something cannot be looked at.
  func judgeDamaged(
    _ candidate: Candidate, _ findings: Findings, _ matcher: inout GenerationMatcher
  ) {
    guard findings.isComplete, opener.archives.waiting.isEmpty, candidate.role != .formerPlace,
      !findings.hasPlainFile(of: candidate)
    else { return }
    do throws(FileError) {
      let number = try owner(ofDamaged: candidate, matcher)
      // A copy that a source names is a file of its own while that of which it is one is there.
      let known = number.flatMap { generation($0) }
        .flatMap { candidate.role == .rotated || $0.isHomeless ? $0 : nil }
      let owner = known ?? keeper.declareLost(candidate, isLeftOut: isLeftOut(candidate))
      // Whether all of it was consumed cannot be known: where nothing else of it is left,
      // something is missing.
      if owner.isHomeless, owner.isOpenEnded {
        owner.stored.knownSize = max(owner.stored.knownSize, owner.offset + 1)
      }
      owner.rememberCopy(candidate, contentSize: 0, at: context.now)
      matcher.update(KnownGeneration(owner))
    } catch {
      noteFailure(error, at: candidate.path)
    }
  }

  private func owner(
    ofDamaged candidate: Candidate, _ matcher: GenerationMatcher
  ) throws(FileError) -> UInt64? {
    let file = try context.openFiles.open(candidate.path).file
    defer { file.rest() }
    let front = try PlainReader(file).bytes(ContentKind.frontBytes, at: 0)
    guard case .archive(let format) = ContentKind(front: front),
      case .damaged(let readable) = opener.archives.outcome(of: candidate.facts)
    else { return nil }
    let length = format == .gzip ? try lengthAtEnd(of: file, candidate) : nil
    let reader = ArchiveReader(file, format, isLenient: true)
    return try matcher.owner(
      ofDamaged: candidate.file, reader, readable: readable, length: length)
  }

  /// The length of the content modulo 2³², as the last four bytes of a gzip archive say it
  /// (RFC 1952); often unharmed.
  private func lengthAtEnd(
    of file: CachedFile, _ candidate: Candidate
  ) throws(FileError) -> Int64 {
    let bytes = try PlainReader(file).bytes(4, at: max(0, candidate.facts.size - 4))
    return bytes.reversed().reduce(0) { $0 << 8 | Int64($1) }
  }
}
