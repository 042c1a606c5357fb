/// A threshold that one window has crossed and that is not armed again yet.
package struct CrossedThreshold: Hashable, Sendable {
  package enum State: Hashable, Sendable {
    /// It neither fires nor resolves: a higher one fired in its place, or its alert is over.
    case inactive
    /// Crossed in a first read, or by a reload: whether it fires is decided at the end of that.
    case pending
    case firing(Firing)
  }

  /// An alert that is out.
  package struct Firing: Hashable, Sendable {
    package var alert: Alert
    /// Who got it, and so gets the resolve.
    package var receivers: [String]
    package var isSummary: Bool
    /// The clock ran ahead of the events and the resolve was sent early; it is not sent again.
    package var resolveSent: Bool
  }

  package var threshold: Threshold
  /// Of a calendar window: the minute its period starts; 0 for rolling ones.
  package var period: Int64
  /// When it was crossed: time of the event, and the position.
  package var time: Timestamp
  package var minute: Int64
  package var state: State

  /// The alert that is out, if it is.
  package var firing: Firing? {
    get { if case .firing(let firing) = state { firing } else { nil } }
    set { if let newValue { state = .firing(newValue) } }
  }
}
