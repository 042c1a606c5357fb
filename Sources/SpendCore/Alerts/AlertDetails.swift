/// What an alert says beyond what decides about it. Kept at the end of what holds the alert, so
/// that a program which does not know it loses words and nothing else.
package struct AlertDetails: Hashable, Sendable {
  /// Of what was over its limit when its source was read for the first time.
  package var firstRead: FirstRead?
  /// There are at least five minutes of data: less makes no rate.
  package var isRateKnown = false
  /// The threshold that comes next, if there is one.
  package var next: Next?
  /// Names of the receivers that the alert went to.
  package var told: [String] = []
  /// Of a resolve: what brought it about; nil where an older state did not say.
  package var resolution: Resolution?

  package init() {}

  /// What reading for the first time came to.
  package struct FirstRead: Hashable, Sendable {
    package var calls: Int64 = 0
    /// Time of the earliest event.
    package var since: Timestamp?
    /// Of all sources: the daemon has started, rather than been given one more.
    package var isStart = false

    package init(calls: Int64 = 0, since: Timestamp? = nil, isStart: Bool = false) {
      self.calls = calls
      self.since = since
      self.isStart = isStart
    }
  }

  /// A threshold above the one that fired.
  package struct Next: Hashable, Sendable {
    package var condition: Condition
    package var level: Level
    /// When it comes at the rate of the last hour; nil: not within this window.
    package var at: Timestamp?

    package init(_ condition: Condition, level: Level, at: Timestamp? = nil) {
      self.condition = condition
      self.level = level
      self.at = at
    }
  }

  /// Why an alert ended.
  package enum Resolution: Hashable, Sendable {
    /// Below 95 % of its threshold.
    case fell
    case windowOver
    case limitChanged(from: Money)
    case thresholdRemoved
    case budgetRemoved
    /// A higher threshold of the same group and window fired, and has the incident now.
    case replaced(by: Condition)
  }
}

extension AlertDetails {
  var isEmpty: Bool { self == AlertDetails() }

  /// With their length in front, so that what comes after is found by who does not know all of it.
  package func write(to writer: inout ByteWriter) {
    var body = ByteWriter()
    body.write(UInt64(1))
    body.write(optional: firstRead) { writer, read in
      writer.write(read.calls)
      writer.write(optional: read.since) { $0.write($1) }
      writer.write(read.isStart)
    }
    body.write(isRateKnown)
    body.write(optional: next) { writer, next in
      writer.write(next.condition.percent)
      writer.write(next.level.rawValue)
      writer.write(optional: next.at) { $0.write($1) }
    }
    body.write(list: told) { $0.write($1) }
    body.write(optional: resolution) { $1.write(to: &$0) }
    writer.write(body.bytes)
  }

  init(from outer: inout ByteReader) throws(DamagedRecord) {
    var reader = ByteReader(try outer.readBytes())
    try reader.expect(version: 1)
    firstRead = try reader.readOptional { reader throws(DamagedRecord) in
      FirstRead(
        calls: try reader.readInt64(),
        since: try reader.readOptional { reader throws(DamagedRecord) in
          try reader.readTimestamp()
        }, isStart: try reader.readBool())
    }
    isRateKnown = try reader.readBool()
    next = try reader.readOptional { reader throws(DamagedRecord) in
      Next(
        .percent(try reader.readInt64()), level: try reader.readTerm(),
        at: try reader.readOptional { reader throws(DamagedRecord) in
          try reader.readTimestamp()
        })
    }
    told = try reader.readList { reader throws(DamagedRecord) in try reader.readString() }
    resolution = try reader.readOptional { reader throws(DamagedRecord) in
      try Resolution(from: &reader)
    }
  }
}

extension AlertDetails.Resolution {
  fileprivate func write(to writer: inout ByteWriter) {
    switch self {
    case .fell: writer.write(UInt64(0))
    case .windowOver: writer.write(UInt64(1))
    case .limitChanged(let from):
      writer.write(UInt64(2))
      writer.write(from)
    case .thresholdRemoved: writer.write(UInt64(3))
    case .budgetRemoved: writer.write(UInt64(4))
    case .replaced(let condition):
      writer.write(UInt64(5))
      writer.write(condition.percent)
    }
  }

  fileprivate init(from reader: inout ByteReader) throws(DamagedRecord) {
    switch try reader.readUInt64() {
    case 0: self = .fell
    case 1: self = .windowOver
    case 2: self = .limitChanged(from: try reader.readMoney())
    case 3: self = .thresholdRemoved
    case 4: self = .budgetRemoved
    case 5: self = .replaced(by: .percent(try reader.readInt64()))
    default: throw DamagedRecord("unknown end of an alert")
    }
  }
}
