/// How alerts are kept in the state, within a message or an entry of the log of alerts.
extension Alert {
  package func write(to writer: inout ByteWriter) {
    writer.write(id)
    writer.write(instance)
    writer.write(level.rawValue)
    writer.write(condition.percent)
    writer.write(state.rawValue)
    writer.write(isCatchUp)
    writer.write(isProvisional)
    writer.write(budget)
    writer.write(list: group) { $1.write(to: &$0) }
    writer.write(list: labels) { $1.write(to: &$0) }
    writer.write(unit.rawValue)
    writer.write(kind.rawValue)
    writer.write(windowStart)
    writer.write(windowEnd)
    writer.write(timeZone)
    writer.write(time)
    writer.write(spend)
    writer.write(limit)
    writer.write(ratePerHour)
    writer.write(optional: exhaustedAt) { $0.write($1) }
    writer.write(list: top) { writer, entry in
      writer.write(entry.dimension)
      writer.write(list: entry.names) { $0.write($1) }
      writer.write(list: entry.spends) { $0.write($1) }
    }
    writer.write(optional: runbookURL) { $0.write($1) }
    writer.write(unpricedEvents)
    writer.write(lateEvents)
    writer.write(optional: clearsAt) { $0.write($1) }
  }

  package init(from reader: inout ByteReader) throws(DamagedRecord) {
    id = try reader.readString()
    instance = try reader.readString()
    level = try reader.readTerm()
    condition = .percent(try reader.readInt64())
    state = try reader.readTerm()
    isCatchUp = try reader.readBool()
    isProvisional = try reader.readBool()
    budget = try reader.readString()
    group = try reader.readPairs()
    labels = try reader.readPairs()
    unit = try reader.readTerm()
    kind = try reader.readTerm()
    windowStart = try reader.readTimestamp()
    windowEnd = try reader.readTimestamp()
    timeZone = try reader.readString()
    time = try reader.readTimestamp()
    spend = try reader.readMoney()
    limit = try reader.readMoney()
    ratePerHour = try reader.readMoney()
    exhaustedAt = try reader.readOptional { reader throws(DamagedRecord) in
      try reader.readTimestamp()
    }
    top = try reader.readList { reader throws(DamagedRecord) in try TopEntry(from: &reader) }
    runbookURL = try reader.readOptional { reader throws(DamagedRecord) in
      try reader.readString()
    }
    unpricedEvents = try reader.readInt64()
    lateEvents = try reader.readInt64()
    clearsAt = try reader.readOptional { reader throws(DamagedRecord) in
      try reader.readTimestamp()
    }
  }
}

extension Alert.TopEntry {
  init(from reader: inout ByteReader) throws(DamagedRecord) {
    dimension = try reader.readString()
    names = try reader.readList { reader throws(DamagedRecord) in try reader.readString() }
    spends = try reader.readList { reader throws(DamagedRecord) in try reader.readMoney() }
  }
}

extension LabelPair {
  package func write(to writer: inout ByteWriter) {
    writer.write(name)
    writer.write(value)
  }
}

extension ByteReader {
  package mutating func readPairs() throws(DamagedRecord) -> [LabelPair] {
    try readList { reader throws(DamagedRecord) in
      LabelPair(try reader.readString(), try reader.readString())
    }
  }

  /// One of the fixed terms of an enumeration.
  package mutating func readTerm<T: RawRepresentable<String>>() throws(DamagedRecord) -> T {
    let text = try readString()
    guard let term = T(rawValue: text) else { throw DamagedRecord("unknown term") }
    return term
  }
}
