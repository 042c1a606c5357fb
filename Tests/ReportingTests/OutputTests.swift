import Reporting
import SpendCore
import Testing

/// The formats, with values that somebody chose to break them.
struct OutputTests {
  private let directory = TemporaryDirectory()

  private func table(_ features: [String], _ query: ReportQuery = ReportQuery()) throws
    -> ReportTable
  {
    let lines = features.enumerated().map { index, feature in
      Reports.line(feature, cost: "\(features.count - index)")
    }
    return try Reports.table(
      [directory.file("log", lines.joined(separator: "\n"))], Reports.request(query))
  }

  @Test("CSV quotes what needs it, and gives no spreadsheet a formula")
  func csv() throws {
    let table = try table(
      [#"a,b"#, #"say \"hi\""#, #"two\nlines"#, "=1+1", "plain text", #"\u001b[31m"#])
    #expect(
      table.csv() == """
        feature_name,calls,input_tokens,output_tokens,cost_usd,avg_cost_usd
        "a,b",1,0,0,6.000000000,6.000000000
        "say ""hi""\",1,0,0,5.000000000,5.000000000
        "two
        lines",1,0,0,4.000000000,4.000000000
        '=1+1,1,0,0,3.000000000,3.000000000
        plain text,1,0,0,2.000000000,2.000000000
        "\u{1b}[31m",1,0,0,1.000000000,1.000000000

        """)
    #expect(table.csv(isRaw: true).contains(#""=1+1",1"#))
    let formulas = ["=a", "+a", "-a", "@a", #"\ta"#, #"\ra"#, "a=b", "'=a"]
    let texts = try self.table(formulas).csv().split(separator: "\n").dropFirst()
    for (formula, text) in zip(formulas, texts) {
      let isOne = !["a=b", "'=a"].contains(formula)
      #expect(text.contains("'=a") == (formula == "=a" || formula == "'=a"), "\(formula)")
      #expect(text.hasPrefix("'") || text.hasPrefix("\"'") || !isOne, "\(formula)")
    }
  }

  @Test("Columns that are asked for, and the period before beside them")
  func columns() throws {
    func part(_ costs: KeyValuePairs<String, String>) throws -> ReportPart {
      let lines = costs.map { Reports.line($0.key, cost: $0.value) }.joined(separator: "\n")
      let file = directory.file("log-\(costs.count)", lines)
      return try FileReport.part(files: [FilePath(file)], Reports.request(ReportQuery())) { _ in }
    }
    var query = ReportQuery()
    query.columns = ["cost_usd", "share", "previous_usd", "change_percent"]
    let table = ReportTable(
      try part(["a": "6", "b": "1.5", "new": "0.5"]), query: query,
      previous: try part(["a": "4", "b": "3", "gone": "2", "x": "0"]))
    #expect(
      table.csv() == """
        feature_name,cost_usd,share,previous_usd,change_percent
        a,6.000000000,0.75,4.000000000,50.0
        b,1.500000000,0.1875,3.000000000,-50.0
        new,0.500000000,0.0625,0.000000000,
        gone,0.000000000,0.0,2.000000000,-100.0
        x,0.000000000,0.0,0.000000000,

        """)
    #expect(
      table.json.contains(
        #"{"feature_name":"new","cost_usd":"0.500000000","share":0.0625,"previous_usd":"0.000000000","#
          + #""change_percent":null}"#))
    #expect(table.json.contains(#""totals":{"cost_usd":"8.000000000","share":1.0,"#))
    #expect(
      table.markdown.contains("| gone | $0.00 | 0.0 % | $2.00 | -100.0 % |")
        && table.markdown.contains("| **total** | $8.00 | 100.0 % | $9.00 | -11.1 % |"))
  }

  @Test("JSON has the rows, what they add up to, what was rejected and the untagged share")
  func json() throws {
    let path = directory.file(
      "log",
      """
      {"timestamp":"2026-05-01T23:30:00Z","feature_name":"say \\"hi\\"\\n","cost_usd":0.75,"input_tokens":5}
      {"timestamp":"2026-05-02T00:30:00Z","cost_usd":0.25,"output_tokens":7}
      nope {
      INFO text is no error of anybody
      """)
    let table = try Reports.table([path], Reports.request(ReportQuery(period: .month)))
    #expect(
      table.json == #"{"rows":[{"month":"2026-05","feature_name":"say \"hi\"\n","calls":1,"#
        + #""input_tokens":5,"output_tokens":0,"cost_usd":"0.750000000","#
        + #""avg_cost_usd":"0.750000000"},"#
        + #"{"month":"2026-05","feature_name":"untagged","calls":1,"input_tokens":0,"#
        + #""output_tokens":7,"cost_usd":"0.250000000","avg_cost_usd":"0.250000000"}],"#
        + #""totals":{"calls":2,"input_tokens":5,"output_tokens":7,"cost_usd":"1.000000000","#
        + #""avg_cost_usd":"0.500000000"},"rejected":{"not_json":1},"untagged_share":0.25,"#
        + #""unpriced_calls":0}"#)
  }

  @Test("Markdown cannot be broken out of")
  func markdown() throws {
    let table = try table(
      ["a|b", "<img src=x>", "**b** _i_ `c`", #"x\r\ny"#, "support_qa", "\u{202E}x"],
      ReportQuery(period: .day))
    let lines = table.markdown.split(separator: "\n").map(String.init)
    #expect(
      lines[0] == "| day | feature_name | calls | input_tokens | output_tokens | cost_usd "
        + "| avg_cost_usd |")
    #expect(lines[1] == "| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    #expect(lines[2] == #"| 2026-05-01 | a\|b | 1 | 0 | 0 | $6.00 | $6.00 |"#)
    #expect(lines[3].contains("| &lt;img src=x&gt; |"))
    #expect(lines[4].contains(#"| \*\*b\*\* \_i\_ \`c\` |"#))
    #expect(lines[5].contains(#"| x\\u{d}\\u{a}y |"#))
    #expect(lines[6].contains("| support_qa |"))
    #expect(lines[7].contains(#"| \\u{202e}x |"#))
    #expect(lines[8] == "| **total** |  | 6 | 0 | 0 | $21.00 | $3.50 |")
  }

  @Test("A page stands alone, whatever is in it, and its chart adds up")
  func html() throws {
    let hostile = [
      "<script>alert(1)</script>", #"\" onload=\"x"#, "a&b'c", "\u{202E}x", "</td></table>", "",
      "f7",
      "f8", "f9",
    ]
    let page = try table(hostile, ReportQuery(period: .day))
      .html(title: "<b>&", heading: "of </p>")
    #expect(page.contains("<title>&lt;b&gt;&amp;</title>") && page.contains("of &lt;/p&gt;"))
    for part in [
      "<script", "onload=\"", "</td></table>", "\u{202E}", "http://", "https://", "url(",
    ] {
      let isOurs = part == "</td></table>"
      #expect(
        page.contains(part) == false || isOurs && !page.contains("</td></table></td>"), "\(part)")
    }
    // Every tag that is opened is closed, in order.
    var open: [Substring] = []
    for tag in page.split(separator: "<").dropFirst() {
      let name = tag.prefix { $0.isLetter || $0.isNumber || $0 == "/" || $0 == "!" }
      if name.hasPrefix("/") {
        #expect(open.popLast() == name.dropFirst())
      } else if !["meta", "!DOCTYPE", "!"].contains(name),
        !tag.prefix(while: { $0 != ">" }).hasSuffix("/")
      {
        open.append(name)
      }
    }
    #expect(open.isEmpty)
    // One day: the column is as high as the chart, of six parts and what is left.
    let heights = page.split(separator: "<rect ").dropFirst().compactMap { rect in
      rect.split(separator: "height=\"").dropFirst().first.flatMap {
        Double($0.prefix { $0 != "\"" })
      }
    }
    #expect(heights.count == 7 && abs(heights.reduce(0, +) - 180) < 1)
    #expect(page.contains(">others</li>") && page.contains("<td class=\"n\">$45.00</td>"))
    // Without periods, or of some rows alone, there is none.
    var top = ReportQuery(period: .day)
    top.top = 2
    for query in [ReportQuery(), top] {
      #expect(try !table(["a", "b", "c"], query).html(title: "", heading: "").contains("<svg"))
    }
  }

