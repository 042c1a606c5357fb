import SpendCore

/// Finds the files that may hold bytes of a source, by their names: what its patterns lead to, and
/// what is not read by a source before it.
///
/// Which file is which generation is not known here. A class because later sources see what it
/// reached; used by the one thread that owns the ``Tailer``.
final class FileFinder {
  private let source: String
  private let context: TailContext
  private let failures: FileFailures
  /// Nil for a source that is not a file: nothing is found then.
  private(set) var pattern: SourcePattern?
  private(set) var trees = DirectoryTrees()
  private var watched = WatchedPaths()
  /// Directories whose names the last inventory listed, with when each was changed last by then;
  /// nanoseconds since 1970.
  private var listed: [FilePath: Int64] = [:]
  /// The files that the last inventory found, and in which directory.
  private(set) var reached: [FileIdentity: FilePath] = [:]
  /// Files that the last inventory found, and left to an earlier source.
  private(set) var shared: Set<FileIdentity> = []
  /// Those of the sources before: what they cover by its name, or reach, is theirs.
  var earlier: [FileFinder] = []

  init(_ settings: SourceSettings, _ context: TailContext, _ failures: FileFailures) {
    source = settings.key
    self.context = context
    self.failures = failures
    pattern = SourcePattern(settings.origin)
  }

  private var fileSystem: any FileSystem { context.fileSystem }

  /// Takes over changed settings; the pattern itself is the same.
  func update(_ settings: SourceSettings) {
    guard let update = SourcePattern(settings.origin) else { return }
    pattern?.rotated = update.rotated
    trees.forget()
  }

  /// Whether a path belongs to the source by its name.
  func covers(_ path: FilePath) -> Bool { pattern?.covers(path) ?? false }

  // MARK: Directories that patterns lead through

  private var treeLook: DirectoryTrees.Look {
    .init(
      fileSystem: fileSystem, now: context.now, atMost: context.options.isOnce ? .max : 1000,
      isBlind: context.isBlind)
  }

  /// A file that exists by the name as it is written is that file, and so is one that did: while it
  /// is rotated there is none.
  func resolveName(wasThere: (FilePath) -> Bool) {
    guard let glob = pattern?.glob, glob.literal == nil else { return }
    let path = glob.pattern
    var isThere = wasThere(path) || fileSystem.linkTarget(path) != nil
    if let facts = try? fileSystem.facts(at: path), facts.kind != .directory { isThere = true }
    guard isThere else { return }
    pattern?.becomeLiteral()
    trees.forget()
  }

  /// Before a look at everything.
  func prepareTrees(isSecondLook: Bool, isDue: Bool) {
    guard let pattern else { return }
    trees.begin(pattern.listed)
    trees.prepare(treeLook, isSecondLook: isSecondLook, isDue: isDue)
  }

  func lookAtTrees() -> DirectoryTrees.Found { trees.lookAgain(treeLook) }

  /// Something happened at paths. Returns those that say nothing about directories alone.
  func follow(_ hint: WatchHint) -> (paths: Set<FilePath>, DirectoryTrees.Found) {
    // What a tree of any depth sees is looked at directory by directory.
    var others = hint.paths
    var all = DirectoryTrees.Found()
    for path in hint.paths {
      let (isTheirs, found) = trees.note(path, isDirectory: hint.directories.contains(path))
      all.formUnion(found)
      if isTheirs, !watched.contains(path) { others.remove(path) }
    }
    all.formUnion(trees.advance(treeLook))
    return (others, all)
  }

  /// Whether a name that came or went may matter here.
  func concerns(_ path: FilePath) -> Bool { covers(path) || watched.contains(path) }

  /// Without hints a name that came or went shows in the time of its directory only.
  var hasChangedDirectories: Bool {
    listed.contains { directory, modified in
      (try? fileSystem.facts(at: directory).modified) != modified
    }
  }

  /// Where a change would tell something.
  var watchedDirectories: Set<FilePath> {
    trees.all.reduce(watched.directories) { $0.union($1.watched) }
  }

  // MARK: Files

  /// Everything there is.
  func collect(_ known: KnownPaths) -> Findings {
    guard let pattern else { return Findings() }
    watched = WatchedPaths(to: pattern.glob, fileSystem)
    var collection = FileCollection(pattern, context, failures)
    if let literal = pattern.glob.literal { collection.addFamily(of: literal) }
    collection.add(trees.all, known)
    watched.directories.formUnion(collection.directories)
    listed = collection.listed
    var findings = collection.findings
    leaveOtherNames(&findings.candidates)
    let isFirst = shared.isEmpty
    shared = []
    leaveShared(&findings.candidates, isFirst: isFirst)
    reached = [:]
    reach(findings.candidates)
    return findings
  }

  /// The same of some directories of trees. Nil where a file is gone from them: it may be anywhere.
  func collect(in directories: Set<FilePath>, _ known: KnownPaths) -> Findings? {
    guard let pattern else { return Findings() }
    var collection = FileCollection(pattern, context, failures)
    collection.add(trees.all, in: directories, known)
    listed.merge(collection.listed) { $1 }
    var findings = collection.findings
    leaveOtherNames(&findings.candidates)
    // Other names of what lies elsewhere.
    findings.candidates.removeAll { candidate in
      reached[candidate.facts.identity].map { !directories.contains($0) } ?? false
    }
    let found = Set(findings.candidates.map(\.facts.identity))
    let isGone = reached.contains { directories.contains($0.value) && !found.contains($0.key) }
    if findings.isMoving || isGone { return nil }
    leaveShared(&findings.candidates, isFirst: shared.isEmpty)
    reach(findings.candidates)
    trees.changesAreSeen()
    return findings
  }

  private func reach(_ candidates: [Candidate]) {
    for each in candidates { reached[each.facts.identity] = each.path.directory }
  }

  // MARK: What is not for this source

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

  /// Leaves to the sources before this one what they reach. Says so for the first file, and again
  /// only after there was none: each rotation brings another one.
  private func leaveShared(_ candidates: inout [Candidate], isFirst: Bool) {
    guard !earlier.isEmpty else { return }
    candidates.removeAll { candidate in
      let identity = candidate.facts.identity
      guard let owner = earlier.first(where: { $0.reached[identity] != nil }) else {
        return false
      }
      if shared.isEmpty, isFirst {
        context.emit(.shared(source: source, path: candidate.path, with: owner.source))
      }
      shared.insert(identity)
      return true
    }
  }
}
