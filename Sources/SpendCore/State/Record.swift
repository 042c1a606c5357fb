/// One entry of the state: a kind, a key that is unique in it, and a body; nil removes the entry.
///
/// The core says what is in a body and the state database keeps it, each with a checksum; so a
/// change of what is remembered touches one codec here and nothing there.
package struct Record: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Single values by name: instance, position, clock, counters.
    case meta
    /// A source by its key: whether it is still new, where it started, what was rejected.
    case source
    /// A file generation, or the cursor of a journal, by its number.
    case generation
    /// A set of dimension values by its number.
    case labelSet
    /// A budget's window for one group, by its number.
    case window
    /// A run of buckets of a window: window number and chunk number.
    case chunk
    /// Totals of a feature, by its name.
    case feature
    /// An alert that fired, by its id; see ``AlertMarker``.
    case alert
    /// A delivery by its sequence.
    case delivery
    /// A receiver by its name: parked, last error.
    case receiver
    /// Ids of calls that were counted, some at a time.
    case seen
  }

  package var kind: Kind
  package var key: [UInt8]
  package var body: [UInt8]?

  package init(kind: Kind, key: [UInt8], body: [UInt8]?) {
    self.kind = kind
    self.key = key
    self.body = body
  }
}

/// Everything that changed since the last commit; applied in one transaction or not at all.
package struct Commit: Sendable {
  /// Ascending by one; a state that is asked to apply any other refuses.
  package var sequence: UInt64
  package var records: RecordList
  package var history: [HistoryDelta]
  package var details: [HistoryDetailDelta]
  /// How finely its deltas are kept.
  package var retention: HistoryRetention

  package init(
    sequence: UInt64, records: RecordList = [], history: [HistoryDelta] = [],
    details: [HistoryDetailDelta] = [], retention: HistoryRetention = HistoryRetention()
  ) {
    self.sequence = sequence
    self.records = records
    self.history = history
    self.details = details
    self.retention = retention
  }
}

/// The state as of its last commit.
package struct StoredState: Sendable {
  /// 0: nothing was ever committed.
  package var sequence: UInt64
  package var records: [Record.Kind: [Record]]

  package init(sequence: UInt64 = 0, records: [Record.Kind: [Record]] = [:]) {
    self.sequence = sequence
    self.records = records
  }
}
