import SpendCore

/// Keeps the generations of one source, from the first byte to the last: which there are, which of
/// them may have data, and what is to be committed of them. It says what begins and ends.
///
/// What a file is, and when it is over, is decided by ``SourceTail``. A class because each
/// generation tells it of its changes.
final class GenerationKeeper {
  let source: String
  let context: TailContext
  private(set) var list = GenerationList()
  private var queue = ReadQueue()

  init(source: String, _ context: TailContext) {
    self.source = source
    self.context = context
  }

  // MARK: Coming and going

  /// Makes a generation one of this source.
  func enlist(_ generation: Generation) {
    list.insert(generation)
    generation.keeper = self
    generation.isQueued = false
    if generation.open.mayHaveData { enqueue(generation) }
  }

  /// Keeps these alone; the others are another source's from now on.
  func keep(_ kept: [Generation]) { list.keep(kept) }

  /// Removes a generation from the state.
  func forget(_ generation: Generation) {
    generation.closeReader()
    generation.keeper = nil
    list.forget(generation)
  }

  /// Of those without a file, more than are remembered of one path.
  func forgetOldest() {
    let most = context.options.remembered
    let gone = list.filter { $0.state == .vanished }
    guard gone.count > most else { return }
    for (_, those) in Dictionary(grouping: gone, by: \.slot) {
      for generation in those.dropLast(most) { forget(generation) }
    }
  }

  /// The source is not configured any more. Returns its generations, whose files are closed.
  func release() -> [Generation] {
    for generation in list {
      generation.closeReader()
      generation.keeper = nil
    }
    return Array(list)
  }

  // MARK: Changes

  /// Something of a generation is to be committed.
  func change(_ generation: Generation) { list.change(generation) }

  /// What was on its way is durable.
  func committed(forgotten: [Generation]) {
    for generation in list.committed(forgotten: forgotten) where generation.reader != nil {
      generation.closeReader()
      context.hasOtherWatches = true
    }
  }

  // MARK: Reading by turns

  /// There may be something to read of a generation. Each is added once, until nothing is left.
  func enqueue(_ generation: Generation) {
    guard !generation.isQueued else { return }
    generation.isQueued = true
    queue.add(generation)
  }

  /// The generation to read on in; nil when there may be something in none of them.
  func next() -> Generation? { queue.next(of: self) }

  /// So much of the last one was read.
  func handedOut(_ bytes: Int) { queue.handedOut(bytes) }

  /// Files were rotated, so others are older now.
  func invalidateOrder() { queue.invalidateOrder() }

  // MARK: Ends

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
        source: source, path: generation.path, number: generation.number,
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
          source: source, path: generation.path, number: generation.number,
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
        source: source, path: generation.path, number: generation.number, offset: offset,
        bytes: generation.stored.knownSize - offset))
  }
}
