import SpendCore

/// Deciding what an unknown file is, by its content.
///
/// Events without an id can make two files equal that are not copies. So content is believed
/// only as far as circumstances support it: a name that says so (`F.1` and `F.1.gz`), a generation
/// that lacks its file, or content whose lines are distinct.
extension SourceTail {
  private static let openAtOnce = 32

  func judge(_ unknown: [Candidate], _ findings: inout Findings) {
    firstNewNumber = context.nextNumber
    // One that is renamed before it is open may be what others are to be compared with. Where there are many, as
    // before the first look, nothing is known yet.
    if unknown.count <= Self.openAtOnce {
      for candidate in unknown { _ = open(candidate, &findings) }
      if findings.mustLookAgain { return }
    }
    // A file that evidently took over from the one before it settles where that one is, before
    // backups of it are looked at.
    let rest = unknown.filter { candidate in
      guard candidate.role == .current, candidate.predecessor == nil else { return true }
      return !decide(candidate, &findings) { reader throws(FileError) in
        try self.successionVerdict(candidate, reader)
      }
    }
    // Then what gives a generation its file back, before others are compared with that.
    let sorted = sorted(rest)
    let others = sorted.filter { candidate in
      !decide(candidate, &findings) { reader throws(FileError) in
        let verdict = try self.verdict(on: candidate, reader)
        if case .continues = verdict { return verdict }
        return nil
      }
    }
    for candidate in others {
      _ = decide(candidate, &findings) { reader throws(FileError) in
        try self.verdict(on: candidate, reader)
      }
    }
    for candidate in unknown where candidate.isDamaged { judgeDamaged(candidate, findings) }
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
      if !error.isChangedMeanwhile { noteFailure(error, at: candidate.path) }
      findings.isComplete = false
      needsInventory = true
      findings.mustLookAgain = true
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
    switch candidate.role {
    case .current: return try verdictOnCurrent(candidate, reader)
    case .rotated: return try verdictOnRotated(candidate, reader)
    case .formerPlace:
      // Nothing new is looked for there.
      let verdict = try verdictOnRotated(candidate, reader)
      if case .continues = verdict { return verdict }
      return .later
    }
  }

  private func verdictOnRotated(
    _ candidate: Candidate, _ reader: any ContentReader
  ) throws(FileError) -> Verdict {
    // Somebody is about to fill it, perhaps with a copy that must not be taken for new lines.
    if candidate.size == 0 { return .later }
    let matches = try Fingerprint.matches(generations.map(\.stored.fingerprint), in: reader)
    var best: (common: Int64, verdict: Verdict)?
    // A generation that has nothing of its own repeats the bytes of another, which comes first.
    var bare: (common: Int64, verdict: Verdict)?
    // The best of those that lack their file.
    var heir: Generation?
    var isUndecided = false
    for (generation, match) in zip(generations, matches) {
      guard let found = try kinship(candidate, reader, generation, match) else { continue }
      var isBare = generation.stored.base > 0 && generation.offset == generation.stored.base
      if case .continues = found.verdict {} else { isBare = false }
      guard found.common > (isBare ? bare : best)?.common ?? 0 else { continue }
      guard try isBelieved(found.verdict, found.common, candidate, reader, generation) else {
        if case .copy = found.verdict { isUndecided = true }
        continue
      }
      if isBare { bare = found } else { best = found }
      if case .continues(let lost) = found.verdict, !isBare || heir == nil { heir = lost }
    }
    // A copy of bytes that this one has still to count for the other is no copy to be skipped.
    if let heir, let best, case .copy(let other) = best.verdict, isOwed(heir, other) {
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
    if candidate.original === generation, generation.isHomeless,
      match.isFull || generation.offset == 0
    {
      return (candidate.size, .continues(generation))
    }
    if match.isFull, generation.offset > 0, generation.isHomeless {
      return (generation.offset, .continues(generation))
    }
    // What a remainder has from before is not counted there, so it is no reason to skip a file.
    if generation.stored.isRemainder { return nil }
    if generation.offset == 0, generation.isHomeless {
      return try hasHead(of: generation, reader)
        ? (Int64(generation.stored.head.length), .continues(generation)) : nil
    }
    if match.isFull || generation.offset == 0 {
      guard let other = generation.reader else {
        if match.isFull, candidate.size == generation.offset {
          return (generation.offset, .copy(of: generation))
        }
        return match.isFull
          ? (generation.offset, .new(base: generation.offset, of: generation)) : nil
      }
      let common = try agreement(reader, other, of: generation, from: generation.offset)
      if common >= candidate.size { return (common, .copy(of: generation)) }
      guard common > 0, common >= generation.contentSize else {
        return generation.offset == 0 ? nil : (common, .new(base: common, of: generation))
      }
      if !generation.look.isFound { return (common, .replaces(generation, common: common)) }
      return (common, further(generation, candidate, common))
    }
    // Somebody is copying: what is there of it says more than hashes of what it will be.
    if let other = generation.reader,
      try agreement(reader, other, of: generation, from: match.verified) >= candidate.size
    {
      return (candidate.size, .copy(of: generation))
    }
    guard match.verified > 0 else { return nil }
    if match.verified >= candidate.size || match.isCutShort {
      return (match.verified, .copy(of: generation))
    }
    return (match.verified, .new(base: match.verified, of: generation))
  }

  /// Whether bytes that another generation passes over are still to be counted by one that lost its file.
  private func isOwed(_ heir: Generation, _ other: Generation) -> Bool {
    heir.isOpenEnded && heir.offset < other.stored.base
      && !generations.contains {
        $0.stored.base > 0 && $0.stored.base >= heir.offset && $0.stored.base < other.stored.base
          && $0 !== heir
      }
  }

  /// What a file is that holds all of a generation and more. Where the generation is not read to its end, or was just
  /// given another copy for its file, this is the better one: what is left of several copies is the longest.
  func further(_ generation: Generation, _ candidate: Candidate, _ common: Int64) -> Verdict {
    let isBehind = generation.offset < common && generation.state != .active
    return (generation.look.isAdopted || isBehind) && candidate.size > common
      ? .outgrows(generation) : .new(base: common, of: generation)
  }

  /// Whether circumstances support what the content says.
  private func isBelieved(
    _ verdict: Verdict, _ common: Int64, _ candidate: Candidate, _ reader: any ContentReader,
    _ generation: Generation
  ) throws(FileError) -> Bool {
    switch verdict {
    case .continues where candidate.original === generation: return true
    // Nothing of it is passed over because of that.
    case .continues where generation.offset == 0: return true
    case .continues:
      // The whole of it, just when its file is gone, is no coincidence.
      if generation.isOpenEnded || candidate.predecessor === generation { return true }
      if generation.state != .vanished, candidate.size == common { return true }
    case .new:
      // Files may begin alike and have nothing to do with each other.
      guard isLong(common, generation) else { return false }
    case .copy where isHidden(generation) && candidate.size == generation.contentSize:
      return true
    case .copy, .replaces, .takesOver, .outgrows, .later: break
    }
    if isYounger(candidate.facts, than: generation) { return true }
    if isRelated(candidate, generation) { return true }
    return try isDistinct(reader, common)
  }
}
