package import SpendCore
package import Status
package import Tailing

/// From what the rooms know to the one report that people and machines look at.
package enum StatusBuilder {
  package static func report(
    _ view: PipelineView, receivers: [ReceiverReport], isRunning: Bool
  ) -> StatusReport {
    let sources = view.sources.map { source in
      let key = ExactText(source.state.key)
      return status(
        of: source, generations: view.generations.filter { ExactText($0.source) == key })
    }
    var report = StatusReport(
      view: view.engine, isRunning: isRunning, version: Version.text, sources: sources,
      receivers: receivers.map { report in
        var report = report
        report.dead = view.engine.deliveries.count {
          $0.status == .dead && $0.receiver == report.name
        }
        return report
      })
    report.commits = view.commits
    report.prices = StatusPrices(
      tables: view.prices.tables.map(\.name), isComputed: view.engine.totals.computesCosts)
    return report
  }

  /// Receivers of a daemon that does not run: what its state says about them.
  package static func receivers(
    _ configuration: Configuration, _ deliveries: [Delivery]
  ) -> [ReceiverReport] {
    configuration.receivers.map { settings in
      let own = deliveries.filter { $0.receiver == settings.name }
      let pending = own.count { $0.status == .pending }
      return ReceiverReport(
        name: settings.name, kind: settings.kind, state: pending > 0 ? .retrying : .ok,
        pending: pending,
        lastError: own.last { $0.status == .pending || $0.status == .dead }?.lastError)
    }
  }

  /// Keys of the sources of which some file is there that is read.
  package static func sourcesWithFiles(_ generations: [GenerationStatus]) -> Set<ExactText> {
    let read = generations.filter { $0.state != .ignored && $0.state != .vanished }
    return Set(read.map { ExactText($0.source) })
  }

  /// Where the present rules begin in a generation. One that goes on where another ended holds
  /// what that held, moved by as much as was taken out.
  private static func rulesFrom(
    _ generation: GenerationStatus, _ all: [GenerationStatus], _ reading: SourceReading?
  ) -> Int64 {
    guard let reading else { return 0 }
    if let from = reading.from[generation.number] { return from }
    guard reading.since != nil, generation.base > 0 else { return 0 }
    let before = all.last { $0.number < generation.number && $0.path == generation.path }
    guard let before, before.offset >= generation.base else { return generation.base }
    return max(0, rulesFrom(before, all, reading) - (before.offset - generation.base))
  }

  private static func status(
    of source: PipelineView.SourceView, generations: [GenerationStatus]
  ) -> StatusSource {
    let current = generations.last { $0.state == .active }
    let read = generations.filter { $0.state != .ignored }
    var status = StatusSource(
      path: source.path, offset: current?.offset ?? 0, size: current?.size ?? 0,
      lagBytes: read.reduce(source.undecidedBytes) { $0.addingClamped($1.lagBytes) },
      partialBytes: read.reduce(0) { $0.addingClamped($1.partial) },
      committedOffset: current?.committedOffset ?? 0, lastEvent: source.state.lastEvent,
      problem: source.problem ?? (source.isMissing ? "nothing of it is there yet" : nil),
      generations: generations.map { generation in
        var status = StatusSource.Generation(
          path: generation.path.text, state: generation.state.word, offset: generation.offset,
          size: generation.size, lagBytes: generation.lagBytes,
          partialBytes: generation.partial, events: generation.counts.events,
          rejected: generation.counts.rejected,
          nulBytes: generation.counts.nulBytes, gaps: generation.gaps,
          unverifiedEnds: generation.unverifiedEnds)
        status.rulesFrom = rulesFrom(generation, generations, source.state.reading)
        return status
      })
    status.isMissing = source.isMissing && source.problem == nil
    status.missingSince = source.missingSince
    status.looksLike = source.state.looksLike
    (status.rejected, status.text) = (source.state.rejected, source.state.text)
    status.spent = source.state.spent
    status.reading = source.state.reading.map { reading in
      StatusReading(
        since: reading.since, changed: reading.changed, ids: reading.ids,
        rules: reading.rules, spent: source.state.spent.since(reading.before),
        rejected: source.state.rejected - reading.rejectedBefore)
    }
    status.formats = zip(LineFormat.counted, source.state.formats).filter { $1 > 0 }
      .map { StatusTotals.Count($0.rawValue, $1) }
    status.framing = zip(LineTraits.counted, source.state.framing).filter { $1 > 0 }
      .map { StatusTotals.Count($0.name, $1) }
    return status
  }
}
