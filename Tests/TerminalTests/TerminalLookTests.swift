import Terminal
import Testing

/// Bars and colours, and on which terminals there are some.
@Suite struct TerminalLookTests {
  private static let utf8 = ["TERM": "xterm-256color", "LANG": "en_US.UTF-8"]

  private static func look(_ change: [String: String]) -> TerminalLook {
    TerminalLook(environment: utf8.merging(change) { $1 })
  }

  @Test("Colours unless somebody says no, bars of what the locale can show")
  func environments() {
    #expect(Self.look([:]) == TerminalLook(bars: .blocks, hasColours: true))
    #expect(Self.look(["NO_COLOR": "1"]) == TerminalLook(bars: .blocks, hasColours: false))
    #expect(Self.look(["NO_COLOR": ""]) == TerminalLook(bars: .blocks, hasColours: true))
    #expect(Self.look(["LC_ALL": "C"]) == TerminalLook(bars: .plain, hasColours: true))
    #expect(Self.look(["LC_ALL": "", "LANG": "de_DE.utf8"]).bars == .blocks)
    #expect(Self.look(["TERM": "dumb"]) == TerminalLook())
    #expect(TerminalLook(environment: [:]) == TerminalLook())
  }

  @Test(
    "A bar is as long as its part, never nothing for something, never too long",
    arguments: [
      (0, "", ""), (1, "▏", "#"), (50, "█████", "#####"), (56, "█████▋", "######"),
      (99, "█████████▉", "##########"), (100, "██████████", "##########"),
      (1000, "██████████", "##########"), (-5, "", ""),
    ])
  func bars(part: Int64, blocks: String, plain: String) {
    #expect(TerminalLook(bars: .blocks).bar(part, of: 100, width: 10) == blocks)
    #expect(TerminalLook(bars: .plain).bar(part, of: 100, width: 10) == plain)
    #expect(TerminalLook().bar(part, of: 100, width: 10).isEmpty)
  }

  @Test("No whole, no room, or amounts at the end of 64 bits")
  func edges() {
    let look = TerminalLook(bars: .blocks)
    #expect(look.bar(1, of: 0, width: 10).isEmpty && look.bar(1, of: 1, width: 0).isEmpty)
    #expect(look.bar(.max, of: .max, width: 3) == "███")
    #expect(TerminalLook(hasColours: true).styled("a", .bold) == "\u{1b}[1ma\u{1b}[0m")
    #expect(
      TerminalLook(hasColours: true).styled("", .bold).isEmpty && look.styled("a", .bold) == "a")
  }
}
