import SpendCore

/// The look at everything: which file belongs to which generation. Follows the order identity and
/// content, content alone, new; what is left over at the end is missing.
extension SourceTail {
  func takeInventory() { takeInventory(isSecondLook: false) }

  private func takeInventory(isSecondLook: Bool) {
    guard isFile else { return }
    if !isSecondLook {
      failures.beginInventory()
      opener.begin(hasReachedEnd: hasReachedEnd)
    }
    failures.beginLook()
    places = nil
    context.hasOtherWatches = true
    keeper.invalidateOrder()
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
    opener.archives.keep(Set(finder.reached.keys))
    if findings.isMoving, !isSecondLook { return takeInventory(isSecondLook: true) }
    takeOverShared(&findings)
    let unknown = identify(&findings).filter { !isStillRepeating($0) }
    if findings.isComplete, hasFoundRenamed(unknown, &findings) {
      return takeInventory(isSecondLook: true)
    }
    settling.keep(paths: Set(findings.candidates.map(\.path)))
    opener.archives.beginWaiting()
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
    if findings.needsInventory { needsInventory = true }
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

  func beginLook(at generation: Generation) {
    generation.look = LookMarks()
    lookAt(generation)
    // Of one that rests this is done when it is touched.
    if generation.isOpenEnded, !generation.isCompressed, generation.reader?.isResting == false {
      checkAnchor(generation)
    }
  }

  /// The generation lies at this path now. Opens it if bytes of it may still come.
  func place(_ generation: Generation, at candidate: Candidate) {
    generation.look.isFound = true
    generation.open.isSought = false
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
      keeper.resume(generation, in: candidate, reader)
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
      guard isComplete, opener.archives.waiting.isEmpty else { continue }
      if generation.state == .vanished {
        let age = context.now.seconds - generation.stored.lastThere.seconds
        if age > context.options.rememberSeconds { keeper.forget(generation) }
      } else {
        keeper.vanish(generation)
      }
    }
    keeper.forgetOldest()
  }

  /// After the first complete look the source is known, and every later file is read whole.
  private func finishStart(isComplete: Bool) {
    guard !start.isOver, isComplete else { return }
    start = .unconfirmed
    context.wantsCommit = true
  }
}
