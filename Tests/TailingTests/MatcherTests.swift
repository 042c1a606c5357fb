import SpendCore
import Testing

@testable import Tailing

/// In which order files are decided about, and what a verdict may not be given on.
@Suite("Matching")
struct MatcherTests {
  private static func lines(_ count: Int) -> [UInt8] { MatchScene.lines(count) }

  @Test("rotated before current, plain before archives, older before newer, changed ones last")
  func order() {
    let files: [MatchScene.File] = [
      .init(content: [], path: "/log/f.9", modified: 1),
      .init(content: [], path: "/log/f.8", modified: 2),
      .init(content: [], path: "/log/f.10", modified: 3),
      .init(content: [], path: "/log/f.2", modified: 3),
      .init(content: [], path: "/log/a", role: .formerPlace, modified: 3),
      .init(content: [], path: "/log/b", role: .formerPlace, modified: 3),
      .init(content: [], path: "/log/f.7.gz", modified: 1),
      .init(content: [], path: "/log/f", role: .current, modified: 1),
      .init(content: [], path: "/log/f.1", modified: 1, predecessor: 1),
    ]
    let values = files.map(\.value)
    #expect(GenerationMatcher.Phase.returning.inOrder(values.reversed()) { $0 } == values)
    #expect(GenerationMatcher.Phase.everythingElse.inOrder(values.shuffled()) { $0 } == values)
    let found = Array(values.reversed())
    #expect(GenerationMatcher.Phase.succession.inOrder(found) { $0 } == found)
  }

  @Test("it knows what it is told")
  func updates() {
    var scene = MatchScene(
      "", .init(content: lines(9)), .init(content: lines(6), read: 60),
      .init(number: 4, content: lines(7), read: 70), is: nil)
    var matcher = scene.matcher
    #expect(matcher[1]?.offset == 60 && matcher[4]?.offset == 70)
    #expect(matcher[0] == nil && matcher[2] == nil && matcher[5] == nil)
    scene.known[0].read = 50
    scene.known[1].number = 6
    for known in scene.known { matcher.update(known.value) }
    #expect(matcher.generations.map(\.number) == [1, 4, 6])
    #expect(matcher[1]?.offset == 50 && matcher[6]?.offset == 70)
    matcher.forget(4)
    #expect(matcher.generations.map(\.number) == [1, 6])
  }

  static let changes: [MatchScene] = [
    MatchScene(
      "seen before", .init(content: lines(9)),
      .init(content: lines(9), read: 60, isFound: true, isOpen: true, isChanged: true), is: nil),
    MatchScene(
      "what was consumed is not there any more", .init(content: lines(9)),
      .init(
        content: lines(9), read: 60, isFound: true, isOpen: true,
        contentNow: MatchScene.lines(5..<14)),
      is: nil),
    MatchScene(
      "the first bytes are not there any more", .init(content: lines(9)),
      .init(
        content: lines(9), read: 0, isFound: true, isOpen: true,
        contentNow: MatchScene.lines(5..<14)),
      is: nil),
    MatchScene(
      "it is shorter than it was", .init(content: lines(9)),
      .init(content: lines(9), read: 60, isFound: true, isOpen: true, contentNow: lines(8)),
      is: nil),
  ]

  @Test("nothing is said about a file that changes while it is compared", arguments: changes)
  func changedMeanwhile(scene: MatchScene) {
    #expect(throws: FileError.changedMeanwhile("/log/f.1")) { try scene.decide() }
    var current = scene
    current.file.role = .current
    #expect(throws: FileError.changedMeanwhile("/log/f.1")) { try current.decide() }
  }

  @Test("an archive is not looked at again for what was consumed of it")
  func archive() throws {
    let scene = MatchScene(
      "", .init(content: lines(9)),
      .init(
        content: lines(9), read: 60, isFound: true, isOpen: true, isCompressed: true,
        contentNow: MatchScene.same(6) + MatchScene.lines(6..<9)),
      is: .copy(of: 1))
    #expect(try scene.decide() == scene.verdict)
  }

  /// An archive of which something can be read, and whose it was.
  struct Damage: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var readable: [UInt8]
    var path: FilePath = "/log/f.1.gz"
    var length: Int64? = 0
    var known: [MatchScene.Known]
    var owner: UInt64?
  }

  static let damages: [Damage] = [
    Damage(testDescription: "nothing is known", readable: lines(9), known: []),
    Damage(
      testDescription: "half of what can be read", readable: lines(6) + MatchScene.same(6),
      known: [.init(content: lines(60), read: 600)], owner: 1),
    Damage(
      testDescription: "less than half of what can be read",
      readable: lines(5) + MatchScene.same(6), known: [.init(content: lines(60), read: 600)]),
    Damage(
      testDescription: "half of what was consumed", readable: lines(6) + MatchScene.same(60),
      known: [.init(content: lines(12), read: 120)], owner: 1),
    Damage(
      testDescription: "the one that has the most of it", readable: lines(9),
      known: [
        .init(content: lines(6), read: 60), .init(number: 2, content: lines(8), read: 80),
        .init(number: 3, content: lines(7), read: 70),
      ], owner: 2),
    Damage(
      testDescription: "by name and length", readable: [], length: 90,
      known: [.init(content: lines(9), read: 90)], owner: 1),
    Damage(
      testDescription: "by name and length, the last one", readable: [], length: 90,
      known: [
        .init(content: lines(9), read: 90), .init(number: 2, content: lines(9), read: 90),
      ], owner: 2),
    Damage(
      testDescription: "by name, of one that is over and gone, where no length is said",
      readable: [], length: nil,
      known: [
        .init(content: lines(9), read: 90, state: .sealed),
        .init(number: 2, content: lines(9), read: 90),
      ], owner: 1),
    Damage(
      testDescription: "no length, and its file is there", readable: [], length: nil,
      known: [.init(content: lines(9), read: 90, state: .sealed, isFound: true)]),
    Damage(
      testDescription: "another length", readable: [], length: 80,
      known: [.init(content: lines(9), read: 90)]),
    Damage(
      testDescription: "another name", readable: [], path: "/log/f.2.gz", length: 90,
      known: [.init(content: lines(9), read: 90)]),
    // Chunks in the middle of a long file have no line ends: where it parts from the file is not
    // known to the line.
    Damage(
      testDescription: "a part that ends in no line", readable: Array(long[..<100_000]),
      known: [.init(content: long, read: long.count)]),
    Damage(
      testDescription: "a part that ends in a line", readable: Array(long[..<50_000]),
      known: [.init(content: long, read: long.count)], owner: 1),
  ]

  /// More than eighty chunks.
  private static let long = (0..<6).flatMap { MatchScene.lines($0..<9000) }

  @Test("the owner of a damaged archive", arguments: damages)
  func damage(damage: Damage) throws {
    let scene = MatchScene("", .init(content: damage.readable, path: damage.path), is: nil) {
      $0.known = damage.known
    }
    let owner = try scene.matcher.owner(
      ofDamaged: scene.file.value, MemoryReader(damage.readable),
      readable: Int64(damage.readable.count), length: damage.length)
    #expect(owner == damage.owner)
  }

  private func lines(_ count: Int) -> [UInt8] { Self.lines(count) }
}
