import SpendCore

/// Which files are those of known generations, by inode and birth, and hold what was consumed.
extension SourceTail {
  /// Files that are known by inode and birth, and still hold what was consumed. Returns the rest.
  func identify(_ findings: inout Findings) -> [Candidate] {
    var unknown: [Candidate] = []
    var known: [FileIdentity: Generation] = [:]
    for each in generations { if let facts = each.facts { known[facts.identity] = each } }
    for candidate in findings.candidates {
      guard let generation = known[candidate.facts.identity] else {
        unknown.append(candidate)
        continue
      }
      if holds(generation, candidate, &findings) {
        if candidate.isUnfinished {
          generation.look.isFound = true
        } else {
          place(generation, at: candidate)
        }
      } else if chunks.servedGeneration === generation {
        generation.look.isFound = true
        findings.decideNothing()
      } else {
        // Of one that was empty nothing was cut, and what is there now is not what it was.
        let wasEmpty = generation.offset == 0 && !generation.stored.head.isKnown
        if generation.isOpenEnded, !wasEmpty {
          context.emit(
            .truncated(source: key, path: candidate.path, number: generation.number))
        }
        generation.closeReader()
        generation.stored.facts = nil
        generation.open.isChanged = false
        generation.touch()
        context.wantsCommit = true
        if !wasEmpty, !generation.stored.isRemainder, generation.state != .vanished {
          settling.changed(
            candidate.facts.identity,
            Unsettled(since: context.monotonic, predecessor: generation.number))
        }
        unknown.append(candidate)
      }
    }
    for generation in generations
    where !generation.look.isFound && generation.reader?.isResting == true {
      // Nothing leads to it any more, and what was seen of it is not in every copy.
      generation.stored.knownSize = max(generation.stored.knownSize, generation.contentSize)
      generation.closeReader()
    }
    if chunks.servedGeneration?.look.isFound == false { findings.decideNothing() }
    for generation in generations
    where generation.open.isChanged && chunks.servedGeneration !== generation {
      // Changed, and at no path any more.
      generation.closeReader()
      generation.stored.facts = nil
      generation.open.isChanged = false
      generation.touch()
    }
    settling.keep {
      finder.reached[$0] != nil
    } generations: {
      generation($0) != nil
    }
    for candidate in unknown {
      guard let known = settling[candidate.facts.identity], !known.isCopy else { continue }
      candidate.file.predecessor = known.predecessor
    }
    return unknown.filter { !isKnownCopy($0) }
  }

  /// A file that was found to be a copy, is untouched, and has nothing that is not consumed: as
  /// long as the original may still change, the copy may be all that is left of it.
  private func isKnownCopy(_ candidate: Candidate) -> Bool {
    for generation in generations {
      guard
        let index = generation.stored.copies.firstIndex(where: {
          $0.facts.identity == candidate.facts.identity
        })
      else { continue }
      let copy = generation.stored.copies[index]
      let isUntouched =
        copy.facts.size == candidate.facts.size
        && copy.facts.modified == candidate.facts.modified
      // It may be where its generation ends, or goes on.
      let isNeeded =
        generation.isHomeless && generation.isOpenEnded && copy.contentSize >= generation.offset
      // Nothing goes on in an archive that cannot be decompressed.
      let isDamaged = copy.contentSize == 0 && copy.facts.size > 0
      if isUntouched, !isNeeded, candidate.role != .current || isDamaged,
        copy.contentSize <= generation.offset
      {
        generation.stored.lastThere = context.now
        if copy.path != candidate.path {
          generation.stored.copies[index].path = candidate.path
          generation.touch()
        }
        return true
      }
      if isUntouched, isNeeded { candidate.file.original = generation.number }
      if !isUntouched, settling[candidate.facts.identity] == nil {
        settling.changed(
          candidate.facts.identity,
          Unsettled(since: context.monotonic, predecessor: generation.number, isCopy: true))
      }
      generation.stored.copies.remove(at: index)
      generation.touch()
      return false
    }
    return false
  }

  /// Whether the file known by identity still begins with what was consumed of it.
  private func holds(
    _ generation: Generation, _ candidate: Candidate, _ findings: inout Findings
  ) -> Bool {
    if generation.open.isChanged { return false }
    if let reader = generation.reader {
      return !reader.isResting || isStill(generation, reader, candidate)
    }
    // Its file had no name any more, and what it begins with is in another: a copy of that may have
    // its inode.
    if generation.stored.isRemainder, generation.isOpenEnded { return false }
    if !generation.isOpenEnded, let facts = generation.facts,
      candidate.facts.isUntouched(since: facts), candidate.role != .current
    {
      return true
    }
    guard opener.open(candidate, &findings) else {
      // A plain file does not turn into an archive; another has its inode.
      if candidate.isWaiting { return generation.isCompressed }
      return !candidate.isDamaged && !candidate.isRefused
    }
    guard let reader = candidate.reader else { return true }
    guard candidate.isCompressed || candidate.size >= generation.offset else { return false }
    // What was over and has more now may be a late write, or another copy under the old name.
    if !generation.isOpenEnded, candidate.size > generation.offset { return false }
    do throws(FileError) {
      if generation.stored.fingerprint.isDetached {
        guard try generation.stored.fingerprint.resume(in: reader) else { return false }
      } else if generation.offset == 0 {
        // Nothing is known of it, and a file that is deleted at once leaves inode and birth to the
        // next.
        guard generation.stored.head.isKnown else {
          generation.stored.copies = []
          let isSamePlace = generation.state == .active && candidate.path == generation.path
          return candidate.size == 0 || isSamePlace
        }
        return try generation.stored.hasHead(in: reader)
      } else {
        let match = try Fingerprint.matches([generation.stored.fingerprint], in: reader)
        guard match[0].isFull else { return false }
      }
    } catch {
      if error.isUnfinished {
        opener.postponeComparison(of: candidate, &findings)
      } else {
        noteFailure(error, at: candidate.path)
        findings.isComplete = false
      }
      return true
    }
    return true
  }

  /// Whether the file of a generation that rests is the one that was found at its inode.
  private func isStill(
    _ generation: Generation, _ reader: any ContentReader, _ candidate: Candidate
  ) -> Bool {
    let isSamePlace = candidate.path == generation.path
    if let facts = generation.facts, candidate.facts.isUntouched(since: facts) { return true }
    if candidate.size < generation.offset, !generation.isCompressed { return false }
    reader.file.relocate(to: candidate.path)
    guard generation.offset > 0 || generation.stored.head.isKnown else {
      return candidate.size == 0 || generation.state == .active && isSamePlace
    }
    return generation.isCompressed || generation.stored.isAnchored(in: reader)
  }
}
