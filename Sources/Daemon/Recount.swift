package import SpendCore
import Tailing

/// Counts the files again, as if nothing had ever been counted: what `verify` compares with.
package enum Recount {
  /// - Returns: totals and features of every event that is in the files now, and why what else is there could not be
  ///   read.
  package static func view(
    _ configuration: Configuration
  ) throws -> (view: EngineView, problems: [String]) {
    var plain = configuration
    plain.budgets = []
    plain.sources = configuration.sources.filter { $0.journalUnit == nil }
    let now = SystemClock.wall()
    var engine = try Engine(
      configuration: plain, state: StoredState(), now: now, hostName: "", digest: { $0 })
    var options = TailOptions()
    options.isOnce = true
    options.window = Pipeline.window(sources: plain.sources.count)
    var tailer = try Tailer(sources: plain.sources, options: options)
    tailer.reconcile(now: now, monotonicSeconds: SystemClock.monotonicSeconds())
    _ = tailer.changes()
    tailer.committed()
    for index in plain.sources.indices {
      try read(index, plain.sources[index], &tailer, &engine, now)
    }
    let problems = plain.sources.indices.compactMap { tailer.problem(source: $0)?.description }
    return (engine.view(at: now), problems)
  }

  private static func read(
    _ index: Int, _ settings: SourceSettings, _ tailer: inout Tailer, _ engine: inout Engine,
    _ now: Timestamp
  ) throws {
    var decoder = LineDecoder(settings: settings, dimensions: engine.catalog.dimensions)
    var lines: [Line] = []
    var effects: [Effect] = []
    while let chunk = tailer.nextChunk(source: index) {
      lines.removeAll(keepingCapacity: true)
      switch chunk.content {
      case .progress: break
      case .oversize: engine.countOversize(source: index)
      case .lines, .lastLine:
        decoder.decode(
          chunk.bytes, now: now, catalog: &engine.catalog, into: &lines,
          isSealed: chunk.content == .lastLine)
        engine.step(.lines(lines[...], source: index), at: now, into: &effects)
      }
      tailer.consume(source: index, bytes: chunk.byteCount)
      _ = tailer.takeHappenings()
      effects.removeAll(keepingCapacity: true)
    }
  }
}
