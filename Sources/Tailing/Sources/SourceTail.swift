import SpendCore

/// One source: decides which file is which generation, what follows from that, and when one is
/// over. What it decides about is found, opened, read and kept by types of their own.
///
/// A class because it is long-lived and mutable; used by the one thread that owns the ``Tailer``.
final class SourceTail {
  var settings: SourceSettings
  let key: String
  let context: TailContext

  let failures: FileFailures
  let finder: FileFinder
  var opener: FileOpener
  let keeper: GenerationKeeper
  var chunks: ChunkReader
  var settling = SettlingFiles()
  var heirs = HeirSearch()

  var start = SourceStart.ahead
  /// Everything that was there was read once.
  var hasReachedEnd: Bool
  var hasInventory = false
  /// Whether something needs a look at all files.
  var needsInventory: Bool
  var nextInventory: Double = 0
  /// Nothing could be said about unknown files when they were last looked at: one of them may hold
  /// what a known one holds, and be what goes on in its place.
  var isUndecided = false
  /// Where open-ended generations are, and were by real path; nil when that is to be found out.
  var places: Set<FilePath>?

  init(settings: SourceSettings, context: TailContext) {
    self.settings = settings
    self.context = context
    key = settings.key
    failures = FileFailures(source: key, context)
    finder = FileFinder(settings, context, failures)
    opener = FileOpener(source: key, context, failures)
    keeper = GenerationKeeper(source: key, context)
    chunks = ChunkReader(source: key, context, failures)
    hasReachedEnd = finder.pattern == nil
    needsInventory = finder.pattern != nil
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
