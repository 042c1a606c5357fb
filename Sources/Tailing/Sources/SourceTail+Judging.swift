import SpendCore

/// Deciding what an unknown file is, by its content.
///
/// Events without an id can make two files equal that are not copies. So content is believed
/// only as far as circumstances support it: a name that says so (`F.1` and `F.1.gz`), a generation
/// that lacks its file, or content whose lines are distinct.
extension SourceTail {
  func judge(_ unknown: [Candidate], _ findings: inout Findings) {
    firstNewNumber = context.nextNumber
    // A file that evidently took over from the one before it settles where that one is, before
    // backups of it are looked at.
    let rest = unknown.filter { candidate in
      guard candidate.role == .current, candidate.predecessor == nil else { return true }
      return !decide(candidate, &findings) { reader throws(FileError) in
        try self.successionVerdict(candidate, reader)
      }
    }
    for candidate in sorted(rest) {
      _ = decide(candidate, &findings) { reader throws(FileError) in
        try self.verdict(on: candidate, reader)
      }
    }
  }

  /// Decides about a file and carries it out. False: nothing was decided yet.
  private func decide(
    _ candidate: Candidate, _ findings: inout Findings,
    _ verdict: (any ContentReader) throws(FileError) -> Verdict?
  ) -> Bool {
    guard open(candidate, &findings), let reader = candidate.reader else { return true }
    do throws(FileError) {
      guard let verdict = try verdict(reader) else { return false }
      try carryOut(verdict, candidate, reader)
    } catch {
      noteFailure(error, at: candidate.path)
      findings.isComplete = false
      needsInventory = true
      reader.close()
    }
    return true
  }

  /// Rotated ones first, plain before archives, older before newer; a file that changed in place
  /// last, when it is known whether a copy of what it was took its place.
  private func sorted(_ candidates: [Candidate]) -> [Candidate] {
    func rank(_ each: Candidate) -> Int {
      if each.predecessor != nil { return 3 }
      if each.role == .current { return 2 }
      return each.path.hasSuffix(".gz") ? 1 : 0
    }
    return candidates.sorted { a, b in
      let names = (Glob.split(a.path).name, Glob.split(b.path).name)
      let numbers = (RotationNames.number(of: names.0), RotationNames.number(of: names.1))
      return (rank(a), a.facts.modified, -numbers.0, a.path)
        < (rank(b), b.facts.modified, -numbers.1, b.path)
    }
  }

  private func verdict(
    on candidate: Candidate, _ reader: any ContentReader
  ) throws(FileError) -> Verdict {
    if candidate.role == .current { return try verdictOnCurrent(candidate, reader) }
    // Somebody is about to fill it, perhaps with a copy that must not be taken for new lines.
    if candidate.size == 0 { return .later }
    let matches = try Fingerprint.matches(generations.map(\.fingerprint), in: reader)
    var best: (common: Int64, verdict: Verdict)?
    // A generation that has nothing of its own repeats the bytes of another, which comes first.
    var bare: (common: Int64, verdict: Verdict)?
    // The best of those that lack their file.
    var heir: Generation?
    var isUndecided = false
    for (generation, match) in zip(generations, matches) {
      guard let found = try kinship(candidate, reader, generation, match) else { continue }
      var isBare = generation.base > 0 && generation.offset == generation.base
      if case .continues = found.verdict {} else { isBare = false }
      guard found.common > (isBare ? bare : best)?.common ?? 0 else { continue }
      guard try isBelieved(found.verdict, found.common, candidate, reader, generation) else {
        if case .copy = found.verdict { isUndecided = true }
        continue
      }
      if isBare { bare = found } else { best = found }
      if case .continues(let lost) = found.verdict, !isBare { heir = lost }
    }
    // A copy of bytes that this one has still to count for the other is no copy to be skipped.
    if let heir, let best, case .copy(let other) = best.verdict, heir.offset < other.base {
      return .continues(heir)
    }
    if let bare, let rival = best, case .new = rival.verdict, bare.common >= rival.common {
      return bare.verdict
    }
    if let best = best ?? bare { return best.verdict }
    // In the moment between copying and truncating, a copy without distinct lines looks new.
    let isYoung = context.age(of: candidate.facts) < context.options.sealQuietSeconds
    return isUndecided && isYoung && !context.options.isOnce ? .later : .new(base: 0, of: nil)
  }

