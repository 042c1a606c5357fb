/// How latches are kept in the record of their window.
///
/// What their alerts say beyond what decides stands at the end of the record (``SpendWindow/writeDetails(to:)``).
extension Latch {
  func write(to writer: inout ByteWriter) {
    writer.write(threshold.percent)
    writer.write(threshold.level.rawValue)
    writer.write(period)
    writer.write(time)
    writer.write(minute)
    switch state {
    case .passed: writer.write(UInt64(0))
    case .silent: writer.write(UInt64(1))
    case .firing(let firing):
      writer.write(UInt64(2))
      firing.alert.write(to: &writer)
      writer.write(list: firing.receivers) { $0.write($1) }
      writer.write(firing.isSummary)
      writer.write(firing.resolveSent)
    }
  }

  init(from reader: inout ByteReader) throws(DamagedRecord) {
    threshold = Threshold(percent: try reader.readInt64(), level: try reader.readTerm())
    period = try reader.readInt64()
    time = try reader.readTimestamp()
    minute = try reader.readInt64()
    switch try reader.readUInt64() {
    case 0: state = .passed
    case 1: state = .silent
    case 2: state = .firing(try Firing(from: &reader))
    default: throw DamagedRecord("unknown state of a threshold")
    }
  }
}

extension Latch.Firing {
  init(from reader: inout ByteReader) throws(DamagedRecord) {
    alert = try Alert(from: &reader)
    receivers = try reader.readList { reader throws(DamagedRecord) in
      try reader.readString()
    }
    isSummary = try reader.readBool()
    resolveSent = try reader.readBool()
  }
}

extension SpendWindow {
  /// Of each alert that is out, in their order; nothing where none says more.
  func writeDetails(to writer: inout ByteWriter) {
    let details = latches.compactMap(\.firing?.alert.details)
    guard details.contains(where: { !$0.isEmpty }) else { return }
    writer.write(list: details) { $1.write(to: &$0) }
  }

  mutating func readDetails(from reader: inout ByteReader) throws(DamagedRecord) {
    guard !reader.isAtEnd else { return }
    let details = try reader.readList { reader throws(DamagedRecord) in
      try AlertDetails(from: &reader)
    }
    let places = latches.indices.filter { latches[$0].firing != nil }
    for (place, details) in zip(places, details) {
      latches[place].firing?.alert.details = details
    }
  }
}
