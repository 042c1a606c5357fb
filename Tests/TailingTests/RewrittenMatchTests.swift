import SpendCore
import Testing

@testable import Tailing

/// When a file is known again by its tail. Ten bytes are a line, so the window of 4096 bytes begins
/// in the middle of one.
@Suite("What is known by its tail")
struct RewrittenMatchTests {
  @Test("by the last bytes consumed", arguments: windowRows)
  func windows(scene: MatchScene) throws { #expect(try scene.decide() == scene.verdict) }

  @Test("by the lines it begins with", arguments: suffixRows)
  func suffixes(scene: MatchScene) throws { #expect(try scene.decide() == scene.verdict) }

  @Test("only if its file is gone", arguments: placeRows)
  func places(scene: MatchScene) throws { #expect(try scene.decide() == scene.verdict) }

  private static func lines(_ range: Range<Int>) -> [UInt8] { MatchScene.lines(range) }
  private static func same(_ count: Int) -> [UInt8] { MatchScene.same(count) }

  private static func file(_ content: [UInt8], predecessor: UInt64? = nil) -> MatchScene.File {
    .init(content: content, path: "/log/f", role: .current, predecessor: predecessor)
  }

  private static func rotated(_ content: [UInt8]) -> MatchScene.File { .init(content: content) }

  private static let known = MatchScene.Known(
    content: lines(0..<1000), read: 10_000, state: .active)
  private static let isNew = FileVerdict.new(base: 0, of: nil)

  /// All lines, one of which is edited; it is as long as it was.
  private static func edited(_ line: Int, _ count: Int = 1000) -> [UInt8] {
    lines(0..<line) + Array("redacted!\n".utf8) + lines(line + 1..<count)
  }

  static let windowRows: [MatchScene] = [
    MatchScene(
      "its head is cut off", file(lines(500..<1010)), known,
      is: .rewritten(1, end: 5000, common: 10_000)),
    MatchScene(
      "nothing is new in it", file(lines(500..<1000)), known,
      is: .rewritten(1, end: 5000, common: 10_000)),
    MatchScene(
      "an early line is edited", file(edited(3, 1001)), known,
      is: .rewritten(1, end: 10_000, common: 10_000)),
    MatchScene(
      "a line is edited where most agrees before it", file(edited(580)), known,
      is: .rewritten(1, end: 10_000, common: 10_000)),
    MatchScene(
      "lines are removed from its middle", file(lines(0..<100) + lines(300..<1003)), known,
      is: .rewritten(1, end: 8000, common: 10_000)),
    MatchScene(
      "a rotated file", rotated(lines(500..<1010)), known,
      is: .rewritten(1, end: 5000, common: 10_000)),
    MatchScene(
      "the window is there twice", file(lines(500..<1000) + lines(580..<1000)), known,
      is: isNew),
    MatchScene(
      "just what was consumed is in front", file(same(590) + lines(590..<1000)), known,
      is: .rewritten(1, end: 10_000, common: 10_000)),
    MatchScene(
      "more is in front than was consumed", file(same(591) + lines(590..<1000)), known,
      is: isNew),
    MatchScene("edited within the window", file(edited(990)), known, is: .new(base: 9900, of: 1)),
    MatchScene(
      "edited within the window, and cut", file(lines(500..<600) + edited(990).dropFirst(6000)),
      known, is: isNew),
    MatchScene(
      "a window of lines that come again and again", file(Array(same(1000).dropFirst(5000))),
      .init(content: same(1000), read: 10_000, state: .active), is: isNew),
    MatchScene(
      "less than a page was consumed, and it is there after something",
      file(same(1) + lines(0..<200)), .init(content: lines(0..<200), read: 2000), is: isNew),
    MatchScene(
      "the same of less than 1 KiB", file(same(1) + lines(0..<100)),
      .init(content: lines(0..<100), read: 1000), is: isNew),
    MatchScene(
      "another one begins as it does", file(edited(3)),
      .init(content: lines(0..<1000), read: 10_000, state: .vanished),
      .init(
        number: 2, content: Array(edited(3).prefix(8000)), read: 8000, state: .sealed,
        isFound: true),
      is: .rewritten(1, end: 10_000, common: 10_000)),
    MatchScene(
      "the most of several", file(lines(300..<1010)),
      .init(content: lines(0..<900), read: 9000, state: .vanished),
      .init(number: 2, content: lines(0..<1000), read: 10_000, state: .vanished),
      .init(number: 3, content: lines(0..<800), read: 8000, state: .vanished),
      is: .rewritten(2, end: 7000, common: 10_000)),
  ]

  static let suffixRows: [MatchScene] = [
    MatchScene(
      "fewer lines are left than the window has", file(lines(950..<1010)), known,
      is: .rewritten(1, end: 500, common: 10_000)),
    MatchScene(
      "the last line alone", file(lines(999..<1010)), known,
      is: .rewritten(1, end: 10, common: 10_000)),
    MatchScene(
      "it begins within a line", file(Array(lines(950..<1010).dropFirst(3))), known, is: isNew),
    MatchScene(
      "its first line comes again in what was consumed", file(lines(2..<9)),
      .init(content: lines(0..<2) + lines(2..<3) + lines(1..<3), read: 50), is: isNew),
    MatchScene(
      "the first of the lines once, though others come again",
      file(lines(3..<4) + same(2) + lines(7..<9)),
      .init(content: lines(0..<4) + same(2), read: 60),
      is: .rewritten(1, end: 30, common: 60)),
    MatchScene(
      "its first line comes again in what follows", file(lines(4..<6) + lines(4..<5)),
      .init(content: lines(0..<6), read: 60), is: isNew),
    MatchScene(
      "the same farther on than anything was consumed",
      file(lines(4..<6) + lines(10..<20) + lines(4..<5)),
      .init(content: lines(0..<6), read: 60), is: .rewritten(1, end: 20, common: 60)),
    MatchScene(
      "lines in front of it", file(same(1) + lines(950..<1000)), known, is: isNew),
    MatchScene("a part of what was left", file(lines(950..<980)), known, is: isNew),
  ]

  static let placeRows: [MatchScene] = [
    MatchScene(
      "its file is still there", rotated(lines(500..<1010)),
      .init(content: lines(0..<1000), read: 10_000, state: .active, isFound: true), is: isNew),
    MatchScene(
      "its file is still there and over, and this is an archive of it by its name",
      .init(content: edited(3), path: "/log/f.1.gz"),
      .init(content: lines(0..<1000), read: 10_000, state: .sealed, isFound: true),
      is: .rewritten(1, end: 10_000, common: 10_000)),
    MatchScene(
      "an archive by its name, and the file is not over",
      .init(content: lines(500..<1010), path: "/log/f.1.gz"),
      .init(content: lines(0..<1000), read: 10_000, isFound: true, isOpen: true), is: isNew),
    MatchScene(
      "under another name that the source reads", file(lines(500..<1010)),
      .init(content: lines(0..<1000), read: 10_000, state: .active, slot: "/log/g"), is: isNew),
    MatchScene(
      "it is that very file", file(lines(500..<1010), predecessor: 1),
      .init(content: lines(0..<1000), read: 10_000, state: .active, slot: "/log/g"),
      is: .rewritten(1, end: 5000, common: 10_000)),
    MatchScene(
      "that very file, whose content is elsewhere", file(lines(500..<1010), predecessor: 1),
      .init(content: lines(0..<1000), read: 10_000, state: .active, isFound: true), is: isNew),
    MatchScene(
      "what late writers added to", file(lines(500..<1010)),
      .init(content: lines(0..<1000), read: 10_000, isRemainder: true), is: isNew),
    MatchScene(
      "its file is open, and goes on as this one does", file(lines(500..<1010)),
      .init(content: lines(0..<1008), read: 10_000, state: .active, isOpen: true),
      is: .rewritten(1, end: 5000, common: 10_080)),
    MatchScene(
      "its file is open, and goes on otherwise", file(lines(500..<1000) + same(2)),
      .init(content: lines(0..<1008), read: 10_000, state: .active, isOpen: true),
      is: .rewritten(1, end: 5000, common: 10_000)),
    MatchScene(
      "not before the others are decided about", file(lines(500..<1010)), known, is: nil
    ) { $0.phase = .returning },
    MatchScene(
      "but the very file is", file(lines(500..<1010), predecessor: 1), known,
      is: .rewritten(1, end: 5000, common: 10_000)
    ) { $0.phase = .returning },
    MatchScene(
      "not where it holds the end of another one", file(lines(500..<1010), predecessor: 2), known,
      .init(number: 2, content: same(1000), read: 10_000, slot: "/log/g"), is: nil
    ) { $0.phase = .returning },
  ]
}
