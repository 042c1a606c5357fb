import SpendCore

/// One source: the generations of its files, which of them is where, and what is read next.
///
/// A class because it is long-lived and mutable; used by the one thread that owns the ``Tailer``.
final class SourceTail {
  var settings: SourceSettings
  let key: String
  /// nil for a source that is not a file.
  var glob: PathGlob?
  var rotatedGlobs: [PathGlob]
  var trees = DirectoryTrees()
  let context: TailContext
  var generations = GenerationList()

  var start = SourceStart.ahead
  var hasReachedEnd = false
  var hasInventory = false
  /// Whether something needs a look at all files.
  var needsInventory = true
  var nextInventory: Double = 0
  /// Nothing could be said about unknown files when they were last looked at: one of them may hold
  /// what a known one holds, and be what goes on in its place.
  var isUndecided = false
  var settling = SettlingFiles()
  var failures: FileFailures
  var archives = ArchiveChecks()
  var comparisons = Comparisons()
  var heirs = HeirSearch()
  /// While files are judged: those that another file may stand for. There may be thousands of files
  /// and of generations, and hardly ever one of these.
  var borrowers: [Generation] = []
  /// Directories whose names the last inventory listed, with when each was changed last by then;
  /// nanoseconds since 1970.
  var listed: [FilePath: Int64] = [:]
  var watched = WatchedPaths()
  /// Earlier sources: what they cover by its name, or reach, is theirs.
  var earlier: [SourceTail] = []
  /// The files that the last inventory found, and in which directory.
  var reached: [FileIdentity: FilePath] = [:]
  /// Files that the last inventory found, and left to an earlier source.
  var shared: Set<FileIdentity> = []

  var chunks: ChunkReader
  /// Where open-ended generations are, and were by real path; nil when that is to be found out.
  var places: Set<FilePath>?

  init(settings: SourceSettings, context: TailContext) {
    self.settings = settings
    self.context = context
    key = settings.key
    failures = FileFailures(source: key, context)
    chunks = ChunkReader(source: key, context)
    switch settings.origin {
    case .file(let pattern, let rotated):
      glob = PathGlob(pattern)
      rotatedGlobs = rotated.map { PathGlob($0) }
    case .journal:
      glob = nil
      rotatedGlobs = []
      hasReachedEnd = true
      needsInventory = false
    }
  }

  var fileSystem: any FileSystem { context.fileSystem }

  /// Takes over changed settings; the key, and with it the pattern, is the same.
  func update(_ settings: SourceSettings) {
    self.settings = settings
    if case .file(_, let rotated) = settings.origin {
      rotatedGlobs = rotated.map { PathGlob($0) }
      trees.forget()
      needsInventory = true
    }
  }

  /// Whether a path belongs to this source by its name.
  func covers(_ path: FilePath) -> Bool {
    guard let glob else { return false }
    if glob.matches(path) || path == glob.pattern { return true }
    if rotatedGlobs.contains(where: { $0.matches(path) }) { return true }
    let (directory, name) = (path.directory, path.name)
    if let literal = glob.literal {
      return literal.directory == directory && RotationNames.isRotated(name, of: literal.name)
    }
    return RotationNames.bases(of: name).contains { glob.matches(directory.appending($0)) }
  }

  func noteFailure(_ error: FileError, at path: FilePath) {
    if error.isDisplaced {
      // Where it is now is found by looking.
      needsInventory = true
      return
    }
    failures.add(error, at: path)
  }

  func generation(_ number: UInt64) -> Generation? { generations[number: number] }
}
