/// What people and tools do to the content of the file: they cut its head off, remove or redact
/// lines, cut its end off, and write it again with what it held.
extension LogWorld {
  /// How the new content gets to the path.
  private enum Way: CaseIterable {
    /// A new file is renamed over it.
    case newFile
    case inPlace
    /// The same, in pieces between which others act.
    case inPieces
  }

  /// - Parameters:
  ///   - ready: The daemon knows the file before it is changed in pieces.
  ///   - between: What the others do between two pieces, in no time.
  ///   - slowly: The same in any time.
  package func edit(ready: () -> Void, between: () -> Void, slowly: () -> Void) {
    // A copy that is edited is a file of its own.
    guard !hasBackup else { return }
    let bytes = files.bytes(of: file)
    let all = lines(in: file)
    // Of what was edited twice the last lines counted may be gone.
    guard files.exists(file), all.count > 1, !isElsewhere(all), edited.isDisjoint(with: all),
      replaced.isDisjoint(with: all)
    else { return }
    closeOld()
    edited.formUnion(all)
    hasEdited = true
    let way = Way.allCases[dice.next(below: Way.allCases.count)]
    if way == .inPieces { ready() }
    switch dice.next(below: 6) {
    case 0, 1: rewrite(trimmed(bytes), way, between)
    case 2: rewrite(thinned(bytes), way, between)
    case 3: rewrite(redacted(bytes), way, between)
    case 4: cut(bytes)
    default: rewrite(bytes, .inPieces, slowly)
    }
  }

