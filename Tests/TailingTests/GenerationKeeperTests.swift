import SpendCore
import SpendTesting
import Testing

@testable import Tailing

/// What becomes of generations, whoever decides about them.
@Suite("Keeping generations")
struct GenerationKeeperTests {
  private let context = TailContext(fileSystem: MemoryFileSystem(), options: TailOptions())

  private func keeper() -> GenerationKeeper { GenerationKeeper(source: "f", context) }

  /// Ten bytes, of which some are consumed; open.
  private func generation(
    _ number: UInt64 = 1, read: Int = 10, _ edit: (inout StoredGeneration) -> Void = { _ in }
  ) -> Generation {
    let content = MatchScene.lines(1)
    var stored = StoredGeneration(
      slot: "/log/f", path: "/log/f.1", state: .draining, at: Timestamp(microseconds: 0))
    content[..<read].withUnsafeBytes { stored.fingerprint.append($0) }
    stored.knownSize = Int64(read)
    edit(&stored)
    let generation = Generation(number: number, stored)
    generation.open.reader = MemoryReader(content)
    return generation
  }

  @Test("One that may have data has its turn until nothing is left")
  func turns() {
    let keeper = keeper()
    let (first, second) = (generation(1), generation(2))
    for each in [second, first] { keeper.enlist(each) }
    #expect(keeper.next() == nil)
    for each in [second, first, first] { each.expectData() }
    #expect(keeper.next() === first)
    #expect(keeper.next() === first)
    first.open.mayHaveData = false
    #expect(keeper.next() === second)
    second.open.isChanged = true
    #expect(keeper.next() == nil)
    first.expectData()
    #expect(keeper.next() === first)
  }

  @Test("One that another source takes over has its turn and its commits there")
  func takenOver() {
    let (before, after) = (keeper(), keeper())
    let generation = generation()
    before.enlist(generation)
    generation.expectData()
    after.enlist(generation)
    before.keep([])
    #expect(before.next() == nil)
    #expect(after.next() === generation)
    #expect(!before.list.isDirty && after.list.isDirty)
    #expect(after.release().count == 1)
    #expect(generation.keeper == nil && generation.reader == nil)
  }

  @Test("What is over is closed once that is durable")
  func sealed() {
    let keeper = keeper()
    let generation = generation()
    keeper.enlist(generation)
    keeper.seal(generation)
    #expect(generation.state == .sealed && generation.reader != nil)
    #expect(context.wantsCommit)
    _ = generation.changes(source: "f")
    keeper.committed(forgotten: [])
    #expect(generation.reader == nil && !keeper.list.isDirty)
    #expect(
      context.happenings == [.sealed(source: "f", path: "/log/f.1", number: 1, bytes: 10)])
  }

  /// What is said of one whose file is nowhere.
  enum End: CaseIterable {
    case nothingWasSeen
    case wasRead
    case wasNotRead
    case isInAnother
  }

  @Test("Of one whose file is nowhere it is said what is missing", arguments: End.allCases)
  func vanished(end: End) {
    let keeper = keeper()
    let generation = generation(read: end == .nothingWasSeen ? 0 : 10) { stored in
      if end == .wasNotRead { stored.knownSize = 15 }
      if end == .isInAnother { stored.supersededTo = 10 }
    }
    keeper.enlist(generation)
    keeper.vanish(generation)
    let said: [TailHappening] =
      switch end {
      case .nothingWasSeen, .isInAnother: []
      case .wasRead: [.unverifiedEnd(source: "f", path: "/log/f.1", number: 1, offset: 10)]
      case .wasNotRead: [.gap(source: "f", path: "/log/f.1", number: 1, offset: 10, bytes: 5)]
      }
    #expect(context.happenings == said)
    #expect(keeper.list.isEmpty == (end == .nothingWasSeen))
    #expect(generation.state == .vanished && generation.reader == nil)
  }
}
