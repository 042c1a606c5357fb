/// What is known of one call with an id.
extension SeenIDs {
  /// 24 bytes: the id, the cost so far (50 bits of nano-dollars hold the limit of an event),
  /// and the seconds since 1970 of its time, of which the lowest 30 bits say which of the
  /// last 17 years it is.
  struct Entry {
    var low: UInt64
    /// The upper half of the id, and above it the upper 16 bits of the cost.
    var highAndCost: UInt64
    /// The seconds, and above them the lower 34 bits of the cost.
    var secondsAndCost: UInt64

    static let secondsMask: UInt64 = 1 << 30 - 1

    var id: EventID { EventID(low: low, high: highAndCost) }
    var seconds: UInt64 { secondsAndCost & Entry.secondsMask }
    /// No id is 0.
    var isDropped: Bool { low == 0 }
    var cost: Int64 {
      get { Int64(highAndCost >> 48) << 34 | Int64(secondsAndCost >> 30) }
      set {
        let cost = UInt64(max(0, min(newValue, 1 << 50 - 1)))
        highAndCost = highAndCost & EventID.highMask | (cost >> 34) << 48
        secondsAndCost = seconds | cost << 30
      }
    }

    init(_ id: EventID, seconds: UInt64, cost: Int64) {
      (low, highAndCost, secondsAndCost) = (id.low, id.high, seconds)
      self.cost = cost
    }

    init(low: UInt64, highAndCost: UInt64, secondsAndCost: UInt64) {
      (self.low, self.highAndCost, self.secondsAndCost) = (low, highAndCost, secondsAndCost)
    }
  }
}