  /// What a rotated file would be, had it to do with this generation; and how many bytes they
  /// have in common.
  private func kinship(
    _ candidate: Candidate, _ reader: any ContentReader, _ generation: Generation,
    _ match: PrefixMatch
  ) throws(FileError) -> (common: Int64, verdict: Verdict)? {
    guard candidate.size > 0 else { return nil }
    if match.isFull, generation.offset > 0, isHomeless(generation) {
      return (generation.offset, .continues(generation))
    }
    // What a remainder has from before is not counted there, so it is no reason to skip a file.
    if generation.isRemainder { return nil }
    if generation.offset == 0, isHomeless(generation) {
      return try hasHead(of: generation, reader)
        ? (Int64(generation.headLength), .continues(generation)) : nil
    }
    if match.isFull || generation.offset == 0 {
      guard let other = generation.reader else {
        if match.isFull, candidate.size == generation.offset {
          return (generation.offset, .copy(of: generation))
        }
        return match.isFull
          ? (generation.offset, .new(base: generation.offset, of: generation)) : nil
      }
      let common = try agreement(reader, other, from: generation.offset)
      if common >= candidate.size { return (common, .copy(of: generation)) }
      guard common > 0, common >= generation.contentSize else {
        return generation.offset == 0 ? nil : (common, .new(base: common, of: generation))
      }
      return generation.wasFoundNow
        ? (common, .new(base: common, of: generation))
        : (common, .replaces(generation, common: common))
    }
    // Somebody is copying: what is there of it says more than hashes of what it will be.
    if let other = generation.reader,
      try agreement(reader, other, from: match.verified) >= candidate.size
    {
      return (candidate.size, .copy(of: generation))
    }
    guard match.verified > 0, match.isAtLineEnd else { return nil }
    if match.verified >= candidate.size || match.isCutShort {
      return (match.verified, .copy(of: generation))
    }
    return (match.verified, .new(base: match.verified, of: generation))
  }

  /// Whether circumstances support what the content says.
  private func isBelieved(
    _ verdict: Verdict, _ common: Int64, _ candidate: Candidate, _ reader: any ContentReader,
    _ generation: Generation
  ) throws(FileError) -> Bool {
    switch verdict {
    case .continues where generation.offset > 0:
      // The whole of it, just when its file is gone, is no coincidence.
      if generation.isOpenEnded || candidate.predecessor === generation { return true }
      if generation.state != .vanished, candidate.size == common { return true }
    case .new:
      // Files may begin alike and have nothing to do with each other.
      guard common * 2 >= generation.offset else { return false }
    case .copy where isHidden(generation) && candidate.size == generation.contentSize:
      return true
    case .continues, .copy, .replaces, .takesOver, .later: break
    }
    if isYounger(candidate.facts, than: generation) { return true }
    if isRelated(candidate, generation) { return true }
    return try isDistinct(reader, common)
  }

  /// The generations whose place a file may have taken: nowhere else to be found. The one that
  /// was last at the path first.
  private func replaced(by candidate: Candidate) -> [Generation] {
    if let predecessor = candidate.predecessor {
      return predecessor.wasFoundNow ? [] : [predecessor]
    }
    return generations.reversed().filter {
      $0.slot == candidate.slot && $0.isOpenEnded && !$0.wasFoundNow && !$0.isRemainder
    }
  }

  /// Whether the file at the path is a longer or equal copy of the one before; nil: not evidently.
  private func successionVerdict(
    _ candidate: Candidate, _ reader: any ContentReader
  ) throws(FileError) -> Verdict? {
    var best: (common: Int64, verdict: Verdict)?
    for generation in replaced(by: candidate) {
      guard let found = try succession(candidate, reader, generation),
        found.common > best?.common ?? 0, try isDistinct(reader, found.common)
      else { continue }
      best = found
    }
    return best?.verdict
  }

  private func succession(
    _ candidate: Candidate, _ reader: any ContentReader, _ generation: Generation
  ) throws(FileError) -> (common: Int64, verdict: Verdict)? {
    let match = try Fingerprint.matches([generation.fingerprint], in: reader)[0]
    guard match.isFull || generation.offset == 0 else { return nil }
    guard let other = generation.reader else {
      if match.isFull { return (match.verified, .continues(generation)) }
      let isSame = try hasHead(of: generation, reader)
      return isSame ? (Int64(generation.headLength), .continues(generation)) : nil
    }
    let common = try agreement(reader, other, from: generation.offset)
    guard common >= min(generation.contentSize, candidate.size) else {
      return generation.offset > 0 ? (common, .new(base: common, of: generation)) : nil
    }
    return (common, .replaces(generation, common: common))
  }

  /// The file at the path itself is new, unless the one before it lost its place to it.
  private func verdictOnCurrent(
    _ candidate: Candidate, _ reader: any ContentReader
  ) throws(FileError) -> Verdict {
    if let copy = try youngerCopy(of: candidate, reader) { return copy }
    // A predecessor that was found as a copy elsewhere goes on there; here everything is new.
    for generation in replaced(by: candidate) where generation.offset > 0 {
      let match = try Fingerprint.matches([generation.fingerprint], in: reader)[0]
      if match.isFull, candidate.size > generation.offset {
        if let found = try succession(candidate, reader, generation) { return found.verdict }
      }
      if match.isAtLineEnd, match.verified > 0, match.verified * 2 >= generation.offset,
        try isDistinct(reader, match.verified)
      {
        return .new(base: match.verified, of: generation)
      }
    }
    return .new(base: 0, of: nil)
  }

