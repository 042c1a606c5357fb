import FoundationEssentials
import Glibc
import SpendCore
import Status
import Testing

/// `report` from the history: beside a daemon and without one, the same as from the files.
@Suite struct HistoryReportTests {
  private static let configuration = """
    sources: [cost_events.jsonl]
    timezone: America/New_York
    budgets: [{ feature: "f*", daily: 5000 }]
    """

  /// Over 60 days, with the end of summer time among them.
  private static func lines(_ count: Int, from number: Int = 0) -> String {
    (number..<number + count).map { number in
      let time = 1_791_000_000 + number * 2591
      return #"{"timestamp":\#(time),"feature_name":"f\#(number % 5)","model":"m\#(number % 3)","#
        + #""user_segment":"\#(number % 2 == 0 ? "pro" : "")","user_id":"u\#(number)","#
        + #""input_tokens":\#(number % 7),"output_tokens":1,"cost_usd":0.\#(1000 + number)}"#
    }.joined(separator: "\n") + "\n"
  }

  private static let questions = [
    ["--by", "feature,model"], ["--by", "none", "--per", "month"], ["--per", "week"],
    ["--by", "user_segment", "--per", "day", "--where", "feature=f1"],
    ["--by", "none", "--per", "hour", "--top", "5"], ["--period", "2026-11", "--per", "day"],
    ["--from", "2026-10-31", "--to", "2026-11-01", "--per", "hour"],
  ]

  private static func compare(_ program: Program) {
    for question in questions {
      let report = ["report", "--json"] + question
      let history = program.run(report)
      let files = program.run(report + ["--from-files"])
      #expect(history.status == 0 && files.status == 0, "\(question)")
      #expect(history.output == files.output, "\(question)")
    }
  }

