/// What the engine handed over to be committed, kept until it is known to be durable: if it fails,
/// it belongs to the next commit.
struct CommitInFlight: Sendable {
  /// The first are the engine's own; the rest is the shell's, which makes it anew.
  var records: RecordList
  var ownCount: Int
  var history: [HistoryDelta] = []
  var details: [HistoryDetailDelta] = []

  /// Of records with the same key only the last one, because a state directory without space asks
  /// for the same ones again and again. O(records).
  static func latest(_ records: some Sequence<Record>) -> [Record] {
    var places: [Record: Int] = [:]
    var latest: [Record] = []
    for record in records {
      let key = Record(kind: record.kind, key: record.key, body: nil)
      if let index = places[key] {
        latest[index] = record
      } else {
        places[key] = latest.count
        latest.append(record)
      }
    }
    return latest
  }
}
