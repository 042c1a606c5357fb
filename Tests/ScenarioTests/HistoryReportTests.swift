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

  private static let detailed = """
    sources: [{ path: cost_events.jsonl, duplicates: on }]
    timezone: America/New_York
    history: { dimensions: [feature_name, model], quarters: 20d, hours: 63d }
    included: [{ feature_name: plan }]
    budgets: [{ feature: "f*", daily: 5000 }]
    """

  /// Calls that say more than a cost: as the formats log them, some logged
  /// again, or while they grow.
  private static func detailedLines(_ count: Int, from number: Int = 0) -> String {
    (number..<number + count).map { number in
      let (time, feature) = (
        1_788_652_800 + number * 4591, number % 11 == 0 ? "plan" : "f\(number % 3)"
      )
      let (input, cached, output) = (5000 + number % 777, number % 13 * 100, number % 97)
      switch number % 8 {
      case 0:
        return #"{"id":"chatcmpl-\#(number)","object":"chat.completion","created":\#(time),"#
          + #""model":"gpt-4o","usage":{"prompt_tokens":\#(input),"completion_tokens":\#(output + 40),"#
          + #""prompt_tokens_details":{"cached_tokens":\#(cached)},"completion_tokens_details":"#
          + #"{"reasoning_tokens":\#(number % 40)}},"metadata":{"feature":"\#(feature)"}}"#
      case 1:
        return
          #"{"timestamp":\#(time),"feature_name":"\#(feature)","id":"msg_\#(number)","type":"message","#
          + #""model":"claude-sonnet-4-5","usage":{"input_tokens":\#(input),"cache_read_input_tokens":"#
          + #"\#(cached),"cache_creation_input_tokens":90,"cache_creation":{"ephemeral_5m_input_tokens":"#
          + #"60,"ephemeral_1h_input_tokens":30},"output_tokens":\#(output)}}"#
      case 2:
        return #"{"timestamp":\#(time),"responseId":"r\#(number)","modelVersion":"gemini-2.5-pro","#
          + #""feature_name":"\#(feature)","usageMetadata":{"promptTokenCount":\#(input),"#
          + #""cachedContentTokenCount":\#(cached),"candidatesTokenCount":\#(output),"thoughtsTokenCount":30,"#
          + #""toolUsePromptTokenCount":20}}"#
      case 3:
        // A line that is logged while it grows; what comes again costs what is new of it.
        return [5, 90, 90, 445].map {
          #"{"type":"assistant","sessionId":"s","uuid":"u\#($0)","requestId":"req_\#(number)","cwd":"/w","#
            + #""timestamp":"\#(Timestamp(seconds: Int64(time)))","feature_name":"\#(feature)","message":{"id":"#
            + #""m\#(number)","type":"message","model":"claude-sonnet-4-5","usage":{"input_tokens":4,"#
            + #""cache_read_input_tokens":90,"output_tokens":\#($0)}}}"#
        }.joined(separator: "\n")
      default:
        // Every second of them has no cost, and some no model that anybody knows a price of.
        let model = number % 5 == 0 ? "mine" : "claude-haiku-4-5"
        let rest = number % 2 == 0 ? "" : #""cost_usd":0.\#(1000 + number),"#
        let cache = number % 3 == 0 ? 0 : cached
        return #"{"timestamp":\#(time),"feature_name":"\#(feature)","model":"\#(model)",\#(rest)"#
          + #""input_tokens":\#(input),"cache_read_tokens":\#(cache),"cache_write_1h_tokens":\#(number % 4),"#
          + #""output_tokens":\#(output),"reasoning_tokens":\#(number % 29),"event_id":"e\#(number / 2)"}"#
      }
    }.joined(separator: "\n") + "\n"
  }

  @Test("Token classes, computed and included spend and calls without a price are kept")
  func details() async throws {
    let program = try Program(configuration: Self.detailed)
    program.append("cost_events.jsonl", Self.detailedLines(1200))
    let columns =
      "calls,cost_usd,input_tokens,output_tokens,cache_read_tokens,cache_write_tokens,"
      + "reasoning_tokens,cache_hit_rate,unpriced_calls,computed_usd,included_usd"
    func compare() {
      for question in [
        ["--by", "feature,model"], ["--by", "none"], ["--by", "model", "--per", "day"],
        ["--by", "feature", "--per", "month", "--where", "model=claude*"],
        ["--period", "2026-11", "--by", "model"],
      ] {
        let report = ["report", "--json", "--columns", columns] + question
        let (history, files) = (program.run(report), program.run(report + ["--from-files"]))
        #expect(history.status == 0 && files.status == 0, "\(question)")
        // What is rejected is counted over all times by the state, by the files as they are asked.
        #expect(history.output == files.output, "\(question)")
      }
    }
    program.start()
    #expect(await eventually { program.isReady() })
    compare()
    program.append("cost_events.jsonl", Self.detailedLines(300, from: 1200))
    program.kill()
    program.start()
    #expect(await eventually { (program.status?.totals.events ?? 0) > 1000 && program.isReady() })
    program.kill(SIGTERM)
    compare()
    let all = program.run(["report", "--by", "none", "--json", "--columns", columns]).output
    for column in columns.split(separator: ",") where column != "cache_hit_rate" {
      #expect(!all.contains("\"\(column)\":0,") && !all.contains("\"\(column)\":\"0.000000000\""))
    }
    // Without being asked for columns, of any time: how many calls have no price.
    let november = ["report", "--period", "2026-11", "--by", "none", "--json"]
    #expect(
      program.run(november).output == program.run(november + ["--from-files"]).output)
    // What each class cost only the lines know.
    #expect(
      program.run(["report", "-o", "focus"]).status
        == program.run(["report", "-o", "focus", "--from-files"]).status)
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

  @Test("Calls without a price: how many, of all calls and of some")
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
    for (model, count) in [("m1", 0), ("none-such", 1)] {
      let some = program.run(report + ["--where", "model=\(model)"])
      #expect(some.status == 0 && some.output.contains(#""unpriced_calls":\#(count)}"#))
    }
    _ = program.run(["report", "--where", "model=none-such"])
    #expect(program.read("commands.log").contains("1 call has no cost and no price"))
  }

  @Test("A saved answer goes where a link leads, and into what is no file")
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
    // What the shell opened is written to: it may be a log, with other lines before and after.
    symlink("/dev/stdout", program.path("link"))
    let words = ([Program.binary] + report).map { "'\($0)'" }.joined(separator: " ")
    for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", program.path("link")] {
      let script = "(echo before; \(words) '\(name)'; echo after) >> '\(program.path("log"))'"
      #expect(Shell.run("rm -f '\(program.path("log"))'; \(script)") == 0)
      #expect(program.read("log") == "before\n\(program.read("real.csv"))after\n", "\(name)")
    }
    let piped = "cat '\(program.path("pipe"))' > '\(program.path("piped"))' &"
    #expect(Shell.run("\(piped) sleep 0.5; \(words) '\(program.path("pipe"))'; wait") == 0)
    #expect(program.read("piped") == program.read("real.csv"))
    #expect(Shell.run("\(words) /dev/null") == 0)
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
