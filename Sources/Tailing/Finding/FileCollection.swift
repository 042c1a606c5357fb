import SpendCore

/// One look at directories: the files in them whose names are those of a source.
struct FileCollection {
  private let pattern: SourcePattern
  private let context: TailContext
  private let failures: FileFailures
  private(set) var findings = Findings()
  /// Those beside the trees whose names were asked for.
  private(set) var directories: Set<FilePath> = []
  /// When each directory was changed last as of the look, nanoseconds since 1970; only where
  /// nothing else tells.
  private(set) var listed: [FilePath: Int64] = [:]

  init(_ pattern: SourcePattern, _ context: TailContext, _ failures: FileFailures) {
    self.pattern = pattern
    self.context = context
    self.failures = failures
  }

  private var fileSystem: any FileSystem { context.fileSystem }

  /// What the trees hold, all of it or that of some directories.
  mutating func add(
    _ trees: [DirectoryTree], in directories: Set<FilePath>? = nil, _ known: KnownPaths
  ) {
    let slots = Set(known.slots)
    for (index, tree) in trees.enumerated() {
      for (directory, error) in tree.failures.sorted(by: { $0.key < $1.key }) {
        failures.add(error, at: directory)
        findings.isComplete = false
      }
      if context.isBlind, !tree.glob.isDeep { listed.merge(tree.times) { $1 } }
      for directory in (directories ?? Set(tree.names.keys)).sorted() {
        guard let names = tree.names[directory] else { continue }
        failures.end(call: "list", at: directory)
        if index == 0, pattern.glob.literal == nil {
          addMatches(names, in: directory, slots)
        } else {
          for name in names where tree.glob.matchesLast(name) {
            let slot = pattern.slot(ofRotated: name, among: known.slots)
            add(directory.appending(name), slot: slot, .rotated)
          }
        }
      }
    }
    for each in known.places {
      add(each.path, slot: each.slot, each.role, isListed: false)
    }
  }

  private mutating func addMatches(
    _ names: [FilePath], in directory: FilePath, _ slots: Set<FilePath>
  ) {
    let present = Set(names)
    for name in names {
      let path = directory.appending(name)
      func isThere(_ base: FilePath) -> Bool {
        present.contains(base) || slots.contains(directory.appending(base))
      }
      if let base = pattern.base(of: name, isThere: isThere) {
        add(path, slot: directory.appending(base), .rotated)
      } else if pattern.glob.matchesLast(name) {
        add(path, slot: path, .current)
      } else if let base = pattern.base(ofOrphan: name, isThere: isThere) {
        add(path, slot: directory.appending(base), .rotated)
      }
    }
  }

  /// The file itself and its rotated generations, beside it and beside what it links to.
  mutating func addFamily(of path: FilePath) {
    add(path, slot: path, .current, isListed: false)
    var places = [path]
    if let real = fileSystem.realPath(path), real != path { places.append(real) }
    for place in places {
      let (directory, base) = (place.directory, place.name)
      guard let names = names(in: directory) else {
        // Without its directory nothing can be said about what is gone.
        if place == path { findings.isComplete = false }
        continue
      }
      for name in names where RotationNames.isRotated(name, of: base) {
        add(directory.appending(name), slot: path, .rotated)
      }
    }
  }

  private mutating func names(in directory: FilePath) -> [FilePath]? {
    directories.insert(directory)
    do throws(FileError) {
      // Before the names: what comes while they are listed must not go unnoticed.
      if context.isBlind { listed[directory] = try fileSystem.facts(at: directory).modified }
      let names = try fileSystem.names(in: directory)
      failures.end(call: "list", at: directory)
      return names.filter { !RotationNames.isForeign($0) }
    } catch {
      if !error.isMissing {
        failures.add(error, at: directory)
        findings.isComplete = false
      }
      return nil
    }
  }

  private mutating func add(
    _ path: FilePath, slot: FilePath, _ role: MatchCandidate.Role, isListed: Bool = true
  ) {
    do throws(FileError) {
      let facts = try fileSystem.facts(at: path)
      failures.end(call: "stat", at: path)
      guard isFile(path, facts) else {
        // Below `**` a directory is gone through, and a link to one is not followed.
        let isPassed = facts.kind == .directory && pattern.glob.isDeep
        // What was known of the path is looked for as if nothing were there: a file that made room
        // for a directory is gone from its place.
        if role == .current, !isPassed {
          failures.add(.notAFile(path, facts.isRegular ? .stream : facts.kind), at: path)
        }
        return
      }
      findings.candidates.append(
        Candidate(MatchCandidate(path: path, slot: slot, role: role, facts: facts)))
    } catch {
      guard !error.isMissing else {
        if role == .current, isDangling(path) {
          failures.add(.danglingLink(path), at: path)
        } else if isListed {
          findings.isMoving = true
        }
        return
      }
      failures.add(error, at: path)
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
}
