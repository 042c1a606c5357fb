import SpendCore

/// When a rotated file is over.
extension SourceTail {
  /// Whether a look at everything could say what all files are. What was to be sealed and had to
  /// wait for that is sealed now, and not with the look after it, which may have to wait again.
  func noteDecided(_ isDecided: Bool) {
    let hadToWait = isUndecided
    isUndecided = !isDecided
    guard hadToWait, isDecided else { return }
    for generation in generations
    where generation.state == .draining && !generation.open.mayHaveData && isSealDue(generation) {
      generation.expectData()
    }
  }

  /// Read to its end, quiet for long enough, and, where that can be known, without a writer.
  func isSealDue(_ generation: Generation) -> Bool {
    guard generation.state == .draining, let reader = generation.reader,
      let facts = generation.facts, !generation.open.isChanged, !isUndecided
    else { return false }
    // A file that waits for it to be read may be known by the last of its lines, and not by the
    // unterminated one that is consumed now.
    if generation.open.isAwaited { return false }
    if generation.isCompressed { return true }
    // A read may return less than there is.
    if generation.lagBytes > 0 { return false }
    let options = context.options
    let age = context.age(of: facts)
    if options.isOnce { return age >= options.sealQuietSeconds }
    let quiet = context.monotonic - generation.open.quietSince
    // A clock that was set back makes files of the future: then only our own watching counts.
    let watched = min(quiet, context.monotonic - generation.open.watchedSince)
    guard
      age >= options.sealQuietSeconds && quiet >= options.sealQuietSeconds
        || watched >= 2 * options.sealQuietSeconds
    else { return false }
    let hasWriter: Bool?
    do throws(FileError) {
      hasWriter = try reader.file.withDescriptor { fileSystem.hasWriter($0) }
    } catch {
      // It cannot be opened now; a later look sees.
      return false
    }
    switch hasWriter {
    case .some(true): return false
    case .some(false): return true
    case .none:
      return generation.open.sawCloseOfWriter || max(age, watched) >= 10 * options.sealQuietSeconds
    }
  }

  /// The file is over. It is closed once that is durable: until then a kill would take the only
  /// way to bytes of a deleted file.
  func seal(_ generation: Generation) {
    context.wantsCommit = true
    context.hasOtherWatches = true
    if generation.isEmptyRemainder { return forget(generation) }
    // What stands in for its file is a copy from before the last of it was written.
    let end = max(generation.contentSize, generation.stored.supersededTo)
    if generation.stored.knownSize > end { declareGap(of: generation, from: end) }
    generation.stored.state = .sealed
    generation.open.mayHaveData = false
    generation.open.partial = 0
    generation.stored.knownSize = max(generation.stored.knownSize, generation.offset)
    generation.touch()
    context.emit(
      .sealed(
        source: key, path: generation.path, number: generation.number,
        bytes: generation.offset))
  }

  /// The file is nowhere: says what that means for its bytes.
  func vanish(_ generation: Generation) {
    generation.closeReader()
    generation.open.isChanged = false
    generation.touch()
    let wasOpenEnded = generation.isOpenEnded
    generation.stored.state = .vanished
    generation.open.partial = 0
    generation.stored.detach()
    // What is over is known again by more than its content, should it only have been moved about
    // while we looked.
    guard wasOpenEnded else { return }
    generation.stored.facts = nil
    context.wantsCommit = true
    if generation.stored.knownSize > max(generation.offset, generation.stored.supersededTo) {
      declareGap(of: generation, from: generation.offset)
    } else if generation.offset > 0, !generation.isEmptyRemainder {
      // A copy that begins with all of it is read on: nothing about its end is open.
      guard generation.offset > generation.stored.supersededTo else { return }
      generation.stored.unverifiedEnds += 1
      context.emit(
        .unverifiedEnd(
          source: key, path: generation.path, number: generation.number,
          offset: generation.offset))
    } else {
      forget(generation)
    }
  }

  /// Bytes that were seen and not consumed are gone.
  private func declareGap(of generation: Generation, from offset: Int64) {
    generation.stored.gaps += 1
    context.emit(
      .gap(
        source: key, path: generation.path, number: generation.number, offset: offset,
        bytes: generation.stored.knownSize - offset))
  }

  /// Removes a generation from the state.
  func forget(_ generation: Generation) {
    generation.closeReader()
    generation.tail = nil
    generations.forget(generation)
  }
}
