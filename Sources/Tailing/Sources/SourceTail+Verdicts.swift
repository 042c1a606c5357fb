import SpendCore

/// Doing what was decided about a file.
extension SourceTail {
  func carryOut(
    _ verdict: Verdict, _ candidate: Candidate, _ reader: any ContentReader
  ) throws(FileError) {
    switch verdict {
    case .continues(let generation), .replaces(let generation, _), .outgrows(let generation):
      guard let line = try tornLine(of: generation, candidate, reader) else { break }
      return try begin(candidate, reader, base: line, generation)
    case .copy, .takesOver, .later, .new: break
    }
    switch verdict {
    case .continues(let generation):
      try adopt(candidate, reader, for: generation)
    case .replaces(let generation, let common):
      try replace(generation, candidate, reader, common)
    case .copy(let generation):
      reader.close()
      generation.stored.copies.append(
        KnownCopy(path: candidate.path, facts: candidate.facts, contentSize: candidate.size))
      generation.stored.lastThere = context.now
      generation.touch()
      context.say(
        .copySkipped(source: key, path: candidate.path, number: generation.number))
    case .takesOver(let part):
      try begin(candidate, reader, base: 0, nil)
      if let facts = part.facts {
        generations.last?.stored.copies.append(
          KnownCopy(path: part.path, facts: facts, contentSize: part.contentSize))
      }
      forget(part)
    case .outgrows(let generation):
      if let facts = generation.facts {
        generation.stored.copies.append(
          KnownCopy(path: generation.path, facts: facts, contentSize: generation.contentSize))
      }
      generation.closeReader()
      try adopt(candidate, reader, for: generation)
    case .later:
      reader.close()
    case .new(let base, let older):
      try begin(candidate, reader, base: base, older)
    }
  }

  /// Where the unterminated end of a generation that was over began, if the file has more of that line: what was
  /// rejected as the end of a file is the beginning of a line now.
  private func tornLine(
    of generation: Generation, _ candidate: Candidate, _ reader: any ContentReader
  ) throws(FileError) -> Int64? {
    guard !generation.isOpenEnded, generation.offset > 0, candidate.size > generation.offset
    else { return nil }
    var bytes: [UInt8] = [0, 0]
    let count = try read(reader, into: &bytes, 2, at: generation.offset - 1)
    let (last, next) = (bytes[0], bytes[1])
    let isTorn = last != 0x0A && next != 0x0A && next != 0x0D
    return count == 2 && isTorn ? try lastLineEnd(reader, upTo: generation.offset) : nil
  }

  /// Gives a generation its file back, under whatever name and in whatever form.
  private func adopt(
    _ candidate: Candidate, _ reader: any ContentReader, for generation: Generation
  ) throws(FileError) {
    if generation.stored.fingerprint.isDetached || generation.isOpenEnded {
      guard try generation.stored.fingerprint.restoreTail(from: reader) else {
        // It changed while we looked.
        reader.close()
        needsInventory = true
        return
      }
    }
    generation.stored.facts = candidate.facts
    generation.stored.head.length = 0
    generation.look.isAdopted = true
    place(generation, at: candidate)
  }

  /// The generation goes on in the new file. The old one can be reached through its descriptor
  /// only, so everything that the new one has too is taken from there.
  private func replace(
    _ generation: Generation, _ candidate: Candidate, _ reader: any ContentReader,
    _ common: Int64
  ) throws(FileError) {
    guard let old = generation.reader else {
      return try adopt(candidate, reader, for: generation)
    }
    var print = Fingerprint()
    try consume(old, upTo: try lastLineEnd(old, upTo: common), into: &print)
    var stored = StoredGeneration(
      slot: generation.slot, path: generation.path, state: .draining, at: context.now)
    stored.fingerprint = print
    stored.base = print.offset
    stored.isRemainder = true
    stored.supersededTo = common
    stored.facts = generation.facts
    stored.isCompressed = generation.isCompressed
    stored.knownSize = print.offset
    stored.realPath = generation.stored.realPath
    let rest = Generation(number: context.takeNumber(), stored)
    rest.open.archiveSize = generation.open.archiveSize
    rest.open.reader = old
    rest.open.watchedSince = context.monotonic
    rest.open.mayHaveData = true
    generations.append(rest)
    generation.open.reader = nil
    generation.open.mayHaveData = false
    context.wantsCommit = true
    try adopt(candidate, reader, for: generation)
  }

