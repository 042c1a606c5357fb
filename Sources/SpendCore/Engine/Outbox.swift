/// The deliveries that the state knows: pending, and the last settled ones. Ascending by sequence.
package struct Outbox: Sendable {
  struct Entry: Sendable {
    var delivery: Delivery
    var isCommitted: Bool
    /// Handed over to a commit that has not succeeded yet. If it fails, the next one
    /// holds the record again.
    var isOnItsWay = false
    /// Its lane has it.
    var isHandedOver: Bool
    var isDirty: Bool

    var isForgettable: Bool { delivery.status == .delivered || delivery.status == .superseded }
  }

  private(set) var entries: [Entry] = []
  private(set) var removed: [UInt64] = []
  var nextSequence: UInt64 = 1

  /// Settled deliveries beyond this many are forgotten, oldest first; dead ones never are.
  static var settledLimit: Int { 1000 }

  mutating func add(receiver: String, message: Message, isSummary: Bool = false) {
    let delivery = Delivery(
      sequence: nextSequence, receiver: receiver, message: message, isSummary: isSummary)
    nextSequence += 1
    entries.append(
      Entry(delivery: delivery, isCommitted: false, isHandedOver: false, isDirty: true))
  }

  /// A delivery of another state, under a number of its own.
  mutating func adopt(_ delivery: Delivery) {
    var delivery = delivery
    delivery.sequence = nextSequence
    nextSequence += 1
    entries.append(
      Entry(delivery: delivery, isCommitted: false, isHandedOver: false, isDirty: true))
  }

  mutating func load(_ delivery: Delivery) {
    // No lane of this release can send what it does not know.
    let isSendable = delivery.status == .pending && delivery.message.isKnown
    entries.append(
      Entry(
        delivery: delivery, isCommitted: true, isHandedOver: !isSendable, isDirty: false))
    nextSequence = max(nextSequence, delivery.sequence + 1)
  }

  /// Pending deliveries that may go now: committed ones, or all when they are sent provisionally.
  mutating func drainReady(provisionally: Bool) -> [Delivery] {
    var ready: [Delivery] = []
    for index in entries.indices where !entries[index].isHandedOver {
      let entry = entries[index]
      // A dead one that is to go again has changed since it was committed.
      guard (entry.isCommitted && !entry.isDirty) || provisionally else { continue }
      entries[index].isHandedOver = true
      if !entries[index].isCommitted, var alert = entry.delivery.message.alert {
        alert.isProvisional = true
        entries[index].delivery.message = .alert(alert)
      }
      ready.append(entries[index].delivery)
    }
    return ready
  }

  /// - Parameter now: the clock.
  mutating func settle(_ outcome: DeliveryOutcome, at now: Timestamp) {
    guard let index = index(of: outcome.sequence) else { return }
    entries[index].delivery.status = outcome.status
    entries[index].delivery.attempts = outcome.attempts
    entries[index].delivery.pendingSeconds = outcome.pendingSeconds
    entries[index].delivery.lastError = outcome.lastError
    entries[index].delivery.settledAt = outcome.status == .pending ? nil : now
    entries[index].delivery.incident = outcome.incident
    entries[index].isDirty = true
  }

  subscript(sequence: UInt64) -> Delivery? { index(of: sequence).map { entries[$0].delivery } }

  /// A dead delivery goes on its way again.
  mutating func retry(_ sequence: UInt64) -> Bool {
    guard let index = index(of: sequence), entries[index].delivery.status == .dead else {
      return false
    }
    entries[index].delivery.status = .pending
    entries[index].delivery.attempts = 0
    entries[index].delivery.pendingSeconds = 0
    entries[index].delivery.settledAt = nil
    entries[index].isHandedOver = false
    entries[index].isDirty = true
    return true
  }

  /// - Returns: what was dropped; nil: there is no such delivery.
  mutating func drop(_ sequence: UInt64) -> Delivery? {
    guard let index = index(of: sequence) else { return nil }
    removed.append(sequence)
    return entries.remove(at: index).delivery
  }

  private func index(of sequence: UInt64) -> Int? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].delivery.sequence < sequence { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].delivery.sequence == sequence ? low : nil
  }

  /// Records of what is gone since the last call. For the commit that has the ``AlertLog``'s, which
  /// says what became of it.
  mutating func drainRemoved() -> [Record] {
    defer { removed.removeAll() }
    return removed.map { Record(kind: .delivery, key: RecordKey.number($0), body: nil) }
  }

  /// Records of what changed since the last call.
  mutating func drainRecords() -> [Record] {
    var records: [Record] = []
    // By index: an entry that is only looked at is not worth copying, here and below, with
    // an alert on its way.
    for index in entries.indices where entries[index].isDirty {
      entries[index].isDirty = false
      entries[index].isOnItsWay = true
      var writer = ByteWriter()
      entries[index].delivery.write(to: &writer)
      let key = RecordKey.number(entries[index].delivery.sequence)
      records.append(Record(kind: .delivery, key: key, body: writer.bytes))
    }
    return records
  }

  /// What was on its way is committed.
  ///
  /// - Returns: those that are not listed any more, because there are too many.
  mutating func confirm() -> [Delivery] {
    for index in entries.indices where entries[index].isOnItsWay {
      entries[index].isOnItsWay = false
      entries[index].isCommitted = true
    }
    return trim()
  }

  /// What is trimmed leaves the state with the next whole commit.
  private mutating func trim() -> [Delivery] {
    // Without so many entries there are not so many to forget either.
    guard entries.count > Outbox.settledLimit + Outbox.settledLimit / 10 else { return [] }
    var excess = entries.indices.count { entries[$0].isForgettable } - Outbox.settledLimit
    guard excess > Outbox.settledLimit / 10 else { return [] }
    var trimmed: [Delivery] = []
    entries.removeAll { entry in
      guard excess > 0, entry.isForgettable else { return false }
      excess -= 1
      trimmed.append(entry.delivery)
      return true
    }
    removed += trimmed.map(\.sequence)
    return trimmed
  }
}

/// The engine's side of the outbox.
extension Engine {
  /// Gives the lanes what they may send.
  mutating func handOver(into effects: inout [Effect]) {
    guard isReady else { return }
    let ready = outbox.drainReady(provisionally: false)
    if !ready.isEmpty { effects.append(.send(ready)) }
  }

  /// The disk is full, but somebody must be woken: the id makes a repetition harmless.
  mutating func sendProvisionally(into effects: inout [Effect]) {
    guard isReady else { return }
    let ready = outbox.drainReady(provisionally: true)
    if !ready.isEmpty { effects.append(.send(ready)) }
  }

  mutating func settle(_ outcomes: [DeliveryOutcome]) {
    for outcome in outcomes { outbox.settle(outcome, at: clock) }
    log.require(.outbox)
  }

  mutating func drop(_ sequence: UInt64) {
    guard let delivery = outbox.drop(sequence) else { return }
    alertLog.forgot(delivery)
    log.require(.whole)
  }

  /// All deliveries that are listed, ascending by sequence.
  package var deliveries: [Delivery] { outbox.entries.map(\.delivery) }

  /// One that is listed.
  package func delivery(_ sequence: UInt64) -> Delivery? { outbox[sequence] }
}
