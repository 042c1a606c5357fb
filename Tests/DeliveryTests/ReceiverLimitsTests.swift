import Delivery
import SpendCore
import SpendTesting
import Testing

/// The documented limits of each service hold for whatever stands in an event.
@Suite("Limits under hostile text")
struct ReceiverLimitsTests {
  private static func alert(_ random: inout SeededRandom, _ number: Int) -> Alert {
    let text = { (random: inout SeededRandom) in HostileText.random(&random) }
    var alert = Fixture.alert(
      text(&random), level: Level.allCases.randomElement(using: &random) ?? .hard)
    alert.id = "0123456789abcdef0123456789abcd\(number)"
    alert.budget = text(&random)
    alert.instance = text(&random)
    for _ in 0..<Int.random(in: 0..<3, using: &random) {
      alert.group.append(LabelPair(text(&random), text(&random)))
      alert.labels.append(LabelPair(text(&random), text(&random)))
    }
    alert.top = (0..<3).map { _ in
      Alert.TopEntry(
        dimension: text(&random), names: (0..<5).map { _ in text(&random) },
        spends: (0..<5).map { _ in Money(nano: 1_000_000_000) })
    }
    alert.runbookURL = Bool.random(using: &random) ? text(&random) : "https://wiki.example/x"
    alert.timeZone = text(&random)
    if Bool.random(using: &random) { alert.spend = .max }
    if Bool.random(using: &random) { alert.state = .resolved }
    alert.exhaustedAt = Bool.random(using: &random) ? Timestamp(microseconds: .max) : nil
    alert.clearsAt = Bool.random(using: &random) ? Timestamp(microseconds: .min) : nil
    return alert
  }

  private static let contents: [@Sendable (inout SeededRandom) -> Attempt.Content] = [
    { .alerts([AlertDelivery(sequence: 1, receiver: "r", alert: alert(&$0, 1))]) },
    { random in
      .alerts(
        (1...50).map {
          AlertDelivery(sequence: UInt64($0), receiver: "r", alert: alert(&random, $0))
        })
    },
    { random in
      .catchUp(
        (1...60).map {
          AlertDelivery(sequence: UInt64($0), receiver: "r", alert: alert(&random, $0))
        })
    },
    { .test(alert(&$0, 1)) },
    { random in
      let digest = DigestFixture.digest(name: HostileText.random(&random))
      return .digest(Delivery(sequence: 1, receiver: "r", message: .digest(digest)), digest)
    },
    { random in
      .pageSummary(
        key: "summary-x",
        (1...50).map {
          AlertDelivery(sequence: UInt64($0), receiver: "r", alert: alert(&random, $0))
        })
    },
    { random in
      .notice(
        Notice(
          id: "n", isResolved: false, instance: HostileText.random(&random),
          receiver: HostileText.random(&random), text: HostileText.random(&random),
          time: Fixture.now))
    },
  ]

