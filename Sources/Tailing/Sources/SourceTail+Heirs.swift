import SpendCore

/// Looking for files that went to names which nobody expects.
extension SourceTail {
  /// Whether a file that is missing was found where nobody looks by name: it is the same by device,
  /// inode and birth. That says more than another one that holds the same, as a backup does; but
  /// not more than what is at the path now and goes on as it did, as after `sed -i.bak`.
  func hasFoundRenamed(_ unknown: [Candidate], _ findings: inout Findings) -> Bool {
    var lost = generations.filter { $0.isHomeless && $0.isOpenEnded && $0.facts != nil }
    if !lost.isEmpty, !heirs.isUndecided, heirs.isFor(Set(lost.map(\.number))) { lost = [] }
    lost += generations.filter { isDisplaced($0, by: unknown) }
    guard !lost.isEmpty else { return false }
    _ = gatherStrays(lost)
    heirs.isUndecided = false
    let before = heirs.heirs.count
    for generation in lost {
      guard let stray = heirs.stray(generation.facts?.identity),
        !goesOn(generation, in: unknown, &findings)
      else { continue }
      note(stray, of: generation)
    }
    if !heirs.isUndecided { for generation in lost { generation.open.isSought = true } }
    return heirs.heirs.count > before
  }

  /// Whether a file was renamed to where nobody looks, and another one is at its path. It is open
  /// and read on all the same; but where it went, others may be that came and went between two
  /// looks. What is still to appear at the path may be an edited copy, so that is waited for. One
  /// that was deleted has no name, and no directory is gone through for it.
  private func isDisplaced(_ generation: Generation, by unknown: [Candidate]) -> Bool {
    guard !generation.look.isFound, generation.reader != nil, generation.isOpenEnded,
      generation.facts.map({ $0.links > 0 }) == true, !generation.open.isSought
    else { return false }
    let isFollowed = unknown.contains {
      $0.role == .current && $0.slot == generation.slot && $0.size > 0
    }
    return isFollowed
      || generations.contains {
        $0.slot == generation.slot && $0.state == .active && $0.look.isFound
      }
  }

  /// Whether what is at the path holds what was consumed of a generation, or the end of it.
  private func goesOn(
    _ generation: Generation, in unknown: [Candidate], _ findings: inout Findings
  ) -> Bool {
    let matcher = GenerationMatcher([KnownGeneration(generation)], circumstances)
    for candidate in unknown
    where candidate.role == .current && candidate.slot == generation.slot && candidate.size > 0 {
      guard opener.open(candidate, &findings), let reader = candidate.reader else { continue }
      for phase in GenerationMatcher.Phase.allCases where phase.includes(candidate.file) {
        do throws(FileError) {
          let verdict = try matcher.verdict(on: candidate.file, in: phase, reader)
          if verdict?.number == generation.number { return true }
        } catch  where error.isUnfinished {
          // Otherwise a copy elsewhere would be taken for the file meanwhile.
          opener.postponeComparison(of: candidate, &findings)
          heirs.isUndecided = true
          return true
        } catch { continue }
      }
    }
    return false
  }

  /// Whether a look at everything may say of what it did not find that it is nowhere. Otherwise the
  /// next look finds by its name what was found here, or goes on searching.
  func hasNoHeirs() -> Bool {
    // What is written again in place is not sought elsewhere.
    let lost = generations.filter { generation in
      guard generation.isHomeless, generation.isOpenEnded else { return false }
      guard let again = settling.repeating[generation.slot] else { return true }
      return again.number != generation.number || again.facts.size == 0
    }
    if lost.isEmpty {
      heirs.end { path in
        generations.contains { $0.path == path || $0.stored.copies.contains { $0.path == path } }
      }
      return true
    }
    let changed = settling.predecessors
    if lost.contains(where: { changed.contains($0.number) }), settling.dueAt < .infinity {
      return false
    }
    let before = heirs.heirs.count
    let index = BeginningIndex(lost) { $0.stored.beginning }
    var found: Set<UInt64> = []
    // What is renamed while names are gathered is found the next time.
    while heirs.heirs.count == before, heirs.isUnderWay || gatherStrays(lost) {
      while let stray = heirs.next(at: context.monotonic, isUnlimited: context.options.isOnce) {
        guard let generation = heir(stray, of: index, unless: found) else { continue }
        note(stray, of: generation)
        found.insert(generation.number)
      }
      if heirs.isUnderWay { break }
    }
    if heirs.heirs.count > before {
      needsInventory = true
    } else if heirs.isUnderWay {
      settling.lookAgain(at: context.monotonic + 1)
    } else {
      return true
    }
    return false
  }

