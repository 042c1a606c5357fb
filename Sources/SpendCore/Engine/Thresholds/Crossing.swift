/// An alert that fired, and the window that crossed its threshold.
///
/// Its record is that of ``AlertLog`` (`3`; of an earlier version `1`); or, as long as the alert is
/// committed and its window is not, `2` with key and body of the window's record, without its
/// spend. There the thresholds stand as they were crossed, so that no restart fires them again.
struct Crossing: Sendable {
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
  /// Lays what was crossed ahead over the windows as they were before. Lines that were read to get
  /// there come again and find their thresholds crossed; until they do, or if they never do, a
  /// rolling window keeps them (``SpendWindow/isAwaited(_:_:)``).
  mutating func addCrossings(
    _ records: [Record], to windows: inout [StoredWindow]
  ) throws(DamagedRecord) {
    var ahead: [StoredWindow] = []
    for record in records {
      guard let window = Crossing.window(in: record) else { continue }
      let id = String(decoding: record.key, as: UTF8.self)
      log.foundAhead(id)
      ahead.append(try StoredWindow(from: window))
      let alerts = ahead.last?.window.latches.compactMap(\.firing?.alert) ?? []
      for alert in alerts where alert.id == id { alertLog.fired(alert, at: alert.time) }
    }
    guard !ahead.isEmpty else { return }
    var places: [[ExactText]: Int] = [:]
    for (place, window) in windows.enumerated() { places[window.key] = place }
    var numbers = Set(windows.map(\.number))
    for var crossed in ahead {
      let place = places[crossed.key] ?? windows.count
      if place == windows.count {
        // Its own number, so that resolves of the same minute keep their order; unless that of a
        // window which had gone.
        if numbers.contains(crossed.number) { crossed.number = (numbers.max() ?? -1) + 1 }
        numbers.insert(crossed.number)
        places[crossed.key] = place
        windows.append(crossed)
      } else {
        windows[place].window.add(crossed.window.latches, of: crossed.limit)
      }
      windows[place].window.isRecordDirty = true
    }
  }
}

extension StoredWindow {
  /// Rule and group.
  fileprivate var key: [ExactText] { [ExactText(identity)] + group.map { ExactText($0) } }
}

extension SpendWindow {
  /// Of each threshold the latch that is newer, or says more.
  fileprivate mutating func add(_ others: [Latch], of limit: Money) {
    for latch in others {
      let index = latches.firstIndex {
        $0.period == latch.period && $0.threshold.condition == latch.threshold.condition
      }
      guard let index else {
        latches.append(latch)
        continue
      }
      if latches[index].rank < latch.rank { latches[index] = latch }
    }
    sortLatches(of: limit)
  }
}

extension Latch {
  fileprivate var rank: (minute: Int64, state: Int) {
    switch state {
    case .silent: (minute, 0)
    case .passed: (minute, 1)
    case .firing: (minute, 2)
    }
  }
}
