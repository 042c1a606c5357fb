import SpendCore

/// The directories that a pattern leads through, and the names in them that matter to it, as of
/// when each was last listed.
///
/// Below `**` there may be a hundred thousand of them. So they are looked at some at a time, listed
/// only where something changed (inotify tells, or the time of the directory), and what is kept of
/// one is what the pattern matches.
struct DirectoryTree {
  private struct Node {
    let step: PathGlob.Step
    /// Time of the last change as of the last list, nanoseconds since 1970; nil: to be listed
    /// again.
    var modified: Int64?
    var names: [FilePath] = []
    var children: [FilePath] = []
  }

  let glob: PathGlob
  private var nodes: [FilePath: Node] = [:]
  private var pending: [FilePath] = []
  private var isPending: Set<FilePath> = []
  /// Directories that another look may find otherwise without a change of their time: those that
  /// changed a moment before, are missing, or could not be looked at.
  private var unsettled: Set<FilePath> = []
  /// Directories that were found since ``lookAtNewOnes()``.
  private var new: [FilePath] = []
  private(set) var failures: [FilePath: FileError] = [:]
  /// Where a change would tell something, also that of a missing directory.
  private(set) var watched: Set<FilePath> = []
  /// Directories with names that match, or are those of rotated generations.
  private(set) var names: [FilePath: [FilePath]] = [:]
  /// Directories that were found to be different since ``changesAreSeen()``.
  private(set) var changed: Set<FilePath> = []
  /// And some were found to be gone.
  private(set) var hasLost = false

  init(_ glob: PathGlob) {
    self.glob = glob
    add(glob.firstStep)
  }

  /// Whether directories wait to be looked at.
  var isUnfinished: Bool { !pending.isEmpty }

  /// When each directory was last changed, of those that are there.
  var times: [FilePath: Int64] { nodes.compactMapValues(\.modified) }

  mutating func changesAreSeen() {
    changed = []
    hasLost = false
  }

  // MARK: What is to be looked at

  mutating func lookAtAll() { for directory in nodes.keys { enqueue(directory) } }

  mutating func lookAtUnsettled() { for directory in unsettled { enqueue(directory) } }

  /// What came between the list of a directory and the watch on it was not told.
  mutating func lookAtNewOnes() {
    for directory in new { enqueue(directory) }
    new = []
  }

  /// Something happened at a path. Whether it may matter here.
  mutating func note(_ path: FilePath, isDirectory: Bool) -> Bool {
    let isKnown = nodes[path] != nil
    if isKnown { listAgain(path) }
    let parent = path.directory
    guard nodes[parent] != nil, isDirectory || isKnown || isRelevant(path.name) else {
      return isKnown
    }
    listAgain(parent)
    return true
  }

  private mutating func listAgain(_ directory: FilePath) {
    nodes[directory]?.modified = nil
    enqueue(directory)
  }

  private mutating func enqueue(_ directory: FilePath) {
    if isPending.insert(directory).inserted { pending.append(directory) }
  }

  // MARK: Looking

  /// Looks at some of the directories that wait.
  ///
  /// - Parameter hasTimes: whether the time of a directory tells that nothing changed, and is kept.
  mutating func advance(
    _ fileSystem: any FileSystem, now: Timestamp, atMost budget: Int, hasTimes: Bool = true
  ) {
    for _ in 0..<budget {
      guard let directory = pending.popLast() else { return }
      isPending.remove(directory)
      if let node = nodes[directory] { look(at: directory, node, fileSystem, now, hasTimes) }
    }
  }

  private mutating func look(
    at directory: FilePath, _ node: Node, _ fileSystem: any FileSystem, _ now: Timestamp,
    _ hasTimes: Bool
  ) {
    do throws(FileError) {
      // Before the names: what comes while they are listed must not go unnoticed.
      let modified = hasTimes ? try fileSystem.facts(at: directory).modified : 0
      if hasTimes, node.modified == modified, !unsettled.contains(directory) { return }
      let entries = try fileSystem.entries(in: directory)
      failures[directory] = nil
      watched.insert(directory)
      // Times of files stand still for milliseconds: one of just now may hide the next change.
      let isSettled = modified / 1000 < now.microseconds - 2_000_000
      if isSettled { unsettled.remove(directory) } else { unsettled.insert(directory) }
      replace(node, at: directory, entries, modified)
    } catch {
      unsettled.insert(directory)
      watched.remove(directory)
      if error.isMissing {
        failures[directory] = nil
        watched.insert(directory.directory)
        replace(node, at: directory, [], nil)
      } else {
        if failures.updateValue(error, forKey: directory) != error { changed.insert(directory) }
        nodes[directory]?.modified = nil
      }
    }
  }

  private mutating func replace(
    _ old: Node, at directory: FilePath, _ entries: [DirectoryEntry], _ modified: Int64?
  ) {
    let steps = glob.next(after: old.step, entries)
    let children = Set(steps.map(\.directory))
    for child in old.children where !children.contains(child) { remove(child) }
    for step in steps where nodes[step.directory]?.step != step {
      remove(step.directory)
      add(step)
    }
    var node = Node(step: old.step, modified: modified, children: steps.map(\.directory))
    if glob.endsIn(old.step) {
      node.names = entries.filter { entry in
        !(glob.isDeep && entry.kind == .directory) && isRelevant(entry.name)
      }.map(\.name)
    }
    // An entry of the same name may be another file.
    if !node.names.isEmpty || !old.names.isEmpty || node.children != old.children {
      changed.insert(directory)
    }
    names[directory] = node.names.isEmpty ? nil : node.names
    nodes[directory] = node
  }

  private mutating func add(_ step: PathGlob.Step) {
    nodes[step.directory] = Node(step: step)
    new.append(step.directory)
    enqueue(step.directory)
  }

  private mutating func remove(_ directory: FilePath) {
    var gone = [directory]
    while let directory = gone.popLast() {
      guard let node = nodes.removeValue(forKey: directory) else { continue }
      gone += node.children
      names[directory] = nil
      failures[directory] = nil
      watched.remove(directory)
      unsettled.remove(directory)
      hasLost = true
    }
  }

  /// Whether a name may lead to bytes of the source.
  private func isRelevant(_ name: FilePath) -> Bool {
    if RotationNames.isForeign(name) { return false }
    return glob.matchesLast(name) || RotationNames.bases(of: name).contains { glob.matchesLast($0) }
  }
}
