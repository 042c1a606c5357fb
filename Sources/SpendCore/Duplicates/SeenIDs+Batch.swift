/// The ids of a batch, one after the other.
extension SeenIDs {
  /// Leaves in all lines what is to be counted of them, and says how many are of calls that were
  /// counted before.
  ///
  /// - Complexity: O(lines).
  package mutating func settle(_ lines: inout LineBatch) -> Int {
    var repeated = 0
    for index in lines.indices {
      fetch(lines.id(at: index + 32))
      fetchEntry(lines.id(at: index + 16))
      guard lines[index].outcome == .event else { continue }
      let part = part(&lines[index], lines.id(at: index))
      guard part != .call else { continue }
      repeated += 1
      if part == .nothing { lines[index].outcome = .blank }
    }
    return repeated
  }
}
