import SpendCore

/// What a look at the directories found, and what of it could be opened.
struct Findings {
  var candidates: [Candidate] = []
  /// Everything could be looked at, so what is not among the candidates is gone.
  var isComplete = true
  /// A name was there and its file was not: something is being renamed.
  var isMoving = false
  /// A file was renamed while we looked, or bytes of one are handed out: nothing is decided now.
  var mustLookAgain = false
  /// An archive is not decompressed to its end yet, and what comes after it has to wait.
  var isChecking = false
  /// Another look at everything has to follow.
  var needsInventory = false

  /// What is found is not enough to say what any file is: the next look tells.
  mutating func decideNothing() {
    mustLookAgain = true
    isComplete = false
    needsInventory = true
  }

  /// Whether what an archive was made of is still there.
  func hasPlainFile(of candidate: Candidate) -> Bool {
    let plain = RotationNames.withoutArchive(candidate.path)
    return candidates.contains { $0.path == plain && $0 !== candidate }
  }
}