  @Test("A dimension that is a column already is refused")
  func clash() {
    #expect(ReportColumns.clash(ReportQuery(dimensions: ["model", "calls"])) == "calls")
    #expect(ReportColumns.clash(ReportQuery(dimensions: ["day"], period: .day)) == "day")
    #expect(ReportColumns.clash(ReportQuery(dimensions: ["day"], period: .month)) == nil)
  }

  @Test(
    "Times are local to the zone unless they say otherwise",
    arguments: [
      ("2026-05-01", "2026-04-30T22:00:00Z"), ("2026-05-01T12:00:00", "2026-05-01T10:00:00Z"),
      ("2026-05-01T12:00:00Z", "2026-05-01T12:00:00Z"),
      ("2026-05-01 12:00:00+05:30", "2026-05-01T06:30:00Z"), ("yesterdy", nil),
      ("2026-02-30", nil), ("", nil),
    ] as [(String, String?)])
  func times(text: String, expected: String?) {
    let zone = TimeZoneRules(name: "East", initialOffsetSeconds: 7200)
    let now = Timestamp(seconds: 1_779_271_620)
    #expect(ReportTime.read(text, zone: zone, now: now)?.start.secondsText == expected)
  }

  @Test(
    "Stretches of time are local, and end where the next one begins",
    arguments: [
      ("2026-05-01", "2026-04-30T22:00:00Z", "2026-05-01T22:00:00Z"),
      ("2026-05", "2026-04-30T22:00:00Z", "2026-05-31T22:00:00Z"),
      ("2026-12", "2026-11-30T22:00:00Z", "2026-12-31T22:00:00Z"),
      ("today", "2026-05-19T22:00:00Z", "2026-05-20T22:00:00Z"),
      ("yesterday", "2026-05-18T22:00:00Z", "2026-05-19T22:00:00Z"),
      ("this-week", "2026-05-17T22:00:00Z", "2026-05-24T22:00:00Z"),
      ("last-week", "2026-05-10T22:00:00Z", "2026-05-17T22:00:00Z"),
      ("2026-W20", "2026-05-10T22:00:00Z", "2026-05-17T22:00:00Z"),
      ("this-month", "2026-04-30T22:00:00Z", "2026-05-31T22:00:00Z"),
      ("last-month", "2026-03-31T22:00:00Z", "2026-04-30T22:00:00Z"),
      ("7d", "2026-05-13T10:00:00Z", nil), ("90m", "2026-05-20T08:30:00Z", nil),
      ("24h", "2026-05-19T10:00:00Z", nil), ("2w", "2026-05-06T10:00:00Z", nil),
      ("2026-13", nil, nil), ("2026-00", nil, nil), ("7", nil, nil), ("d", nil, nil),
      ("99999999d", nil, nil), ("last-weak", nil, nil),
    ] as [(String, String?, String?)])
  func stretches(text: String, from: String?, to: String?) {
    let zone = TimeZoneRules(name: "East", initialOffsetSeconds: 7200)
    // Wednesday, 2026-05-20T10:07:00Z.
    let now = Timestamp(seconds: 1_779_271_620)
    let time = ReportTime.read(text, zone: zone, now: now)
    #expect(time?.start.secondsText == from)
    if let to { #expect(time?.end.secondsText == to) } else { #expect(time?.end == time?.start) }
  }

  @Test("The heading says which time, in which zone, and from where")
  func heading() {
    var query = ReportQuery(zone: TimeZoneRules(name: "East", initialOffsetSeconds: 7200))
    #expect(ReportHeading.text(query, source: "a") == "all times, East; from a")
    query.from = Timestamp(seconds: 1_779_271_620)
    #expect(ReportHeading.text(query, source: "a") == "since 2026-05-20 12:07 East; from a")
    #expect(
      ReportHeading.text(query, source: "a", completeSince: Timestamp(seconds: 1_780_000_000))
        == "since 2026-05-20 12:07 East; from a, complete since 2026-05-28 22:26")
    query.to = Timestamp(seconds: 1_779_314_400)
    #expect(
      ReportHeading.text(query, source: "2 files")
        == "2026-05-20 12:07 to 2026-05-21 00:00 East; from 2 files")
    query.from = nil
    #expect(ReportHeading.text(query, source: "a") == "before 2026-05-21 00:00 East; from a")
    query.match = Match([Match.Condition(dimension: "model", patterns: [Glob("gpt*")])])
    #expect(
      ReportHeading.text(query, source: "a") == "before 2026-05-21 00:00 East, model=gpt*; from a")
  }

  @Test("Zones come from the system, and names that lead elsewhere are refused")
  func zones() throws {
    #expect(try ZoneFile.rules(named: "UTC") == .utc)
    for name in ["../etc/passwd", "/etc/localtime", "Nowhere/Else", "", "a b"] {
      #expect(throws: ReportFailure.self) { try ZoneFile.rules(named: name) }
    }
  }
}
