import SpendCore
import Testing

@testable import Delivery

/// What a digest looks like, at every kind of receiver.
@Suite struct DigestMessageTests {
  private static func requests(
    _ digest: SpendDigest, _ kind: ReceiverSettings.Kind, isPlain: Bool = false
  ) -> [WireRequest] {
    let delivery = Delivery(sequence: 1, receiver: "r", message: .digest(digest))
    return Receiver.requests(
      Attempt(id: 1, content: .digest(delivery, digest), isPlain: isPlain), Fixture.context(kind))
  }

  @Test("As text")
  func plain() {
    let text = DigestText(DigestFixture.digest(), zone: .utc).plain
    #expect(
      text == """
        LLM spend, week 47 (16–22 Nov, UTC): $131.20, +15 % on $113.90
        November so far $385.00; forecast $522.00 ($490.00 to $560.00); the last forecasts were 6.0 % off

          chat    $100.00  76 %  +25 %  ▁▂▃██▄▁   $0.10 a call
          search   $30.00  23 %    new           $0.010 a call
          +17 more: $1.20

        Odd: new model chat: $3.10

        Budgets
        • 3 of 4 budgets within limits
        • chat: $110.00 of $100.00 a month (110 %)

        Alerts
        • 1 hard, 2 soft
        • 19 Nov 14:10 hard 100 %: chat, still firing

        Data: complete; 3 of 11407 lines could not be counted since the last digest; 2 calls without \
        a price; 1.2 % of the spend untagged

        web-17 · spendwatch report --period 2026-W47

        """)
  }

  @Test("Nothing spent is one line")
  func empty() {
    var digest = DigestFixture.digest()
    (digest.calls, digest.spend, digest.previous) = (0, .zero, nil)
    let text = DigestText(digest, zone: .utc)
    #expect(text.plain == "LLM spend, week 47 (16–22 Nov, UTC): nothing spent\n")
    #expect(!text.html.contains("<table"))
  }

  @Test("Of a period before the history it does not say that nothing was spent")
  func unknown() {
    var digest = DigestFixture.digest()
    (digest.calls, digest.spend, digest.previous) = (0, .zero, nil)
    digest.data.completeSince = digest.period.end
    #expect(
      DigestText(digest, zone: .utc).plain
        == "LLM spend, week 47 (16–22 Nov, UTC): not in the history, which begins 23 Nov 2026\n")
  }

  @Test("Numbers at the end of 64 bits do not trap")
  func extremes() {
    var digest = DigestFixture.digest()
    (digest.spend, digest.previous) = (.max, Money(nano: 1))
    (digest.top[0].spend, digest.top[0].previous) = (.max, Money(nano: 1))
    digest.budgets.rows[0].usedPermille = .max
    digest.month?.forecast?.medianErrorPermille = .max
    for kind in FaultMatrixTests.kinds { #expect(!Self.requests(digest, kind).isEmpty) }
    #expect(DigestText(digest, zone: .utc).plain.contains("+922337203685477581 %"))
    #expect(
      SpendDigest.percent(.max) == "922337203685477581 %" && SpendDigest.percent(105) == "11 %")
  }

  @Test(
    "Periods are named as people do",
    arguments: [
      (SpendCore.DigestSettings.Every.day, "2026-11-21", "21 Nov 2026 (UTC)"),
      (.week, "2026-W01", "week 01 (29 Dec 2025 – 4 Jan, UTC)"),
      (.month, "2026-10", "October 2026 (UTC)"),
    ])
  func periods(every: DigestSettings.Every, name: String, words: String) throws {
    var digest = DigestFixture.digest()
    digest.every = every
    digest.period = try #require(DigestSettings.period(named: name, zone: .utc)).1
    #expect(DigestText(digest, zone: .utc).title.hasPrefix("LLM spend, \(words): "))
  }

  @Test("After a change of the zone a digest that waits is called by its own")
  func otherZone() throws {
    var digest = DigestFixture.digest()
    digest.timeZone = "Europe/Berlin"
    #expect(
      DigestText(digest, zone: .utc).title.hasPrefix("LLM spend, 2026-W47 (Europe/Berlin): $"))
  }

  @Test("Every kind of receiver is told, and its text is data", arguments: FaultMatrixTests.kinds)
  func kinds(kind: ReceiverSettings.Kind) throws {
    let name = "<img src=x onerror=alert(1)> *b* [l](http://e) \u{202E}x\u{0}y"
    for isPlain in [false, true] {
      let requests = Self.requests(DigestFixture.digest(name: name), kind, isPlain: isPlain)
      let request = try #require(requests.first)
      let body = String(decoding: request.body, as: UTF8.self)
      #expect(body.contains("131.2"))
      // Programs get values as they are.
      if ![.webhook, .pagerduty].contains(kind) { #expect(!body.contains("\u{202E}")) }
      if kind == .slack { #expect(!body.contains("<img")) }
      if kind == .discord { #expect(!body.replacing("\\\\<img", with: "").contains("<img")) }
      _ = try JSONReader.read(request.body)
    }
  }

  @Test("A webhook gets type, period, amounts and shares; its id is that of the digest")
  func webhook() throws {
    let request = try #require(Self.requests(DigestFixture.digest(), .webhook).first)
    let body = try JSONReader.read(request.body)
    let data = try #require(body["data"])
    #expect(body["type"]?.text == "digest" && data["spend_usd"]?.text == "131.200000000")
    #expect(data["period"]?["every"]?.text == "week")
    #expect(data["change_percent"]?.numberText == "15.2")
    #expect(data["top"]?.elements?[0]["share"]?.numberText == "0.762")
    #expect(data["top"]?.elements?[0]["spark"]?.elements?.count == 7)
    #expect(data["top"]?.elements?[1]["change_percent"] == .null)
    #expect(data["others"]?["count"]?.integer == 17)
    #expect(data["forecast"]?["median_error_percent"]?.numberText == "6.0")
    #expect(data["unpriced"]?["models"]?.elements == [.string("chat")])
    let again = try #require(Self.requests(DigestFixture.digest(), .webhook).first)
    let other = try #require(Self.requests(DigestFixture.digest("0124"), .webhook).first)
    func id(_ request: WireRequest) -> String? {
      request.headers.first { $0.name == "webhook-id" }?.value
    }
    #expect(id(request) == id(again) && id(request) != id(other))
  }

  @Test("PagerDuty gets a change event, which wakes nobody, beside the address of its events")
  func pagerDuty() throws {
    let delivery = Delivery(
      sequence: 1, receiver: "r", message: .digest(DigestFixture.digest()))
    let attempt = Attempt(id: 1, content: .digest(delivery, DigestFixture.digest()))
    for (urls, expected) in [
      ([], "https://events.pagerduty.com/v2/change/enqueue"),
      (
        [Secret("https://events.eu.pagerduty.com/v2/enqueue")],
        "https://events.eu.pagerduty.com/v2/change/enqueue"
      ),
      ([Secret("http://127.0.0.1:1/pages")], "http://127.0.0.1:1/pages"),
    ] as [([Secret], String)] {
      let context = Fixture.context(.pagerduty) { $0.urls = urls }
      let request = try #require(Receiver.requests(attempt, context).first)
      #expect(request.url.reveal() == expected)
      let body = try JSONReader.read(request.body)
      #expect(body["event_action"] == nil && body["payload"]?["severity"] == nil)
    }
  }

  @Test("The operator's own title and message, at every kind of receiver; names stay text")
  func templates() throws {
    var settings = DigestSettings(every: .week)
    settings.titleTemplate = "{{period}}: {{spend}} ({{change}})"
    settings.messageTemplate =
      "*Top*\n{{#top}}{{name}} {{spend}} {{share}};{{/top}}\n{{#odd}}! {{.}}{{/odd}}"
    let digest = DigestFixture.digest(name: "<b>&chat*")
    let delivery = Delivery(sequence: 1, receiver: "r", message: .digest(digest))
    for kind in FaultMatrixTests.kinds {
      var context = Fixture.context(kind)
      context.templates = TemplateSet(budgets: [], digests: [settings])
      let attempt = Attempt(id: 1, content: .digest(delivery, digest))
      let request = try #require(Receiver.requests(attempt, context).first)
      let body = String(decoding: request.body, as: UTF8.self)
      #expect(body.contains("2026-W47: $131.20 (+15 %)") || kind == .webhook, "\(kind)")
      #expect(body.contains("$100.00 76 %;") && !body.contains("17 more"), "\(kind): \(body)")
      if kind == .slack { #expect(body.contains("*Top*") && body.contains("&lt;b&gt;&amp;chat")) }
    }
    // Of another dimension, or another rhythm, they are not.
    let others = TemplateSet(budgets: [], digests: [DigestSettings(every: .day), settings])
    var byModel = digest
    byModel.by = ["model"]
    #expect(others.templates(byModel) == TemplateSet.Pair())
    #expect(Template.problem(in: "{{spend}} {{#odd}}{{.}}{{/odd}}", isOfDigest: true) == nil)
    #expect(Template.problem(in: "{{limit}}", isOfDigest: true)?.contains("'limit'") == true)
    #expect(Template.problem(in: "{{spark}}") != nil)
  }

  @Test("The page stands alone: no script, no link to elsewhere, names as text")
  func html() {
    let page = DigestText(DigestFixture.digest(name: "<script>x</script>\"'&"), zone: .utc).html
    #expect(page.contains("&lt;script&gt;x&lt;/script&gt;&quot;&#39;&amp;"))
    for part in ["<script", "<svg", "<style", "http", "src=", "<link"] {
      #expect(!page.contains(part), "\(part)")
    }
  }

  @Test("Between alerts a digest goes alone, is tried again, and is no page")
  func lane() {
    for kind in [ReceiverSettings.Kind.slack, .pagerduty, .webhook] {
      var driver = LaneDriver(kind) { $0.maxPages = .init(count: 1, seconds: 600) }
      let digest = Delivery(
        sequence: 2, receiver: "r", message: .digest(DigestFixture.digest()))
      driver.enqueue(Fixture.delivery(1))
      driver.take(driver.lane.enqueue([digest], at: driver.now))
      driver.advance(3000)
      driver.answer(.delivered)
      driver.advance(3000)
      #expect(driver.attempt?.sequences == [2], "\(kind)")
      driver.answer(.retry("HTTP 503"))
      driver.advance(600_000)
      driver.answer(.badPayload("HTTP 400"))
      driver.advance(3000)
      #expect(driver.attempt?.isPlain == true)
      driver.answer(.delivered)
      #expect(driver.status(1) == .delivered && driver.status(2) == .delivered)
      #expect(driver.lane.isIdle)
    }
  }
}
