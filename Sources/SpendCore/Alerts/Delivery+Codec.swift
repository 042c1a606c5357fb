/// How deliveries are kept in the state.
extension Delivery {
  package func write(to writer: inout ByteWriter) {
    writer.write(UInt64(3))
    writer.write(sequence)
    writer.write(receiver)
    message.write(to: &writer)
    writer.write(status.rawValue)
    writer.write(isSummary)
    writer.write(attempts)
    writer.write(pendingSeconds)
    writer.write(optional: lastError) { $0.write($1) }
    writer.write(optional: settledAt) { $0.write($1) }
    writer.write(optional: incident) { $0.write($1) }
  }

  /// Versions 1 and 2 hold an alert without a length, and its details at the end; version 1 does
  /// not say when it was settled and how.
  package init(from reader: inout ByteReader) throws(DamagedRecord) {
    let version = try reader.readVersion(upTo: 3)
    sequence = try reader.readUInt64()
    receiver = try reader.readString()
    message =
      version > 2 ? try Message(from: &reader) : .alert(try Alert(from: &reader))
    status = try reader.readTerm()
    isSummary = try reader.readBool()
    attempts = try reader.readInt64()
    pendingSeconds = try reader.readInt64()
    lastError = try reader.readOptional { reader throws(DamagedRecord) in
      try reader.readString()
    }
    guard version > 1 else { return }
    settledAt = try reader.readOptional { reader throws(DamagedRecord) in
      try reader.readTimestamp()
    }
    incident = try reader.readOptional { reader throws(DamagedRecord) in
      try reader.readString()
    }
    guard version == 2, !reader.isAtEnd, case .alert(var alert) = message else { return }
    alert.details = try AlertDetails(from: &reader)
    message = .alert(alert)
  }
}
