import LinuxSystem
package import SpendCore
package import Tailing

/// Lines of all sources, in the order in which they are to be applied: files through a ``Tailer``,
/// journals through their cursors, decoded on one thread or on two.
///
/// The flow of one turn, on the one thread that owns it:
/// 1. ``reconcile(at:catalog:)`` when something may have happened to the files;
/// 2. ``nextBatch(at:catalog:)``, apply its lines, ``applied(_:)``, while there is one;
/// 3. after a batch that ends its window (``SourceBatch/endsWindow``): ``drainHappenings()``, and
///    ``changes()`` into the same commit as what the lines did; ``committed()`` once it is durable.
///
/// Only what was committed exists after a kill; everything else is read again. The catalog that
/// gives series their numbers belongs to whoever applies the lines; lines that are decoded and not
/// applied hold numbers of it, so before it is replaced they are dropped: ``invalidate(catalog:)``,
/// then ``reconfigure(sources:dimensions:)`` or ``restart(dimensions:)``. What was dropped is read
/// again. Sources are named by their number in the configuration.
///
/// Without a state (`verify`, `report`) ``beginWithoutState(at:)`` replaces the first look.
package struct SourceReader: ~Copyable {
  package struct Options: Sendable {
    package var tail: TailOptions
    /// Whether the earliest event of all sources comes first; otherwise source by source.
    package var mergesByTime = true
    /// Whether events from the future get the time of now (see ``LineDecoder``).
    package var clampsFuture = true
    /// Whether inotify tells of changes. For whoever reads on.
    package var isWatching = false
    /// What places a watch of inotify; for tests.
    package var placeWatch: Watcher.Place = { Watcher.place($0, $1, $2) }
    /// Whether a second thread may read and decode ahead.
    package var readsAhead = true
    /// Whether lines get a ``CallDetail``; then nothing is read ahead.
    package var keepsDetails = false
    /// Of tables that are keyed by what a log says.
    package var hashSeed = Catalog.fixedSeed

    package init(tail: TailOptions = TailOptions()) { self.tail = tail }

    /// Without a state: what is there is read once, source by source, because sums do not depend on
    /// the order, and single lines of several files in turn take longer.
    package static func once() -> Options {
      var options = Options()
      options.tail.isOnce = true
      options.tail.openFiles = DescriptorLimit.forFiles
      options.mergesByTime = false
      return options
    }

    var canReadAhead: Bool { readsAhead && !keepsDetails }
  }

  let options: Options
  var tailer: Tailer
  var journals: [JournalSource]
  var queues: SourceQueueList
  var openLineKeeper: OpenLineKeeper
  private(set) var dimensions: [String]
  /// While a backlog is read.
  var backlogDecoder: BacklogDecoder?
  /// The backlog is read: nothing is read ahead any more.
  private var isTrimmed = false
  var watcher: Watcher?
  private(set) var watchDescriptor: Int32?
  var watchProblem: Int32?
  var happenings: [SourceHappening] = []
  /// Every source that has lines has some decoded; without a merge, the one whose turn it is.
  var isFilled = false
  /// A batch is handed out and not given back.
  var isHandedOut = false

  /// - Parameters:
  ///   - dimensions: of the catalog that is given to ``nextBatch(at:catalog:)``.
  ///   - records: of kind `generation`, of the last commit.
  package init(
    sources: [SourceSettings], dimensions: [String], records: [Record] = [],
    fileSystem: any FileSystem = LinuxFileSystem(), options: Options = Options()
  ) throws(DamagedRecord) {
    self.options = options
    let keeper = try OpenLineKeeper(records, keys: sources.map(\.key))
    let files = sources.filter { $0.journalUnit == nil }
    var tail = options.tail
    tail.window = Self.window(sources: files.count)
    tailer = try Tailer(sources: files, records: records, fileSystem: fileSystem, options: tail)
    journals = JournalSource.all(sources, records: records)
    openLineKeeper = keeper
    self.dimensions = dimensions
    queues = SourceQueueList(sources, dimensions: dimensions, options: options)
    if options.canReadAhead {
      backlogDecoder = BacklogDecoder(
        dimensions: dimensions, clampsFuture: options.clampsFuture, hashSeed: options.hashSeed)
    }
    guard options.isWatching else { return }
    do throws(FileError) {
      let watcher = try Watcher(place: options.placeWatch)
      watchDescriptor = watcher.descriptor
      self.watcher = consume watcher
    } catch {
      happenings.append(.watchFailed(error))
    }
  }

  /// How much of a source is read at a time: much, because each time two threads wait for each
  /// other, but 16 MiB of all sources together.
  private static func window(sources: Int) -> Int {
    max(256 << 10, min(2 << 20, (16 << 20) / max(1, sources)))
  }

  /// Goes on with another list of sources, of which those that stay are not disturbed, and another
  /// catalog. A look should follow.
  ///
  /// - Precondition: ``invalidate(catalog:)`` was called with the old catalog.
  package mutating func reconfigure(sources: [SourceSettings], dimensions: [String]) {
    let files = sources.filter { $0.journalUnit == nil }
    tailer.reconfigure(sources: files, window: Self.window(sources: files.count))
    openLineKeeper.renumber(keys: sources.map(\.key))
    self.dimensions = dimensions
    queues = SourceQueueList(sources, dimensions: dimensions, options: options)
    backlogDecoder = nil
    journals = JournalSource.all(sources, keeping: journals)
    (isFilled, isHandedOut) = (false, false)
  }

  /// Goes on with the same sources and an empty catalog.
  ///
  /// - Precondition: ``invalidate(catalog:)`` was called with the old catalog, and no source is a
  ///   journal: entries that are decoded cannot be asked for again.
  package mutating func restart(dimensions: [String]) {
    precondition(journals.isEmpty, "a journal keeps lines of the old catalog")
    for index in queues.indices {
      queues[index].decoder = LineDecoder(
        settings: queues[index].settings, dimensions: dimensions,
        clampsFuture: options.clampsFuture, keepsDetails: options.keepsDetails)
    }
    guard options.canReadAhead, !isTrimmed else { return }
    // Anew also where the one before was full: in the new catalog there is room again.
    backlogDecoder = BacklogDecoder(
      dimensions: dimensions, clampsFuture: options.clampsFuture, hashSeed: options.hashSeed)
  }

  /// Whether all lines that are decoded are handed out, or can be read again.
  package var canRenew: Bool {
    !isHandedOut && !queues.indices.contains { queues[$0].tail == nil && queues[$0].isWaiting }
  }

  /// Goes on with an empty catalog; what is decoded of files is decoded again.
  ///
  /// - Precondition: ``canRenew``.
  package mutating func renew() {
    precondition(canRenew, "a journal keeps lines of the old catalog")
    let wasReadingAhead = backlogDecoder != nil
    // With its thread, whose new values the old catalog need not learn any more.
    backlogDecoder = nil
    dropLines()
    for index in queues.indices { queues[index].decoder.forgetSeries() }
    guard wasReadingAhead else { return }
    backlogDecoder = BacklogDecoder(
      dimensions: dimensions, clampsFuture: options.clampsFuture, hashSeed: options.hashSeed)
  }

  /// Gives back what reading a backlog took, which is more than live lines ever need.
  package mutating func releaseMemory() {
    backlogDecoder = nil
    isTrimmed = true
    for index in queues.indices where !queues[index].isWaiting { queues[index].lines = LineBatch() }
    tailer.releaseMemory()
  }
}
