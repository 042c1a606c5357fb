import SpendCore

/// What a message is about, after firings and their resolves were put together: what the formats of
/// receivers share.
struct OutgoingMessage: Sendable {
  /// An alert to speak of; `wasBrief`: it fired and resolved before anybody was told.
  struct Item: Sendable {
    var alert: Alert
    var wasBrief = false
  }

  var items: [Item]

  /// - Parameter deliveries: in the order in which they are to be read.
  init(_ deliveries: [AlertDelivery]) {
    items = []
    var places: [String: Int] = [:]
    for delivery in deliveries {
      let alert = delivery.alert
      if alert.state == .resolved, let index = places[alert.id],
        items[index].alert.state == .firing
      {
        items[index] = Item(alert: alert, wasBrief: true)
      } else {
        places[alert.id] = items.count
        items.append(Item(alert: alert))
      }
    }
  }

  /// The loudest level of what still fires; of what is over, when nothing fires.
  var level: Level {
    let firing = items.filter { $0.alert.state == .firing }
    return (firing.isEmpty ? items : firing).map(\.alert.level).max() ?? .info
  }

  var isResolved: Bool { items.allSatisfy { $0.alert.state == .resolved } }
}
