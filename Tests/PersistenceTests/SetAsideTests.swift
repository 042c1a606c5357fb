import Foundation
import SpendCore
import Testing

@testable import Persistence

/// `run --rebuild`: the old state goes aside as a whole, whenever it is killed.
@Suite struct SetAsideTests {
  private let time = Timestamp(seconds: 1_795_271_660)
  private let name = "spendwatch.db.set-aside-20261121T143420Z"

  @Test("the old state is set aside with its log, a new one begins, and the old one can be read")
  func setsAside() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    try store.apply(Commit(sequence: 1, records: [record(.alert, "a", "fired")]))
    let copy = try directory.snapshot("killed")
    store.close()
    let rebuilt = try StateStore.open(directory: copy, settingAsideAt: time)
    #expect(rebuilt.setAsideName == name)
    #expect(rebuilt.isNew)
    #expect(try rebuilt.load().sequence == 0)
    #expect(FileManager.default.fileExists(atPath: "\(copy)/\(name)-wal"))
    rebuilt.close()
    let old = try StateCopy.salvage(directory: copy, name: name)
    #expect(old.records[.alert] == [record(.alert, "a", "fired")])
    // A second one in the same second gets a name of its own.
    let later = try StateStore.open(directory: try moved(copy), settingAsideAt: time)
    #expect(later.setAsideName == name + "-2")
  }

  private func moved(_ path: String) throws -> String {
    try FileManager.default.moveItem(atPath: path, toPath: path + "-moved")
    return path + "-moved"
  }

  @Test("whatever is there is set aside: damage, remains without a database, nothing")
  func anyState() throws {
    let directory = try TestDirectory()
    try FileManager.default.createDirectory(
      atPath: directory.state, withIntermediateDirectories: true)
    do {
      let store = try StateStore.open(directory: directory.state, settingAsideAt: time)
      #expect(store.setAsideName == nil)
      #expect(store.isNew)
    }
    try directory.write([1, 2, 3], to: directory.database)
    do {
      let store = try StateStore.open(directory: directory.state, settingAsideAt: time)
      #expect(store.setAsideName == name)
    }
    #expect(try directory.bytes("\(directory.state)/\(name)") == [1, 2, 3])
    #expect(
      try StateCopy.salvage(directory: directory.state, name: name).records.isEmpty)
    try FileManager.default.removeItem(atPath: directory.database)
    try directory.write([1], to: directory.state + "/spendwatch.db.v1.backup")
    #expect(throws: StateError.self) { try StateStore.open(directory: directory.state) }
    #expect(try StateStore.open(directory: directory.state, settingAsideAt: time).isNew)
  }

  @Test("killed after any of its steps, it never looks like a first start and can be repeated")
  func killed() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    try store.apply(Commit(sequence: 1, records: [record(.alert, "a", "fired")]))
    // The order of the renames in SetAside; a kill leaves a prefix of them.
    let steps = ["spendwatch.db", "spendwatch.db-wal", "spendwatch.db-shm"]
    for count in 1...steps.count {
      let copy = try directory.snapshot("killed-\(count)")
      for step in steps.prefix(count) {
        let target = step.replacingOccurrences(of: "spendwatch.db", with: name)
        try FileManager.default.moveItem(atPath: "\(copy)/\(step)", toPath: "\(copy)/\(target)")
      }
      let error = #expect(throws: StateError.self) { try StateStore.open(directory: copy) }
      #expect(error?.asksForRebuild == true)
      let later = Timestamp(seconds: 1_795_271_999)
      let rebuilt = try StateStore.open(directory: copy, settingAsideAt: later)
      #expect(rebuilt.isNew)
      rebuilt.close()
      // Killed again before the first commit: the next start still knows what it replaces.
      let again = try StateStore.open(directory: copy)
      #expect(again.setAsideName == name)
      try again.apply(Commit(sequence: 1))
      again.close()
      #expect(try StateStore.open(directory: copy).setAsideName == nil)
      let old = try StateCopy.salvage(directory: copy, name: name)
      #expect(old.records[.alert] == [record(.alert, "a", "fired")])
    }
  }
}
