import SpendCore

/// Files about which nothing is decided yet, although something could be said.
extension SourceTail {
  /// Whether a file that was changed in place is taken for another one too early: somebody may be
  /// writing into it what it held, edited, or without its head.
  func isUnsettled(_ candidate: Candidate, _ verdict: FileVerdict) -> Bool {
    guard case .new = verdict, let known = settling[candidate.facts.identity],
      !context.options.isOnce, generation(known.predecessor)?.look.isFound == false,
      context.age(of: candidate.facts) < Unsettled.quietSeconds,
      context.monotonic - known.since < Unsettled.longestSeconds
    else { return false }
    settling.lookAgain(at: context.monotonic + Unsettled.quietSeconds)
    return true
  }

  /// Whether the file that this one took the place of is open and has lines that were not read:
  /// this one may hold some of them too, and is known by the last of them.
  ///
  /// Only what was there when the new file was seen first is waited for: who never stops writing to
  /// a deleted file must not keep its successor from being read.
  func isToBeReadFirst(
    before candidate: Candidate, _ verdict: FileVerdict, _ matcher: GenerationMatcher
  ) -> Bool {
    switch verdict {
    case .new, .rewritten: break
    default: return false
    }
    var isAny = false
    for generation in matcher.index.missing(ofSlot: candidate.slot).compactMap(self.generation)
    where !generation.look.isFound && !generation.open.isChanged && generation.reader != nil
      && failures[generation.path]?.call != "read"
    {
      let end = generation.open.readFirst ?? generation.contentSize
      guard generation.open.partial + generation.offset < end else { continue }
      generation.open.readFirst = end
      generation.open.isAwaited = true
      isAny = true
    }
    return isAny
  }

  /// A file that held nothing new, and nobody has touched it since.
  func isStillRepeating(_ candidate: Candidate) -> Bool {
    guard settling.isStillRepeating(candidate.path, candidate.facts, at: context.monotonic) else {
      return false
    }
    opener.comparisons.keep(candidate.facts.identity)
    return true
  }
}
