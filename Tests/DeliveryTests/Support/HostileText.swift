import SpendTesting

/// Names that somebody could put into an event to hurt whoever shows them.
enum HostileText {
  static let samples: [String] = [
    "", " ", "<!channel> @everyone @here <@U123>", "<https://evil.example|click>",
    "&&&&&<<<<<>>>>>",
    "\u{202E}gnp.exe\u{202C}", "family 👨‍👩‍👧‍👦 flag 🇩🇪", "line\nbreak\r\ntab\tnul\u{0}bell\u{7}\u{1B}[31m",
    "\"quotes\" and \\ backslash", "{{budget}} {{{text}}}", "مرحبا بالعالم", "z̷̧̛͉̭̺̤a̶̢͎̟l̸̡̟g̷̱o̵̙",
    "*bold* _it_ ~s~ `code` ```block```", "[x](javascript:alert(1))", "\u{E0001}\u{E0041}tags",
    String(repeating: "&", count: 4000), String(repeating: "👩‍🚀", count: 3000),
    String(repeating: "a\u{301}", count: 5000), String(repeating: "漢", count: 20_000),
    String(repeating: "\u{200B}", count: 10_000), String(repeating: "x", count: 1_000_000),
    String(repeating: "\"", count: 5000), String(repeating: "\u{1}", count: 5000),
  ]

  static func random(_ random: inout SeededRandom) -> String {
    samples.randomElement(using: &random) ?? ""
  }
}
