import SpendCore

/// Handing out bytes, and what follows from what is found by reading.
extension SourceTail {
  func nextChunk() -> Chunk? {
    if let chunk = chunks.chunk { return chunk }
    guard start != .unconfirmed, hasInventory else { return nil }
    while let generation = keeper.next() {
      let found = read(generation)
      noteReadFirst(generation)
      if let found {
        keeper.handedOut(found.count)
        return chunks.handOut(found)
      }
    }
    if !needsInventory, !failures.isShort, !heirs.isUnderWay {
      hasReachedEnd = true
      failures.endShortage()
    }
    return nil
  }

  /// The first `bytes` of what was handed out are applied.
  func consume(_ bytes: Int, _ counts: LineCounts) {
    if let over = chunks.consume(bytes, counts) { keeper.seal(over) }
  }

  /// Reads on in a generation; nil: nothing to hand out of it now.
  private func read(_ generation: Generation) -> Served? {
    do throws(FileError) {
      switch try chunks.read(generation, maxLineBytes: settings.maxLineBytes) {
      case .chunk(let found): return found
      case .nothing: return nil
      case .end(let last):
        guard isSealDue(generation) else { return nil }
        if last == nil { keeper.seal(generation) } else { generation.expectData() }
        return last
      case .otherFile:
        generation.open.isChanged = true
        generation.open.mayHaveData = false
        needsInventory = true
        context.wantsCommit = true
      }
    } catch {
      noteFailure(error, at: generation.path)
      generation.open.mayHaveData = false
      if error.isStale { generation.closeReader() }
    }
    return nil
  }

  /// What waited for a generation to be read is looked at.
  private func noteReadFirst(_ generation: Generation) {
    guard generation.open.isAwaited, let end = generation.open.readFirst,
      generation.offset + generation.open.partial >= end || !generation.open.mayHaveData
    else { return }
    generation.open.isAwaited = false
    needsInventory = true
  }
}