  private func begin(
    _ candidate: Candidate, _ reader: any ContentReader, base: Int64, _ older: Generation?
  ) throws(FileError) {
    let isLeftOut =
      !isStarted && settings.readFrom != .all
      && (candidate.role == .rotated || settings.readFrom == .end)
    var print = Fingerprint()
    if isLeftOut {
      // What is left out is remembered all the same, to be recognised under other names.
      let isWhole = candidate.role == .rotated
      let end = isWhole ? candidate.size : try lastLineEnd(reader, upTo: candidate.size)
      try consume(reader, upTo: end, into: &print)
    } else if base > 0 {
      try consume(reader, upTo: try lastLineEnd(reader, upTo: base), into: &print)
    }
    var stored = StoredGeneration(
      slot: candidate.slot, path: candidate.path,
      state: candidate.role == .current ? .active : isLeftOut ? .ignored : .draining,
      at: context.now)
    stored.fingerprint = print
    stored.base = isLeftOut ? 0 : print.offset
    stored.facts = candidate.facts
    stored.isCompressed = candidate.isCompressed
    stored.knownSize = candidate.size
    let generation = Generation(number: context.takeNumber(), stored)
    try learnHead(of: generation, reader)
    generation.open.archiveSize = candidate.size
    generation.look.isFound = true
    generation.open.watchedSince = context.monotonic
    generations.append(generation)
    if generation.state == .ignored {
      reader.close()
    } else {
      generation.open.reader = reader
      generation.stored.realPath = fileSystem.realPath(candidate.path) ?? candidate.path
      generation.open.mayHaveData = true
    }
    if let older, older.reader != nil {
      older.stored.supersededTo = max(older.stored.supersededTo, base)
    }
    context.wantsCommit = true
    context.say(
      .appeared(
        source: key, path: candidate.path, number: generation.number,
        offset: generation.offset))
  }

  private func consume(
    _ reader: any ContentReader, upTo end: Int64, into print: inout Fingerprint
  ) throws(FileError) {
    var block = [UInt8](repeating: 0, count: 1 << 18)
    while print.offset < end {
      let wanted = Int(min(end - print.offset, Int64(block.count)))
      let count = try read(reader, into: &block, wanted, at: print.offset)
      guard count > 0 else { return }
      block.withUnsafeBytes { print.append(.init(rebasing: $0[..<count])) }
    }
  }

  /// Behind the last line mark before `limit`; 0 without one.
  private func lastLineEnd(
    _ reader: any ContentReader, upTo limit: Int64
  ) throws(FileError) -> Int64 {
    var block = [UInt8](repeating: 0, count: 1 << 18)
    var position: Int64 = 0
    var end: Int64 = 0
    while position < limit {
      let wanted = Int(min(limit - position, Int64(block.count)))
      let count = try read(reader, into: &block, wanted, at: position)
      guard count > 0 else { break }
      let mark = block.withUnsafeBytes {
        UnsafeRawBufferPointer(rebasing: $0[..<count]).lastLineMark()
      }
      if let mark { end = position + Int64(mark) + 1 }
      position += Int64(count)
    }
    return end
  }

  /// Remembers the first bytes of a file of which nothing is consumed.
  func learnHead(
    of generation: Generation, _ reader: any ContentReader
  ) throws(FileError) {
    generation.stored.head = try head(of: reader, atMost: ChunkLayout.small)
    generation.touch()
  }

  func read(
    _ reader: any ContentReader, into block: inout [UInt8], _ count: Int, at offset: Int64
  ) throws(FileError) -> Int {
    var failure: FileError?
    let got = block.withUnsafeMutableBytes { bytes -> Int in
      do throws(FileError) {
        return try reader.read(
          into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<count]), at: offset)
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    return got
  }
}
