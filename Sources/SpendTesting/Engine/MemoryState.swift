package import SpendCore

/// The state database as a dictionary: what a commit leaves behind, for tests that kill an
/// engine between commits.
package struct MemoryState: Sendable {
  private struct Key: Hashable {
    var kind: Record.Kind
    var key: [UInt8]
  }

  private var records: [Key: [UInt8]] = [:]
  private var historyRows: [HistoryKey: HistoryDelta] = [:]
  private var detailRows: [HistoryKey: HistoryDetailDelta] = [:]
  package private(set) var sequence: UInt64 = 0

  private struct HistoryKey: Hashable {
    var quarter: Int64
    var labelSet: UInt32
  }

  package init() {}

  /// - Precondition: the commit is the next one.
  package mutating func apply(_ commit: Commit) {
    precondition(commit.sequence == sequence + 1, "commits come one after the other")
    sequence = commit.sequence
    for record in commit.records {
      records[Key(kind: record.kind, key: record.key)] = record.body
    }
    for delta in commit.history {
      let key = HistoryKey(quarter: delta.quarter, labelSet: delta.labelSet)
      if var sum = historyRows[key] {
        sum.add(delta)
        historyRows[key] = sum
      } else {
        historyRows[key] = delta
      }
    }
    for delta in commit.details {
      let key = HistoryKey(quarter: delta.quarter, labelSet: delta.labelSet)
      if var sum = detailRows[key] {
        sum.add(delta)
        detailRows[key] = sum
      } else {
        detailRows[key] = delta
      }
    }
  }

  package var stored: StoredState {
    var state = StoredState(sequence: sequence)
    for (key, body) in records.sorted(by: { $0.key.key.lexicographicallyPrecedes($1.key.key) }) {
      state.records[key.kind, default: []].append(
        Record(kind: key.kind, key: key.key, body: body))
    }
    return state
  }

  package var history: [HistoryRow] {
    historyRows.values.map { delta in
      HistoryRow(
        start: Timestamp(seconds: delta.quarter * 900), widthSeconds: 900,
        labelSet: delta.labelSet, calls: delta.calls, spend: delta.spend,
        inputTokens: delta.inputTokens, outputTokens: delta.outputTokens)
    }.sorted { ($0.start, $0.labelSet) < ($1.start, $1.labelSet) }
  }

  package var details: [HistoryDetailRow] {
    detailRows.values.map { delta in
      HistoryDetailRow(
        start: Timestamp(seconds: delta.quarter * 900), widthSeconds: 900,
        labelSet: delta.labelSet, details: delta.details)
    }.sorted { ($0.start, $0.labelSet) < ($1.start, $1.labelSet) }
  }
}
