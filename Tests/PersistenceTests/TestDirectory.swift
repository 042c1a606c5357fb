import Foundation
import Glibc
import SpendCore
import SpendTesting

@testable import Persistence

/// A directory of its own for one test, removed with it.
final class TestDirectory {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("spendwatch-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var state: String { path + "/state" }
  var database: String { state + "/spendwatch.db" }

  /// The state as a kill at this moment would leave it.
  func snapshot(_ name: String, of state: String? = nil) throws -> String {
    let state = state ?? self.state
    let copy = path + "/" + name
    try? FileManager.default.removeItem(atPath: copy)
    try FileManager.default.createDirectory(
      atPath: copy, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    for file in try FileManager.default.contentsOfDirectory(atPath: state) {
      try FileManager.default.copyItem(atPath: state + "/" + file, toPath: copy + "/" + file)
    }
    return copy
  }

  func names(in directory: String? = nil) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory ?? state).sorted()
  }

  func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }
}

/// A small file system in memory, mounted on a directory.
enum SmallFileSystem {
  /// Root in a container may not.
  static let isAvailable: Bool = {
    guard let directory = try? TestDirectory(),
      (try? mount(on: directory.path, options: "size=1m")) != nil
    else { return false }
    umount2(directory.path, Int32(MNT_DETACH))
    return true
  }()

  static func mount(on path: String, flags: Int = 0, options: String) throws {
    guard Glibc.mount("tmpfs", path, "tmpfs", UInt(flags), options) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM)
    }
  }
}

/// What a store should hold, kept in the plainest way.
struct Oracle: Equatable {
  struct Key: Hashable {
    var kind: SpendCore.Record.Kind
    var key: [UInt8]
  }
  struct Slot: Hashable {
    var quarter: Int64
    var labelSet: UInt32
  }

  var sequence: UInt64 = 0
  var records: [Key: [UInt8]] = [:]
  var spend: [Slot: Int64] = [:]

  mutating func apply(_ commit: Commit) {
    sequence = commit.sequence
    for record in commit.records {
      records[Key(kind: record.kind, key: record.key)] = record.body
    }
    for delta in commit.history {
      let slot = Slot(quarter: delta.quarter, labelSet: delta.labelSet)
      spend[slot, default: 0] += delta.spend.nano
    }
  }

  init() {}

  init(_ state: StoredState) {
    sequence = state.sequence
    for (kind, list) in state.records {
      for record in list { records[Key(kind: kind, key: record.key)] = record.body }
    }
  }

  /// A commit that adds, changes and removes.
  static func commit(_ sequence: UInt64, using numbers: inout SeededRandom) -> Commit {
    var commit = Commit(sequence: sequence)
    for _ in 0..<Int.random(in: 1...12, using: &numbers) {
      let kinds = SpendCore.Record.Kind.allCases
      let kind = kinds[Int.random(in: 0..<kinds.count, using: &numbers)]
      let key = [UInt8](repeating: UInt8.random(in: 0..<40, using: &numbers), count: 3)
      let size = Int.random(in: 0...(sequence % 5 == 0 ? 3000 : 90), using: &numbers)
      let body = (0..<size).map { _ in UInt8.random(in: 0...255, using: &numbers) }
      let isRemoval = Int.random(in: 0..<5, using: &numbers) == 0
      commit.records.append(Record(kind: kind, key: key, body: isRemoval ? nil : body))
    }
    for _ in 0..<Int.random(in: 0...5, using: &numbers) {
      commit.history.append(
        HistoryDelta(
          // Every second one in a quarter whose parts are merged soon.
          quarter: 1_900_000
            + (Bool.random(using: &numbers) ? 0 : Int64.random(in: 0..<200, using: &numbers)),
          labelSet: UInt32.random(in: 0..<4, using: &numbers), calls: 1,
          spend: Money(nano: Int64.random(in: 0..<1_000_000_000, using: &numbers)),
          inputTokens: 10, outputTokens: 20))
    }
    return commit
  }
}

extension StateStore {
  /// All that it holds, in the form of the oracle.
  func content() throws -> Oracle {
    var oracle = Oracle(try load())
    for row in try history(from: 0, to: 10_000_000) {
      let slot = Oracle.Slot(quarter: row.start.seconds / 900, labelSet: row.labelSet)
      oracle.spend[slot, default: 0] += row.spend.nano
    }
    return oracle
  }
}

func record(_ kind: SpendCore.Record.Kind, _ key: String, _ body: String?) -> SpendCore.Record {
  Record(kind: kind, key: Array(key.utf8), body: body.map { Array($0.utf8) })
}
