/// What fired, to whom it went and when it ended: for `alerts`, and so that a rebuild fires nothing
/// again.
///
/// Kept in the record of kind `alert`: for 90 days, and at most 10,000, but not while the alert is
/// out or its window takes events.
package struct AlertLog: Sendable {
  package struct Entry: Hashable, Sendable {
    /// As it fired.
    package var alert: Alert
    /// By the clock.
    package var decidedAt: Timestamp
    /// The moment that its end belongs to; nil while it is out.
    package var endedAt: Timestamp?
    package var resolution: AlertDetails.Resolution?
    /// By receiver: what became of a delivery that the outbox does not list any more. An older
    /// program did not keep it.
    package var outcomes: [String: Outcome] = [:]
  }

  /// How a delivery left the outbox.
  package enum Outcome: String, Hashable, Sendable {
    case delivered, superseded
    /// By hand, before it was delivered.
    case dropped
  }

  private var entries: [String: Entry] = [:]
  private var dirty: Set<String> = []
  private var lastTrim = Int64.min
  private var fullAt = AlertLog.limit + AlertLog.limit / 10

  static let limit = 10_000
  static let days: Int64 = 90

  /// Newest first.
  package var list: [Entry] {
    entries.values.sorted { ($1.decidedAt, $1.alert.id) < ($0.decidedAt, $0.alert.id) }
  }

  mutating func fired(_ alert: Alert, at now: Timestamp) {
    entries[alert.id] = Entry(alert: alert, decidedAt: now)
    dirty.insert(alert.id)
  }

  /// - Parameter alert: its resolve.
  mutating func ended(_ alert: Alert) {
    guard var entry = entries[alert.id], entry.endedAt == nil else { return }
    (entry.endedAt, entry.resolution) = (alert.time, alert.details.resolution)
    entries[alert.id] = entry
    dirty.insert(alert.id)
  }

  /// The outbox does not list a delivery any more: what became of it is remembered here.
  mutating func forgot(_ delivery: Delivery) {
    guard let alert = delivery.message.alert, alert.state == .firing, entries[alert.id] != nil
    else { return }
    let outcome = Outcome(rawValue: delivery.status.rawValue) ?? .dropped
    entries[alert.id]?.outcomes[delivery.receiver] = outcome
    dirty.insert(alert.id)
  }

  /// The body of the record of an alert, if this knows it.
  func body(_ id: String) -> [UInt8]? {
    entries[id].map(Self.body(of:))
  }

  static func body(of entry: Entry) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(UInt64(1))
    writer.write(entry.decidedAt)
    entry.alert.write(to: &writer)
    entry.alert.details.write(to: &writer)
    writer.write(optional: entry.endedAt) { $0.write($1) }
    var ending = AlertDetails()
    ending.resolution = entry.resolution
    ending.write(to: &writer)
    writer.write(list: entry.outcomes.sorted { $0.key < $1.key }) { writer, outcome in
      writer.write(outcome.key)
      writer.write(outcome.value.rawValue)
    }
    return [form] + writer.bytes
  }

  /// The first byte of a record that holds an entry.
  static let form: UInt8 = 3

  /// Ids of those that changed since the last call, ascending.
  mutating func drainDirty() -> [String] {
    defer { dirty.removeAll() }
    return dirty.sorted()
  }

  /// Forgets what is too old, or too many. Ids of what is gone.
  ///
  /// - Parameters:
  ///   - minute: of the position.
  mutating func trim(at now: Timestamp, position minute: Int64) -> [String] {
    // Once an hour, or when there are a tenth more than were left: it looks at all of them.
    guard now.hour != lastTrim || entries.count > fullAt else { return [] }
    lastTrim = now.hour
    let oldest = now.advanced(bySeconds: -Self.days * 86_400)
    let over = list.reversed().filter {
      $0.endedAt != nil && $0.alert.windowEnd.minute + Ledger.graceMinutes < minute
    }
    var gone = over.filter { $0.decidedAt < oldest }.map(\.alert.id)
    let excess = entries.count - Self.limit
    if gone.count < excess {
      gone += over.dropFirst(gone.count).prefix(excess - gone.count).map(\.alert.id)
    }
    for id in gone {
      entries[id] = nil
      dirty.remove(id)
    }
    fullAt = max(Self.limit, entries.count) * 11 / 10
    return gone
  }

  /// Takes in what the state has of it: records of other forms say nothing but that an alert fired.
  package mutating func load(_ records: [Record]) throws(DamagedRecord) {
    for record in records {
      guard let body = record.body, body.first == Self.form else { continue }
      var reader = ByteReader(Array(body.dropFirst()))
      try reader.expect(version: 1)
      let decided = try reader.readTimestamp()
      var alert = try Alert(from: &reader)
      alert.details = try AlertDetails(from: &reader)
      let ended = try reader.readOptional { reader throws(DamagedRecord) in
        try reader.readTimestamp()
      }
      let ending = try AlertDetails(from: &reader)
      entries[alert.id] = Entry(
        alert: alert, decidedAt: decided, endedAt: ended, resolution: ending.resolution,
        outcomes: reader.isAtEnd ? [:] : try Self.outcomes(from: &reader))
    }
  }

  /// What a later release has beside these is as good as not kept.
  private static func outcomes(
    from reader: inout ByteReader
  ) throws(DamagedRecord) -> [String: Outcome] {
    let list = try reader.readList { reader throws(DamagedRecord) in
      (try reader.readString(), Outcome(rawValue: try reader.readString()))
    }
    return Dictionary(list) { _, last in last }.compactMapValues(\.self)
  }

  package init() {}
}
