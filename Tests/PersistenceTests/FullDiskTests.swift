import Foundation
import SpendCore
import Testing

@testable import Persistence

/// Commits that fail for want of space, and succeed later.
@Suite struct FullDiskTests {
  private func large(_ sequence: UInt64) -> Commit {
    let body = [UInt8](repeating: UInt8(truncatingIfNeeded: sequence), count: 3000)
    return Commit(
      sequence: sequence,
      records: RecordList((0..<100).map { Record(kind: .chunk, key: [UInt8($0)], body: body) }))
  }

  @Test("a commit that does not fit leaves nothing, and succeeds when there is room")
  func limitedPages() throws {
    let directory = try TestDirectory()
    let store = try StateStore.open(directory: directory.state)
    try store.apply(Commit(sequence: 1, records: [record(.meta, "a", "1")]))
    let before = try store.content()
    try store.limit(pages: 30)
    for _ in 0..<3 {
      let error = #expect(throws: StateError.self) { try store.apply(large(2)) }
      #expect(error == .full(path: directory.database, call: "commit"))
      #expect(error?.isTransient == true)
      #expect(store.sequence == 1)
      #expect(try store.content() == before)
    }
    try store.limit(pages: 100_000)
    try store.apply(large(2))
    #expect(try store.load().records[.chunk]?.count == 100)
    #expect(try StateStore.open(directory: directory.snapshot("later")).sequence == 2)
  }

  @Test(
    "a really full disk: the same commit succeeds once space is free",
    .enabled(if: geteuid() == 0, "is for root"),
    .enabled(if: SmallFileSystem.isAvailable, "a small file system cannot be mounted here"))
  func fullFileSystem() throws {
    let directory = try TestDirectory()
    try FileManager.default.createDirectory(
      atPath: directory.state, withIntermediateDirectories: true)
    try SmallFileSystem.mount(on: directory.state, options: "size=1m,mode=700")
    defer { umount2(directory.state, Int32(MNT_DETACH)) }
    let store = try StateStore.open(directory: directory.state)
    defer { store.close() }
    try store.apply(Commit(sequence: 1, records: [record(.meta, "a", "1")]))
    let before = try store.content()
    let ballast = directory.state + "/ballast"
    try fill(ballast)
    for _ in 0..<3 {
      let error = #expect(throws: StateError.self) { try store.apply(large(2)) }
      #expect(error?.isTransient == true, "\(String(describing: error))")
      #expect(try store.content() == before)
    }
    #expect(try StateCopy.open(directory: directory.state).state.sequence == 1)
    try FileManager.default.removeItem(atPath: ballast)
    try store.apply(large(2))
    #expect(try store.load().sequence == 2)
    try fill(ballast)
    let error = #expect(throws: StateError.self) {
      for sequence in 3...50 as ClosedRange<UInt64> { try store.apply(large(sequence)) }
    }
    #expect(error?.isTransient == true)
    try FileManager.default.removeItem(atPath: ballast)
    let copy = try StateStore.open(directory: directory.snapshot("later"))
    #expect(try copy.content() == store.content())
  }

  /// Writes until there is no space left.
  private func fill(_ path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT, 0o600)
    #expect(file >= 0)
    defer { close(file) }
    let block = [UInt8](repeating: 0, count: 1024)
    while write(file, block, block.count) > 0 {}
  }
}
