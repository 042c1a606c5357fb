/// Windows with crossed thresholds, by the minute at which the first of these may be armed again,
/// or their period ends. A binary heap; ties in the order of the windows, so that the same lines
/// resolve in the same order.
struct RearmQueue: Sendable {
  struct Entry: Sendable, Comparable {
    var minute: Int64
    var window: Int

    static func < (a: Entry, b: Entry) -> Bool { (a.minute, a.window) < (b.minute, b.window) }
  }

  private(set) var entries: [Entry] = []

  var first: Entry? { entries.first }

  mutating func push(_ entry: Entry) {
    entries.append(entry)
    var child = entries.count - 1
    while child > 0, entries[child] < entries[(child - 1) / 2] {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func popFirst() -> Entry? {
    guard let first = entries.first else { return nil }
    let last = entries.removeLast()
    guard !entries.isEmpty else { return first }
    entries[0] = last
    var parent = 0
    while 2 * parent + 1 < entries.count {
      var child = 2 * parent + 1
      if child + 1 < entries.count, entries[child + 1] < entries[child] { child += 1 }
      guard entries[child] < entries[parent] else { break }
      entries.swapAt(child, parent)
      parent = child
    }
    return first
  }

  mutating func removeAll() { entries.removeAll() }
}
