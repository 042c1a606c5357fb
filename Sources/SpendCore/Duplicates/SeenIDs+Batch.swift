/// The ids of a batch, one after the other.
extension SeenIDs {
  /// Leaves in all lines what is to be counted of them, and says how many are of calls that were
  /// counted before.
  ///
  /// - Complexity: O(lines).
  package mutating func settle(_ lines: inout LineBatch) -> Int {
    var repeated = 0
    for place in lines.indices {
      fetch(lines.id(at: place + 32))
      fetchEntry(lines.id(at: place + 16))
      guard lines[place].outcome == .event else { continue }
      let part = part(&lines[place], lines.id(at: place))
      guard part != .call else { continue }
      repeated += 1
      if part == .nothing { lines[place].outcome = .blank }
    }
    return repeated
  }
}