  @Test("every payload stays JSON within its limits", arguments: FaultMatrixTests.kinds)
  func limits(kind: ReceiverSettings.Kind) throws {
    for seed in 0..<8 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      let limit = LaneSettings(name: "r", kind: kind).messageLimit
      for make in Self.contents {
        var content = make(&random)
        if case .alerts(let deliveries) = content {
          content = .alerts(Array(deliveries.prefix(limit)))
        }
        for isPlain in [false, true] {
          let attempt = Attempt(id: 1, content: content, isPlain: isPlain)
          for request in Receiver.requests(attempt, Fixture.context(kind)) {
            try check(request.body, kind, "seed \(seed) \(kind)")
          }
        }
      }
    }
  }

  private func check(_ body: [UInt8], _ kind: ReceiverSettings.Kind, _ what: String) throws {
    if kind == .alertmanager {
      for alert in try JSONFixture.array(body) { try checkLabels(alert, what) }
      return
    }
    let object = try JSONFixture.object(body)
    #expect(!object.isEmpty, "\(what)")
    switch kind {
    case .slack: checkSlack(object, what)
    case .pagerduty:
      #expect(body.count < 512_000, "\(what)")
      let payload = object["payload"] as? [String: Any]
      if let payload {
        #expect((payload["summary"] as? String ?? "").utf16.count <= 1024, "\(what)")
        #expect(!(payload["summary"] as? String ?? "").isEmpty, "\(what)")
      }
      #expect((object["dedup_key"] as? String ?? "").utf8.count <= 255, "\(what)")
    case .discord: checkDiscord(object, what)
    case .teams: #expect(body.count <= 28_000, "\(what): \(body.count)")
    case .webhook, .alertmanager, .log, .email: break
    }
  }

  private func checkSlack(_ object: [String: Any], _ what: String) {
    let text = object["text"] as? String ?? ""
    #expect(!text.isEmpty && text.utf16.count <= 4000, "\(what)")
    let blocks = object["blocks"] as? [[String: Any]] ?? []
    #expect(blocks.count <= 50, "\(what)")
    var total = 0
    for (path, text) in JSONFixture.texts(blocks) where path.hasSuffix("text") {
      total += text.utf16.count
      #expect(text.utf16.count <= 3000 && !text.isEmpty, "\(what) \(path)")
      #expect(text.firstRange(of: "<!channel>") == nil || isPlainText(text, blocks), "\(what)")
    }
    #expect(total <= 13_000, "\(what): \(total)")
    #expect(text.firstRange(of: "<!") == nil && text.firstRange(of: "<@") == nil, "\(what)")
    for block in blocks {
      if block["type"] as? String == "header" {
        let header = (block["text"] as? [String: Any])?["text"] as? String ?? ""
        #expect(header.utf16.count <= 150 && !header.isEmpty, "\(what)")
      }
      let fields = block["fields"] as? [[String: Any]] ?? []
      #expect(fields.count <= 10, "\(what)")
      for field in fields {
        #expect((field["text"] as? String ?? "").utf16.count <= 2000, "\(what)")
      }
    }
  }

  /// Only text that Slack does not interpret may hold markup.
  private func isPlainText(_ text: String, _ blocks: [[String: Any]]) -> Bool {
    func search(_ value: Any) -> Bool {
      if let object = value as? [String: Any] {
        if object["text"] as? String == text { return object["type"] as? String == "plain_text" }
        return object.values.contains(where: search)
      }
      return (value as? [Any])?.contains(where: search) ?? false
    }
    return search(blocks)
  }

  private func checkDiscord(_ object: [String: Any], _ what: String) {
    let content = object["content"] as? String ?? ""
    #expect(!content.isEmpty && content.utf16.count <= 2000, "\(what)")
    let parse = (object["allowed_mentions"] as? [String: Any])?["parse"] as? [String]
    #expect(parse == [], "\(what)")
    var total = 0
    for embed in object["embeds"] as? [[String: Any]] ?? [] {
      let description = embed["description"] as? String ?? ""
      #expect(description.utf16.count <= 4096, "\(what)")
      total += description.utf16.count + (embed["title"] as? String ?? "").utf16.count
      let fields = embed["fields"] as? [[String: Any]] ?? []
      #expect(fields.count <= 25, "\(what)")
      for field in fields {
        let name = field["name"] as? String ?? ""
        let value = field["value"] as? String ?? ""
        #expect(!name.isEmpty && name.utf16.count <= 256, "\(what)")
        #expect(!value.isEmpty && value.utf16.count <= 1024, "\(what)")
        total += name.utf16.count + value.utf16.count
      }
      let footer = (embed["footer"] as? [String: Any])?["text"] as? String ?? ""
      #expect(footer.utf16.count <= 2048, "\(what)")
      total += footer.utf16.count
    }
    #expect(total <= 6000, "\(what): \(total)")
  }

  private func checkLabels(_ alert: [String: Any], _ what: String) throws {
    let labels = try #require(alert["labels"] as? [String: String], "\(what)")
    #expect(labels["alertname"]?.isEmpty == false, "\(what)")
    for (name, value) in labels {
      #expect(
        name.utf8.first.map { !(0x30...0x39).contains($0) } == true
          && name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
              || $0 == 0x5F
          }, "\(what): \(name)")
      #expect(!value.isEmpty && value.utf16.count <= 512, "\(what)")
    }
    #expect(alert["endsAt"] is String, "\(what)")
  }
}
