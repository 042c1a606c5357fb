import Testing

/// A report on a terminal, as util-linux's `script` makes one.
@Suite struct TerminalReportTests {
  private static let hasTerminals = Shell.run("command -v script >/dev/null") == 0

  private static func report(_ program: Program, columns: Int, _ environment: String) -> [Substring]
  {
    let command =
      "stty cols \(columns); env -u NO_COLOR TERM=xterm LC_ALL=C.UTF-8 \(environment) "
      + "\(Program.binary) report \(program.path("cost_events.jsonl"))"
    let output = program.path("screen")
    #expect(Shell.run("script -qec '\(command)' /dev/null </dev/null >\(output)") == 0)
    return program.read("screen").split(whereSeparator: \.isNewline)
  }

  @Test(
    "Bars and colours where there is room and nobody minds",
    .enabled(if: hasTerminals, "script(1) is not installed"))
  func looks() throws {
    let program = try Program(configuration: "budgets: []")
    program.append(
      "cost_events.jsonl",
      """
      {"timestamp":"2026-05-01T00:00:00Z","feature_name":"a","cost_usd":8}
      {"timestamp":"2026-05-01T00:00:00Z","feature_name":"b","cost_usd":2}

      """)
    let wide = Self.report(program, columns: 120, "")
    try #require(wide.count == 5)
    #expect(wide[1].hasPrefix("\u{1b}[1mfeature_name"))
    #expect(
      wide[2].hasPrefix("a ") && wide[2].contains("\u{1b}[34m████████████████████████\u{1b}[0m"))
    #expect(wide[3].hasPrefix("b ") && wide[3].contains("\u{1b}[34m██████\u{1b}[0m"))
    #expect(wide[4].hasPrefix("\u{1b}[1mtotal") && !wide[4].contains("█"))
    let plain = Self.report(program, columns: 120, "NO_COLOR=1")
    try #require(plain.count == 5)
    #expect(plain[3].hasSuffix("  ██████") && !plain.joined().contains("\u{1b}"))
    let narrow = Self.report(program, columns: 76, "")
    try #require(narrow.count == 5)
    #expect(!narrow.joined().contains("█") && narrow[1].hasPrefix("\u{1b}[1m"))
    let dumb = Self.report(program, columns: 120, "TERM=dumb")
    #expect(!dumb.joined().contains("█") && !dumb.joined().contains("\u{1b}"))
    // Into a pipe it is the same as on a dumb terminal.
    let piped = program.run(["report", program.path("cost_events.jsonl")], namesState: false)
    #expect(piped.output.split(separator: "\n") == dumb)
  }
}
