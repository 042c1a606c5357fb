import Reading
package import SpendCore
import Tailing

/// Counts the files again, as if nothing had ever been counted: what `verify` compares with.
package enum Recount {
  /// Where counting begins in the files of a source; the lines in front of it were counted by other
  /// rules.
  package struct Beginning: Sendable {
    /// By path; from the start of others.
    package var offsets: [ExactText: Int64]
    /// By the path of a file that is gone, where no other is known: of what is left of it, or of an
    /// archive that it may have become.
    package var gone: [ExactText: Int64]
    /// The ids in front of it that are known.
    package var ids: SourceReading.IDs

    package init(
      offsets: [ExactText: Int64], gone: [ExactText: Int64], ids: SourceReading.IDs
    ) {
      self.offsets = offsets
      self.gone = gone
      self.ids = ids
    }

    func offset(_ path: String) -> Int64 {
      if let known = offsets[ExactText(path)] ?? gone[ExactText(path)] { return known }
      for suffix in [".gz", ".zst", ".xz", ".bz2"] where path.hasSuffix(suffix) {
        let plain = ExactText(String(path.dropLast(suffix.count)))
        if let known = offsets[plain] ?? gone[plain] { return known }
      }
      return 0
    }
  }

  /// - Parameters:
  ///   - files: where the daemon found the files of a source, by its path; those that its names do
  ///     not lead to are counted too.
  ///   - computesCosts: of the state that is compared with.
  ///   - beginnings: by the path of the source.
  /// - Returns: totals and features of every event that is in the files now, and why what else is
  ///   there could not be read.
  package static func view(
    _ configuration: Configuration, files: [ExactText: [String]] = [:], computesCosts: Bool = true,
    beginnings: [ExactText: Beginning] = [:]
  ) throws -> (view: EngineView, problems: [String]) {
    var plain = configuration
    plain.budgets = []
    plain.sources = configuration.sources(computesCosts: computesCosts)
      .filter { $0.journalUnit == nil }
      .map { named($0, files[ExactText($0.displayName)] ?? []) }
    let now = SystemClock.wall()
    var engine = try Engine(
      configuration: plain, state: StoredState(), now: now, hostName: "",
      hashSeed: .random(in: 0 ... .max), digest: { $0 })
    var options = SourceReader.Options.once()
    // In the order in which the daemon reads: which line of a call counts, and how long its id is
    // known, depends on it.
    options.mergesByTime = true
    var reader = try SourceReader(
      sources: plain.sources, dimensions: engine.catalog.dimensions, options: options)
    let moment = Moment(now: now, monotonicSeconds: SystemClock.monotonicSeconds())
    reader.beginWithoutState(at: moment)
    var problems = damaged(reader.drainHappenings())
    let begins = plain.sources.map { beginnings[ExactText($0.displayName)] }
    var effects: [Effect] = []
    while let batch = reader.nextBatch(at: moment, catalog: &engine.catalog) {
      let begin = begins[batch.source]
      let from = begin?.offset(batch.path) ?? 0
      switch batch.content {
      case .progress: break
      case .oversize(let offset, _):
        if offset >= from {
          engine.step(.unread(.oversize, source: batch.source), at: now, into: &effects)
        }
      case .lines:
        let first =
          from == 0
          ? batch.lines.startIndex
          : batch.lines.firstIndex { batch.fileOffset + Int64($0.end) > from }
            ?? batch.lines.endIndex
        if let ids = begin?.ids, ids != .none {
          engine.step(
            .countedElsewhere(batch.lines[..<first], ofProviders: ids == .provider), at: now,
            into: &effects)
        }
        engine.step(
          .lines(batch.lines[first...], source: batch.source, lastWrite: batch.lastWrite), at: now,
          into: &effects)
      }
      reader.applied(batch)
      problems += damaged(reader.drainHappenings())
      effects.removeAll(keepingCapacity: true)
    }
    problems += reader.sources.compactMap { reader.problem(source: $0)?.description }
    return (engine.view(at: now), problems)
  }

  /// Archives that can never be read: what only they held is in neither count.
  private static func damaged(_ happenings: [SourceHappening]) -> [String] {
    happenings.compactMap {
      guard case .file(.damagedArchive(_, let path)) = $0 else { return nil }
      return "\(path) cannot be decompressed; what only it holds is not counted"
    }
  }

  private static func named(_ source: SourceSettings, _ files: [String]) -> SourceSettings {
    guard case .file(let pattern, let rotated) = source.origin else { return source }
    let others = Tailer.paths(files.map { FilePath($0) }, unknownTo: source)
    var source = source
    source.origin = .file(pattern: pattern, rotated: rotated + others.map(\.text))
    return source
  }
}
