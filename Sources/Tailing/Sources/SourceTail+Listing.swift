/// Lists of the generations with which something is to be done, so that what an event costs does
/// not depend on how many files there are beside its own.
extension SourceTail {
  /// Makes a generation one of this source.
  func enlist(_ generation: Generation) {
    let index = generations.firstIndex(notBefore: generation.number, \.number)
    generations.insert(generation, at: index)
    join(generation)
  }

  /// A generation of the list belongs to this source from now on.
  func join(_ generation: Generation) {
    generation.tail = self
    (generation.isChangeListed, generation.isQueued) = (false, false)
    if generation.log.isDirty { listChange(of: generation) }
    if generation.open.mayHaveData { enqueue(generation) }
  }

  func listChange(of generation: Generation) {
    guard !generation.isChangeListed else { return }
    generation.isChangeListed = true
    changed.append(generation)
  }

  func enqueue(_ generation: Generation) {
    guard !generation.isQueued else { return }
    generation.isQueued = true
    readQueue.add(generation)
  }

  /// Generations of which something is not committed yet.
  var uncommitted: [Generation] {
    changed.filter { $0.tail === self && $0.log.isDirty }.sorted { $0.number < $1.number }
  }

  var hasUncommitted: Bool { changed.contains { $0.tail === self && $0.log.isDirty } }

  /// What was on its way is durable. A generation that is over is closed: until then a kill would
  /// take the only way to bytes of a deleted file.
  func committed() {
    changed = changed.filter { generation in
      guard generation.tail === self else { return false }
      if generation.log.isDirty { generation.log.confirmed() }
      if generation.log.isDirty { return true }
      if !generation.isOpenEnded, generation.reader != nil {
        generation.closeReader()
        context.hasOtherWatches = true
      }
      generation.isChangeListed = false
      return false
    }
  }
}
