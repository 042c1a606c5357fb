package import SpendCore

/// How many people are woken: at most `count` pages in any span of `seconds`; what comes beyond
/// shares one incident.
package struct PageLimiter: Sendable {
  package var limit: ReceiverSettings.PageLimit
  private var pages: [MonotonicTime] = []
  /// The incident that takes the pages of the storm that is on.
  private var currentKey: String?
  /// Incidents that are open, with the alerts in them that have not resolved.
  private var members: [String: Set<String>] = [:]

  package init(_ limit: ReceiverSettings.PageLimit) { self.limit = limit }

  /// Whether one more page would be too many. Ends the storm when it would not.
  ///
  /// - Parameter onTheirWay: pages that were sent and are not answered yet.
  package mutating func isFull(at now: MonotonicTime, and onTheirWay: Int = 0) -> Bool {
    pages.removeAll { now.milliseconds(since: $0) >= limit.seconds * 1000 }
    let isFull = pages.count + onTheirWay >= limit.count
    if !isFull { currentKey = nil }
    return isFull
  }

  package mutating func paged(at now: MonotonicTime) { pages.append(now) }

  /// The key of the incident for pages beyond the limit; stays the same for as long as the storm
  /// lasts.
  package mutating func summaryKey(first alertID: String) -> String {
    let key = currentKey ?? "summary-" + alertID
    currentKey = key
    return key
  }

  package mutating func summarised(_ alertIDs: [String], key: String) {
    members[key, default: []].formUnion(alertIDs)
  }

  /// The same before a restart. Call in the order of the pages: the storm goes
  /// on with the last key.
  package mutating func restore(_ alertID: String, key: String) {
    summarised([alertID], key: key)
    currentKey = key
  }

  /// The keys of incidents in which this was the last alert.
  package mutating func resolved(_ alertID: String) -> [String] {
    var ended: [String] = []
    for key in members.keys.sorted() where members[key]?.remove(alertID) != nil {
      guard members[key]?.isEmpty == true else { continue }
      members[key] = nil
      if currentKey == key { currentKey = nil }
      ended.append(key)
    }
    return ended
  }
}
