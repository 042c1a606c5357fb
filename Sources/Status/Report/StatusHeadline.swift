package import SpendCore
import Terminal

/// The first lines of `status`: whether all is well, and if not what is not and what to do
/// (Semantics, Status).
package struct StatusHeadline: Sendable {
  private let zone: TimeZoneRules

  /// - Parameter zone: of the printed times.
  package init(zone: TimeZoneRules = .utc) { self.zone = zone }

  package func lines(_ report: StatusReport) -> [String] {
    [state(report)]
      + [commits(report), configuration(report), values(report), oversize(report)]
      .compactMap(\.self)
      + report.receivers.compactMap(receiver) + report.sources.flatMap(source)
  }

  private func commits(_ report: StatusReport) -> String? {
    guard let since = report.commits.failingSince else { return nil }
    let problem = report.commits.problem.map { ": \(TerminalText.safe($0))" } ?? ""
    return
      "state: NOT COMMITTED since \(text(since))\(problem); reading and paging go on, and what came "
      + "since is read again after a restart"
  }

  private func receiver(_ receiver: ReceiverReport) -> String? {
    guard receiver.state == .parked, receiver.pending > 0 else { return nil }
    let count = receiver.pending
    let problem = receiver.lastError.map { ": \(TerminalText.safe($0))" } ?? ""
    return
      "receiver \(TerminalText.safe(receiver.name)): PARKED with \(count) "
      + "message\(count == 1 ? "" : "s") waiting\(problem)"
  }

  private func values(_ report: StatusReport) -> String? {
    guard let memory = report.memory, memory.areValuesLimited else { return nil }
    return
      "values: \(memory.texts) texts take \(memory.valueBytes >> 20) MiB, all the memory for them; "
      + "further ones count together as (other)"
  }

  private func oversize(_ report: StatusReport) -> String? {
    let count = report.oversizeLines
    guard count > 0 else { return nil }
    return
      "lines: \(count) longer than max_line_bytes of \(count == 1 ? "its" : "their") source "
      + "\(count == 1 ? "was" : "were") passed over; batches of spans need format: otel"
  }

  private func state(_ report: StatusReport) -> String {
    let instance = TerminalText.safe(report.instance)
    let start = "spendwatch \(report.version) on \(instance), \(text(report.time)): "
    guard report.isRunning else {
      let since = report.stoppedAt.map { " since \(text($0))" } ?? ""
      return start + "NOT RUNNING\(since), this is the last commit"
    }
    return start + (report.isReady ? "running" : "running, reading what is there")
  }

  private func configuration(_ report: StatusReport) -> String? {
    let configuration = report.configuration
    guard let refused = configuration.refusedAt else { return nil }
    let first = configuration.problems.first.map { " (\(TerminalText.safe($0)))" } ?? ""
    let more = configuration.problems.count - 1
    let loaded = configuration.loadedAt.map { " of \(text($0))" } ?? " before"
    return
      "configuration: \(TerminalText.safe(configuration.path)) was REFUSED at \(text(refused))\(first)"
      + (more > 0 ? ", \(more) more" : "")
      + "; running with that\(loaded); spendwatch check says all of it"
  }

  private func source(_ source: StatusSource) -> [String] {
    let path = TerminalText.safe(source.path)
    var lines: [String] = []
    if source.isMissing {
      let since = source.missingSince.map { " since \(text($0))" } ?? ""
      lines.append("source \(path): MISSING\(since); it is read when it appears")
    } else if let problem = source.problem {
      lines.append("source \(path): NOT READ: \(TerminalText.safe(problem))")
    }
    if !source.isNearlyAllEvents {
      let all = source.events.addingClamped(source.notEvents)
      let look = source.looksLike.map { ": \(TerminalText.safe($0))" } ?? ""
      lines.append("source \(path): \(source.notEvents) of \(all) lines were not events\(look)")
    }
    return lines
  }

  package func text(_ time: Timestamp) -> String {
    let offset = zone.offsetSeconds(at: time.seconds)
    let local = time.advanced(bySeconds: offset).secondsText
    return local.dropLast().replacing("T", with: " ") + " " + TerminalText.safe(zone.name)
  }
}
