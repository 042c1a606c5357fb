import SpendCore
import Status
import Testing

/// Every first line of `status`: what is not well, since when, and what to do.
@Suite struct StatusHeadlineTests {
  /// What is not as it should be, and the lines about it.
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var change: @Sendable (inout StatusReport) -> Void
    var lines: [String]
  }

  private static let start = "spendwatch 1.0.0 on web-17, 2026-11-21 14:20:05 UTC: "
  private static let log = "source /var/log/cost_events.jsonl: "
  private static let rest = "everything on disk is counted"

  private static func counts(
    _ report: inout StatusReport, events: Int64, rejected: Int64, text: Int64 = 0
  ) {
    report.sources[0].formats = [.init("native", events)]
    report.sources[0].generations[0].events = events
    (report.sources[0].rejected, report.sources[0].text) = (rejected, text)
  }

  static let table: [Row] = [
    Row(testDescription: "all is well", change: { _ in }, lines: [start + "running", rest]),
    Row(
      testDescription: "reading the backlog", change: { $0.isReady = false },
      lines: [
        start + "running, reading what is there",
        "not everything on disk is counted yet: 0 bytes behind",
      ]),
    Row(
      testDescription: "no room for values",
      change: {
        $0.memory?.areValuesLimited = true
        $0.memory?.texts = 1_234_567
        $0.memory?.valueBytes = 257 << 20
      },
      lines: [
        start + "running",
        "values: 1234567 texts take 257 MiB, all the memory for them; further ones count "
          + "together as (other)",
        rest,
      ]),
    Row(
      testDescription: "stopped",
      change: {
        $0.isRunning = false
        $0.stoppedAt = Timestamp(seconds: 1_795_240_980)
      },
      lines: [
        start + "NOT RUNNING since 2026-11-21 06:03:00 UTC, this is the last commit", rest,
      ]),
    Row(
      testDescription: "a refused reload",
      change: {
        $0.configuration.path = "/etc/spendwatch/alerts.yaml"
        $0.configuration.loadedAt = Timestamp(seconds: 1_795_240_980)
        $0.configuration.refusedAt = $0.time
        $0.configuration.problems = ["alerts.yaml:6:5: budgets[0].dayly: unknown key", "more"]
      },
      lines: [
        start + "running",
        "configuration: /etc/spendwatch/alerts.yaml was REFUSED at 2026-11-21 14:20:05 UTC "
          + "(alerts.yaml:6:5: budgets[0].dayly: unknown key), 1 more; running with that of "
          + "2026-11-21 06:03:00 UTC; spendwatch check says all of it", rest,
      ]),
    Row(
      testDescription: "a source that is gone",
      change: {
        $0.sources[0].isMissing = true
        $0.sources[0].missingSince = Timestamp(seconds: 1_795_240_980)
      },
      lines: [
        start + "running",
        log + "MISSING since 2026-11-21 06:03:00 UTC; it is read when it appears",
        "not everything on disk is counted yet: 1 source not read (see there)",
      ]),
    Row(
      testDescription: "a source that cannot be read",
      change: { $0.sources[0].problem = "open: permission denied" },
      lines: [
        start + "running", log + "NOT READ: open: permission denied",
        "not everything on disk is counted yet: 1 source not read (see there)",
      ]),
    Row(
      testDescription: "lines that are not events",
      change: {
        counts(&$0, events: 1, rejected: 4)
        $0.sources[0].looksLike = "an object with id, usage but no cost_usd"
      },
      lines: [
        start + "running",
        log + "4 of 5 lines were not events: an object with id, usage but no cost_usd",
        "everything on disk is read, but not all lines were events",
      ]),
    Row(
      testDescription: "text that holds no event",
      change: {
        counts(&$0, events: 10, rejected: 0, text: 100)
        $0.sources[0].looksLike = "text with level=, cost= (logfmt)"
      },
      lines: [
        start + "running",
        log + "100 of 110 lines were not events: text with level=, cost= (logfmt)",
        "everything on disk is read, but not all lines were events",
      ]),
    Row(
      testDescription: "a line in thousands is too long, and may be a batch of as many",
      change: {
        counts(&$0, events: 9999, rejected: 1)
        $0.totals.rejected = [.init("oversize", 1)]
      },
      lines: [
        start + "running",
        "lines: 1 longer than max_line_bytes of its source was passed over; batches of spans need "
          + "format: otel",
        "everything on disk is read, but not all lines were events",
      ]),
    Row(
      testDescription: "one bad line in a hundred",
      change: { counts(&$0, events: 99, rejected: 1) },
      lines: [start + "running", rest]),
    Row(
      testDescription: "one bad line and one of text in a hundred",
      change: { counts(&$0, events: 98, rejected: 1, text: 1) },
      lines: [
        start + "running", log + "2 of 100 lines were not events",
        "everything on disk is read, but not all lines were events",
      ]),
    Row(
      testDescription: "events of before their formats were counted",
      change: {
        counts(&$0, events: 99, rejected: 1)
        $0.sources[0].formats = []
      },
      lines: [start + "running", rest]),
    Row(
      testDescription: "commits that fail",
      change: {
        $0.commits.fail("the disk is full", at: Timestamp(seconds: 1_795_240_980))
        $0.commits.fail("the disk is full: commit", at: $0.time)
      },
      lines: [
        start + "running",
        "state: NOT COMMITTED since 2026-11-21 06:03:00 UTC: the disk is full: commit; reading and "
          + "paging go on, and what came since is read again after a restart",
        rest + "; not all of it is committed",
      ]),
    Row(
      testDescription: "a pager that is parked",
      change: {
        $0.receivers[1] = ReceiverReport(
          name: "oncall", kind: .pagerduty, state: .parked, pending: 2, lastError: "404 no such key"
        )
      },
      lines: [
        start + "running",
        "receiver oncall: PARKED with 2 messages waiting: 404 no such key", rest,
      ]),
    Row(
      testDescription: "one that is parked and has nothing to say",
      change: { $0.receivers[1] = ReceiverReport(name: "a", kind: .slack, state: .parked) },
      lines: [start + "running", rest]),
  ]

  @Test("each says first what is not well", arguments: table)
  func first(row: Row) {
    var report = SampleReport.report
    Self.counts(&report, events: 100, rejected: 0)
    row.change(&report)
    var lines = StatusTable().text(report).split(separator: "\n\n")[0].split(separator: "\n")
    lines.removeAll { $0.hasPrefix("3 events") }
    #expect(lines.map(String.init) == row.lines)
  }

  @Test("what no budget covers has a row, and a rolling month is thirty days")
  func left() {
    var report = SampleReport.report
    report.unbudgeted.features = 4
    report.unbudgeted.names = ["Support_QA", "b", "c"]
    report.unbudgeted.spend = Money(nano: 1_000_000_000)
    report.budgets[0].kind = .rolling
    report.totals.text = 12
    let text = StatusTable().text(report)
    #expect(text.contains("(no budget)  4 features: Support_QA, b, c, …  in all"))
    #expect(text.contains("last 30 days"))
    #expect(text.contains("12 lines of text"))
    report.budgets = []
    #expect(StatusTable().text(report).contains("(no budget)"))
  }

  @Test("hostile names reach no terminal")
  func hostile() {
    var report = SampleReport.report
    report.configuration.refusedAt = report.time
    report.configuration.problems = ["\u{1B}[31m"]
    report.sources[0].looksLike = "an object with \u{202E}\n"
    report.commits.fail("\u{1B}[31m", at: report.time)
    report.receivers[1] = ReceiverReport(
      name: "\u{9B}", kind: .slack, state: .parked, pending: 1, lastError: "\u{1B}")
    report.sources[0].rejected = 9
    report.unbudgeted.names = ["\u{9B}31m"]
    report.unbudgeted.features = 1
    let lines = StatusHeadline().lines(report) + [StatusTable().text(report)]
    let isSafe = lines.joined().unicodeScalars.allSatisfy {
      $0 == "\n" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value != 0x202E)
    }
    #expect(isSafe)
  }

  @Test(
    "where to look back from",
    arguments: [
      ("7d", -604_800), ("24h", -86_400), ("30m", -1800), ("0s", 0), ("2026-11-21", -51_605),
      ("2026-11-21T14:20:00Z", -5), ("", nil), ("d", nil), ("-1d", nil), ("x", nil),
      ("9999999999999999999d", nil), ("2026-13-01", nil),
    ] as [(String, Int64?)])
  func since(text: String, seconds: Int64?) {
    let now = Timestamp(seconds: SampleReport.time.seconds)
    let time = SinceText.time(text, now: now, zone: .utc)
    #expect(time.map { $0.seconds - now.seconds } == seconds)
  }

  @Test("JSON is written again as it was read, or indented for people")
  func jsonText() throws {
    let text = #"{"a":[1.50,null,true],"b":{},"c":"\u001b[31m é"}"#
    #expect(try JSONReader.read(text.utf8).json == text)
    #expect(
      try JSONReader.read(#"{"a":[1],"b":{}}"#.utf8).indented == """
        {
          "a": [
            1
          ],
          "b": {}
        }
        """)
  }
}
