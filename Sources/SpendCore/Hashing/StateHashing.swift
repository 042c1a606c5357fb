/// Brings a state to hashes: every record that holds a value of a dimension which is hashed from
/// now on, with its hash instead (Semantics, Hashing).
///
/// The record `hash` of the state says which dimensions were done, and whether what was there
/// before is off the disk too; so a start that is killed anywhere on the way goes on with it.
package struct StateHashing {
  /// Records to be stored or removed, all in one transaction; none when there is nothing to do.
  package private(set) var changes: [Record] = []
  /// Dimensions whose values were plain until now.
  package let dimensions: [String]
  /// Plain values may stand in places of the database that are free now.
  package let needsPurge: Bool
  /// The state was hashed with another key.
  package let isOtherKey: Bool
  /// What says that the purge is done, or is not needed.
  package let done: Record

  private let hash: ValueHash
  private let new: Set<String>
  private var renamed: [ExactText: String] = [:]

  /// - Parameter hash: as from now on; nil when nothing is hashed.
  package init(_ state: StoredState, hash: ValueHash?) throws(DamagedRecord) {
    let known = try Note(state)
    let hash = hash ?? ValueHash(dimensions: [], code: { _ in [] })
    self.hash = hash
    new = hash.dimensions.subtracting(known?.dimensions ?? [])
    dimensions = new.sorted()
    isOtherKey =
      known.map {
        !$0.dimensions.isEmpty && !hash.dimensions.isEmpty && $0.keyID != hash.keyID
      } ?? false
    needsPurge = state.sequence > 0 && !new.isEmpty || known?.isClean == false
    var note = Note(keyID: hash.keyID, dimensions: hash.dimensions, isClean: true)
    // Without any, and none before, nobody need know of it.
    guard !hash.dimensions.isEmpty || !(known?.dimensions ?? []).isEmpty else {
      done = note.record
      return
    }
    done = note.record
    note.isClean = !needsPurge
    if note != known { changes.append(note.record) }
    guard !new.isEmpty else { return }
    try findNames(state)
    for kind in Record.Kind.allCases {
      for record in state.records[kind] ?? [] {
        guard let changed = try self.changed(record), changed != record else { continue }
        if changed.key != record.key {
          changes.append(Record(kind: kind, key: record.key, body: nil))
        }
        changes.append(changed)
      }
    }
  }

  // MARK: Records

  /// Nil for records that hold no values.
  private func changed(_ record: Record) throws(DamagedRecord) -> Record? {
    guard let body = record.body else { return nil }
    var reader = ByteReader(body)
    var writer = ByteWriter()
    switch record.kind {
    case .labelSet:
      try reader.expect(version: 1)
      writer.write(UInt64(1))
      writer.write(list: try reader.readPairs().map(hashed)) { $1.write(to: &$0) }
    case .window: return try window(record)
    case .alert: return try alert(record)
    case .delivery:
      hashed(try Delivery(from: &reader)).write(to: &writer)
    case .feature:
      var changed = record
      changed.key = RecordKey.text(
        hashed(String(decoding: record.key, as: UTF8.self), of: Dimension.feature))
      return changed
    case .meta: return try meta(record)
    case .chunk, .source, .generation, .receiver, .seen: return nil
    }
    return Record(kind: record.kind, key: record.key, body: writer.bytes)
  }

  private func window(_ record: Record) throws(DamagedRecord) -> Record {
    var stored = try StoredWindow(from: record)
    if let identity = RuleIdentity(stored.identity) {
      stored.group = zip(identity.per, stored.group).map { hashed($1, of: $0) }
      stored.identity = hashed(identity).text
    }
    for (index, crossed) in stored.window.crossed.enumerated() {
      guard case .firing(var firing) = crossed.state else { continue }
      firing.alert = hashed(firing.alert)
      stored.window.crossed[index].state = .firing(firing)
    }
    return stored.record()
  }

  private func alert(_ record: Record) throws(DamagedRecord) -> Record? {
    if let ahead = AlertMarker.window(in: record) {
      return AlertMarker.record(
        String(decoding: record.key, as: UTF8.self), window: try window(ahead))
    }
    var log = AlertLog()
    try log.load([record])
    guard var entry = log.list.first else { return nil }
    entry.alert = hashed(entry.alert)
    return Record(kind: .alert, key: record.key, body: AlertLog.body(of: entry))
  }

  private func meta(_ record: Record) throws(DamagedRecord) -> Record? {
    var reader = ByteReader(record.body ?? [])
    if record.key == RecordKey.text(Engine.rulesKey) {
      try reader.expect(version: 1)
      let rules = try reader.readList { reader throws(DamagedRecord) in try reader.readString() }
      return Engine.rulesRecord(rules.map(hashed(identity:)).sorted())
    }
    guard record.key == RecordKey.text("engine") else { return nil }
    return try engine(record)
  }

  /// Rules whose past is not known are in the midst of the counters, whose places `Engine` knows.
  private func engine(_ record: Record) throws(DamagedRecord) -> Record {
    let body = record.body ?? []
    var reader = ByteReader(body)
    try Engine.passCounters(&reader)
    var writer = ByteWriter()
    writer.write(raw: Array(body.prefix(body.count - reader.rest.count)))
    let rules = try reader.readList { reader throws(DamagedRecord) in
      (identity: try reader.readString(), since: try reader.readTimestamp())
    }
    writer.write(list: rules) { writer, rule in
      writer.write(hashed(identity: rule.identity))
      writer.write(rule.since)
    }
    writer.write(raw: reader.rest)
    return Record(kind: .meta, key: record.key, body: writer.bytes)
  }

  // MARK: Values

  /// - Parameter stored: a text of the state, in which `(other)` is what did not fit.
  private func hashed(_ stored: String, of dimension: String) -> String {
    // One that was hashed before the dimension was plain for a while stays.
    guard new.contains(dimension), stored != Dimension.other, !ValueHash.isHash(stored) else {
      return stored
    }
    return hash.hashed(Catalog.value(stored: stored), of: dimension)
  }

  private func hashed(_ pair: LabelPair) -> LabelPair {
    LabelPair(pair.name, hashed(pair.value, of: pair.name))
  }

  package func hashed(_ delivery: Delivery) -> Delivery {
    var delivery = delivery
    switch delivery.message {
    case .alert(let alert): delivery.message = .alert(hashed(alert))
    case .digest(let digest): delivery.message = .digest(hashed(digest))
    case .unknown: return delivery
    }
    // What a receiver answered may quote the message.
    if !new.isEmpty, delivery.lastError != nil {
      delivery.lastError = "its answer is not kept: it came before hash was switched on"
    }
    return delivery
  }

  private func hashed(_ alert: Alert) -> Alert {
    var alert = alert
    alert.budget = renamed[ExactText(alert.budget)] ?? alert.budget
    alert.group = alert.group.map(hashed)
    for (index, entry) in alert.top.enumerated() {
      alert.top[index].names = entry.names.map { hashed($0, of: entry.dimension) }
    }
    return alert
  }

  /// What is odd is told in words, which may have any value: it is left out.
  private func hashed(_ digest: SpendDigest) -> SpendDigest {
    var digest = digest
    for index in digest.top.indices {
      digest.top[index].group = digest.top[index].group.map(hashed)
    }
    if !new.isEmpty { digest.odd = [] }
    if new.contains(Dimension.model) { digest.unpriced.models = [] }
    for index in digest.budgets.rows.indices {
      let row = digest.budgets.rows[index]
      digest.budgets.rows[index].budget = renamed[ExactText(row.budget)] ?? row.budget
      digest.budgets.rows[index].group = row.group.map(hashed)
    }
    for index in digest.alerts.list.indices {
      let entry = digest.alerts.list[index]
      digest.alerts.list[index].budget = renamed[ExactText(entry.budget)] ?? entry.budget
      digest.alerts.list[index].group = entry.group.map(hashed)
    }
    return digest
  }

  private func hashed(identity text: String) -> String {
    RuleIdentity(text).map { hashed($0).text } ?? text
  }

  private func hashed(_ identity: RuleIdentity) -> RuleIdentity {
    var identity = identity
    identity.name = renamed[ExactText(identity.name)] ?? identity.name
    identity.match = hashed(identity.match)
    return identity
  }

  private func hashed(_ match: Match) -> Match {
    var match = match
    match.conditions = match.conditions.map { condition in
      var condition = condition
      guard new.contains(condition.dimension) else { return condition }
      condition.patterns = condition.patterns.map { pattern in
        // A glob names values as well: nothing of it can match any more.
        pattern.matchesEverything
          ? pattern
          : Glob(
            exactly: hashed(pattern.literal ?? pattern.text, of: condition.dimension))
      }
      return condition
    }
    return Match(BudgetName.order(match.conditions))
  }

  /// Budgets without a name are called by what they match.
  private mutating func findNames(_ state: StoredState) throws(DamagedRecord) {
    var identities = Engine.storedRules(state)
    for record in state.records[.window] ?? [] {
      identities.append(try StoredWindow(from: record).identity)
    }
    for text in Set(identities) {
      guard let identity = RuleIdentity(text) else { continue }
      let isUnlisted = identity.isUnlisted
      guard identity.name == BudgetName.make(identity.match, isUnlisted: isUnlisted) else {
        continue
      }
      let name = BudgetName.make(hashed(identity.match), isUnlisted: isUnlisted)
      if name != identity.name { renamed[ExactText(identity.name)] = name }
    }
  }
}

extension StateHashing {
  /// What the state says of it: meta `hash`.
  private struct Note: Equatable {
    var keyID: String
    var dimensions: Set<String>
    var isClean: Bool

    private static let key = RecordKey.text("hash")

    init(keyID: String, dimensions: Set<String>, isClean: Bool) {
      (self.keyID, self.dimensions, self.isClean) = (keyID, dimensions, isClean)
    }

    init?(_ state: StoredState) throws(DamagedRecord) {
      guard let record = state.records[.meta]?.first(where: { $0.key == Self.key }) else {
        return nil
      }
      var reader = ByteReader(record.body ?? [])
      try reader.expect(version: 1)
      keyID = try reader.readString()
      dimensions = Set(
        try reader.readList { reader throws(DamagedRecord) in try reader.readString() })
      isClean = try reader.readBool()
    }

    var record: Record {
      var writer = ByteWriter()
      writer.write(UInt64(1))
      writer.write(keyID)
      writer.write(list: dimensions.sorted()) { $0.write($1) }
      writer.write(isClean)
      return Record(kind: .meta, key: Self.key, body: writer.bytes)
    }
  }
}
