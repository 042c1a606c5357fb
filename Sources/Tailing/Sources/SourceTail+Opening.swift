import SpendCore

/// Opening a file that was found.
extension SourceTail {
  /// Opens a candidate and finds out whether it is an archive. False: not now; said why.
  func open(_ candidate: Candidate, _ findings: inout Findings) -> Bool {
    if candidate.reader != nil { return true }
    if damagedArchives.contains(where: { $0.isUntouched(since: candidate.facts) }) {
      candidate.isDamaged = true
    }
    if candidate.isDamaged { return false }
    do throws(FileError) {
      let descriptor = try fileSystem.open(candidate.path)
      let plain = PlainReader(descriptor: descriptor, fileSystem: fileSystem)
      let facts = try fileSystem.facts(of: descriptor)
      guard facts.identity == candidate.facts.identity, facts.isRegular else {
        // Another file took the name since we looked.
        needsInventory = true
        findings.isComplete = false
        findings.mustLookAgain = true
        return false
      }
      candidate.file.size = facts.size
      noteSuccess(of: "open", at: candidate.path)
      return try recognise(candidate, plain, &findings)
    } catch {
      if error.isMissing {
        findings.mustLookAgain = true
      } else {
        noteFailure(error, at: candidate.path)
      }
      needsInventory = true
      findings.isComplete = false
      return false
    }
  }

  /// An archive is known by its first bytes, and nothing of it is taken before all of it is there
  /// and its check sums agree.
  private func recognise(
    _ candidate: Candidate, _ plain: PlainReader, _ findings: inout Findings
  ) throws(FileError) -> Bool {
    let magic = try plain.bytes(2, at: 0)
    if magic.count < 2, candidate.path.hasSuffix(".gz") {
      wait(for: candidate)
      return false
    }
    guard magic == [0x1F, 0x8B] else {
      candidate.reader = plain
      return true
    }
    // The descriptor goes from one reader to the other.
    let reader = GzipReader(descriptor: plain.release(), fileSystem: fileSystem)
    switch try reader.condition() {
    case .whole(let size):
      candidate.isCompressed = true
      candidate.file.size = size
      candidate.reader = reader
      return true
    case .cut:
      // One that nobody has written to for an hour was left by a compressor that died.
      let isAbandoned = context.age(of: candidate.facts) > 3600
      if isAbandoned { noteDamage(to: candidate, findings) } else { wait(for: candidate) }
    case .damaged: noteDamage(to: candidate, findings)
    }
    return false
  }

  private func wait(for candidate: Candidate) {
    candidate.isWaiting = true
    waitingArchives.insert(candidate.path)
    if archivesBefore.contains(candidate.path) { return }
    context.say(.waitingForArchive(source: key, path: candidate.path))
  }
}
