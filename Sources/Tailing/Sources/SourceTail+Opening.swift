import SpendCore

/// Opening a file that was found.
extension SourceTail {
  /// Opens a candidate and finds out whether it is an archive. False: not now; said why.
  func open(_ candidate: Candidate, _ findings: inout Findings) -> Bool {
    if candidate.reader != nil { return true }
    guard isReadable(candidate) else { return false }
    do throws(FileError) {
      let (file, facts) = try context.openFiles.open(candidate.path)
      guard facts.identity == candidate.facts.identity, facts.isRegular else {
        // Another file took the name since we looked.
        needsInventory = true
        findings.isComplete = false
        findings.mustLookAgain = true
        return false
      }
      candidate.file.size = facts.size
      failures.end(call: "open", at: candidate.path)
      return try recognise(candidate, PlainReader(file), &findings)
    } catch {
      if error.isMissing || error.isDisplaced {
        findings.mustLookAgain = true
      } else {
        noteFailure(error, at: candidate.path)
      }
      needsInventory = true
      findings.isComplete = false
      return false
    }
  }

  /// What is in it decides whether it is an archive, whatever its name.
  private func recognise(
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
}
