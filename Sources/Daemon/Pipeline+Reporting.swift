import Delivery
import SpendCore
import Systemd
import Tailing

/// What systemd is told.
extension Pipeline {
  /// `14 features, support_qa 83 % of day, slack ok, pagerduty retrying (2)`.
  var statusText: String {
    let view = engine.view(at: now)
    var parts = ["\(view.features.count) features"]
    if let worst = view.rows.max(by: { $0.usedPermille < $1.usedPermille }), worst.usedPermille > 0
    {
      let name = worst.group.map(\.value).joined(separator: "/")
      parts.append(
        "\(name.isEmpty ? worst.budget : name) \(worst.usedPermille / 10) % of \(worst.unit.rawValue)"
      )
    }
    for report in self.parts.dispatcher.reports() where report.kind != .log {
      let count = report.pending > 0 ? " (\(report.pending))" : ""
      parts.append("\(report.name) \(report.state.rawValue)\(count)")
    }
    if commitFailingSince != nil { parts.append("state cannot be committed") }
    return parts.joined(separator: ", ")
  }

  /// At most every ten seconds; while catching up also the plea for more time.
  func reportStatus() {
    let monotonic = SystemClock.monotonicSeconds()
    guard monotonic - lastStatus >= 10 else { return }
    lastStatus = monotonic
    if isReady {
      parts.notifier.status(statusText)
    } else {
      let lag = tailer.status().reduce(Int64(0)) { $0 + $1.lagBytes }
      parts.notifier.extendTimeout(
        .seconds(60), status: "Reading what is there: \(lag / 1_000_000) MB to go")
    }
  }

  func noteProgress() { parts.heartbeats.beat(.evaluating) }
}
