/// What the state remembers of a digest that a receiver was sent: so that it goes out once, also
/// one that was due while nothing ran, and so that the next can say what came since.
package struct DigestMark: Hashable, Sendable {
  /// Of the period.
  package var end: Timestamp
  package var events: Int64
  package var rejected: Int64
  package var gaps: Int64

  package init(end: Timestamp, _ totals: Totals) {
    self.end = end
    events = totals.events
    rejected = totals.rejected.reduce(0) { $0 &+ $1 }
    gaps = totals.gaps &+ totals.unverifiedEnds
  }
}

extension DigestMark {
  private static let longest: Int64 = 40 * 86_400

  /// Told by a clock that went ahead for a while: holding on to it would say nothing until then.
  /// One that was set back by less tells nothing twice.
  static func isLost(_ end: Timestamp, at now: Timestamp) -> Bool {
    end > now.advanced(bySeconds: longest)
  }
}

/// Meta `digest:` and the name of the mark.
extension DigestMark {
  private static let prefix = "digest:"

  func record(_ name: String) -> Record {
    var writer = ByteWriter()
    writer.write(UInt64(1))
    writer.write(end)
    for count in [events, rejected, gaps] { writer.write(count) }
    return Record(kind: .meta, key: RecordKey.text(Self.prefix + name), body: writer.bytes)
  }

  static func removal(of name: String) -> Record {
    Record(kind: .meta, key: RecordKey.text(prefix + name), body: nil)
  }

  /// By name.
  package static func all(in state: StoredState) throws(DamagedRecord) -> [String: DigestMark] {
    var found: [String: DigestMark] = [:]
    for record in state.records[.meta] ?? [] {
      let key = String(decoding: record.key, as: UTF8.self)
      guard key.hasPrefix(prefix) else { continue }
      found[String(key.dropFirst(prefix.count))] = try DigestMark(reading: record)
    }
    return found
  }

  private init(reading record: Record) throws(DamagedRecord) {
    var reader = ByteReader(record.body ?? [])
    try reader.expect(version: 1)
    end = try reader.readTimestamp()
    events = try reader.readInt64()
    rejected = try reader.readInt64()
    gaps = try reader.readInt64()
  }
}
