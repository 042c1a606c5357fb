import SpendCore

/// Finding the files that may hold bytes of a source.
extension SourceTail {
  /// What a look at the directories found.
  struct Findings {
    var candidates: [Candidate] = []
    /// Everything could be looked at, so what is not among the candidates is gone.
    var isComplete = true
    /// A name was there and its file was not: something is being renamed.
    var isMoving = false
    /// A file was renamed while we looked, or bytes of one are handed out: nothing is decided now.
    var mustLookAgain = false
    /// An archive is not decompressed to its end yet, and what comes after it has to wait.
    var isChecking = false
  }

  func collect() -> Findings {
    var findings = Findings()
    guard let glob else { return findings }
    watched = WatchedPaths(to: glob, fileSystem)
    listed = [:]
    if let literal = glob.literal { collectFamily(of: literal, into: &findings) }
    collectListed(glob, in: nil, into: &findings)
    leaveOtherNames(&findings.candidates)
    leaveShared(&findings.candidates)
    reached = [:]
    noteReached(findings.candidates)
    archives.keep(Set(reached.keys))
    return findings
  }

  /// The same of some directories of trees. Nil where a file is gone from them: it may be anywhere.
  func collect(in directories: Set<FilePath>) -> Findings? {
    var findings = Findings()
    guard let glob else { return findings }
    collectListed(glob, in: directories, into: &findings)
    leaveOtherNames(&findings.candidates)
    // Other names of what lies elsewhere.
    findings.candidates.removeAll { candidate in
      reached[candidate.facts.identity].map { !directories.contains($0) } ?? false
    }
    let found = Set(findings.candidates.map(\.facts.identity))
    let isGone = reached.contains { directories.contains($0.value) && !found.contains($0.key) }
    if findings.isMoving || isGone { return nil }
    leaveShared(&findings.candidates, isPartial: true)
    noteReached(findings.candidates)
    return findings
  }

  /// What the trees hold, all of it or that of some directories.
  private func collectListed(
    _ glob: PathGlob, in directories: Set<FilePath>?, into findings: inout Findings
  ) {
    let slots = Set(generations.map(\.slot))
    for (index, tree) in trees.all.enumerated() {
      for (directory, error) in tree.failures.sorted(by: { $0.key < $1.key }) {
        noteFailure(error, at: directory)
        findings.isComplete = false
      }
      if context.isBlind, !tree.glob.isDeep { listed.merge(tree.times) { $1 } }
      for directory in (directories ?? Set(tree.names.keys)).sorted() {
        guard let names = tree.names[directory] else { continue }
        failures.end(call: "list", at: directory)
        if index == 0, glob.literal == nil {
          collectMatches(of: glob, names, in: directory, slots, into: &findings)
        } else {
          collectRotated(tree.glob, names, in: directory, into: &findings)
        }
      }
    }
    // Where a link led before it was turned: only for what is known already.
    for each in generations where each.state != .vanished && !each.stored.realPath.isEmpty {
      if directories?.contains(each.path.directory) == false { continue }
      add(each.stored.realPath, slot: each.slot, .formerPlace, isListed: false, into: &findings)
    }
    for (path, heir) in heirs.heirs {
      add(path, slot: heir.slot, heir.role, isListed: false, into: &findings)
    }
  }

  /// Where one file has several names, the one at the source's own path speaks for it.
  private func leaveOtherNames(_ candidates: inout [Candidate]) {
    candidates.sort { ($0.role.rawValue, $0.path) < ($1.role.rawValue, $1.path) }
    var paths: Set<FilePath> = []
    var identities: Set<FileIdentity> = []
    candidates.removeAll { candidate in
      earlier.contains { $0.covers(candidate.path) }
        || !paths.insert(candidate.path).inserted
        || !identities.insert(candidate.facts.identity).inserted
    }
  }

  private func noteReached(_ candidates: [Candidate]) {
    for each in candidates { reached[each.facts.identity] = each.path.directory }
  }

  /// The file itself and its rotated generations, beside it and beside what it links to.
  private func collectFamily(of path: FilePath, into findings: inout Findings) {
    add(path, slot: path, .current, isListed: false, into: &findings)
    var places = [path]
    if let real = fileSystem.realPath(path), real != path { places.append(real) }
    for place in places {
      let (directory, base) = (place.directory, place.name)
      guard let names = names(in: directory, &findings) else {
        // Without its directory nothing can be said about what is gone.
        if place == path { findings.isComplete = false }
        continue
      }
      for name in names where RotationNames.isRotated(name, of: base) {
        add(directory.appending(name), slot: path, .rotated, into: &findings)
      }
    }
  }

