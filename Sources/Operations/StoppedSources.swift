import SpendCore
import Tailing

/// The files of a stopped daemon's sources as they are now, so that what came since it stopped
/// shows as lag.
struct StoppedSources {
  let generations: [GenerationStatus]
  private var problems: [ExactText: String] = [:]
  /// Bytes that are the beginning of a line, perhaps.
  private var undecided: [ExactText: Int64] = [:]
  private var missing: Set<ExactText> = []

  /// Looks at the files; changes none.
  ///
  /// - Parameter records: of kind `generation`, of the last commit.
  init(
    _ sources: [SourceSettings], records: [Record], at now: Timestamp
  ) throws(DamagedRecord) {
    let files = sources.filter { $0.journalUnit == nil }
    var tailer = try Tailer(sources: files, records: records)
    tailer.reconcile(now: now, monotonicSeconds: SystemClock.monotonicSeconds())
    for (index, settings) in files.enumerated() {
      let key = ExactText(settings.key)
      // Tells whether what is new is more than the beginning of a line.
      _ = tailer.nextChunk(source: index)
      problems[key] = tailer.problem(source: index)?.description
      undecided[key] = tailer.undecidedBytes(source: index)
      if !tailer.hasOtherFiles(source: index) { missing.insert(key) }
    }
    generations = tailer.status()
    missing.subtract(StatusBuilder.sourcesWithFiles(generations))
  }

  func view(of settings: SourceSettings, _ state: SourceState) -> PipelineView.SourceView {
    let key = ExactText(state.key)
    return PipelineView.SourceView(
      state, path: settings.displayName, problem: problems[key],
      undecidedBytes: undecided[key] ?? 0, isMissing: missing.contains(key))
  }
}