  /// The last lines, and what is unfinished after them.
  private func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    let ends = bytes.indices.filter { bytes[$0] == 0x0A }
    guard ends.count > 3 else { return bytes }
    let kept = 1 + dice.next(below: ends.count - 1)
    note("trim to \(kept) of \(ends.count)")
    return Array(bytes[(ends[ends.count - kept - 1] + 1)...])
  }

  /// Without some lines, none of which is among the last that were counted for good.
  private func thinned(_ bytes: [UInt8]) -> [UInt8] {
    guard let range = editable(bytes) else { return bytes }
    note("remove \(range.count) bytes")
    return Array(bytes[..<range.lowerBound] + bytes[range.upperBound...])
  }

  private func redacted(_ bytes: [UInt8]) -> [UInt8] {
    guard let range = editable(bytes) else { return bytes }
    note("redact \(range.count) bytes")
    return bytes[..<range.lowerBound] + bytes[range].map { $0 == 0x0A ? $0 : UInt8(ascii: "#") }
      + bytes[range.upperBound...]
  }

  /// Whole lines before the last 4 KiB of what was counted for good.
  private func editable(_ bytes: [UInt8]) -> Range<Int>? {
    let counted = marks(durable())
    var ends = [0]
    for end in bytes.indices where bytes[end] == 0x0A {
      let line = unsafe bytes[ends[ends.count - 1]..<end].withUnsafeBytes { unsafe number(of: $0) }
      guard let line, counted[line] else { break }
      ends.append(end + 1)
    }
    let limit = ends[ends.count - 1] - 4096
    ends.removeAll { $0 > limit }
    guard ends.count > 2 else { return nil }
    let first = dice.next(below: ends.count - 1)
    let last = min(ends.count - 1, first + 1 + dice.next(below: 20))
    return ends[first]..<ends[last]
  }

  private func rewrite(_ content: [UInt8], _ way: Way, _ between: () -> Void) {
    let all = lines(in: file)
    noteUnknown(content)
    switch way {
    case .newFile:
      note("by a new file")
      files.create(home + "/new", content)
      losing(all) { files.rename(home + "/new", file) }
      let begun = current.begun
      files.close(current.descriptor)
      current.descriptor = -1
      reopen()
      // What was unfinished is so in the new content too.
      if content.last != 0x0A { current.begun = begun }
    case .inPlace:
      note("in place")
      let descriptor = files.writer(file)
      losing(all) {
        files.truncate(file)
        files.write(descriptor, content, at: 0)
      }
      files.close(descriptor)
    case .inPieces:
      note("in pieces")
      writeInPieces(content, all, between)
    }
    if current.offset != nil { current.offset = files.size(of: current.descriptor) }
    append()
  }

  /// Content that holds nothing of what was counted looks like any other: nobody can tell that it
  /// goes on with the unfinished line that was seen last.
  private func noteUnknown(_ content: [UInt8]) {
    let counted = marks(durable())
    let kept = unsafe content.withUnsafeBytes { bytes in
      unsafe LineRanges(bytes).compactMap { unsafe number(of: $0) }
    }
    if !kept.contains(where: { counted[$0] }) { hasLostTornLine = true }
  }

  /// What is not counted when the file is cut is destroyed only if it does not come back.
  private func writeInPieces(_ content: [UInt8], _ all: [Int], _ between: () -> Void) {
    // A rotation may come between, and the rest goes into the rotated file.
    let target = file
    let descriptor = files.writer(target)
    defer { files.close(descriptor) }
    let counted = marks(durable())
    // What was counted of it may be one line, which is no evidence either.
    let known = all.filter { counted[$0] }
    if known.count == 1 { lone.formUnion(known) }
    let before = files.bytes(of: target)
    files.truncate(target)
    // What was not read is missing for a moment, and who looks just then says so.
    hasLostTornLine = true
    var position = 0
    isBeingWritten = true
    isBeingChanged = content != before
    while position < content.count {
      between()
      var count = min(content.count - position, 1 + dice.next(below: content.count))
      // One line alone is no evidence.
      if position == 0 { count = max(count, twoLines(content)) }
      files.write(descriptor, Array(content[position..<position + count]), at: position)
      position += count
      noteLone(target)
    }
    isBeingWritten = false
    isBeingChanged = false
    lose(all, counted)
  }

  private func twoLines(_ content: [UInt8]) -> Int {
    content.indices.filter { content[$0] == 0x0A }.dropFirst().first.map { $0 + 1 } ?? content.count
  }

  /// The end of the file is cut off, at any byte.
  private func cut(_ bytes: [UInt8]) {
    let size = dice.next(below: bytes.count)
    note("cut to \(size)")
    losing(lines(in: file)) {
      files.truncate(file, to: size)
      goOn(after: size > 0 ? bytes[size - 1] : 0x0A, size)
    }
    noteLone(file)
    hasLostTornLine = true
  }

  /// What is written next may stand after a part of a line.
  private func goOn(after last: UInt8, _ size: Int) {
    current.begun = nil
    if current.offset != nil { current.offset = size }
    guard last != 0x0A else { return }
    let line = newLine()
    finish(line, by: &current)
    lives[line] = 0
  }

  private func losing(_ all: [Int], _ body: () -> Void) {
    let counted = marks(durable())
    body()
    lose(all, counted)
  }

  /// Of these lines, those are destroyed that were not counted for good and are nowhere any more.
  private func lose(_ all: [Int], _ counted: [Bool]) {
    let found = marks(findable.flatMap { lines(in: $0) })
    let gone = all.filter { !counted[$0] && !found[$0] }
    destroyed.formUnion(gone)
    unseen.formUnion(gone)
  }

  /// Whether a copy would stand in for the file.
  private func isElsewhere(_ all: [Int]) -> Bool {
    let elsewhere = marks(findable.filter { $0 != file }.flatMap { lines(in: $0) })
    return all.contains { elsewhere[$0] }
  }

  /// What editing leaves of lines: redacted ones, the end of one, and one after a part of another.
  package func isRemains(_ line: UnsafeRawBufferPointer) -> Bool {
    if unsafe line.first == UInt8(ascii: "#") { return true }
    return texts.contains { text in
      unsafe line.count < text.count
        ? text.suffix(line.count).elementsEqual(line)
        : line.suffix(text.count).elementsEqual(text)
    }
  }
}
