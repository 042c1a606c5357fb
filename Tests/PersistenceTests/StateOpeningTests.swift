import Foundation
import GRDB
import SpendCore
import Testing

@testable import Persistence

/// What is a first start, what is a state, and what is neither.
@Suite struct StateOpeningTests {
  private func makeState(_ directory: TestDirectory) throws {
    let store = try StateStore.open(directory: directory.state)
    try store.apply(Commit(sequence: 1, records: [record(.meta, "a", "1")]))
  }

  @Test("a second opening is refused, by another descriptor of the same process too")
  func locked() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    let expected = StateError.inUse(directory: directory.state, pid: getpid())
    #expect(throws: expected) { try StateStore.open(directory: directory.state) }
    #expect(throws: expected) {
      try StateStore.open(directory: directory.state + "/", settingAsideAt: Timestamp(seconds: 0))
    }
    #expect("\(expected)".contains("process \(getpid())"))
    try store.apply(Commit(sequence: 1))
  }

  @Test("one that is about to let go, as a killed process is, is waited for")
  func lettingGo() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    try store.apply(Commit(sequence: 1))
    Thread.detachNewThread {
      usleep(50_000)
      store.close()
    }
    #expect(try StateStore.open(directory: directory.state).sequence == 1)
  }

  @Test(
    "an empty, cut or foreign file under the database's name is damage, not a first start",
    arguments: [
      [], [0], Array("SQLite format 3\0".utf8), Array(repeating: UInt8(0), count: 4096),
      Array(String(repeating: "hello", count: 100).utf8),
    ])
  func impostors(bytes: [UInt8]) throws {
    let directory = try TestDirectory()
    try FileManager.default.createDirectory(
      atPath: directory.state, withIntermediateDirectories: true)
    try directory.write(bytes, to: directory.database)
    let error = #expect(throws: StateError.self) { try StateStore.open(directory: directory.state) }
    #expect(error?.asksForRebuild == true)
    #expect("\(try #require(error))".contains("spendwatch run --rebuild"))
    #expect("\(try #require(error))".contains(directory.database))
    #expect(try directory.bytes(directory.database) == bytes)
  }

  @Test("another program's database is refused")
  func foreignDatabase() throws {
    let directory = try TestDirectory()
    try FileManager.default.createDirectory(
      atPath: directory.state, withIntermediateDirectories: true)
    let queue = try DatabaseQueue(path: directory.database)
    try queue.inDatabase { try $0.execute(sql: "CREATE TABLE t (a)") }
    try queue.close()
    let error = #expect(throws: StateError.self) { try StateStore.open(directory: directory.state) }
    #expect(error?.asksForRebuild == true)
  }

  @Test(
    "a database that is gone is not a first start when anything says that it was there",
    arguments: [
      "spendwatch.created", "spendwatch.db-wal", "spendwatch.db-shm",
      "spendwatch.db.v1.backup",
    ])
  func missing(sign: String) throws {
    let directory = try TestDirectory()
    try FileManager.default.createDirectory(
      atPath: directory.state, withIntermediateDirectories: true)
    try directory.write([1], to: directory.state + "/" + sign)
    let expected = StateError.missing(path: directory.database, sign: sign)
    #expect(throws: expected) { try StateStore.open(directory: directory.state) }
    #expect(throws: expected) { try StateCopy.open(directory: directory.state) }
    #expect("\(expected)".contains("spendwatch run --rebuild"))
  }

  @Test("deleting only the database is noticed; deleting everything is a first start")
  func deleted() throws {
    let directory = try TestDirectory()
    try makeState(directory)
    try FileManager.default.removeItem(atPath: directory.database)
    let error = #expect(throws: StateError.self) { try StateStore.open(directory: directory.state) }
    #expect(error?.asksForRebuild == true)
    for name in try directory.names() {
      try FileManager.default.removeItem(atPath: directory.state + "/" + name)
    }
    #expect(try StateStore.open(directory: directory.state).isNew)
  }

  @Test("what a killed creation left is removed, and a lock file alone is nothing")
  func strays() throws {
    let directory = try TestDirectory()
    try FileManager.default.createDirectory(
      atPath: directory.state, withIntermediateDirectories: true)
    for name in [
      "spendwatch.db.new", "spendwatch.db.new-wal", "spendwatch.db.v1.backup.new",
      "spendwatch.lock",
    ] {
      try directory.write([1, 2, 3], to: directory.state + "/" + name)
    }
    let store = try StateStore.open(directory: directory.state)
    #expect(store.isNew)
    store.close()
    #expect(
      try directory.names() == ["spendwatch.created", "spendwatch.db", "spendwatch.lock"])
  }

  @Test("all files are for the owner alone")
  func permissions() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state + "/deep/er")
    try store.apply(Commit(sequence: 1))
    for name in try directory.names(in: store.paths.directory) {
      let attributes = try FileManager.default.attributesOfItem(atPath: store.paths.path(name))
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
    }
    let attributes = try FileManager.default.attributesOfItem(atPath: directory.state + "/deep")
    #expect(attributes[.posixPermissions] as? Int == 0o700)
  }

  @Test("a path that is not a directory, or somebody else's, is refused with the reason")
  func notUsable() throws {
    let directory = try TestDirectory()
    try directory.write([1], to: directory.state)
    #expect(
      throws: StateError.notUsable(path: directory.state, reason: "it is not a directory")
    ) {
      try StateStore.open(directory: directory.state)
    }
    #expect(throws: StateError.self) { try StateStore.open(directory: directory.state + "/in") }
    #expect(throws: StateError.absent(path: directory.path + "/no/spendwatch.db")) {
      try StateCopy.open(directory: directory.path + "/no")
    }
  }

  @Test(
    "a directory of another user is refused even for root",
    .enabled(if: geteuid() == 0, "is for root"))
  func foreignOwner() throws {
    let directory = try TestDirectory()
    try makeState(directory)
    #expect(chown(directory.state, 1234, 1234) == 0)
    let error = #expect(throws: StateError.self) { try StateStore.open(directory: directory.state) }
    #expect("\(try #require(error))".contains("belongs to user id 1234"))
    #expect(try StateCopy.open(directory: directory.state).state.sequence == 1)
  }

  @Test(
    "a directory that cannot be written is refused",
    .enabled(if: geteuid() != 0, "is for users other than root"))
  func readOnly() throws {
    let directory = try TestDirectory()
    try makeState(directory)
    #expect(chmod(directory.state, 0o500) == 0)
    defer { chmod(directory.state, 0o700) }
    let error = #expect(throws: StateError.self) { try StateStore.open(directory: directory.state) }
    #expect("\(try #require(error))".contains("cannot be written"))
  }

  @Test(
    "a read-only file system is refused",
    .enabled(if: geteuid() == 0, "is for root"),
    .enabled(if: SmallFileSystem.isAvailable, "a small file system cannot be mounted here"))
  func readOnlyFileSystem() throws {
    let directory = try TestDirectory()
    try FileManager.default.createDirectory(
      atPath: directory.state, withIntermediateDirectories: true)
    try SmallFileSystem.mount(on: directory.state, options: "size=4m,mode=700")
    defer { umount2(directory.state, Int32(MNT_DETACH)) }
    try makeState(directory)
    try SmallFileSystem.mount(on: directory.state, flags: MS_REMOUNT | MS_RDONLY, options: "")
    let error = #expect(throws: StateError.self) { try StateStore.open(directory: directory.state) }
    #expect("\(try #require(error))".contains("Read-only file system"))
    #expect(try StateCopy.open(directory: directory.state).state.sequence == 1)
  }

  @Test("an older copy of the state is a state")
  func restored() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    try store.apply(Commit(sequence: 1, records: [record(.meta, "a", "1")]))
    let copy = try directory.snapshot("backup")
    try store.apply(Commit(sequence: 2, records: [record(.meta, "a", "2")]))
    let old = try StateStore.open(directory: copy)
    #expect(try old.load().records[.meta] == [record(.meta, "a", "1")])
    try old.apply(Commit(sequence: 2, records: [record(.meta, "a", "other")]))
  }
}
