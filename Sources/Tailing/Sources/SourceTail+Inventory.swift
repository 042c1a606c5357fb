import SpendCore

/// The look at everything: which file belongs to which generation. Follows the order identity and
/// content, content alone, new; what is left over at the end is missing.
extension SourceTail {
  func takeInventory() { takeInventory(isSecondLook: false) }

  private func takeInventory(isSecondLook: Bool) {
    guard isFile else { return }
    if !isSecondLook {
      failures.beginInventory()
      beginParts()
    }
    failures.beginLook()
    places = nil
    context.hasOtherWatches = true
    chunks.invalidateOrder()
    needsInventory = false
    finder.resolveName { path in generations.contains { $0.slot == path } }
    finder.prepareTrees(
      isSecondLook: isSecondLook, isDue: context.monotonic >= nextInventory)
    nextInventory = context.monotonic + context.options.inventorySeconds
    // The files that are known are read on meanwhile.
    if finder.trees.isUnfinished {
      needsInventory = true
      return
    }
    for generation in generations { beginLook(at: generation) }
    needsInventory = false
    settling.beginLook()
    var findings = finder.collect(knownPaths())
    archives.keep(Set(finder.reached.keys))
    if findings.isMoving, !isSecondLook { return takeInventory(isSecondLook: true) }
    takeOverShared(&findings)
    let unknown = identify(&findings).filter { !isStillRepeating($0) }
    if findings.isComplete, hasFoundRenamed(unknown, &findings) {
      return takeInventory(isSecondLook: true)
    }
    settling.keep(paths: Set(findings.candidates.map(\.path)))
    archives.beginWaiting()
    // A generation that could not be opened for that cannot be compared with either.
    if !findings.mustLookAgain { judge(unknown, &findings) }
    noteDecided(!findings.mustLookAgain)
    // A file that was renamed between the list of names and the look at each is in neither place:
    // only what is missing twice is gone.
    if !isSecondLook, findings.isComplete, generations.contains(where: isLost) {
      return takeInventory(isSecondLook: true)
    }
    settle(isComplete: findings.isComplete && hasNoHeirs())
    finishStart(isComplete: findings.isComplete)
    if findings.isComplete {
      failures.endOthers { path in
        generations.contains { $0.path == path && $0.reader != nil && $0.lagBytes > 0 }
      }
    }
    hasInventory = true
  }

  /// Where files were found before; of the look at some directories, in those.
  func knownPaths(in directories: Set<FilePath>? = nil) -> KnownPaths {
    var places: [KnownPaths.Place] = []
    // Where a link led before it was turned: only for what is known already.
    for each in generations where each.state != .vanished && !each.stored.realPath.isEmpty {
      if directories?.contains(each.path.directory) == false { continue }
      places.append(.init(path: each.stored.realPath, slot: each.slot, role: .formerPlace))
    }
    for (path, heir) in heirs.heirs {
      places.append(.init(path: path, slot: heir.slot, role: heir.role))
    }
    return KnownPaths(slots: generations.map(\.slot), places: places)
  }

  /// What takes long is done a part with each look.
  func beginParts() {
    let (isOnce, options) = (context.options.isOnce, context.options)
    archives.begin(budget: isOnce ? .max : options.archiveBytesPerLook)
    comparisons.begin(bytes: isOnce ? .max : options.comparedBytesPerLook)
  }

