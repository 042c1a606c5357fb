/// One verdict for a message that went to several peers.
extension Verdict {
  /// What several peers say together: one that took the message is enough, because what fires is
  /// told to all of them again every minute. Otherwise the most hopeful answer counts.
  static func best(of verdicts: [Verdict]) -> Verdict {
    verdicts.min { $0.hopelessness < $1.hopelessness } ?? .delivered
  }

  private var hopelessness: Int {
    switch self {
    case .delivered, .partly: 0
    case .unconfirmed: 1
    case .cancelled: 2
    case .retry: 3
    case .badPayload: 4
    case .park: 5
    }
  }
}