  @Test("A page has shares by model and the budgets below its table, what events say as text")
  func page() throws {
    let program = try Program(
      configuration:
        "sources: [cost_events.jsonl]\nbudgets: [{ name: \"<b>all\", per: [], daily: 10 }]\n")
    let line = eventLine("<i>f</i>", cost: "4").replacing("gpt-4o", with: "<u>m</u>")
    program.append("cost_events.jsonl", line + eventLine("g", cost: "1"))
    #expect(program.run(["run", "--once"]).status == 0)
    let page = program.run(["report", "-o", "html"]).output
    let model = page.split(separator: "<h2>By model</h2>").last ?? ""
    #expect(model.contains("&lt;u&gt;m&lt;/u&gt;</td><td class=\"n\">1</td>"))
    #expect(model.contains("80.0 %") && model.contains("20.0 %"))
    let budgets = page.split(separator: "<h2>Budgets now</h2>").last ?? ""
    #expect(budgets.contains("&lt;b&gt;all") && budgets.contains("50.0 %"))
    for tag in ["<i>f", "<u>m", "<b>all"] { #expect(!page.contains(tag)) }
    // Where models are the rows, they are not told twice; files know no budgets.
    #expect(!program.run(["report", "-o", "html", "--by", "model"]).output.contains("By model<"))
    #expect(!program.run(["report", "-o", "html", "--from-files"]).output.contains("Budgets now"))
  }

  @Test("While the daemon runs, after kills, and when it is stopped")
  func agrees() async throws {
    let program = try Program(configuration: Self.configuration)
    program.append("cost_events.jsonl", Self.lines(1500))
    // Without a state the files are counted.
    let first = program.run(["report", "--by", "none", "--json"])
    #expect(first.status == 0 && first.output.contains(#""calls":1500"#))
    program.start()
    #expect(await eventually { program.isReady() })
    Self.compare(program)
    program.append("cost_events.jsonl", Self.lines(300, from: 1500))
    program.kill()
    program.start()
    #expect(await eventually { program.status?.totals.events == 1800 })
    program.kill(SIGTERM)
    Self.compare(program)
    let table = program.run(["report", "--by", "model"])
    let heading = "from the history in \(program.path("state")), complete since 2026-10-0"
    #expect(table.output.contains(heading))
  }

  @Test("Beside the period before, and into a file that is replaced as a whole")
  func compared() throws {
    let program = try Program(configuration: Self.configuration)
    program.append("cost_events.jsonl", Self.lines(1500))
    #expect(program.run(["run", "--once"]).status == 0)
    let october = ["report", "--by", "feature", "--period", "2026-10", "--compare", "--json"]
    let (history, files) = (program.run(october), program.run(october + ["--from-files"]))
    #expect(history.status == 0 && history.output == files.output)
    #expect(history.output.contains(#""previous_usd":"0.000000000","change_percent":null"#))
    let november = program.run([
      "report", "--by", "none", "--period", "2026-11", "--compare", "--columns",
      "calls,previous_usd", "-o", "csv", "--save", program.path("out.csv"),
    ])
    #expect(november.status == 0 && november.output.isEmpty)
    #expect(program.read("out.csv").hasPrefix("calls,previous_usd\n"))
    for (options, says) in [
      (["--columns", "cots_usd"], "did you mean 'cost_usd'?"),
      (["--columns", "previous_usd"], "needs --compare"), (["--compare"], "needs a period"),
      (["--save", program.path("none/x")], "cannot be written"),
    ] {
      #expect(program.run(["report"] + options).status == 1)
      #expect(program.read("commands.log").contains(says), "\(says)")
    }
  }

  @Test("By a label of the budget that names the feature")
  func labels() throws {
    let program = try Program(
      configuration: """
        sources: [cost_events.jsonl]
        timezone: America/New_York
        budgets:
          - { feature: f1, daily: 5, labels: { team: support } }
          - { feature: "f*", daily: 5, per: [], name: all, labels: { cost_center: "7" } }
          - { feature: [f2, f3], daily: 5, labels: { team: search } }
        """)
    program.append("cost_events.jsonl", Self.lines(500))
    #expect(program.run(["run", "--once"]).status == 0)
    let report = ["report", "--by", "label.team,model", "--json"]
    let history = program.run(report)
    #expect(history.status == 0)
    #expect(history.output == program.run(report + ["--from-files"]).output)
    let teams = program.run(["report", "--by", "label.team", "-o", "csv", "--columns", "calls"])
    #expect(
      Set(teams.output.split(separator: "\n")) == [
        "label.team,calls", "search,200", ",200", "support,100",
      ])
    let both = program.run(["report", "--by", "feature,label.team", "-o", "csv"])
    #expect(both.output.contains("\nf3,search,100,"))
    #expect(program.run(["report", "--by", "label.nobody"]).status == 1)
    #expect(
      program.run(
        ["report", "--by", "label.cost_center", "--period", "2026-10", "--compare", "--json"]
      ).output.contains(#""label.cost_center":"7""#))
  }

  @Test("By dimensions of one's own, since they are kept")
  func dimensions() throws {
    let program = try Program(
      configuration: Self.configuration + "\nhistory: { dimensions: [tier] }"
    )
    func call(_ time: Int, _ tier: String) -> String {
      #"{"timestamp":\#(time),"feature_name":"f","tier":"\#(tier)","model":"m","cost_usd":1}"#
        + "\n"
    }
    program.append("cost_events.jsonl", call(1_795_900_000, "gold") + call(1_795_900_100, "free"))
    #expect(program.run(["run", "--once"]).status == 0)
    let tiers = ["report", "--by", "tier", "-o", "csv", "--columns", "calls"]
    #expect(program.run(tiers).output == "tier,calls\nfree,1\ngold,1\n")
    #expect(program.run(["report", "--by", "model"]).status == 1)
    #expect(
      program.read("commands.log").contains("which has feature_name, tier (history.dimensions)"))
    try program.write(
      "alerts.yaml", Self.configuration + "\nhistory: { dimensions: [tier, model] }")
    program.append("cost_events.jsonl", call(1_795_903_600, "gold"))
    #expect(program.run(["run", "--once"]).status == 0)
    #expect(program.run(tiers).output == "tier,calls\ngold,2\nfree,1\n")
    let models = ["report", "--by", "model", "-o", "csv", "--columns", "calls"]
    #expect(program.run(models).status == 1)
    #expect(
      program.read("commands.log").contains(
        "'model' is kept in the history since 2026-11-28T21:15:00Z"))
    let since = program.run(models + ["--from", "2026-11-28T22:00:00Z"])
    #expect(since.output == "model,calls\nm,1\n")
    #expect(program.run(models + ["--from-files"]).output == "model,calls\nm,3\n")
  }

  @Test("In the columns of FOCUS, from the history and from the files")
  func focus() throws {
    let program = try Program(configuration: Self.configuration)
    program.append("cost_events.jsonl", Self.lines(200))
    #expect(program.run(["run", "--once"]).status == 0)
    let report = ["report", "--per", "month", "--by", "user_segment", "-o"]
    let history = program.run(report + ["focus"])
    #expect(history.status == 0)
    #expect(program.read("commands.log").contains("--from-files tells them apart"))
    // With logged costs alone the files know no more.
    #expect(history.output == program.run(report + ["focus", "--from-files"]).output)
    #expect(
      history.output.contains(#""{""feature_name"":""f0"",""model"":""m0"",""user_segment"":"#))
    let old = program.run(report + ["focus-1.2"])
    #expect(old.status == 0 && old.output.hasPrefix("BilledCost,BillingAccountId,"))
    #expect(old.output.contains(",ProviderName,PublisherName,"))
    for odd in [["--per", "week"], ["--top", "3"], ["--columns", "calls"], ["--json"]] {
      #expect(program.run(["report", "-o", "focus"] + odd).status == 64, "\(odd)")
    }
  }

  @Test("Calls without a price: how many where all are asked for, else that it is not known")
  func unpriced() throws {
    let program = try Program(configuration: Self.configuration)
    let call = #"{"timestamp":1791000000,"feature_name":"f","model":"none-such","input_tokens":5}"#
    program.append("cost_events.jsonl", Self.lines(20) + call + "\nnope {\n")
    #expect(program.run(["run", "--once"]).status == 0)
    let report = ["report", "--by", "none", "--json"]
    let all = program.run(report)
    #expect(all.output == program.run(report + ["--from-files"]).output)
    #expect(all.output.contains(#""rejected":{"not_json":1},"#))
    #expect(all.output.contains(#""unpriced_calls":1}"#))
    let some = program.run(report + ["--where", "model=m1"])
    #expect(some.status == 0 && some.output.contains(#""unpriced_calls":null}"#))
    _ = program.run(["report", "--where", "model=m1"])
    #expect(program.read("commands.log").contains("some calls have no cost and no price"))
  }

  @Test("A saved answer goes where a link leads, and replaces no pipe or device")
  func saved() throws {
    let program = try Program(configuration: Self.configuration)
    program.append("cost_events.jsonl", Self.lines(20))
    try program.write("real.csv", "before")
    symlink("real.csv", program.path("link.csv"))
    mkfifo(program.path("pipe"), 0o644)
    let report = ["report", program.path("cost_events.jsonl"), "-o", "csv", "--save"]
    func save(_ name: String) -> Int32 {
      program.run(report + [name], namesState: false).status
    }
    #expect(save(program.path("link.csv")) == 0 && save(program.path("new.csv")) == 0)
    #expect(program.read("real.csv").hasPrefix("feature_name,"))
    #expect(program.read("real.csv") == program.read("new.csv"))
    var status = stat()
    #expect(lstat(program.path("link.csv"), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    for name in [program.path("pipe"), "/dev/full", program.path("none/x"), program.path("."), ""] {
      #expect(save(name) == 1, "\(name)")
    }
    #expect(lstat(program.path("pipe"), &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    let names = try FileManager.default.contentsOfDirectory(atPath: program.path("."))
    #expect(!names.contains { $0.contains(".csv.") })
    let out = program.run(report + ["-"], namesState: false)
    #expect(out.output == program.read("real.csv"))
  }

  @Test("What it cannot answer is said, with what it can and how to ask the files")
  func refuses() throws {
    let program = try Program(configuration: Self.configuration)
    program.append("cost_events.jsonl", Self.lines(1500))
    #expect(program.run(["run", "--once"]).status == 0)
    for (question, says) in [
      (["--by", "user_id"], "'user_id' is not kept in the history, which has feature_name"),
      (["--by", "modle"], "did you mean 'model'?"),
      (["--by", "environment"], "no call in the history has 'environment'"),
      (["--from", "2026-10-05T00:07:00Z"], "as one by now"),
      (
        ["--columns", "calls,cache_hit_rate"],
        "'cache_hit_rate' is not kept in the history, which has calls, input_tokens"
      ),
      (["--count", "user_id"], "--count user_id: the history does not know calls one by one"),
    ] {
      let answer = program.run(["report"] + question)
      #expect(answer.status == 1 && answer.output.isEmpty, "\(question)")
      let log = program.read("commands.log")
      #expect(log.contains(says) && log.contains("--from-files counts from the files"))
    }
    // By source only the files can say it, and they do.
    let sources = program.run(["report", "--by", "source", "--json"])
    #expect(sources.status == 0 && sources.output.contains("untagged_share"))
    #expect(program.run(["report", "--from-files", "--by", "user_id", "--json"]).status == 0)
    let users = program.run([
      "report", "--from-files", "--by", "none", "--count", "user_id", "--columns", "calls", "-o",
      "csv",
    ])
    #expect(users.output.hasPrefix("calls,user_id_count,cost_per_user_id_usd\n1500,1500,"))
    #expect(program.run(["report", "--from-files", "--count", "sesion"]).status == 1)
    #expect(program.read("commands.log").contains("no event has 'sesion'"))
    let columns = ["--columns", "computed_usd,cache_read_tokens"]
    let files = program.run(["report", "--from-files", "--by", "none", "-o", "csv"] + columns)
    #expect(files.output == "computed_usd,cache_read_tokens\n0.000000000,0\n")
  }
}