  private func collectMatches(
    of glob: PathGlob, _ names: [FilePath], in directory: FilePath, _ slots: Set<FilePath>,
    into findings: inout Findings
  ) {
    let present = Set(names)
    for name in names {
      let path = directory.appending(name)
      if let base = root(of: name, among: present, slots, in: directory, glob) {
        add(path, slot: directory.appending(base), .rotated, into: &findings)
      } else if glob.matchesLast(name) {
        add(path, slot: path, .current, into: &findings)
      }
    }
  }

  /// The file of which `name` is a rotated generation, if the glob matches that file and it is
  /// there or was read before.
  private func root(
    of name: FilePath, among present: Set<FilePath>, _ slots: Set<FilePath>, in directory: FilePath,
    _ glob: PathGlob
  ) -> FilePath? {
    var root: FilePath?
    var name = name
    while let base = RotationNames.bases(of: name).first(where: { base in
      glob.matchesLast(base)
        && (present.contains(base) || slots.contains(directory.appending(base)))
    }) {
      root = base
      name = base
    }
    return root
  }

  private func collectRotated(
    _ glob: PathGlob, _ names: [FilePath], in directory: FilePath, into findings: inout Findings
  ) {
    for name in names where glob.matchesLast(name) {
      add(directory.appending(name), slot: rotatedSlot(of: name), .rotated, into: &findings)
    }
  }

  /// Whose generation a file in another directory is: of the path, or in a glob by its name.
  private func rotatedSlot(of name: FilePath) -> FilePath {
    guard let glob else { return "" }
    if let literal = glob.literal { return literal }
    let bases = RotationNames.bases(of: name)
    return generations.last { bases.contains($0.slot.name) }?.slot ?? glob.pattern
  }

  private func names(in directory: FilePath, _ findings: inout Findings) -> [FilePath]? {
    watched.directories.insert(directory)
    do throws(FileError) {
      // Before the names: what comes while they are listed must not go unnoticed.
      if context.isBlind { listed[directory] = try fileSystem.facts(at: directory).modified }
      let names = try fileSystem.names(in: directory)
      failures.end(call: "list", at: directory)
      return names.filter { !RotationNames.isForeign($0) }
    } catch {
      if !error.isMissing {
        noteFailure(error, at: directory)
        findings.isComplete = false
      }
      return nil
    }
  }

  private func add(
    _ path: FilePath, slot: FilePath, _ role: MatchCandidate.Role, isListed: Bool = true,
    into findings: inout Findings
  ) {
    do throws(FileError) {
      let facts = try fileSystem.facts(at: path)
      failures.end(call: "stat", at: path)
      guard isFile(path, facts) else {
        // Below `**` a directory is gone through, and a link to one is not followed.
        let isPassed = facts.kind == .directory && glob?.isDeep == true
        if role == .current, !isPassed { refuse(path, facts.isRegular ? .stream : facts.kind) }
        return
      }
      findings.candidates.append(
        Candidate(MatchCandidate(path: path, slot: slot, role: role, facts: facts)))
    } catch {
      guard !error.isMissing else {
        if role == .current, isDangling(path) {
          noteFailure(.danglingLink(path), at: path)
        } else if isListed {
          findings.isMoving = true
        }
        return
      }
      noteFailure(error, at: path)
      findings.isComplete = false
    }
  }

  /// Whether a link is there and what it leads to is not; after a look that found nothing.
  private func isDangling(_ path: FilePath) -> Bool {
    guard fileSystem.linkTarget(path) != nil else { return false }
    // It may have come since that look.
    do throws(FileError) {
      _ = try fileSystem.facts(at: path)
      return false
    } catch {
      return error.isMissing
    }
  }

  private func isFile(_ path: FilePath, _ facts: FileFacts) -> Bool {
    guard facts.isRegular else { return false }
    return !FileKind.isStream(path) && fileSystem.linkTarget(path).map(FileKind.isStream) != true
  }

  /// Says that there is something that cannot be read. What was known of the path is looked for as
  /// if nothing were there: a file that made room for a directory is gone from its place.
  private func refuse(_ path: FilePath, _ kind: FileKind) {
    noteFailure(.notAFile(path, kind), at: path)
  }
}
