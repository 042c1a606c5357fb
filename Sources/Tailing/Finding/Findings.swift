/// What a look at the directories found.
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
}
