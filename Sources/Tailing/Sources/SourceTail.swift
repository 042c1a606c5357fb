import SpendCore

/// One source: the generations of its files, which of them is where, and what is read next.
///
/// A class because it is long-lived and mutable; used by the one thread that owns the ``Tailer``.
final class SourceTail {
  var settings: SourceSettings
  let key: String
  let context: TailContext
  let failures: FileFailures
  let finder: FileFinder
  let keeper: GenerationKeeper

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
  var archives = ArchiveChecks()
  var comparisons = Comparisons()
  var heirs = HeirSearch()
  var chunks: ChunkReader
  /// Where open-ended generations are, and were by real path; nil when that is to be found out.
  var places: Set<FilePath>?

  init(settings: SourceSettings, context: TailContext) {
    self.settings = settings
    self.context = context
    key = settings.key
    failures = FileFailures(source: key, context)
    finder = FileFinder(settings, context, failures)
    keeper = GenerationKeeper(source: key, context)
    chunks = ChunkReader(source: key, context, failures)
    hasReachedEnd = !isFile
    needsInventory = isFile
  }

  var generations: GenerationList { keeper.list }
  var fileSystem: any FileSystem { context.fileSystem }
  var isFile: Bool { finder.pattern != nil }

  /// Takes over changed settings; the key, and with it the pattern, is the same.
  func update(_ settings: SourceSettings) {
    self.settings = settings
    finder.update(settings)
    if isFile { needsInventory = true }
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
