/// What the values of the log and the groups that they make take in memory (Semantics, Windows),
/// with what bounds them.
package struct EngineMemory: Hashable, Sendable {
  /// Different texts, and combinations of them, that are known at the moment.
  package var texts: Int
  package var combinations: Int
  package var valueBytes: Int
  package var valueByteLimit: Int
  /// Some did not fit, and count as `(other)`.
  package var areValuesLimited: Bool
  package var groups: Int
  /// See ``Configuration/maxGroups``.
  package var groupLimit: Int
  /// What leads from combinations to windows, and what is known of label sets.
  package var groupBytes: Int
  package var windows: Int
  package var windowBytes: Int

  package init(
    texts: Int, combinations: Int, valueBytes: Int, valueByteLimit: Int, areValuesLimited: Bool,
    groups: Int, groupLimit: Int, groupBytes: Int, windows: Int, windowBytes: Int
  ) {
    self.texts = texts
    self.combinations = combinations
    self.valueBytes = valueBytes
    self.valueByteLimit = valueByteLimit
    self.areValuesLimited = areValuesLimited
    self.groups = groups
    self.groupLimit = groupLimit
    self.groupBytes = groupBytes
    self.windows = windows
    self.windowBytes = windowBytes
  }
}

extension Engine {
  /// O(windows).
  package var memory: EngineMemory {
    EngineMemory(
      texts: ledger.catalog.symbolCount, combinations: ledger.catalog.seriesCount,
      valueBytes: ledger.catalog.byteCount, valueByteLimit: ledger.catalog.maxBytes,
      areValuesLimited: ledger.catalog.isLimited, groups: ledger.groupCount,
      groupLimit: configuration.maxGroups,
      groupBytes: ledger.series.byteCount + ledger.links.byteCount + ledger.labelSets.byteCount,
      windows: ledger.windows.liveCount, windowBytes: ledger.windows.byteCount)
  }

}

extension WindowTable {
  /// With the lists of the windows.
  fileprivate var byteCount: Int {
    indices.reduce(slots.byteCount + index.byteCount) { $0 + slots.pointer($1).pointee.listBytes }
  }
}

extension SpendWindow {
  /// A list that has elements takes a head of 32 bytes, too.
  fileprivate var listBytes: Int {
    func bytes<T>(_ list: [T]) -> Int {
      list.capacity == 0 ? 0 : 32 + list.capacity * MemoryLayout<T>.stride
    }
    return bytes(buckets.list.entries) + bytes(breakdown.entries) + breakdown.index.byteCount
      + bytes(recent.entries) + bytes(group) + bytes(quality) + bytes(crossed) + bytes(storedChunks)
  }
}
