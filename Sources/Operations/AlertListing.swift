import Delivery
package import SpendCore

/// What fired, as JSON: what `alerts` prints, from a running daemon and from a stopped one alike.
/// Each has what a webhook is told as `data`, with when it ended and what became of it at each
/// receiver.
package struct AlertListing: Sendable {
  private let entries: [AlertLog.Entry]
  private let zone: TimeZoneRules
  /// Receiver and status by id of the alert; of firings that the outbox lists.
  private var listed: [String: [String: String]] = [:]

  package init(_ entries: [AlertLog.Entry], _ deliveries: [Delivery], zone: TimeZoneRules) {
    self.entries = entries
    self.zone = zone
    for delivery in deliveries {
      guard let alert = delivery.message.alert, alert.state == .firing else { continue }
      listed[alert.id, default: [:]][delivery.receiver] = delivery.status.rawValue
    }
  }

  package var json: String {
    var json = JSONWriter()
    json.object { json in
      json.array("alerts") { list in
        for entry in entries { list.object { write(entry, into: &$0) } }
      }
    }
    return json.text
  }

  private func write(_ entry: AlertLog.Entry, into json: inout JSONWriter) {
    let text = AlertText(entry.alert, zone: zone)
    AlertData(text).write(into: &json)
    json.field("timestamp", entry.alert.time.description)
    json.field("decided_at", entry.decidedAt.description)
    json.field("resolved_at", entry.endedAt?.description)
    var end = entry.alert
    (end.state, end.details.resolution) = (.resolved, entry.resolution)
    json.field("resolved_because", entry.resolution.map { _ in AlertText(end, zone: zone).ending })
    json.field("first_read", entry.alert.details.firstRead != nil)
    json.field("headline", text.headline)
    json.object("delivered") { json in
      for receiver in entry.alert.details.told {
        let status = listed[entry.alert.id]?[receiver] ?? entry.outcomes[receiver]?.rawValue
        // An older state, and one that was counted again, know no more than whom it went to.
        json.field(receiver, status ?? "told")
      }
    }
  }
}
