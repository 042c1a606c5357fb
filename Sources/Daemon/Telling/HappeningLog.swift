import Delivery
import Logging
import SpendCore
import Synchronization
import Systemd

/// Turns what happened into log entries: the only place where the daemon finds words for it.
final class HappeningLog: Sendable {
  let logger: Logger
  /// What was said last about a journal, so that a fault is said once.
  let journalFaults = Mutex<[String: String]>([:])

  init(logger: Logger) { self.logger = logger }

  func write(_ happening: Happening, _ configuration: Configuration) {
    switch happening {
    case .crossed(let alert, let receivers, let isSummary):
      // The `log` receiver says it itself, once its delivery is committed.
      guard !receivers.contains("log") else { return }
      let text = AlertText(alert, zone: configuration.timeZone).title
      // What a catch-up finds to be over is told in one message of its
      // receivers, not in a line each.
      if isSummary, !receivers.isEmpty {
        logger.debug("\(text)", metadata: fields(alert))
      } else {
        crossed([alert], text: text)
      }
    case .resolved(let alert):
      let text = AlertText(alert, zone: configuration.timeZone).title
      if alert.isCatchUp {
        logger.debug("\(text)", metadata: fields(alert))
      } else {
        logger.log(kind: .resolved, text, metadata: fields(alert))
      }
    case .groupsLimited(let budget):
      logger.log(
        kind: .groupOverflow,
        "budget \(budget) has more groups than max_groups; further ones count together as (other)",
        metadata: ["budget": .string(budget)])
    case .valuesLimited(let bytes, let values):
      logger.log(
        kind: .valuesLimited,
        "\(values) values and their combinations take \(bytes >> 20) MiB, all the memory for "
          + "them; further ones count together as (other), until some are let go",
        metadata: ["values": .stringConvertible(values), "bytes": .stringConvertible(bytes)])
    case .saturated: logger.log(kind: .amountSaturated)
    case .future(let source, let time):
      let sources = configuration.sources
      let name = sources.indices.contains(source) ? sources[source].key : ""
      logger.log(
        kind: .futureTimestamps,
        "events of \(name) are dated more than 10 minutes ahead and count at the time of reading "
          + "(now \(time)); the usual cause is a wrong time zone (naive_timezone) or clock",
        metadata: ["source": .string(name)])
    case .duplicate(let source):
      let sources = configuration.sources
      let name = sources.indices.contains(source) ? sources[source].key : ""
      logger.info(
        "calls of \(name) are logged again and count once; `duplicates: off` in its source counts each line",
        metadata: ["source": .string(name)])
    case .costlyEmbedded(let source, let cost, let usual):
      let sources = configuration.sources
      let name = sources.indices.contains(source) ? sources[source].key : ""
      let advice =
        "who can write text into it can write events (framing: none with format: native in its source turns "
        + "that off)"
      logger.warning(
        "an event inside of other text of \(name) costs $\(cost), the usual is $\(usual): \(advice)",
        metadata: ["source": .string(name)])
    case .ahead(let position):
      logger.log(
        kind: .eventsAhead,
        "the newest event is dated \(position), ahead of the clock: until then others count as late, and windows "
          + "that are over at that time do not see them; if the clock was wrong when it came, "
          + "`spendwatch run --rebuild` counts again")
    }
  }

  /// What the built-in `log` receiver writes.
  func write(_ message: LogMessage) {
    if message.isTest { return logger.log(kind: .testMessage, message.text) }
    crossed(message.alerts, text: message.text)
  }

  private func crossed(_ alerts: [Alert], text: String) {
    guard let first = alerts.first else { return logger.log(kind: .digest, text) }
    // What a first read found pages nobody here either.
    let level =
      alerts.map { $0.isOfFirstRead ? min($0.level, .soft) : $0.level }.max() ?? first.level
    let kind: LogKind =
      switch (first.state, level) {
      case (.resolved, _): .resolved
      case (_, .info): .infoCrossed
      case (_, .soft): .softCrossed
      case (_, .hard): .hardCrossed
      }
    logger.log(kind: kind, text, metadata: fields(first))
  }

