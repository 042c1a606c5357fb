package import SpendCore

/// One message on its way to one receiver: what the shell renders, sends and reports back.
package struct Attempt: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    /// One alert, or for a chat receiver several that became ready together, in the order of
    /// importance.
    case alerts([AlertDelivery])
    /// What a catch-up found, in one message (Semantics, Catch-up).
    case catchUp([AlertDelivery])
    /// More pages than allowed: these share one incident, known by `key`.
    case pageSummary(key: String, [AlertDelivery])
    /// Every alert of a page summary has resolved.
    case pageSummaryResolved(key: String)
    case notice(Notice)
    case digest(Delivery, SpendDigest)
    /// `send-test`.
    case test(Alert)
  }

  /// Ascending within a lane.
  package var id: UInt64
  package var content: Content
  /// After a refusal of the full message: as little as can be said.
  package var isPlain: Bool

  package init(id: UInt64, content: Content, isPlain: Bool = false) {
    self.id = id
    self.content = content
    self.isPlain = isPlain
  }

  /// The alerts that it is about; a test and a digest are about none.
  package var deliveries: [AlertDelivery] {
    switch content {
    case .alerts(let deliveries), .catchUp(let deliveries), .pageSummary(_, let deliveries):
      deliveries
    case .digest, .pageSummaryResolved, .notice, .test: []
    }
  }

  /// Of the deliveries that it is about; of a test none.
  package var sequences: [UInt64] {
    if case .digest(let delivery, _) = content {
      [delivery.sequence]
    } else {
      deliveries.map(\.sequence)
    }
  }
}
