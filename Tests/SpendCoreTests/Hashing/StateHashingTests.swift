import SpendTesting
import Testing

@testable import SpendCore

/// A state that was plain, and is to have hashes alone from now on.
@Suite struct StateHashingTests {
  private static let secrets = ["mallory-0", "mallory-1", "mallory-2", "mallory-3"]
  private static let dimensions = ["user_id", "user_segment", "feature_name"]

  private static func match(_ dimension: String, _ pattern: String) -> Match {
    Match([.init(dimension: dimension, patterns: [Glob(pattern)])])
  }

  /// Budgets of all sorts: per and by value, with a name and called by the value, whole and in
  /// chunks, passed and firing.
  private static var plain: Configuration {
    let named = match("user_id", "mallory-1")
    var configuration = ReloadTests.configuration(
      [
        ReloadTests.budget("each", dollars: 10) { $0.per = ["user_id"] },
        ReloadTests.budget("two", dollars: 9) { $0.per = ["model", "user_segment"] },
        ReloadTests.budget(BudgetName.make(named, isUnlisted: false), dollars: 5) {
          ($0.match, $0.per) = (named, [])
        },
        ReloadTests.budget("features", dollars: 7),
        ReloadTests.budget("models", dollars: 1000) { $0.per = ["model"] },
      ], maxGroups: 3)
    configuration.top = ["user_id", "user_segment", "model"]
    return configuration
  }

  private static func hashed(_ names: [String] = dimensions, key: String = "key") -> Configuration {
    var configuration = plain
    configuration.setHash(ValueHashTests.hash(Set(names), key: key))
    return configuration
  }

  private static func feed(_ harness: inout EngineHarness, from minute: Int64 = 0) {
    for step in 0..<400 as Range<Int64> {
      let secret = secrets[Int(step) % 4]
      harness.feed([
        ReloadTests.event(
          minute + step, secret, cents: 9,
          values: ["user_id": secret, "user_segment": secret, "model": "m\(step % 2)"])
      ])
    }
  }

  /// The state after a change, or before it.
  private static func changed(_ state: StoredState, _ changes: [Record]) -> StoredState {
    var all: [Record.Kind: [[UInt8]: Record]] = [:]
    for (kind, records) in state.records {
      all[kind] = Dictionary(uniqueKeysWithValues: records.map { ($0.key, $0) })
    }
    for record in changes {
      all[record.kind, default: [:]][record.key] = record.body == nil ? nil : record
    }
    return StoredState(
      sequence: state.sequence,
      records: all.mapValues {
        $0.values.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      })
  }

  private static func holdsSecret(_ state: StoredState) -> Record? {
    let needle = Array("mallory".utf8)
    return state.records.values.joined().first { record in
      [record.key, record.body ?? []].contains { bytes in
        bytes.indices.contains { bytes[$0...].starts(with: needle) }
      }
    }
  }

  @Test(
    "No record has a value any more; money, ids and what is to be delivered are as before",
    arguments: [false, true])
  func wholeState(hasUncommittedSpend: Bool) throws {
    var harness = try EngineHarness(Self.plain, now: ReloadTests.start)
    Self.feed(&harness)
    harness.commit()
    if hasUncommittedSpend {
      // An alert that is committed ahead of its window.
      harness.feed([
        ReloadTests.event(
          401, "mallory-1", cents: 9000,
          values: ["user_id": "mallory-1", "user_segment": "mallory-1", "model": "m1"])
      ])
      let isWhole = harness.commitUrgent()
      #expect(!isWhole)
      #expect(harness.state.stored.records[.alert]?.contains { $0.body?.first == 2 } == true)
    }
    let before = harness.state.stored
    #expect(Self.holdsSecret(before) != nil)
    let hash = try #require(Self.hashed().hash)
    let hashing = try StateHashing(before, hash: hash)
    #expect(hashing.dimensions == Self.dimensions.sorted() && hashing.needsPurge)
    let after = Self.changed(before, hashing.changes)
    #expect(Self.holdsSecret(after) == nil)
    // Once is enough, also when it was killed before the purge.
    let again = try StateHashing(after, hash: hash)
    #expect(again.changes.isEmpty && again.needsPurge)
    let done = Self.changed(after, [again.done])
    let third = try StateHashing(done, hash: hash)
    #expect(third.changes.isEmpty && !third.needsPurge && !third.isOtherKey)
    #expect(
      Set(done.records[.delivery]?.map(\.key) ?? [])
        == Set(before.records[.delivery]?.map(\.key) ?? []))
    #expect(done.records[.alert]?.map(\.key) == before.records[.alert]?.map(\.key))