  /// A rotated file that was first seen just now too, was born after this one, and holds the same:
  /// somebody is between copying and truncating.
  private func youngerCopy(
    of candidate: Candidate, _ reader: any ContentReader
  ) throws(FileError) -> Verdict? {
    guard candidate.size > 0 else { return nil }
    var best: (common: Int64, verdict: Verdict)?
    for generation in generations where generation.number >= firstNewNumber {
      guard let other = generation.reader, let facts = generation.facts else { continue }
      let births = (facts.identity.birth, candidate.facts.identity.birth)
      guard births.0 >= births.1 else { continue }
      let common = try agreement(reader, other, from: 0)
      guard common > best?.common ?? 0,
        common >= min(candidate.size, generation.contentSize)
      else { continue }
      var isBelieved = births.0 > births.1
      if !isBelieved { isBelieved = try isDistinct(reader, common) }
      guard isBelieved else { continue }
      // One that has less may still be growing, with lines that are read here.
      let isPart = common < candidate.size && generation.offset == 0
      best = (common, isPart ? .takesOver(generation) : .new(base: common, of: generation))
    }
    return best?.verdict
  }

  /// Whether a file begins as a generation did of which nothing was consumed.
  func hasHead(
    of generation: Generation, _ reader: any ContentReader
  ) throws(FileError) -> Bool {
    guard generation.headLength > 0 else { return false }
    var head = [UInt8](repeating: 0, count: generation.headLength)
    let count = try read(reader, into: &head, head.count, at: 0)
    return count == head.count
      && head.withUnsafeBytes { ContentHash.of($0) } == generation.headHash
  }

  /// A rotated file is older than the file at the path; a younger one was copied from it.
  private func isYounger(_ facts: FileFacts, than generation: Generation) -> Bool {
    guard generation.state == .active, generation.wasFoundNow, let original = generation.facts
    else { return false }
    return original.identity.birth != 0 && facts.identity.birth > original.identity.birth
  }

  /// Open, but to be found at no path.
  private func isHidden(_ generation: Generation) -> Bool {
    !generation.wasFoundNow && generation.reader != nil
  }

  /// Neither found nor open.
  func isHomeless(_ generation: Generation) -> Bool {
    !generation.wasFoundNow && generation.reader == nil
  }

  /// `F.1` and `F.1.gz`.
  private func isRelated(_ candidate: Candidate, _ generation: Generation) -> Bool {
    let name = RotationNames.withoutArchive(candidate.path)
    let paths = [generation.path] + generation.copies.map(\.path)
    return paths.contains {
      $0 != candidate.path && RotationNames.withoutArchive($0) == name
    }
  }

  /// Whether the lines before `end` are all different, so that to find them again is no chance.
  private func isDistinct(
    _ reader: any ContentReader, _ end: Int64
  ) throws(FileError) -> Bool {
    var bytes = [UInt8](repeating: 0, count: Int(min(end, 1 << 16)))
    let count = try read(reader, into: &bytes, bytes.count, at: end - Int64(bytes.count))
    let lines = bytes[..<count].split(separator: 0x0A).map { $0.drop { $0 == 0 } }
    guard Set(lines).count == lines.count else { return false }
    return lines.count >= 2 || lines.reduce(0) { $0 + $1.count } >= 1024
  }

  /// Up to where two files agree, looking only behind `start`; never less than `start`.
  private func agreement(
    _ a: any ContentReader, _ b: any ContentReader, from start: Int64
  ) throws(FileError) -> Int64 {
    let size = 1 << 16
    var failure: FileError?
    let end = withUnsafeTemporaryAllocation(byteCount: 2 * size, alignment: 16) {
      memory -> Int64 in
      let mine = UnsafeMutableRawBufferPointer(rebasing: memory[..<size])
      let theirs = UnsafeMutableRawBufferPointer(rebasing: memory[size...])
      var position = start
      do throws(FileError) {
        while true {
          let counts = (
            try a.read(into: mine, at: position), try b.read(into: theirs, at: position)
          )
          let count = min(counts.0, counts.1)
          let same = UnsafeRawBufferPointer(rebasing: mine[..<count])
            .commonPrefix(with: UnsafeRawBufferPointer(rebasing: theirs[..<count]))
          position += Int64(same)
          if same < size { return position }
        }
      } catch {
        failure = error
        return start
      }
    }
    if let failure { throw failure }
    return end
  }
}
