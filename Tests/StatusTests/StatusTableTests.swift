import SpendCore
import Status
import Terminal
import Testing

/// `status` for people.
@Suite struct StatusTableTests {
  @Test("the worst budget comes first; columns line up")
  func sample() {
    #expect(
      StatusTable().text(SampleReport.report) == """
        spendwatch 1.0.0 on web-17, 2026-11-21 14:20:05 UTC: running
        source /var/log/cost_events.jsonl: 1 of 4 lines were not events
        3 events, $0.060; 1 line rejected (not_json 1); flagged: late 2
        everything on disk is read, but not all lines were events

        BUDGET      GROUP       WINDOW           SPEND     LIMIT     USED              LEVEL
        support_qa  support_qa  rolling day     $50.12    $50.00  100.2 %  ██████████  \
        hard   firing 100 %
        everything  (all)       calendar month  $12.34  $5000.00    0.2 %  ░░░░░░░░░░  \
        ok     known since 2026-11-21 13:20:00 UTC

        SOURCE                      READ   OF  BEHIND  LAST EVENT
        /var/log/cost_events.jsonl   812  812       0  2026-11-21 14:20:04 UTC  untagged: 33 % of the calls, 50 % of the spend

        RECEIVER  TYPE   STATE     PENDING  DEAD  LAST ERROR
        log       log    ok              0     0
        slack     slack  retrying        2     1  503 from hooks.slack.com

        """)
  }

  @Test("of very many groups those nearest to their limit are shown, and the others counted")
  func manyGroups() {
    var report = SampleReport.report
    report.budgets = (1...250).map { number in
      SampleReport.budget(
        "users", [LabelPair("user_id", "u\(number)")], spend: Int64(number) * 1_000_000_000,
        limit: 1_000_000_000_000, level: nil)
    }
    let lines = StatusTable().text(report).split(separator: "\n")
    let rows = lines.filter { $0.hasPrefix("users") }
    #expect(rows.count == 200)
    #expect(rows.first?.contains("u250 ") == true && rows.last?.contains("u51 ") == true)
    #expect(
      lines.contains(
        "and 50 more, none of them nearer to its limit; spendwatch status --json has all"))
  }

  @Test("a stopped daemon, gaps and files that are not read to their end are said")
  func problems() {
    var report = SampleReport.report
    report.isRunning = false
    report.budgets = []
    report.totals.rewritten = 7
    #expect(StatusTable().text(report).contains("; 7 rewritten files\n"))
    report.totals.gaps = 1
    report.totals.rewritten = 0
    report.sources[0].lagBytes = 30
    report.sources[0].problem = "permission denied"
    report.sources[0].generations.append(
      .init(
        path: "/var/log/cost_events.jsonl.1", state: "rotated", offset: 70, size: 100,
        lagBytes: 30, gaps: 1))
    let text = StatusTable().text(report)
    #expect(text.contains("NOT RUNNING, this is the last commit"))
    #expect(
      text.contains(
        "not everything on disk is counted yet: 1 source not read (see there), 30 bytes behind; 1 gap\n"
      ))
    report.sources[0].problem = nil
    #expect(
      StatusTable().text(report).contains(
        "not everything on disk is counted yet: 30 bytes behind; 1 gap\n"))
    report.sources[0].problem = "is a FIFO, not a file; it is not read"
    report.sources[0].lagBytes = 0
    #expect(
      StatusTable().text(report).contains(
        "not everything on disk is counted yet: 1 source not read (see there); 1 gap\n"))
    #expect(text.contains("no budget has seen an event yet"))
    #expect(text.contains("permission denied"))
    #expect(text.contains("  /var/log/cost_events.jsonl.1    70  100      30  rotated"))
  }

  @Test("into a pipe nothing is cut, and one monstrous name does not make every line as long")
  func pipe() {
    var report = SampleReport.report
    let long = String(repeating: "x", count: 5000)
    report.budgets.append(
      SampleReport.budget(
        "b", [LabelPair("feature_name", long)], spend: 1, limit: 50_000_000_000, level: nil))
    let lines = StatusTable().text(report).split(separator: "\n")
    #expect(lines.count { $0.contains(long) } == 1)
    #expect(lines.allSatisfy { $0.contains(long) || $0.count < 250 })
  }

  @Test("no line is wider than the terminal", arguments: [80, 100, 120])
  func widths(width: Int) {
    var report = SampleReport.report
    let long = String(repeating: "very_long_feature_", count: 10)
    report.budgets.append(
      SampleReport.budget(
        "a_budget_with_quite_a_long_name", [LabelPair("feature_name", long)], spend: 45_000_000_000,
        limit: 50_000_000_000, level: .soft, firing: [80]))
    report.receivers[1].lastError = String(repeating: "error ", count: 50)
    report.sources[0].path = "/srv/" + long
    let lines = StatusTable(width: width).text(report).split(separator: "\n")
    for line in lines { #expect(TerminalText.width(String(line)) <= width) }
    // What decides is still there.
    #expect(lines.contains { $0.contains("90.0 %") && $0.contains("soft") && $0.contains("…") })
  }

  @Test("hostile names cannot reach the terminal")
  func hostile() {
    var report = SampleReport.report
    report.instance = "a\u{1B}]0;title\u{7}"
    report.budgets[1].name = "evil\r\u{1B}[2Jname\n\u{202E}drow"
    report.budgets[1].group = [LabelPair("feature_name", "\u{9B}31m\u{2066}x\u{200B}")]
    report.sources[0].path = "/tmp/a\nb"
    report.receivers[1].lastError = "\u{1B}[31m"
    let text = StatusTable().text(report)
    #expect(text.contains(#"evil\u{d}\u{1b}[2Jname\u{a}\u{202e}drow"#))
    #expect(text.contains(#"\u{9b}31m\u{2066}x\u{200b}"#))
    let allowed = text.unicodeScalars.allSatisfy {
      $0 == "\n" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value))
    }
    #expect(allowed)
    #expect(text.split(separator: "\n").count == 12)
  }

  @Test("colours are for terminals, and only for what is over")
  func colors() {
    let lines = StatusTable(usesColor: true).text(SampleReport.report).split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("\u{1B}[31m") }.count == 1)
    #expect(lines.filter { $0.hasPrefix("\u{1B}[33m") }.count == 1)
    #expect(lines.filter { $0.contains("\u{1B}") }.allSatisfy { $0.hasSuffix("\u{1B}[0m") })
  }

  @Test("several dimensions, and empty values, are told apart")
  func groups() {
    var report = SampleReport.report
    report.budgets[1].group = [LabelPair("feature_name", "faq"), LabelPair("model", "")]
    #expect(StatusTable().text(report).contains(#"faq / """#))
  }

  @Test("times are printed in the zone of the configuration")
  func zone() {
    let zone = TimeZoneRules(name: "Europe/Berlin", initialOffsetSeconds: 3600)
    let text = StatusTable(zone: zone).text(SampleReport.report)
    #expect(text.contains("2026-11-21 15:20:05 Europe/Berlin"))
  }

  @Test("The beginning of a line is not behind: nobody can count it yet")
  func partial() {
    var report = SampleReport.report
    report.sources[0].lagBytes = 40
    report.sources[0].partialBytes = 40
    report.sources[0].rejected = 0
    #expect(report.completeness == .yes)
    let text = StatusTable().text(report)
    #expect(text.contains("everything on disk is counted; 40 bytes of a line without its end"))
    report.sources[0].lagBytes = 41
    #expect(report.completeness == .behind)
  }
}
