import SpendCore
import Status
import Testing

/// `status --json`, to the byte and back.
@Suite struct StatusJSONTests {
  @Test("keys, order and forms are those of the contract")
  func exact() {
    var report = SampleReport.report
    report.totals.rewritten = 7
    #expect(
      report.json
        == #"{"running":true,"ready":true,"time":"2026-11-21T14:20:05.123Z","version":"1.0.0","#
        + #""instance":"web-17","totals":{"events":3,"spend_usd":"0.060000000","#
        + #""rejected":{"not_json":1},"flagged":{"future":0,"late":2},"gaps":0,"#
        + #""unverified_ends":0,"rewritten":7,"ids_forgotten":0,"text":0,"features":{"f1":{"events":2,"spend_usd":"0.030000000"}},"#
        + #""included_usd":"0.000000000"},"#
        + #""sources":[{"path":"/var/log/cost_events.jsonl","offset":812,"size":812,"#
        + #""lag_bytes":0,"committed_offset":812,"last_event":"2026-11-21T14:20:04.123Z","#
        + #""error":null,"generations":[{"path":"/var/log/cost_events.jsonl","state":"live","#
        + #""offset":812,"size":812,"lag_bytes":0,"events":3,"rejected":1,"nul_bytes":0,"#
        + #""gaps":0,"unverified_ends":0,"partial_bytes":0,"rules_from":400}],"partial_bytes":0,"missing":false,"#
        + #""missing_since":null,"looks_like":null,"framing":{},"#
        + #""formats":{"native":3},"calls":3,"spend_usd":"0.060000000","untagged_calls":1,"#
        + #""untagged_usd":"0.030000000","computed_calls":2,"computed_usd":"0.020000000","#
        + #""unpriced_calls":1,"corrected_usd":"0.000000000","reading":{"since":"2026-11-21T14:20:05.123Z","#
        + #""changed":["prices"],"ids_known":"provider","rules":{"prices":"abc"},"calls":1,"#
        + #""spend_usd":"0.010000000","untagged_calls":0,"untagged_usd":"0.000000000","#
        + #""computed_calls":0,"computed_usd":"0.000000000","unpriced_calls":0,"#
        + #""corrected_usd":"0.000000000","rejected":1},"rejected":1,"text":0}],"#
        + #""budgets":[{"name":"everything","group":{},"unit":"month","kind":"calendar","#
        + #""spend_usd":"12.345000000","limit_usd":"5000.000000000","used_percent":0.2,"#
        + #""level":"ok","firing":[],"window_start":"2026-11-20T14:21:00Z","#
        + #""window_end":"2026-11-21T14:21:00Z","partial_since":"2026-11-21T13:20:00Z"},"#
        + #"{"name":"support_qa","group":{"feature_name":"support_qa"},"unit":"day","#
        + #""kind":"rolling","spend_usd":"50.120000000","limit_usd":"50.000000000","#
        + #""used_percent":100.2,"level":"hard","firing":[100],"#
        + #""window_start":"2026-11-20T14:21:00Z","window_end":"2026-11-21T14:21:00Z","#
        + #""partial_since":null}],"#
        + #""receivers":[{"name":"log","type":"log","state":"ok","pending":0,"dead":0,"#
        + #""last_error":null},{"name":"slack","type":"slack","state":"retrying","pending":2,"#
        + #""dead":1,"last_error":"503 from hooks.slack.com"}],"everything_counted":"yes","#
        + #""unbudgeted":{"spend_usd":"0.000000000","features":0,"names":[]},"#
        + #""config":{"path":"","loaded_at":null,"refused_at":null,"problems":[]},"#
        + #""stopped_at":null,"prices":{"builtin":"2026-11-20","files":["/etc/p.json"],"#
        + #""computed":true},"commits":{"failing_since":null,"error":null},"memory":{"values":{"texts":9,"combinations":4,"bytes":50000,"#
        + #""limit_bytes":268435456,"limited":false},"groups":{"count":2,"limit":100000,"#
        + #""bytes":3000},"windows":{"count":3,"bytes":4000}}}"#)
  }