    func engine(_ configuration: Configuration, _ state: StoredState) throws -> EngineView {
      let engine = try Engine(
        configuration: configuration, state: state, history: harness.state.history,
        now: harness.now, hostName: "host", digest: EngineHarness.digest)
      return engine.view(at: harness.now)
    }
    let (old, new) = (try engine(Self.plain, before), try engine(Self.hashed(), done))
    #expect(old.totals == new.totals)
    #expect(old.features.map(\.spend) == new.features.map(\.spend))
    // What no hash is about goes on as it was.
    #expect(old.rows.filter { $0.budget == "models" } == new.rows.filter { $0.budget == "models" })
  }

  @Test("What fired for a value resolves with its hash, under its id, and fires anew under another")
  func resolves() throws {
    var harness = try EngineHarness(Self.plain, now: ReloadTests.start)
    Self.feed(&harness)
    harness.deliverAll()
    let fired = harness.alerts.filter { $0.state == .firing }
    #expect(fired.contains { $0.budget == "user_id=mallory-1" })
    let configuration = Self.hashed()
    let hash = try #require(configuration.hash)
    let before = harness.state.stored
    let state = Self.changed(before, try StateHashing(before, hash: hash).changes)
    var engine = try Engine(
      configuration: configuration, state: state, history: harness.state.history,
      now: harness.now, hostName: "host", digest: EngineHarness.digest)
    var effects: [Effect] = []
    engine.step(.ready, at: harness.now, into: &effects)
    let resolved = engine.deliveries.compactMap(\.message.alert).filter { $0.state == .resolved }
    let gone = fired.filter { $0.budget != "models" }
    #expect(Set(resolved.map(\.id)) == Set(gone.map(\.id)))
    for alert in resolved {
      #expect(!alert.budget.contains("mallory"))
      #expect(!alert.group.contains { $0.value.contains("mallory") })
      #expect(alert.top.allSatisfy { $0.names.allSatisfy { !$0.contains("mallory") } })
    }
    let own = try #require(resolved.first { $0.budget.hasPrefix("user_id=") })
    #expect(own.budget == "user_id=" + hash.hashed("mallory-1", of: "user_id"))
  }

  @Test("Off and on again, another key, another dimension")
  func again() throws {
    var harness = try EngineHarness(Self.plain, now: ReloadTests.start)
    Self.feed(&harness)
    harness.commit()
    func step(_ state: StoredState, _ hash: ValueHash?) throws -> (StoredState, StateHashing) {
      let hashing = try StateHashing(state, hash: hash)
      return (Self.changed(state, hashing.changes + [hashing.done]), hashing)
    }
    // Nothing to do leaves no trace.
    #expect(try StateHashing(harness.state.stored, hash: nil).changes.isEmpty)
    let users = ValueHashTests.hash(["user_id"])
    let (first, _) = try step(harness.state.stored, users)
    let (off, isOff) = try step(first, nil)
    #expect(!isOff.needsPurge && !isOff.isOtherKey || isOff.dimensions.isEmpty)
    let (on, back) = try step(off, users)
    #expect(back.dimensions == ["user_id"] && back.needsPurge)
    // What was a hash is not hashed twice.
    #expect(on.records[.window] == first.records[.window])
    let (_, other) = try step(on, ValueHashTests.hash(["user_id"], key: "other"))
    #expect(other.isOtherKey && other.dimensions.isEmpty && !other.needsPurge)
    let (both, more) = try step(on, ValueHashTests.hash(["user_id", "user_segment"]))
    #expect(more.dimensions == ["user_segment"] && !more.isOtherKey)
    #expect(both.records[.labelSet] != on.records[.labelSet])
  }
}
