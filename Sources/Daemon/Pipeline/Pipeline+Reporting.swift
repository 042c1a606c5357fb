import Delivery
import Operations
import Reading
import SpendCore
import Systemd
import Tailing

/// What systemd is told.
extension Pipeline {
  /// `14 features, support_qa 83 % of day, slack ok, pagerduty retrying (2)`.
  var statusText: String {
    let summary = engine.summary
    var parts = ["\(summary.features) feature\(summary.features == 1 ? "" : "s")"]
    if let worst = worstWindow(summary.windows) { parts.append(worst) }
    for report in self.parts.dispatcher.reports() where report.kind != .log {
      let count = report.pending > 0 ? " (\(report.pending))" : ""
      parts.append("\(report.name) \(report.state.rawValue)\(count)")
    }
    if schedule.isFailing { parts.append("state cannot be committed") }
    if isStateGone { parts.append("state directory is gone") }
    return parts.joined(separator: ", ")
  }

  /// The window that is nearest to its limit, or furthest beyond. Not with very many:
  /// reading would pause for it.
  private func worstWindow(_ count: Int) -> String? {
    guard count <= 2000 else { return "\(count) windows" }
    let rows = engine.view(at: now).rows
    guard let worst = rows.max(by: { $0.usedPermille < $1.usedPermille }), worst.usedPermille > 0
    else { return nil }
    let name = worst.group.map(\.value).joined(separator: "/")
    return "\(name.isEmpty ? worst.budget : name) \(worst.usedPermille / 10) % of "
      + worst.unit.rawValue
  }

  /// At most every ten seconds; while catching up also the plea for more time.
  func reportStatus() {
    let monotonic = SystemClock.monotonicSeconds()
    guard monotonic - lastStatus >= 10 else { return }
    lastStatus = monotonic
    if schedule.phase == .ready {
      parts.notifier.status(statusText)
    } else {
      let lag = reader.status().reduce(Int64(0)) { $0.addingClamped($1.lagBytes) }
      parts.notifier.extendTimeout(
        .seconds(60), status: "Reading what is there: \(lag / 1_000_000) MB to go")
    }
  }

  /// Sources of which nothing is there; notes since when.
  func findMissing(_ generations: [GenerationStatus]) -> Set<ExactText> {
    let found = StatusBuilder.sourcesWithFiles(generations)
    var missing: Set<ExactText> = []
    for (index, settings) in configuration.sources.enumerated()
    where settings.journalUnit == nil && !found.contains(ExactText(settings.key))
      && !reader.hasOtherFiles(source: index)
    {
      missing.insert(ExactText(settings.key))
    }
    missingSince = missingSince.filter { missing.contains($0.key) }
    for key in missing { missingSince[key] = missingSince[key] ?? now }
    return missing
  }

  /// Says once of each source that nothing of it is there.
  func logMissingSources() {
    let found = Set(reader.status().filter { $0.state != .ignored }.map { ExactText($0.source) })
    for (index, settings) in configuration.sources.enumerated()
    where settings.journalUnit == nil && !found.contains(ExactText(settings.key))
      && reader.problem(source: index) == nil
      && !reader.hasOtherFiles(source: index)
    {
      guard missingSources.insert(ExactText(settings.key)).inserted else { continue }
      log.sourceMissing(settings.displayName, source: settings.key)
    }
    missingSources.subtract(found)
  }

  func beat() { parts.heartbeats.beat(.evaluating) }
}
