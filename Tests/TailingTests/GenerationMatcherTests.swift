import SpendCore
import Testing

@testable import Tailing

/// What a rotated file is taken for. Ten bytes are a line.
@Suite("What a rotated file is")
struct GenerationMatcherTests {
  @Test("by its content", arguments: contentRows)
  func content(scene: MatchScene) throws { #expect(try scene.decide() == scene.verdict) }

  @Test(
    "by circumstances, where its lines could be those of any other", arguments: circumstancesRows)
  func circumstances(scene: MatchScene) throws { #expect(try scene.decide() == scene.verdict) }

  @Test("where generations repeat bytes of others", arguments: basesRows)
  func bases(scene: MatchScene) throws { #expect(try scene.decide() == scene.verdict) }

  private static func lines(_ count: Int) -> [UInt8] { MatchScene.lines(count) }
  private static func lineRange(_ range: Range<Int>) -> [UInt8] { MatchScene.lines(range) }
  private static func same(_ count: Int) -> [UInt8] { MatchScene.same(count) }
  private static let long = lines(9000)

  static let contentRows: [MatchScene] = [
    MatchScene("no generation", .init(content: lines(9)), is: .new(base: 0, of: nil)),
    MatchScene("empty", .init(content: []), .init(content: lines(9), read: 0), is: .later),
    MatchScene(
      "all that was consumed of one that lost its file", .init(content: lines(9)),
      .init(content: lines(6), read: 60), is: .continues(1)),
    MatchScene(
      "as above, in the phase for it", .init(content: lines(9)),
      .init(content: lines(6), read: 60), is: .continues(1)
    ) { $0.phase = .returning },
    MatchScene(
      "anything else is not decided in that phase", .init(content: lines(9)),
      .init(content: lines(9), read: 90, isFound: true), is: nil
    ) { $0.phase = .returning },
    MatchScene(
      "the first bytes of one of which nothing was consumed", .init(content: lines(9)),
      .init(content: lines(6), read: 0), is: .continues(1)),
    MatchScene(
      "other first bytes than those", .init(content: lines(9)),
      .init(content: lineRange(3..<9), read: 0), is: .new(base: 0, of: nil)),
    MatchScene(
      "NULs for a page, then other bytes than those",
      .init(content: [UInt8](repeating: 0, count: 4096) + lines(9)),
      .init(content: [UInt8](repeating: 0, count: 4096) + lineRange(1..<10), read: 0),
      is: .new(base: 0, of: nil)),
    MatchScene(
      "NULs for a page, then the same bytes",
      .init(content: [UInt8](repeating: 0, count: 4096) + lines(9)),
      .init(content: [UInt8](repeating: 0, count: 4096) + lines(9), read: 0),
      is: .continues(1)),
    MatchScene(
      "all of one that has its file", .init(content: lines(9)),
      .init(content: lines(9), read: 90, state: .sealed, isFound: true), is: .copy(of: 1)),
    MatchScene(
      "more than all of it", .init(content: lines(9)),
      .init(content: lines(6), read: 60, state: .sealed, isFound: true),
      is: .new(base: 60, of: 1)),
    MatchScene(
      "less than all of it", .init(content: lines(6)),
      .init(content: lines(9), read: 90, state: .sealed, isFound: true), is: .copy(of: 1)),
    MatchScene(
      "less than all of it, and cut in a line", .init(content: Array(lines(6).dropLast(4))),
      .init(content: lines(9), read: 90, state: .sealed, isFound: true), is: .copy(of: 1)),
    MatchScene(
      "two thirds of it, then something else", .init(content: lines(6) + same(3)),
      .init(content: lines(9), read: 90, state: .sealed, isFound: true),
      is: .new(base: 60, of: 1)),
    MatchScene(
      "a third of it, then something else: a header", .init(content: lines(3) + same(3)),
      .init(content: lines(9), read: 90, state: .sealed, isFound: true),
      is: .new(base: 0, of: nil)),
    MatchScene(
      "a small part, but more than any header", .init(content: long[..<70_000] + same(3)),
      .init(content: lines(9000) + lines(9000), read: 180_000, state: .sealed, isFound: true),
      is: .new(base: 70_000, of: 1)),
    MatchScene(
      "nothing in common", .init(content: lineRange(20..<29)),
      .init(content: lines(9), read: 90, state: .sealed, isFound: true),
      is: .new(base: 0, of: nil)),
    MatchScene(
      "what the open file has, also after what was consumed", .init(content: lines(8)),
      .init(content: lines(9), read: 60, isFound: true, isOpen: true), is: .copy(of: 1)),
    MatchScene(
      "less than was consumed of the open file", .init(content: Array(lines(6).dropLast(4))),
      .init(content: lines(9), read: 90, isFound: true, isOpen: true), is: .copy(of: 1)),
    MatchScene(
      "parts from the open file after what was consumed", .init(content: lines(7) + same(2)),
      .init(content: lines(9), read: 60, isFound: true, isOpen: true),
      is: .new(base: 70, of: 1)),
    MatchScene(
      "parts from an open file of which nothing was consumed", .init(content: lines(7) + same(2)),
      .init(content: lines(9), read: 0, isFound: true, isOpen: true),
      is: .new(base: 0, of: nil)),
    MatchScene(
      "all of an open file without a name, and more", .init(content: lines(9)),
      .init(content: lines(7), read: 60, isOpen: true), is: .replaces(1, common: 70)),
    MatchScene(
      "all of an open file that is read to its end, and more", .init(content: lines(9)),
      .init(content: lines(7), read: 70, isFound: true, isOpen: true),
      is: .new(base: 70, of: 1)),
    MatchScene(
      "all of an open file that is not read to its end, and more", .init(content: lines(9)),
      .init(content: lines(7), read: 60, isFound: true, isOpen: true), is: .extends(1)),
    MatchScene(
      "the same of the file at the path", .init(content: lines(9)),
      .init(content: lines(7), read: 60, state: .active, isFound: true, isOpen: true),
      is: .new(base: 70, of: 1)),
    MatchScene(
      "more than the copy that was just taken for its file", .init(content: lines(9)),
      .init(content: lines(7), read: 70, isFound: true, isOpen: true, isAdopted: true),
      is: .extends(1)),
    MatchScene(
      "more than a copy that is read to its end, made before the file was lost",
      .init(content: lines(9)),
      .init(content: lines(7), read: 70, seen: 80, isFound: true, isOpen: true), is: .extends(1)),
    MatchScene(
      "as much as an open file that is not read to its end", .init(content: lines(7)),
      .init(content: lines(7), read: 60, isFound: true, isOpen: true), is: .copy(of: 1)),
    MatchScene(
      "the first bytes of an archive that is written again, and nothing was consumed of it",
      .init(content: lines(9), path: "/log/f.1"),
      .init(content: lines(6), read: 0, isFound: true, isCompressed: true, path: "/log/f.1.gz"),
      is: .continues(1)),
    MatchScene(
      "all of what late writers added to", .init(content: lines(9)),
      .init(content: lines(9), read: 90, isFound: true, isRemainder: true),
      is: .new(base: 0, of: nil)),
    MatchScene(
      "all of what late writers added to, and it lost its file", .init(content: lines(9)),
      .init(content: lines(9), read: 90, isRemainder: true), is: .continues(1)),
    MatchScene(
      "cut in the only line, which the open file has",
      .init(content: [UInt8](repeating: 0x41, count: 1500)),
      .init(
        content: [UInt8](repeating: 0x41, count: 1500) + [0x0A], read: 1501, isFound: true,
        isOpen: true),
      is: .copy(of: 1)),
    MatchScene(
      "parts from the open file before what was consumed ends",
      .init(content: lines(6) + same(3)),
      .init(content: lines(9), read: 90, isFound: true, isOpen: true),
      is: .new(base: 60, of: 1)),
    MatchScene(
      "a copy at a former place", .init(content: lines(9), role: .formerPlace),
      .init(content: lines(9), read: 90, state: .sealed, isFound: true), is: .later),
    MatchScene(
      "a lost file at a former place", .init(content: lines(9), role: .formerPlace),
      .init(content: lines(9), read: 90), is: .continues(1)),
    MatchScene(
      "the longest of several", .init(content: lines(9)),
      .init(content: lines(4), read: 40),
      .init(number: 2, content: lines(6), read: 60),
      .init(number: 3, content: lines(5), read: 50), is: .continues(2)),
    MatchScene(
      "the one it was a copy of, where others have more of it",
      .init(content: lines(9), original: 1), .init(content: lines(4), read: 40),
      .init(number: 2, content: lines(6), read: 60), is: .continues(1)),
    MatchScene(
      "the one it was a copy of, which has a file again", .init(content: lines(9), original: 1),
      .init(content: lines(9), read: 90, state: .sealed, isFound: true), is: .copy(of: 1)),
    MatchScene(
      "the one it was a copy of, but the bytes are others", .init(content: lines(9), original: 1),
      .init(content: lineRange(20..<26), read: 60), is: .new(base: 0, of: nil)),
  ]

  static let circumstancesRows: [MatchScene] = [
    MatchScene(
      "its bytes are wanted and its file is gone", .init(content: same(9)),
      .init(content: same(6), read: 60), is: .continues(1)),
    MatchScene(
      "nothing was consumed, so nothing is passed over", .init(content: same(9)),
      .init(content: same(6), read: 0, state: .sealed), is: .continues(1)),
    MatchScene(
      "it was over, and has more now", .init(content: same(9)),
      .init(content: same(6), read: 60, state: .sealed), is: .new(base: 0, of: nil)),
    MatchScene(
      "it was over, and the file is the one whose content changed",
      .init(content: same(9), predecessor: 1),
      .init(content: same(6), read: 60, state: .sealed), is: .continues(1)),
    MatchScene(
      "it was gone before, and the file is a known copy", .init(content: same(9), original: 1),
      .init(content: same(6), read: 60, state: .vanished), is: .continues(1)),
    MatchScene(
      "it was over, and the file has just its length", .init(content: same(6)),
      .init(content: same(6), read: 60, state: .sealed), is: .continues(1)),
    MatchScene(
      "it was gone before, and the file has just its length", .init(content: same(6)),
      .init(content: same(6), read: 60, state: .vanished), is: .new(base: 0, of: nil)),
    MatchScene(
      "it was gone before, and the lines are distinct", .init(content: lines(9)),
      .init(content: lines(6), read: 60, state: .vanished), is: .continues(1)),
    MatchScene(
      "it was over, and the name says so", .init(content: same(9), path: "/log/f.1.gz"),
      .init(content: same(6), read: 60, state: .sealed), is: .continues(1)),
    MatchScene(
      "a copy by its name", .init(content: same(9), path: "/log/f.1.gz"),
      .init(content: same(9), read: 90, state: .sealed, isFound: true), is: .copy(of: 1)),
    MatchScene(
      "a copy by the name of another copy", .init(content: same(9), path: "/log/f.5.gz"),
      .init(content: same(9), read: 90, state: .sealed, isFound: true, copies: ["/log/f.5"]),
      is: .copy(of: 1)),
    MatchScene(
      "the same path as before says nothing", .init(content: same(9), path: "/log/f.1"),
      .init(content: same(9), read: 90, state: .sealed, isFound: true),
      is: .new(base: 0, of: nil)),
    MatchScene(
      "no copy: the same lines, another name", .init(content: same(9)),
      .init(content: same(9), read: 90, state: .sealed, isFound: true),
      is: .new(base: 0, of: nil)),
    MatchScene(
      "as above, and the file is young", .init(content: same(9)),
      .init(content: same(9), read: 90, state: .sealed, isFound: true), is: .later
    ) { $0.age = 5 },
    MatchScene(
      "as above, in a run that ends by itself", .init(content: same(9)),
      .init(content: same(9), read: 90, state: .sealed, isFound: true),
      is: .new(base: 0, of: nil)
    ) {
      $0.age = 5
      $0.isOnce = true
    },
    MatchScene(
      "young, and nothing like it is known", .init(content: same(9)),
      is: .new(base: 0, of: nil)
    ) { $0.age = 5 },
    MatchScene(
      "young, and it only begins alike", .init(content: lines(3) + same(3)),
      .init(content: lines(9), read: 90, state: .sealed, isFound: true),
      is: .new(base: 0, of: nil)
    ) { $0.age = 5 },
    MatchScene(
      "born after the file at the path", .init(content: same(9), birth: 600),
      .init(content: same(9), read: 90, state: .active, isFound: true, isOpen: true),
      is: .copy(of: 1)),
    MatchScene(
      "born while a rotated one was written", .init(content: same(9), birth: 500),
      .init(content: same(9), read: 90, isFound: true, isOpen: true), is: .copy(of: 1)),
    MatchScene(
      "born after a rotated one was written", .init(content: same(9), birth: 501),
      .init(content: same(9), read: 90, isFound: true, isOpen: true),
      is: .new(base: 0, of: nil)),
    MatchScene(
      "births are not known", .init(content: same(9), birth: 1),
      .init(content: same(9), read: 90, state: .active, isFound: true, isOpen: true, birth: 0),
      is: .new(base: 0, of: nil)),
    MatchScene(
      "births say nothing of a file without a name", .init(content: same(8), birth: 600),
      .init(content: same(9), read: 90, state: .active, isOpen: true),
      is: .new(base: 0, of: nil)),
    MatchScene(
      "all of an open file without a name", .init(content: same(9)),
      .init(content: same(9), read: 90, isOpen: true), is: .copy(of: 1)),
    MatchScene(
      "a part of an open file without a name", .init(content: same(8)),
      .init(content: same(9), read: 90, isOpen: true), is: .new(base: 0, of: nil)),
    MatchScene(
      "one short line is no evidence", .init(content: same(1)),
      .init(content: same(1), read: 10, state: .sealed, isFound: true),
      is: .new(base: 0, of: nil)),
    MatchScene(
      "one long line is", .init(content: [UInt8](repeating: 0x41, count: 1500) + [0x0A]),
      .init(
        content: [UInt8](repeating: 0x41, count: 1500) + [0x0A], read: 1501, state: .sealed,
        isFound: true),
      is: .copy(of: 1)),
  ]

  static let basesRows: [MatchScene] = [
    MatchScene(
      "one with bytes of its own comes before one without", .init(content: lines(9)),
      .init(content: lines(6), read: 60, base: 60),
      .init(number: 2, content: lines(6), read: 60), is: .continues(2)),
    MatchScene(
      "one without bytes of its own goes on where nothing else does", .init(content: lines(9)),
      .init(content: lines(6), read: 60, base: 60), is: .continues(1)),
    MatchScene(
      "and comes before a new one with the same base", .init(content: lines(9)),
      .init(content: lines(6), read: 60, state: .sealed, isFound: true),
      .init(number: 2, content: lines(6), read: 60, base: 60), is: .continues(2)),
    MatchScene(
      "but not before a new one with a longer base", .init(content: lines(9)),
      .init(content: lines(7), read: 70, state: .sealed, isFound: true),
      .init(number: 2, content: lines(6), read: 60, base: 60), is: .new(base: 70, of: 1)),
    MatchScene(
      "of two without bytes of their own the one that has more to count",
      .init(content: lines(9)), .init(content: lines(2), read: 20, base: 20),
      .init(number: 2, content: lines(6), read: 60, base: 60), is: .continues(1)),
    MatchScene(
      "the same beside what late writers added to", .init(content: lines(9)),
      .init(content: lines(2), read: 20, base: 20),
      .init(number: 2, content: lines(6), read: 60, isRemainder: true, base: 60),
      is: .continues(1)),
    MatchScene(
      "not where a third one that has its file counts the difference", .init(content: lines(9)),
      .init(content: lines(2), read: 20, base: 20),
      .init(number: 2, content: lines(6), read: 60, base: 60),
      .init(number: 3, content: lines(6), read: 60, state: .sealed, isFound: true),
      is: .continues(2)),
    MatchScene(
      "a copy of bytes that a lost one has still to count", .init(content: lines(9)),
      .init(content: lines(5), read: 50),
      .init(number: 2, content: lines(9), read: 90, state: .sealed, isFound: true, base: 70),
      is: .continues(1)),
    MatchScene(
      "a copy of bytes that a third one counts", .init(content: lines(9)),
      .init(content: lines(5), read: 50),
      .init(number: 2, content: lines(9), read: 90, state: .sealed, isFound: true, base: 70),
      .init(number: 3, content: same(6), read: 60, state: .sealed, isFound: true, base: 50),
      is: .copy(of: 2)),
    MatchScene(
      "a copy, and a third one counts from before the lost one", .init(content: lines(9)),
      .init(content: lines(5), read: 50),
      .init(number: 2, content: lines(9), read: 90, state: .sealed, isFound: true, base: 70),
      .init(number: 3, content: same(6), read: 60, state: .sealed, isFound: true, base: 40),
      is: .continues(1)),
    MatchScene(
      "a copy, and a third one that has its file holds all before the base",
      .init(content: lines(9)),
      .init(content: lines(5), read: 50, base: 30),
      .init(number: 2, content: lines(9), read: 90, state: .sealed, isFound: true, base: 70),
      .init(number: 3, content: lines(7), read: 70, state: .sealed, isFound: true),
      is: .copy(of: 2)),
    MatchScene(
      "a copy, and the lost one is what late writers added to", .init(content: lines(9)),
      .init(content: lines(5), read: 50, isRemainder: true, base: 50),
      .init(number: 2, content: lines(9), read: 90, state: .sealed, isFound: true, base: 70),
      is: .copy(of: 2)),
    MatchScene(
      "a copy, and a third one without base says nothing", .init(content: lines(9)),
      .init(content: lines(5), read: 0),
      .init(number: 2, content: lines(9), read: 90, state: .sealed, isFound: true, base: 70),
      .init(number: 3, content: same(6), read: 60, state: .sealed, isFound: true),
      is: .continues(1)),
    MatchScene(
      "a copy, and the lost one begins at its own base", .init(content: lines(9)),
      .init(content: lines(5), read: 50, base: 50),
      .init(number: 2, content: lines(9), read: 90, state: .sealed, isFound: true, base: 70),
      is: .continues(1)),
    MatchScene(
      "one without bytes of its own that has its file is like any other",
      .init(content: Array(lines(6).dropLast(4))),
      .init(content: lines(6), read: 60, isFound: true, isOpen: true, base: 60),
      .init(
        number: 2, content: lines(5) + lineRange(20..<24), read: 90, state: .sealed,
        isFound: true),
      is: .copy(of: 1)),
    MatchScene(
      "a copy, and the lost one is over", .init(content: lines(9)),
      .init(content: lines(5), read: 50, state: .sealed),
      .init(number: 2, content: lines(9), read: 90, state: .sealed, isFound: true, base: 70),
      is: .copy(of: 2)),
    MatchScene(
      "a copy, and the lost one was counted up to the base", .init(content: lines(9)),
      .init(content: lines(7), read: 70),
      .init(number: 2, content: lines(9), read: 90, state: .sealed, isFound: true, base: 70),
      is: .copy(of: 2)),
    MatchScene(
      "one without bytes of its own does not count for a lost one", .init(content: lines(9)),
      .init(content: lines(5), read: 50),
      .init(number: 2, content: lines(6), read: 60, base: 60),
      .init(number: 3, content: lines(9), read: 90, state: .sealed, isFound: true, base: 80),
      is: .copy(of: 3)),
  ]
}
