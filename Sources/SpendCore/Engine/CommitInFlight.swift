/// What the engine handed over to be committed, kept until it is known to be durable: if it fails, it belongs to the
/// next commit.
struct CommitInFlight: Sendable {
  var records: [Record]
  var history: [HistoryDelta]

  /// Of records with the same key only the last one, because a state directory without space asks for the same
  /// ones again and again. O(records).
  static func latest(_ records: [Record]) -> [Record] {
    var places: [Record: Int] = [:]
    var latest: [Record] = []
    for record in records {
      let key = Record(kind: record.kind, key: record.key, body: nil)
      if let place = places[key] {
        latest[place] = record
      } else {
        places[key] = latest.count
        latest.append(record)
      }
    }
    return latest
  }

  /// One delta for each quarter and label set. O(deltas).
  static func sum(_ deltas: [HistoryDelta]) -> [HistoryDelta] {
    struct Slot: Hashable {
      var quarter: Int64
      var labelSet: UInt32
    }
    var places: [Slot: Int] = [:]
    var sums: [HistoryDelta] = []
    for delta in deltas {
      let slot = Slot(quarter: delta.quarter, labelSet: delta.labelSet)
      guard let place = places[slot] else {
        places[slot] = sums.count
        sums.append(delta)
        continue
      }
      sums[place].calls = Engine.pinnedSum(sums[place].calls, delta.calls)
      sums[place].spend += delta.spend
      sums[place].inputTokens = Engine.pinnedSum(sums[place].inputTokens, delta.inputTokens)
      sums[place].outputTokens = Engine.pinnedSum(sums[place].outputTokens, delta.outputTokens)
    }
    return sums
  }
}
