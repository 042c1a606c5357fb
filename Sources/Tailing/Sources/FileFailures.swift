import SpendCore

/// Calls on the files of a source that fail now. The caller says what begins and ends, once each.
struct FileFailures {
  /// In place of a path: it concerns no file but all of them.
  private static let anyPath: FilePath = ""

  /// By path.
  private(set) var now: [FilePath: FileError] = [:]
  /// Paths at which a call failed since the inventory under way began.
  private var sinceInventory: Set<FilePath> = []

  subscript(_ path: FilePath) -> FileError? { now[path] }

  mutating func beginInventory() { sinceInventory = [] }

  /// - Returns: whether that is another failure than the last one there.
  mutating func add(_ error: FileError, at path: FilePath) -> Bool {
    let path = error.isShortage ? Self.anyPath : path
    sinceInventory.insert(path)
    let last = now.updateValue(error, forKey: path)
    return last?.code != error.code || last?.refusal != error.refusal
  }

  /// A call went through; only a failure of the same call is over by that, for what can be looked
  /// at can often not be opened.
  ///
  /// - Returns: whether one is over.
  mutating func end(call: String, at path: FilePath) -> Bool {
    guard now[path]?.call == call else { return false }
    now[path] = nil
    return true
  }

  /// A look at everything in which nothing failed ends what failed before, also where the file is
  /// elsewhere by now; but for reading that was not tried again.
  ///
  /// - Parameter isUnread: whether something at a path is still to be read.
  /// - Returns: where.
  mutating func endOthers(isUnread: (FilePath) -> Bool) -> [FilePath] {
    let over = now.filter { path, error in
      path != Self.anyPath && !sinceInventory.contains(path)
        && !(error.call == "read" && isUnread(path))
    }
    for path in over.keys { now[path] = nil }
    return over.keys.sorted()
  }

  /// There are descriptors again. Nil: there was no shortage.
  mutating func endShortage() -> FileError? { now.removeValue(forKey: Self.anyPath) }
}
