import SpendCore
import Testing

@testable import Tailing

/// What the file at the path itself is taken for. Ten bytes are a line.
@Suite("What the file at the path is")
struct CurrentFileMatchTests {
  @Test("where it evidently took over", arguments: successionsRows)
  func successions(scene: MatchScene) throws { #expect(try scene.decide() == scene.verdict) }

  @Test("where others began with the same bytes", arguments: copiesRows)
  func copies(scene: MatchScene) throws { #expect(try scene.decide() == scene.verdict) }

  @Test("where the one before it was lost", arguments: predecessorsRows)
  func predecessors(scene: MatchScene) throws { #expect(try scene.decide() == scene.verdict) }

  @Test("it takes over from what has its path, whatever it followed")
  func phases() {
    var file = file(MatchScene.lines(1)).value
    #expect(GenerationMatcher.Phase.allCases == [.succession, .returning, .everythingElse])
    #expect(GenerationMatcher.Phase.allCases.allSatisfy { $0.includes(file) })
    file.predecessor = 1
    #expect(!GenerationMatcher.Phase.succession.includes(file))
    #expect(GenerationMatcher.Phase.returning.includes(file))
    let rotated = MatchScene.File(content: []).value
    #expect(!GenerationMatcher.Phase.succession.includes(rotated))
  }

  private func file(_ content: [UInt8]) -> MatchScene.File { Self.file(content) }

  private static func lines(_ count: Int) -> [UInt8] { MatchScene.lines(count) }
  private static func same(_ count: Int) -> [UInt8] { MatchScene.same(count) }

  private static func file(_ content: [UInt8], predecessor: UInt64? = nil) -> MatchScene.File {
    .init(content: content, path: "/log/f", role: .current, predecessor: predecessor)
  }

  private static func evident(_ scene: inout MatchScene) { scene.phase = .succession }

  static let successionsRows: [MatchScene] = [
    MatchScene(
      "it holds what was consumed of one without a file", file(lines(9)),
      .init(content: lines(6), read: 60, state: .active), is: .continues(1), evident),
    MatchScene(
      "it holds the same lines, which could be others", file(same(9)),
      .init(content: same(6), read: 60, state: .active), is: nil, evident),
    MatchScene(
      "it begins as one of which nothing was consumed", file(same(9)),
      .init(content: same(6), read: 0, state: .active), is: .continues(1), evident),
    MatchScene(
      "it begins otherwise", file(lines(9)),
      .init(content: same(6), read: 0, state: .active), is: nil, evident),
    MatchScene(
      "it holds all of an open file that lost its name", file(lines(9)),
      .init(content: lines(6), read: 50, state: .active, isOpen: true),
      is: .replaces(1, common: 60), evident),
    MatchScene(
      "the same, but nothing was consumed and the lines could be others", file(same(9)),
      .init(content: same(6), read: 0, state: .active, isOpen: true), is: nil, evident),
    MatchScene(
      "it holds a part of an open file that lost its name", file(lines(5)),
      .init(content: lines(6), read: 40, state: .active, isOpen: true),
      is: .replaces(1, common: 50), evident),
    MatchScene(
      "it parts from an open file that lost its name", file(lines(5) + same(3)),
      .init(content: lines(6), read: 40, state: .active, isOpen: true),
      is: .new(base: 50, of: 1), evident),
    MatchScene(
      "it parts from one of which nothing was consumed", file(lines(5) + same(3)),
      .init(content: lines(6), read: 0, state: .active, isOpen: true), is: nil, evident),
    MatchScene(
      "it parts from what was consumed", file(lines(5) + same(3)),
      .init(content: lines(6), read: 60, state: .active), is: nil, evident),
    MatchScene(
      "it goes on like an open file, but began otherwise",
      file(MatchScene.lines(20..<26) + MatchScene.lines(6..<9)),
      .init(content: lines(9), read: 60, state: .active, isOpen: true), is: nil, evident),
    MatchScene(
      "the one before is of another path", file(lines(9)),
      .init(content: lines(6), read: 60, slot: "/log/g"), is: nil, evident),
    MatchScene(
      "the one before was found", file(lines(9)),
      .init(content: lines(6), read: 60, isFound: true), is: nil, evident),
    MatchScene(
      "the one before is what late writers added to", file(lines(9)),
      .init(content: lines(6), read: 60, isRemainder: true), is: nil, evident),
    MatchScene(
      "the longest of several", file(lines(9)), .init(content: lines(6), read: 60),
      .init(number: 2, content: lines(5), read: 50), is: .continues(1), evident),
    MatchScene(
      "the last of several", file(lines(9)), .init(content: lines(6), read: 60),
      .init(number: 2, content: lines(6), read: 60), is: .continues(2), evident),
  ]

  static let copiesRows: [MatchScene] = [
    MatchScene("nothing is known", file(lines(9)), is: .new(base: 0, of: nil)),
    MatchScene(
      "it is empty", file([]), .init(content: [], read: 0, isFound: true, isOpen: true),
      is: .new(base: 0, of: nil)),
    MatchScene(
      "all of a rotated file", file(lines(9)),
      .init(content: lines(6), read: 60, state: .sealed, isFound: true),
      is: .new(base: 60, of: 1)),
    MatchScene(
      "the same lines as a rotated file, which could be others", file(same(9)),
      .init(content: same(6), read: 60, state: .sealed, isFound: true),
      is: .new(base: 0, of: nil)),
    MatchScene(
      "other lines than a rotated file", file(lines(9)),
      .init(content: same(6), read: 60, state: .sealed, isFound: true),
      is: .new(base: 0, of: nil)),
    MatchScene(
      "the most of several", file(lines(9)),
      .init(content: lines(7), read: 70, state: .sealed, isFound: true),
      .init(number: 2, content: lines(6), read: 60, state: .sealed, isFound: true),
      is: .new(base: 70, of: 1)),
    MatchScene(
      "all of what late writers added to", file(lines(9)),
      .init(content: lines(6), read: 60, isFound: true, isRemainder: true),
      is: .new(base: 0, of: nil)),
    MatchScene(
      "what is open of a rotated file, and more", file(lines(9)),
      .init(content: lines(7), read: 60, isFound: true, isOpen: true), is: .extends(1)),
    MatchScene(
      "it parts from the open file after what was consumed", file(lines(7) + same(2)),
      .init(content: lines(9), read: 60, isFound: true, isOpen: true),
      is: .new(base: 0, of: nil)),
    MatchScene(
      "more than the copy that was just taken for its file", file(lines(9)),
      .init(content: lines(7), read: 70, isFound: true, isOpen: true, isAdopted: true),
      is: .extends(1)),
    MatchScene(
      "just what a rotated file holds that is not read to its end: this one may grow",
      file(lines(7)), .init(content: lines(7), read: 60, isFound: true, isOpen: true),
      is: .extends(1)),
    MatchScene(
      "just what a rotated file holds that is read to its end", file(lines(7)),
      .init(content: lines(7), read: 70, isFound: true, isOpen: true),
      is: .new(base: 70, of: 1)),
    MatchScene(
      "all of a rotated file of which nothing was consumed", file(lines(9)),
      .init(content: lines(7), read: 0, isFound: true, isOpen: true), is: .takesOver(1)),
    MatchScene(
      "the same, and both begin with a NUL", file([0] + lines(9)),
      .init(content: [0] + lines(7), read: 0, isFound: true, isOpen: true), is: .extends(1)),
    MatchScene(
      "the same of just so much", file([0] + lines(7)),
      .init(content: [0] + lines(7), read: 0, isFound: true, isOpen: true), is: .extends(1)),
    MatchScene(
      "the same of another file at its path", file(lines(9)),
      .init(content: lines(7), read: 0, state: .active, isFound: true, isOpen: true),
      is: .new(base: 70, of: 1)),
    MatchScene(
      "one of another path that was known before", file(lines(9)),
      .init(
        number: 2, content: lines(6), read: 60, state: .active, isFound: true, slot: "/log/g"),
      is: .new(base: 0, of: nil)
    ) { $0.firstNewNumber = 3 },
    MatchScene(
      "one of another path that was seen first just now", file(lines(9)),
      .init(
        number: 2, content: lines(6), read: 60, state: .active, isFound: true, slot: "/log/g"),
      is: .new(base: 0, of: nil)
    ) { $0.firstNewNumber = 2 },
    MatchScene(
      "the same, and it kept the time of its original", file(lines(9)),
      .init(
        number: 2, content: lines(6), read: 60, state: .active, isFound: true, slot: "/log/g",
        birth: 600),
      is: .new(base: 60, of: 2)
    ) { $0.firstNewNumber = 2 },
    MatchScene(
      "one of another path, seen just now, that is older", file(lines(9)),
      .init(
        number: 2, content: lines(6), read: 60, state: .active, isFound: true, slot: "/log/g",
        birth: 49),
      is: .new(base: 0, of: nil)
    ) { $0.firstNewNumber = 2 },
    MatchScene(
      "the same lines as one that was born later and seen first just now", file(same(9)),
      .init(number: 2, content: same(6), read: 60, state: .active, isFound: true),
      is: .new(base: 60, of: 2)
    ) { $0.firstNewNumber = 2 },
    MatchScene(
      "the same lines as one that was born at the same time", file(same(9)),
      .init(number: 2, content: same(6), read: 60, state: .active, isFound: true, birth: 50),
      is: .new(base: 0, of: nil)
    ) { $0.firstNewNumber = 2 },
  ]

  static let predecessorsRows: [MatchScene] = [
    MatchScene(
      "it has what was consumed and more", file(same(9)),
      .init(content: same(6), read: 60, state: .active), is: .continues(1)),
    MatchScene(
      "it has just what was consumed", file(lines(6)),
      .init(content: lines(6), read: 60, state: .active), is: .continues(1)),
    MatchScene(
      "it has half of what was consumed, then something else", file(lines(3) + same(3)),
      .init(content: lines(6), read: 60, state: .active), is: .new(base: 30, of: 1)),
    MatchScene(
      "it has the same half, of lines that could be others", file(same(3) + lines(3)),
      .init(content: same(6), read: 60, state: .active), is: .new(base: 0, of: nil)),
    MatchScene(
      "it has less than half of what was consumed", file(lines(2) + same(3)),
      .init(content: lines(6), read: 60, state: .active), is: .new(base: 20, of: 1)),
    MatchScene(
      "it has one line of it, where all lines are distinct", file(lines(1) + same(3)),
      .init(content: lines(6), read: 60, state: .active), is: .new(base: 10, of: 1)),
    MatchScene(
      "it has one line of it, where some come again", file(lines(1) + same(3)),
      .init(content: lines(6) + same(2), read: 80, state: .active), is: .new(base: 0, of: nil)),
    MatchScene(
      "it has a few lines of it, where most come again", file(lines(2) + same(3)),
      .init(content: lines(3) + lines(3), read: 60, state: .active), is: .new(base: 0, of: nil)),
    MatchScene(
      "it is empty, and something was consumed", file([]),
      .init(content: lines(6), read: 60, state: .active), is: .repeats(1, base: nil)),
    MatchScene(
      "it is empty, and nothing was", file([]),
      .init(content: lines(6), read: 0, state: .active), is: .new(base: 0, of: nil)),
    MatchScene(
      "it has nothing but a few lines of it", file(lines(2)),
      .init(content: lines(6), read: 60, state: .active), is: .repeats(1, base: nil)),
    MatchScene(
      "it has a few lines of it and a part of one", file(lines(2) + lines(1).prefix(5)),
      .init(content: lines(6), read: 60, state: .active), is: .repeats(1, base: nil)),
    MatchScene(
      "it has nothing but a few lines of it, and a run ends by itself", file(lines(2)),
      .init(content: lines(6), read: 60, state: .active), is: .new(base: 20, of: 1)
    ) { $0.isOnce = true },
    MatchScene(
      "it begins as one of which nothing was consumed", file(lines(9)),
      .init(content: lines(6), read: 0, state: .active), is: .new(base: 0, of: nil)),
    MatchScene(
      "the one whose file it was comes before a later one", file(lines(9), predecessor: 1),
      .init(content: lines(6), read: 60),
      .init(number: 2, content: lines(6), read: 60), is: .continues(1)),
    MatchScene(
      "but not where that was found elsewhere", file(lines(9), predecessor: 1),
      .init(content: lines(6), read: 60, isFound: true, slot: "/log/g"),
      .init(number: 2, content: lines(6), read: 60), is: .continues(2)),
    MatchScene(
      "its own predecessor at another path", file(lines(9), predecessor: 1),
      .init(content: lines(6), read: 60, slot: "/log/g"), is: .continues(1)),
  ]
}
