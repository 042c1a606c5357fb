/// How crossed thresholds are kept in the record of their window: each an `x`, so that one may say
/// more at its end.
extension CrossedThreshold {
  func write(to writer: inout ByteWriter) {
    var body = ByteWriter()
    body.write(threshold.condition.text)
    body.write(threshold.level.rawValue)
    body.write(period)
    body.write(time)
    body.write(minute)
    switch state {
    case .inactive: body.write(UInt64(0))
    case .pending: body.write(UInt64(1))
    case .firing(let firing):
      body.write(UInt64(2))
      Message.alert(firing.alert).write(to: &body)
      body.write(list: firing.receivers) { $0.write($1) }
      body.write(firing.isSummary)
      body.write(firing.resolveSent)
    }
    writer.write(body.bytes)
  }

  /// Nil for a condition or a message that a later release has written: as if it had not been
  /// crossed.
  static func read(from outer: inout ByteReader) throws(DamagedRecord) -> CrossedThreshold? {
    var reader = ByteReader(try outer.readBytes())
    guard let condition = Condition(try reader.readString()) else { return nil }
    var crossed = CrossedThreshold(
      threshold: Threshold(condition, level: try reader.readTerm()),
      period: try reader.readInt64(), time: try reader.readTimestamp(),
      minute: try reader.readInt64(), state: .inactive)
    switch try reader.readUInt64() {
    case 0: break
    case 1: crossed.state = .pending
    case 2:
      guard case .alert(let alert) = try Message(from: &reader) else { return nil }
      crossed.state = .firing(try Firing(alert, from: &reader))
    default: throw DamagedRecord("unknown state of a threshold")
    }
    return crossed
  }

  /// Of windows of versions 1 and 2, which have the percent as a number and say the details of
  /// alerts at their end.
  init(old reader: inout ByteReader) throws(DamagedRecord) {
    threshold = Threshold(percent: try reader.readInt64(), level: try reader.readTerm())
    period = try reader.readInt64()
    time = try reader.readTimestamp()
    minute = try reader.readInt64()
    switch try reader.readUInt64() {
    case 0: state = .inactive
    case 1: state = .pending
    case 2:
      let alert = try Alert(from: &reader)
      state = .firing(try Firing(alert, from: &reader))
    default: throw DamagedRecord("unknown state of a threshold")
    }
  }
}

extension CrossedThreshold.Firing {
  fileprivate init(_ alert: Alert, from reader: inout ByteReader) throws(DamagedRecord) {
    self.alert = alert
    receivers = try reader.readList { reader throws(DamagedRecord) in
      try reader.readString()
    }
    isSummary = try reader.readBool()
    resolveSent = try reader.readBool()
  }
}

extension SpendWindow {
  /// At the end of a window of version 2: of each alert that is out, in their order, or nothing.
  mutating func readDetails(from reader: inout ByteReader) throws(DamagedRecord) {
    guard !reader.isAtEnd else { return }
    let details = try reader.readList { reader throws(DamagedRecord) in
      try AlertDetails(from: &reader)
    }
    let indices = crossed.indices.filter { crossed[$0].firing != nil }
    for (index, details) in zip(indices, details) {
      crossed[index].firing?.alert.details = details
    }
  }
}