  func beginLook(at generation: Generation) {
    generation.look = LookMarks()
    lookAt(generation)
    // Of one that rests this is done when it is touched.
    if generation.isOpenEnded, !generation.isCompressed, generation.reader?.isResting == false {
      checkAnchor(generation)
    }
  }

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
        postpone(&findings)
      } else {
        if generation.isOpenEnded {
          context.emit(
            .truncated(source: key, path: candidate.path, number: generation.number))
        }
        generation.closeReader()
        generation.stored.facts = nil
        generation.open.isChanged = false
        generation.touch()
        context.wantsCommit = true
        if !generation.stored.isRemainder, generation.state != .vanished {
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
    if chunks.servedGeneration?.look.isFound == false { postpone(&findings) }
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

  /// Bytes that were handed out will be consumed, wherever their file is by then; so where their
  /// generation ends is not known yet, and nothing can be compared with it.
  func postpone(_ findings: inout Findings) {
    findings.mustLookAgain = true
    findings.isComplete = false
    needsInventory = true
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
      if isUntouched, !isNeeded, candidate.role != .current,
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
    guard open(candidate, &findings) else {
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
        postponeComparison(of: candidate, &findings)
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

  /// The generation lies at this path now. Opens it if bytes of it may still come.
  func place(_ generation: Generation, at candidate: Candidate) {
    generation.look.isFound = true
    generation.stored.lastThere = context.now
    let was = generation.state
    if generation.path != candidate.path {
      if was == .active, candidate.role != .current {
        context.emit(
          .rotated(
            source: key, path: generation.path, to: candidate.path, number: generation.number))
      }
      generation.stored.path = candidate.path
      generation.stored.realPath = fileSystem.realPath(candidate.path) ?? candidate.path
      generation.touch()
    }
    if let reader = generation.reader {
      reader.file.relocate(to: candidate.path)
      candidate.reader?.close()
      // What it has more could not be seen where it was.
      let isTouched = generation.facts.map { !candidate.facts.isUntouched(since: $0) } ?? true
      if isTouched { lookAt(generation) }
    } else if let reader = candidate.reader {
      settleReader(reader, of: generation, candidate)
    }
    switch (generation.state, candidate.role) {
    case (.active, .current): break
    case (_, .current): generation.stored.state = .active
    case (.active, _): generation.stored.state = .draining
    case (.vanished, _): generation.stored.state = .sealed
    case (.draining, _), (.sealed, _), (.ignored, _): break
    }
    if generation.state != was {
      generation.touch()
      context.wantsCommit = true
    }
  }

  private func settleReader(
    _ reader: any ContentReader, of generation: Generation, _ candidate: Candidate
  ) {
    let hasMore = candidate.size > generation.offset
    generation.stored.isCompressed = candidate.isCompressed
    generation.open.archiveSize = candidate.size
    generation.stored.facts = candidate.facts
    generation.touch()
    if generation.isOpenEnded || hasMore || candidate.role == .current {
      if !generation.isOpenEnded, hasMore, candidate.role != .current {
        context.emit(
          .lateWrite(source: key, path: candidate.path, number: generation.number))
        generation.stored.state = .draining
      }
      // Before anything is consumed the first bytes tell whether it is still the same file.
      if generation.offset == 0, generation.stored.head.length < ChunkLayout.small {
        try? learnHead(of: generation, reader)
        reader.releaseMemory()
      }
      generation.open.reader = reader
      generation.open.watchedSince = context.monotonic
      generation.stored.realPath = fileSystem.realPath(candidate.path) ?? candidate.path
      generation.stored.knownSize = max(generation.stored.knownSize, candidate.size)
      generation.expectData()
    } else {
      reader.close()
    }
  }

  private func isLost(_ generation: Generation) -> Bool {
    generation.isHomeless && generation.state != .vanished
  }

  /// What was not found: deleted, moved to where nobody looks, or not to be seen just now.
  private func settle(isComplete: Bool) {
    for generation in generations where !generation.look.isFound {
      if generation.reader != nil {
        if generation.state == .active {
          generation.stored.state = .draining
          generation.touch()
          context.wantsCommit = true
          context.emit(
            .rotated(
              source: key, path: generation.path, to: "", number: generation.number))
        }
        continue
      }
      guard isComplete, archives.waiting.isEmpty else { continue }
      if generation.state == .vanished {
        let age = context.now.seconds - generation.stored.lastThere.seconds
        if age > context.options.rememberSeconds { forget(generation) }
      } else {
        vanish(generation)
      }
    }
    forgetOldest()
  }

  /// Of those without a file, more than are remembered of one path.
  private func forgetOldest() {
    let most = context.options.remembered
    let gone = generations.filter { $0.state == .vanished }
    guard gone.count > most else { return }
    for (_, those) in Dictionary(grouping: gone, by: \.slot) {
      for generation in those.dropLast(most) { forget(generation) }
    }
  }

  /// After the first complete look the source is known, and every later file is read whole.
  private func finishStart(isComplete: Bool) {
    guard !start.isOver, isComplete else { return }
    start = .unconfirmed
    context.wantsCommit = true
  }
}