  private func note(_ heir: HeirSearch.Stray, of lost: Generation) {
    // Of an empty file nothing is known by which its generation could be told: all of it is new.
    let isKnown = lost.offset > 0 || lost.stored.head.isKnown
    heirs.found(heir, slot: lost.slot, role: isKnown ? .formerPlace : .rotated)
  }

  /// Gathers what lies about. False: there is nothing that was not looked at before.
  private func gatherStrays(_ lost: [Generation]) -> Bool {
    var directories: Set<FilePath> = []
    for each in lost {
      directories.formUnion([each.slot.directory, each.path.directory])
      if !each.stored.realPath.isEmpty { directories.insert(each.stored.realPath.directory) }
    }
    var known = Set(finder.reached.keys)
    let wanted = Set(lost.map(ObjectIdentifier.init))
    for generation in context.tails.flatMap(\.generations)
    where !wanted.contains(ObjectIdentifier(generation)) {
      if generation.isHomeless, generation.isOpenEnded { continue }
      if let facts = generation.facts { known.insert(facts.identity) }
    }
    var strays: [FilePath: HeirSearch.Stray] = [:]
    // A link on the way may be turned before what is found there is looked at.
    for directory in Set(directories.map { fileSystem.realPath($0) ?? $0 }).sorted() {
      gather(in: directory, below: nil, depth: 0, unless: known, &strays)
    }
    // Most files are too old or too small for any of them.
    let least = lost.map(\.offset).min() ?? 0
    let oldest = lost.map { $0.facts?.modified ?? 0 }.min() ?? 0
    return heirs.begin(Set(lost.map(\.number)), Array(strays.values)) { stray in
      isLikely(stray, offset: least, modified: oldest)
        && lost.contains { lost in
          (lost.offset > 0 || lost.stored.head.isKnown)
            && isLikely(stray, offset: lost.offset, modified: lost.facts?.modified ?? 0)
        }
    }
  }

  private func gather(
    in directory: FilePath, below place: FilePath?, depth: Int, unless known: Set<FileIdentity>,
    _ strays: inout [FilePath: HeirSearch.Stray]
  ) {
    guard let entries = try? fileSystem.entries(in: directory) else { return }
    for entry in entries where entry.kind != .link {
      guard strays.count < HeirSearch.mostFiles else { return }
      let path = directory.appending(entry.name)
      let below = place?.appending(entry.name) ?? entry.name
      if entry.kind == .directory {
        guard depth < HeirSearch.depth else { continue }
        gather(in: path, below: below, depth: depth + 1, unless: known, &strays)
      } else if let facts = try? fileSystem.facts(at: path), facts.isRegular,
        !known.contains(facts.identity), heirs.heirs[path] == nil,
        !context.tails.contains(where: { $0.finder.covers(path) })
      {
        strays[path] = HeirSearch.Stray(path: path, facts: facts, place: below)
      }
    }
  }

  /// Whether a file can be that of a generation, by size and time alone.
  private func isLikely(_ stray: HeirSearch.Stray, offset: Int64, modified: Int64) -> Bool {
    guard stray.facts.size > 0 else { return false }
    if !RotationNames.isArchive(stray.path), stray.facts.size < offset { return false }
    // A copy keeps the time or has a later one; some keep whole seconds of it.
    return stray.facts.modified > modified - 2_000_000_000
  }

  /// The generation of which a file holds what was consumed, by its first and last bytes.
  private func heir(
    _ stray: HeirSearch.Stray, of lost: BeginningIndex<Generation>, unless found: Set<UInt64>
  ) -> Generation? {
    func alike(_ reader: any ContentReader) throws(FileError) -> [Generation] {
      try lost.matches(of: reader).filter { !found.contains($0.number) }
        .sorted { $0.number < $1.number }
    }
    do throws(FileError) {
      let (file, facts) = try context.openFiles.open(stray.path)
      guard facts.identity == stray.facts.identity else { return nil }
      let plain = PlainReader(file)
      switch ContentKind(front: try plain.bytes(ContentKind.frontBytes, at: 0)) {
      case .foreign: return nil
      case .archive(let format):
        // To its end it is read by who decides about it.
        return try alike(ArchiveReader(file, format)).first
      case .lines:
        for generation in try alike(plain) where facts.size >= generation.offset {
          if generation.offset == 0 { return generation }
          var print = generation.stored.fingerprint
          if try print.resume(in: plain) { return generation }
        }
      }
    } catch {
      // It is gone, or not for us to read; what else there is may be the heir.
    }
    return nil
  }
}
