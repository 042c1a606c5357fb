/// What the application does.
extension LogWorld {
  package func append() {
    let count = dice.chance(1, of: 8) ? 200 : dice.next(below: 12) + 1
    note("append \(count)")
    for _ in 0..<count { finish(current.begun ?? newLine(), by: &current) }
    guard dice.chance(1, of: 3) else { return }
    // The beginning of a line; its rest comes with the next append, or never.
    let line = newLine()
    write(Array(texts[line].prefix(Self.torn)), by: &current)
    current.begun = line
  }

  /// Late writers finish their line, write some more, and go.
  package func late() {
    guard !old.isEmpty else { return }
    var writer = old.remove(at: dice.next(below: old.count))
    note("late")
    var lines = writer.begun.map { [$0] } ?? []
    for _ in 0..<dice.next(below: 3) { lines.append(newLine()) }
    let hasName = files.hasName(writer.descriptor)
    for line in lines {
      finish(line, by: &writer)
      // Written to a deleted file: only who has it open can ever see it.
      if !hasName || writer.isHidden {
        destroyed.insert(line)
        unseen.insert(line)
      }
    }
    files.close(writer.descriptor)
  }

  /// Everything the application still has to say is said.
  package func finish() { closeOld() }
}
