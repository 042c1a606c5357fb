/// How digests are kept in the state, within a message.
extension SpendDigest {
  func write(to writer: inout ByteWriter) {
    for text in [id, instance, every.rawValue, period.name, timeZone] { writer.write(text) }
    for moment in [period.start, period.end, time] { writer.write(moment) }
    writer.write(spend)
    writer.write(optional: previous) { $0.write($1) }
    writer.write(calls)
    writer.write(list: by) { $0.write($1) }
    writer.write(list: top) { $1.write(to: &$0) }
    writer.write(others.count)
    writer.write(others.spend)
    writer.write(list: odd) { writer, oddity in
      for text in [oddity.kind.rawValue, oddity.name, oddity.text] { writer.write(text) }
      writer.write(oddity.spend)
    }
    writer.write(untaggedPermille)
    writer.write(unpriced.calls)
    writer.write(list: unpriced.models) { $0.write($1) }
    writer.write(budgets.count)
    writer.write(budgets.within)
    writer.write(list: budgets.rows) { $1.write(to: &$0) }
    writer.write(optional: month) { $1.write(to: &$0) }
    for count in [alerts.soft, alerts.hard, alerts.info] { writer.write(count) }
    writer.write(list: alerts.list) { $1.write(to: &$0) }
    writer.write(optional: data.completeSince) { $0.write($1) }
    for count in [data.events, data.rejected, data.gaps] { writer.write(count) }
    writer.write(data.isSinceLast)
    writer.write(optional: data.invoice) { writer, invoice in
      writer.write(invoice.lastDay)
      writer.write(invoice.apartPermille)
      writer.write(list: invoice.formats) { $0.write($1) }
    }
  }

  init(from reader: inout ByteReader) throws(DamagedRecord) {
    id = try reader.readString()
    instance = try reader.readString()
    every = try reader.readTerm()
    let name = try reader.readString()
    timeZone = try reader.readString()
    period = DigestSettings.Period(
      name: name, start: try reader.readTimestamp(), end: try reader.readTimestamp())
    time = try reader.readTimestamp()
    spend = try reader.readMoney()
    previous = try reader.readOptionalMoney()
    calls = try reader.readInt64()
    by = try reader.readStrings()
    top = try reader.readList { reader throws(DamagedRecord) in try Group(from: &reader) }
    others = Others(count: try reader.readInt64(), spend: try reader.readMoney())
    odd = try reader.readList { reader throws(DamagedRecord) in
      Oddity(
        kind: try reader.readTerm(), name: try reader.readString(), text: try reader.readString(),
        spend: try reader.readMoney())
    }
    untaggedPermille = try reader.readInt64()
    unpriced = Unpriced(calls: try reader.readInt64(), models: try reader.readStrings())
    budgets.count = try reader.readInt64()
    budgets.within = try reader.readInt64()
    budgets.rows = try reader.readList { reader throws(DamagedRecord) in
      try Budgets.Row(from: &reader)
    }
    month = try reader.readOptional { reader throws(DamagedRecord) in try Month(from: &reader) }
    alerts.soft = try reader.readInt64()
    alerts.hard = try reader.readInt64()
    alerts.info = try reader.readInt64()
    alerts.list = try reader.readList { reader throws(DamagedRecord) in
      try Alerts.Entry(from: &reader)
    }
    data.completeSince = try reader.readOptional { reader throws(DamagedRecord) in
      try reader.readTimestamp()
    }
    data.events = try reader.readInt64()
    data.rejected = try reader.readInt64()
    data.gaps = try reader.readInt64()
    data.isSinceLast = try reader.readBool()
    data.invoice = try reader.readOptional { reader throws(DamagedRecord) in
      InvoiceMatch(
        lastDay: try reader.readInt64(), apartPermille: try reader.readInt64(),
        formats: try reader.readStrings())
    }
  }
}

extension SpendDigest.Group {
  fileprivate func write(to writer: inout ByteWriter) {
    writer.write(list: group) { $1.write(to: &$0) }
    writer.write(spend)
    writer.write(optional: previous) { $0.write($1) }
    for count in [sharePermille, calls, previousCalls] { writer.write(count) }
    writer.write(list: spark) { $0.write($1) }
  }

  fileprivate init(from reader: inout ByteReader) throws(DamagedRecord) {
    group = try reader.readPairs()
    spend = try reader.readMoney()
    previous = try reader.readOptionalMoney()
    sharePermille = try reader.readInt64()
    calls = try reader.readInt64()
    previousCalls = try reader.readInt64()
    spark = try reader.readList { reader throws(DamagedRecord) in try reader.readMoney() }
  }
}

extension SpendDigest.Budgets.Row {
  fileprivate func write(to writer: inout ByteWriter) {
    writer.write(budget)
    writer.write(list: group) { $1.write(to: &$0) }
    writer.write(unit.rawValue)
    writer.write(spend)
    writer.write(limit)
    writer.write(usedPermille)
    writer.write(windowEnd)
  }

  fileprivate init(from reader: inout ByteReader) throws(DamagedRecord) {
    budget = try reader.readString()
    group = try reader.readPairs()
    unit = try reader.readTerm()
    spend = try reader.readMoney()
    limit = try reader.readMoney()
    usedPermille = try reader.readInt64()
    windowEnd = try reader.readTimestamp()
  }
}

extension SpendDigest.Month {
  fileprivate func write(to writer: inout ByteWriter) {
    writer.write(start)
    writer.write(end)
    writer.write(spend)
    writer.write(optional: forecast) { writer, forecast in
      writer.write(forecast.end)
      writer.write(optional: forecast.low) { $0.write($1) }
      writer.write(optional: forecast.high) { $0.write($1) }
      writer.write(optional: forecast.medianErrorPermille) { $0.write($1) }
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(DamagedRecord) {
    start = try reader.readTimestamp()
    end = try reader.readTimestamp()
    spend = try reader.readMoney()
    forecast = try reader.readOptional { reader throws(DamagedRecord) in
      SpendDigest.Forecasted(
        end: try reader.readMoney(), low: try reader.readOptionalMoney(),
        high: try reader.readOptionalMoney(),
        medianErrorPermille: try reader.readOptional { reader throws(DamagedRecord) in
          try reader.readInt64()
        })
    }
  }
}

extension SpendDigest.Alerts.Entry {
  fileprivate func write(to writer: inout ByteWriter) {
    writer.write(time)
    writer.write(level.rawValue)
    writer.write(condition.percent)
    writer.write(budget)
    writer.write(list: group) { $1.write(to: &$0) }
    writer.write(optional: endedAt) { $0.write($1) }
  }

  fileprivate init(from reader: inout ByteReader) throws(DamagedRecord) {
    time = try reader.readTimestamp()
    level = try reader.readTerm()
    condition = .percent(try reader.readInt64())
    budget = try reader.readString()
    group = try reader.readPairs()
    endedAt = try reader.readOptional { reader throws(DamagedRecord) in
      try reader.readTimestamp()
    }
  }
}

extension ByteReader {
  fileprivate mutating func readOptionalMoney() throws(DamagedRecord) -> Money? {
    try readOptional { reader throws(DamagedRecord) in try reader.readMoney() }
  }

  fileprivate mutating func readStrings() throws(DamagedRecord) -> [String] {
    try readList { reader throws(DamagedRecord) in try reader.readString() }
  }
}
