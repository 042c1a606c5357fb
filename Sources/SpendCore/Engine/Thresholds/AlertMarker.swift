/// An alert that fired, and the window that crossed its threshold: what a commit of the outbox
/// alone stores of the window, so that no restart fires the alert again.
///
/// Its record is that of ``AlertLog`` (`3`; of an earlier version `1`); or, as long as the alert is
/// committed and its window is not, `2` with key and body of the window's record, without its
/// spend. It holds the thresholds that the window has crossed.
struct AlertMarker: Sendable {
  var id: String
  var window: Int

  static func record(_ id: String, window: Record? = nil) -> Record {
    let body = window.map { [2] + $0.key + ($0.body ?? []) }
    return Record(kind: .alert, key: RecordKey.text(id), body: body ?? [1])
  }

  /// The record of the window, when it is ahead.
  static func window(in record: Record) -> Record? {
    guard let body = record.body, body.first == 2, body.count > 8 else { return nil }
    return Record(kind: .window, key: Array(body[1...8]), body: Array(body[9...]))
  }
}

extension Engine {
  /// Adds the crossed thresholds of markers to the windows, which the state has as they were
  /// before. The lines that crossed them are read again and find them crossed; until then, or if
  /// they never come, a rolling window keeps them (``SpendWindow/isAwaited(_:_:)``).
  mutating func addMarked(
    _ records: [Record], to windows: inout [StoredWindow]
  ) throws(DamagedRecord) {
    var ahead: [StoredWindow] = []
    for record in records {
      guard let window = AlertMarker.window(in: record) else { continue }
      let id = String(decoding: record.key, as: UTF8.self)
      log.restoreMarker(id)
      ahead.append(try StoredWindow(from: window))
      let alerts = ahead.last?.window.crossed.compactMap(\.firing?.alert) ?? []
      for alert in alerts where alert.id == id { alertLog.fired(alert, at: alert.time) }
    }
    guard !ahead.isEmpty else { return }
    var indices: [[ExactText]: Int] = [:]
    for (index, window) in windows.enumerated() { indices[window.key] = index }
    var numbers = Set(windows.map(\.number))
    for var marked in ahead {
      let index = indices[marked.key] ?? windows.count
      if index == windows.count {
        // Its own number, so that resolves of the same minute keep their order; unless that of a
        // window which had gone.
        if numbers.contains(marked.number) { marked.number = (numbers.max() ?? -1) + 1 }
        numbers.insert(marked.number)
        indices[marked.key] = index
        windows.append(marked)
      } else {
        windows[index].window.add(marked.window.crossed, of: marked.limit)
      }
      windows[index].window.isRecordDirty = true
    }
  }
}

extension StoredWindow {
  /// Rule and group.
  fileprivate var key: [ExactText] { [ExactText(identity)] + group.map { ExactText($0) } }
}

extension SpendWindow {
  /// Keeps of each threshold the newer one, or the one that says more.
  fileprivate mutating func add(_ others: [CrossedThreshold], of limit: Money) {
    for other in others {
      let index = crossed.firstIndex {
        $0.period == other.period && $0.threshold.condition == other.threshold.condition
      }
      guard let index else {
        crossed.append(other)
        continue
      }
      if crossed[index].rank < other.rank { crossed[index] = other }
    }
    sortCrossed(of: limit)
  }
}

extension CrossedThreshold {
  fileprivate var rank: (minute: Int64, state: Int) {
    switch state {
    case .pending: (minute, 0)
    case .inactive: (minute, 1)
    case .firing: (minute, 2)
    }
  }
}