  func fields(_ alert: Alert) -> Logger.Metadata {
    var fields: Logger.Metadata = [
      "alert-id": .string(alert.id), "budget": .string(alert.budget),
      "level": .string(alert.level.rawValue),
      "percent": .stringConvertible(alert.condition.percent),
      "spend-usd": .string(alert.spend.description), "limit-usd": .string(alert.limit.description),
      "window": .string(alert.unit.rawValue), "state": .string(alert.state.rawValue),
    ]
    if let feature = alert.group.first(where: { $0.name == Dimension.feature }) {
      fields["feature"] = .string(feature.value)
    }
    if alert.isCatchUp { fields["catch-up"] = "true" }
    if alert.isProvisional { fields["provisional"] = "true" }
    return fields
  }

  func digestFailed(_ reason: String) {
    logger.log(
      kind: .digestFailed,
      "a digest that is due could not be made (\(reason)); it is tried again "
        + "in ten minutes")
  }

  func write(_ happening: DeliveryHappening) {
    let metadata: Logger.Metadata = ["receiver": .string(happening.receiver)]
    switch happening {
    case .delivered: logger.debug("\(happening.text)", metadata: metadata)
    case .parked: logger.log(kind: .receiverParked, happening.text, metadata: metadata)
    case .recovered: logger.log(kind: .deliveryRecovered, happening.text, metadata: metadata)
    case .retrying: logger.log(kind: .deliveryFailing, happening.text, metadata: metadata)
    case .dead: logger.log(kind: .deliveryDead, happening.text, metadata: metadata)
    case .degraded, .unconfirmed, .partly: logger.warning("\(happening.text)", metadata: metadata)
    }
  }

  /// Alerts that leave without a commit, once an alert; firings only, whose repetition somebody may
  /// see.
  func writeProvisional(_ deliveries: [Delivery], _ configuration: Configuration) {
    var seen: Set<String> = []
    for alert in deliveries.compactMap(\.message.alert)
    where alert.isProvisional && alert.state == .firing && seen.insert(alert.id).inserted {
      let text = AlertText(alert, zone: configuration.timeZone).title
      logger.log(
        kind: .provisionalAlert,
        "sent without a commit, which fails; it may come again, with the same id: \(text)",
        metadata: fields(alert))
    }
  }

  func stateGone(_ path: String) {
    logger.log(
      kind: .commitFailing,
      "the state \(path) was deleted or replaced under the running daemon; what is counted from now on "
        + "is lost with its end, while alerts go on; put it back and restart, or restart with "
        + "--rebuild"
    )
  }

  func sourceMissing(_ path: String, source: String) {
    logger.log(
      kind: .sourceMissing,
      "\(path) is not there yet; it is read from its beginning when it appears",
      metadata: ["source": .string(source)])
  }

  /// - Parameter problem: nil when it goes through again.
  func heartbeat(_ problem: String?) {
    if let problem {
      logger.log(
        kind: .heartbeatFailing,
        "the heartbeat could not be sent (\(problem)); whoever waits for it will say that spendwatch "
          + "is down"
      )
    } else {
      logger.notice("the heartbeat goes through again")
    }
  }

  func commitFailing(_ reason: String) {
    logger.log(
      kind: .commitFailing,
      "\(reason); reading and alerting go on, alerts are marked provisional after 5 s")
  }

  /// The daemon ends with what no commit has.
  ///
  /// - Parameter since: of the last commit; nil: there is none.
  func leftUncommitted(since: Timestamp?, _ problem: String?) {
    let what = since.map { "after \($0.secondsText)" } ?? "so far"
    logger.log(
      kind: .commitFailing,
      "what came \(what) could not be committed (\(problem ?? "no commit went through")); the next start "
        + "reads it again, and an alert that went out without a commit comes again with the same id"
    )
  }

  func commitRecovered(seconds: Int64) {
    logger.log(kind: .commitRecovered, "the state can be committed again after \(seconds) s")
  }

  func clockJumped(seconds: Double) {
    let whole = Int64(seconds)
    logger.log(
      kind: .clockJumped, "the clock was set by \(whole) s; windows go by the times of events",
      metadata: ["seconds": .stringConvertible(whole)])
  }

  func ready(events: Int64, features: Int, spend: Money) {
    logger.log(
      kind: .ready,
      "ready: \(events) event\(events == 1 ? "" : "s") of \(features) feature\(features == 1 ? "" : "s") "
        + "counted, \(spend.text) in all")
  }

  func rejectedText(_ reason: Rejection, path: String, offset: Int64, text: String) {
    logger.log(
      kind: .linesRejected, "rejected (\(reason.rawValue)) at \(path):\(offset): \(text)",
      metadata: ["reason": .string(reason.rawValue), "path": .string(path)])
  }
}
