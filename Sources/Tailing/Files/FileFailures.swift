import SpendCore

/// Calls on the files of a source that fail now. It says what begins and ends, once each.
///
/// A class because all that make calls for the source note here how those went.
final class FileFailures {
  /// In place of a path: it concerns no file but all of them.
  private static let anyPath: FilePath = ""

  private let source: String
  private let context: TailContext
  /// By path.
  private(set) var now: [FilePath: FileError] = [:]
  /// Paths at which a call failed since the inventory under way began.
  private var sinceInventory: Set<FilePath> = []
  /// There was no descriptor to be had since all files were looked at last.
  private(set) var isShort = false

  init(source: String, _ context: TailContext) {
    self.source = source
    self.context = context
  }

  subscript(_ path: FilePath) -> FileError? { now[path] }

  /// All files are looked at.
  func beginLook() { isShort = false }

  func beginInventory() { sinceInventory = [] }

  /// A call failed; said where it is another failure than the last one there.
  func add(_ error: FileError, at path: FilePath) {
    var error = error
    if error.path.isEmpty { error.path = path }
    if error.isShortage { isShort = true }
    let path = error.isShortage ? Self.anyPath : path
    sinceInventory.insert(path)
    let last = now.updateValue(error, forKey: path)
    guard last?.code != error.code || last?.refusal != error.refusal else { return }
    context.emit(.unreadable(source: source, error: error))
  }

  /// A call went through; only a failure of the same call is over by that, for what can be looked
  /// at can often not be opened.
  func end(call: String, at path: FilePath) {
    guard now[path]?.call == call else { return }
    now[path] = nil
    context.emit(.readable(source: source, path: path))
  }

  /// A look at everything in which nothing failed ends what failed before, also where the file is
  /// elsewhere by now; but for reading that was not tried again.
  ///
  /// - Parameter isUnread: whether something at a path is still to be read.
  func endOthers(isUnread: (FilePath) -> Bool) {
    let over = now.filter { path, error in
      path != Self.anyPath && !sinceInventory.contains(path)
        && !(error.call == "read" && isUnread(path))
    }
    for path in over.keys.sorted() {
      now[path] = nil
      context.emit(.readable(source: source, path: path))
    }
  }

  /// Everything could be read, so there are descriptors again.
  func endShortage() {
    guard !isShort, let error = now.removeValue(forKey: Self.anyPath) else { return }
    context.emit(.readable(source: source, path: error.path))
  }
}
