/// Generations come to the source, and change.
extension SourceTail {
  /// Makes a generation one of this source.
  func enlist(_ generation: Generation) {
    generations.insert(generation)
    generation.tail = self
    generation.isQueued = false
    if generation.open.mayHaveData { enqueue(generation) }
  }

  func enqueue(_ generation: Generation) {
    guard !generation.isQueued else { return }
    generation.isQueued = true
    chunks.enqueue(generation)
  }

  /// What was on its way is durable.
  func committed(forgotten: [Generation]) {
    for generation in generations.committed(forgotten: forgotten) where generation.reader != nil {
      generation.closeReader()
      context.hasOtherWatches = true
    }
  }
}