  @Test("what is written is read back as it was")
  func roundTrip() throws {
    var report = SampleReport.report
    #expect(try StatusReport(json: report.json) == report)
    report.isRunning = false
    report.isReady = false
    report.instance = "quote \" and \u{1B}[31m and é and e\u{301}"
    report.totals.features = [
      .init(name: "é", events: 1, spend: .max), .init(name: "e\u{301}", events: 2, spend: .zero),
      .init(name: "", events: .max, spend: Money(nano: -1)),
    ]
    report.budgets[0].usedPermille = .max
    report.budgets[0].level = .info
    report.budgets[1].windowStart = Timestamp(seconds: -100_000_000_000)
    report.sources[0].lastEvent = nil
    report.sources[0].problem = "permission denied"
    report.sources[0].isMissing = true
    report.sources[0].missingSince = SampleReport.time
    report.sources[0].looksLike = "an object with a"
    report.totals.text = 7
    (report.sources[0].rejected, report.sources[0].text) = (4, 7)
    report.commits.fail("full", at: SampleReport.time)
    report.stoppedAt = SampleReport.time
    report.unbudgeted.names = ["a", "b"]
    (report.unbudgeted.features, report.unbudgeted.spend) = (5, Money(nano: 1))
    report.configuration.path = "/etc/spendwatch/alerts.yaml"
    report.configuration.loadedAt = SampleReport.time
    report.configuration.refusedAt = SampleReport.time
    report.configuration.problems = ["alerts.yaml:1:1: no"]
    #expect(try StatusReport(json: report.json) == report)
  }

  @Test(
    "an answer that is not a report is refused with the reason",
    arguments: [
      ("", "no value"), ("[]", "no ready"), ("{", "no name"), (#"{"ready":1}"#, "ready is not"),
      ("{} {}", "more than one value"),
    ])
  func malformed(text: String, reason: String) throws {
    let error = #expect(throws: StatusReport.Malformed.self) { try StatusReport(json: text) }
    #expect(try #require(error).description.contains(reason))
  }

  @Test("keys that a later version adds do not matter")
  func additions() throws {
    let json = SampleReport.report.json
    let more = #"{"new":[1,{"a":null}],"# + json.dropFirst()
    #expect(try StatusReport(json: more) == SampleReport.report)
  }

  @Test(
    "the percentage is never rounded up",
    arguments: [
      (Int64(999), "99.9"), (1000, "100.0"), (5, "0.5"), (-3, "-0.3"),
    ])
  func percentages(permille: Int64, text: String) {
    var budget = SampleReport.report.budgets[0]
    budget.usedPermille = permille
    #expect(budget.usedPercent == text)
  }

  @Test("the exit status is the highest threshold passed, or that nobody runs")
  func exitStatus() {
    var report = SampleReport.report
    #expect(report.exitStatus == 2)
    report.budgets[1].level = .soft
    #expect(report.exitStatus == 1)
    report.budgets[1].level = .info
    #expect(report.exitStatus == 0)
    report.budgets = []
    #expect(report.exitStatus == 0)
    report.isRunning = false
    #expect(report.exitStatus == 3)
  }

  @Test("everything is counted when nothing is behind and nothing was lost")
  func completeness() {
    var report = SampleReport.report
    #expect(report.completeness == .yes)
    report.totals.gaps = 1
    #expect(report.completeness == .gap)
    report.sources[0].lagBytes = 1
    #expect(report.completeness == .behind)
    report.sources[0].lagBytes = 0
    report.totals.gaps = 0
    report.totals.unverifiedEnds = 1
    #expect(report.completeness == .yes)
    report.sources[0].problem = "permission denied"
    #expect(report.completeness == .behind)
    report.sources[0].problem = nil
    report.isReady = false
    #expect(report.completeness == .behind)
  }
}
